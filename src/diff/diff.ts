/** What changed between two scans: added, removed and changed registrations, engine by engine. */
import { compareText } from '../diagnostics.js';
import { hidingPlaces } from '../engines/hidden.js';
import type { Registration, Undecidable } from '../engines/types.js';
import { groupBy } from '../group-by.js';
import type { ScannedEngine, ScannedTransformers, ScanResult } from '../scan/contract.js';

/** One field of a registration that differs. Lines are not compared: they shift without meaning anything. */
export interface ChangedField {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

export interface ChangedRegistration {
  readonly before: Registration;
  readonly after: Registration;
  readonly fields: readonly ChangedField[];
}

export interface EngineDiff {
  readonly id: string;
  /** Whether only one of the scans has the engine. */
  readonly only: 'before' | 'after' | null;
  /** Each sorted by registry and key. */
  readonly added: readonly Registration[];
  readonly removed: readonly Registration[];
  readonly changed: readonly ChangedRegistration[];
  /** Where a syntax error may hide registrations in one of the scans: what is added or removed may be so for that. */
  readonly hidden?: readonly Undecidable[] | undefined;
}

/** What transformers exports in one scan only. Null when one of the scans has no transformers. */
export interface ExportDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface ScanDiff {
  readonly schemaVersion: 1;
  readonly engines: readonly EngineDiff[];
  readonly transformers: ExportDiff | null;
}

export function diffScans(before: ScanResult, after: ScanResult): ScanDiff {
  const olds = byOccurrence(before.engines, ({ id }) => id);
  const news = byOccurrence(after.engines, ({ id }) => id);
  const keys = [...new Set([...olds.keys(), ...news.keys()])];
  return {
    schemaVersion: 1,
    engines: keys.map((key) => diffEngine(olds.get(key), news.get(key))),
    transformers:
      before.transformers === null || after.transformers === null
        ? null
        : diffExports(before.transformers, after.transformers),
  };
}

export function isEmpty({ engines, transformers }: ScanDiff): boolean {
  return (
    engines.every((each) => each.added.length + each.removed.length + each.changed.length === 0) &&
    (transformers === null || transformers.added.length + transformers.removed.length === 0)
  );
}

/** Items by key; the second of one key gets a key of its own, so that nothing is lost. */
function byOccurrence<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T> {
  const result = new Map<string, T>();
  for (const item of items) {
    let key = keyOf(item);
    while (result.has(key)) key += '\u0000';
    result.set(key, item);
  }
  return result;
}

function diffEngine(before: ScannedEngine | undefined, after: ScannedEngine | undefined): EngineDiff {
  const keyOf = ({ registry, key }: Registration): string => `${registry}\u0001${key}`;
  const olds = byOccurrence(before?.registrations ?? [], keyOf);
  const news = byOccurrence(after?.registrations ?? [], keyOf);
  const gone = [...olds].flatMap(([key, each]) => (news.has(key) ? [] : [each]));
  const come = [...news].flatMap(([key, each]) => (olds.has(key) ? [] : [each]));
  const moved = movedRegistrations(gone, come);
  const changed = [...olds].flatMap(([key, old]) => {
    const now = news.get(key) ?? moved.get(old);
    const fields = now === undefined ? [] : changedFields(old, now);
    return now === undefined || fields.length === 0 ? [] : [{ before: old, after: now, fields }];
  });
  const elsewhere = new Set(moved.values());
  const hidden = [before, after].flatMap((each) => (each === undefined ? [] : hidingPlaces(each)));
  return {
    id: (after ?? before)?.id ?? '',
    only: before === undefined ? 'after' : after === undefined ? 'before' : null,
    added: come.filter((each) => !elsewhere.has(each)).sort(compareRegistrations),
    removed: gone.filter((each) => !moved.has(each)).sort(compareRegistrations),
    changed: changed.sort((a, b) => compareRegistrations(a.after, b.after)),
    ...(hidden.length === 0 ? {} : { hidden }),
  };
}

/** What only one registry lost, by what only one other registry got under the same key. */
function movedRegistrations(
  gone: readonly Registration[],
  come: readonly Registration[],
): ReadonlyMap<Registration, Registration> {
  const nameOf = ({ keyKind, key }: Registration): string => `${keyKind}\u0001${key}`;
  const news = groupBy(come, nameOf);
  const moves = [...groupBy(gone, nameOf)].flatMap(([name, [old, ...others]]) => {
    const [now, ...more] = news.get(name) ?? [];
    const isOne = others.length + more.length === 0;
    return old === undefined || now === undefined || !isOne ? [] : [[old, now] as const];
  });
  return new Map(moves);
}

function compareRegistrations(a: Registration, b: Registration): number {
  return compareText(a.registry, b.registry) || compareText(a.key, b.key);
}

function changedFields(before: Registration, after: Registration): readonly ChangedField[] {
  return comparable(before).flatMap(([field, from], index) => {
    const to = comparable(after)[index]?.[1] ?? '';
    return from === to ? [] : [{ field, from, to }];
  });
}

function comparable(each: Registration): readonly (readonly [string, string])[] {
  const capabilities = Object.entries(each.capabilities)
    .filter(([, value]) => value)
    .map(([name]) => name)
    .sort(compareText);
  return [
    ['registry', each.registry],
    ['architecture', each.architecture ?? ''],
    ['className', each.className],
    ['kind', each.kind],
    ['status', each.status],
    ['capabilities', capabilities.join(' ')],
    ['file', each.file],
    ['classFile', each.classFile ?? ''],
  ];
}

function diffExports(before: ScannedTransformers, after: ScannedTransformers): ExportDiff {
  const names = ({ classes }: ScannedTransformers): ReadonlySet<string> =>
    new Set(classes.filter(({ exported }) => exported).map(({ name }) => name));
  const olds = names(before);
  const news = names(after);
  return {
    added: [...news].filter((name) => !olds.has(name)).sort(compareText),
    removed: [...olds].filter((name) => !news.has(name)).sort(compareText),
  };
}
