/** Entries of dicts and of what behaves like one. */
import type { Span } from '../syntax.js';
import { iterate, namespaceNames } from './iteration.js';
import type { Run } from './run.js';
import { text, type Value } from './values.js';

type Entries = readonly (readonly [Value, Value])[];

/** Entries of a dict or of a scope's dictionary; null for anything else, or when some are not known. */
export function dictEntries(run: Run, value: Value): Entries | null {
  if (value.kind === 'dict') return value.entries;
  if (value.kind === 'instance' && value.payload !== null) return dictEntries(run, value.payload);
  if (value.kind !== 'namespace') return null;
  const { scope } = value;
  return (
    namespaceNames(run, scope)?.map((name) => {
      const bound = scope.names.get(name);
      const place = { file: scope.path, line: 1, column: 1 };
      if (bound === undefined)
        return [text(name), { kind: 'undecidable', reason: `the module's ${name}`, place }];
      return [text(name), run.force(bound)];
    }) ?? null
  );
}

/** Entries of a mapping or of a sequence of pairs; null when they are not known. */
export function updateEntries(run: Run, value: Value, span: Span): Entries | null {
  const entries = dictEntries(run, value);
  if (entries !== null) return entries;
  if (value.kind === 'namespace' || value.kind === 'instance') return null;
  const pairs = iterate(run, value, span);
  if (pairs === null) return null;
  const result: [Value, Value][] = [];
  for (const pair of pairs) {
    const items = iterate(run, pair, span);
    const [key, item] = items ?? [];
    if (key === undefined || item === undefined || items?.length !== 2) return null;
    result.push([key, item]);
  }
  return result;
}
