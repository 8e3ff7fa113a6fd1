/** What a profile asks about one engine, answered from its join. */
import { compareText } from '../diagnostics.js';
import { loaderRegistrations, type Registration } from '../engines/types.js';
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
  /** The engine serves unregistered architectures through transformers when its gate lets them in. */
  readonly fallback: boolean;
  readonly record: (architecture: string) => ArchitectureRecord;
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
    fallback: engine.fallbackGate !== null,
    record,
  };
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
