/**
 * Entries of dicts and items of sets. Keys that are constants are found by index: an auto mapping has hundreds, and
 * every one is looked up while it is built. All changes of a dict's entries go through here.
 */
import { replaceItems } from '../../append.js';
import { changes, made } from './makers.js';
import { equal } from './operators.js';
import type { DictValue, Value } from './values.js';

type Entry = [Value, Value];
type Index = Map<string, Entry>;

export function dict(entries: readonly (readonly [Value, Value])[] = []): DictValue {
  return made({ kind: 'dict', entries: entries.map(([key, value]) => [key, value]) });
}

/** Equal for constants that are equal in Python: `1 == 1.0 == True`. Null for keys of other kinds. */
function constantKey(key: Value): string | null {
  if (key.kind === 'class') return `class ${key.identity}`;
  if (key.kind !== 'constant') return null;
  const { value } = key;
  switch (typeof value) {
    case 'string':
      return `text ${value}`;
    case 'number':
      return `number ${Number.isInteger(value) ? BigInt(value) : value}`;
    case 'bigint':
      return `number ${value}`;
    case 'boolean':
      return `number ${value ? 1 : 0}`;
    default:
      return value === null ? 'None' : '...';
  }
}

/** The index of a dict whose keys are all constants, otherwise null. */
function indexOf({ entries }: DictValue): Index | null {
  const known = entries.index;
  if (known?.size === entries.length) return known;
  const index: Index = new Map();
  for (const entry of entries) {
    const key = constantKey(entry[0]);
    if (key === null) return null;
    index.set(key, entry);
  }
  entries.index = index;
  return index;
}

/** The entry for a key; undefined when it is certainly absent, null when that cannot be known. */
function findEntry(dict: DictValue, key: Value): Entry | undefined | null {
  const constant = constantKey(key);
  const index = constant === null ? null : indexOf(dict);
  if (constant !== null && index !== null) return index.get(constant);
  let known = true;
  for (const entry of dict.entries) {
    const same = equal(entry[0], key);
    if (same === true) return entry;
    if (same === null) known = false;
  }
  return known ? undefined : null;
}

/** The value for a key; undefined when it is certainly absent, null when that cannot be known. */
export function getEntry(dict: DictValue, key: Value): Value | undefined | null {
  const entry = findEntry(dict, key);
  return entry?.[1] ?? (entry === null ? null : undefined);
}

/** Sets an entry; false when it cannot be known which one it is. */
export function setEntry(dict: DictValue, key: Value, value: Value): boolean {
  changes(dict);
  const entry = findEntry(dict, key);
  if (entry === null) return false;
  if (entry !== undefined) {
    entry[1] = value;
    return true;
  }
  const added: Entry = [key, value];
  const { index } = dict.entries;
  const constant = constantKey(key);
  if (constant === null) dict.entries.index = undefined;
  else if (index?.size === dict.entries.length) index.set(constant, added);
  dict.entries.push(added);
  return true;
}

/** Removes the entry of a key that is there; gives its value. */
export function deleteEntry(dict: DictValue, key: Value): Value | undefined {
  const position = dict.entries.findIndex(([candidate]) => equal(candidate, key) === true);
  if (position < 0) return undefined;
  changes(dict);
  dict.entries.index = undefined;
  return dict.entries.splice(position, 1)[0]?.[1];
}

export function replaceEntries(dict: DictValue, entries: readonly (readonly [Value, Value])[]): void {
  changes(dict);
  dict.entries.index = undefined;
  replaceItems(
    dict.entries,
    entries.map(([key, value]): Entry => [key, value]),
  );
}

/** A dict of entries of which later ones win; null when it cannot be known which keys are equal. */
export function dictOf(entries: readonly (readonly [Value, Value])[]): DictValue | null {
  const result = dict();
  return entries.every(([key, value]) => setEntry(result, key, value)) ? result : null;
}

/** Items without duplicates, in first-seen order; null when equality cannot be known. */
export function distinct(items: readonly Value[]): Value[] | null {
  const unique = dictOf(items.map((item) => [item, item] as const));
  return unique?.entries.map(([item]) => item) ?? null;
}

/** Whether something can be a key; null when that cannot be known. */
export function isHashable(value: Value): boolean | null {
  switch (value.kind) {
    case 'list':
    case 'dict':
    case 'namespace':
      return false;
    case 'set':
      return value.frozen;
    case 'tuple':
      return value.items.some((item) => isHashable(item) === false) ? false : true;
    case 'instance':
    case 'undecidable':
      return null;
    default:
      return true;
  }
}
