/** What a profile asks about one engine, answered from its join. */
import { compareText, type Diagnostic } from '../diagnostics.js';
import { hidingPlaces } from '../engines/hidden.js';
import { REGISTRY_MISSING } from '../engines/registrations.js';
import {
  loaderRegistrations,
  type EngineScan,
  type Registration,
  type Undecidable,
} from '../engines/types.js';
import type { ArchitectureRecord } from '../models/architectures.js';
import type { EngineJoin } from '../scan/joins.js';
import type { Condition } from './profile.js';

export interface EngineFacts {
  readonly engine: string;
  readonly title: string;
  /** Models that the loader finds by architecture, sorted; no drafts, wrappers or parts. */
  readonly served: readonly Registered[];
  /** Everything that the loader finds, by architecture. */
  readonly loaded: ReadonlyMap<string, Registered>;
  /** All registrations, also those of other registries and of former models. */
  readonly registrations: readonly Registration[];
  /** What some registration says that it has or lacks. */
  readonly capabilities: ReadonlySet<string>;
  /** The engine serves unregistered architectures through transformers when its gate lets them in. */
  readonly fallback: boolean;
  readonly record: (architecture: string) => ArchitectureRecord;
  /** Why nothing of what the loader finds is known; null when anything is, or when it is known that there is nothing. */
  readonly unknown: Diagnostic | null;
}

/** A registration whose architecture is known. */
export type Registered = Registration & { readonly architecture: string };

export function engineFacts({ engine, title, join }: EngineJoin): EngineFacts {
  const loaded = new Map<string, Registered>();
  for (const each of loaderRegistrations(engine))
    if (isRegistered(each) && isActive(each)) loaded.set(each.architecture, each);
  const records = new Map<string, ArchitectureRecord>();
  const record = (architecture: string): ArchitectureRecord => {
    const known = records.get(architecture) ?? join(architecture);
    records.set(architecture, known);
    return known;
  };
  return {
    engine: engine.id,
    title,
    served: [...loaded.values()]
      .filter(({ kind }) => kind === 'model')
      .sort((a, b) => compareText(a.architecture, b.architecture)),
    loaded,
    registrations: engine.registrations,
    capabilities: new Set(engine.registrations.flatMap((each) => Object.keys(each.capabilities))),
    fallback: engine.fallbackGate !== null,
    record,
    unknown: unknownRegistry(engine, title),
  };
}

function unknownRegistry(engine: EngineScan, title: string): Diagnostic | null {
  if (loaderRegistrations(engine).some(isActive)) return null;
  const [hidden] = hidingPlaces(engine);
  const missing = engine.diagnostics.find(({ rule }) => rule === REGISTRY_MISSING);
  const place = hidden ?? missing ?? engine.undecidable[0];
  if (place === undefined) return null;
  const why = 'reason' in place ? place.reason : place.message;
  const advice = hidden === undefined ? '' : `. ${correctionOf(hidden.mayHideMore, hidden.file)}`;
  const message = `nothing of what ${title} registers is known, so no page can be compared with it: ${why}${advice}`;
  const { file, line } = place;
  return { file, line, column: 1, rule: 'sync-registry-unknown', severity: 'error', message };
}

/** What to do about what hides whether something is registered. */
export function correctionOf(hiddenBy: Undecidable['mayHideMore'], file: string): string {
  return hiddenBy === 'unread' ? `Make ${file} readable first` : 'Correct the syntax error first';
}

export function isActive({ status }: Registration): boolean {
  return status === 'active' || status === 'conditional';
}

function isRegistered(registration: Registration): registration is Registered {
  return registration.architecture !== null;
}

/** Whether a condition of a profile holds for a registration. */
export function holds(facts: EngineFacts, each: Registered, condition: Condition): boolean {
  const { registry, kind = ['model'], category, capabilities = {}, endings } = condition;
  return (
    registry?.includes(each.registry) !== false &&
    kind.includes(each.kind) &&
    category?.includes(facts.record(each.architecture).category.category) !== false &&
    Object.entries(capabilities).every(([name, value]) => each.capabilities[name] === value) &&
    endings?.some((ending) => each.architecture.endsWith(ending)) !== false
  );
}
