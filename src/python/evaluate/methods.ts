/** Methods of builtin values. Results that depend on anything unknown are undecidable. */
import type { Expr } from '../syntax.js';
import type { CallArguments } from './calls.js';
import { callValue } from './calls.js';
import { because, dictEntries, iterate } from './expressions.js';
import { contains, distinct, equal, getEntry, orderOf, setEntry, str, truth } from './operators.js';
import type { Run } from './run.js';
import {
  asText,
  boolean,
  integer,
  list,
  NONE,
  PythonError,
  text,
  tuple,
  type DictValue,
  type ListValue,
  type Scope,
  type SetValue,
  type Value,
} from './values.js';

interface Call<Self extends Value> {
  readonly run: Run;
  readonly scope: Scope;
  readonly self: Self;
  readonly args: CallArguments;
  readonly first: Value;
  readonly span: Expr;
}

type Method<Self extends Value> = (call: Call<Self>) => Value;

/** Replaces a mutable value's content when the change itself is not known. */
function forget(run: Run, items: Value[], what: string, span: Expr): Value {
  items.splice(
    0,
    items.length,
    run.undecidable(`${what} changed this in a way that is not known here`, span),
  );
  return NONE;
}

const LIST: Readonly<Record<string, Method<ListValue>>> = {
  append: ({ self, first }) => {
    self.items.push(first);
    return NONE;
  },
  extend: ({ run, self, first, span }) => {
    const items = iterate(first);
    if (items === null) return forget(run, self.items, 'extend()', span);
    self.items.push(...items);
    return NONE;
  },
  insert: ({ run, self, args, first, span }) => {
    const value = args.positional[1];
    const index = position(first);
    if (index === null || value === undefined) return forget(run, self.items, 'insert()', span);
    self.items.splice(index, 0, value);
    return NONE;
  },
  remove: ({ run, self, first, span }) => {
    const index = self.items.findIndex((item) => equal(item, first) === true);
    if (self.items.slice(0, index < 0 ? undefined : index).some((item) => equal(item, first) === null)) {
      return forget(run, self.items, 'remove()', span);
    }
    if (index < 0) throw new PythonError('ValueError', 'list.remove(x): x not in list', run.place(span));
    self.items.splice(index, 1);
    return NONE;
  },
  pop: ({ run, self, args, first, span }) => {
    const index = args.positional.length === 0 ? -1 : position(first);
    if (index === null) {
      forget(run, self.items, 'pop()', span);
      return because(run, span, 'the popped item', first);
    }
    const [item] = self.items.splice(index, 1);
    if (item === undefined) throw new PythonError('IndexError', 'pop from empty list', run.place(span));
    return item;
  },
  clear: ({ self }) => {
    self.items.splice(0);
    return NONE;
  },
  reverse: ({ self }) => {
    self.items.reverse();
    return NONE;
  },
  copy: ({ self }) => list(self.items),
  sort: ({ run, scope, self, args, span }) => {
    const sorted = sortItems(run, scope, self.items, args, span);
    if (sorted === null) return forget(run, self.items, 'sort()', span);
    self.items.splice(0, self.items.length, ...sorted);
    return NONE;
  },
  index: ({ run, self, first, span }) => {
    const index = self.items.findIndex((item) => equal(item, first) === true);
    return index < 0 ? because(run, span, 'the index', first) : integer(index);
  },
  count: ({ run, self, first, span }) => {
    const matches = self.items.map((item) => equal(item, first));
    if (matches.includes(null)) return because(run, span, 'the count', first);
    return integer(matches.filter((match) => match === true).length);
  },
};

const SET: Readonly<Record<string, Method<SetValue>>> = {
  add: ({ run, self, first, span }) => {
    const present = contains(self, first);
    if (present === null) return forget(run, self.items, 'add()', span);
    if (!present) self.items.push(first);
    return NONE;
  },
  update: ({ run, self, args, span }) => {
    const all = args.positional.map(iterate);
    const items = all.includes(null) ? null : distinct([...self.items, ...all.flatMap((part) => part ?? [])]);
    if (items === null) return forget(run, self.items, 'update()', span);
    self.items.splice(0, self.items.length, ...items);
    return NONE;
  },
  discard: ({ run, self, first, span }) => {
    if (self.items.some((item) => equal(item, first) === null))
      return forget(run, self.items, 'discard()', span);
    const kept = self.items.filter((item) => equal(item, first) === false);
    self.items.splice(0, self.items.length, ...kept);
    return NONE;
  },
  copy: ({ self }) => ({ kind: 'set', frozen: self.frozen, items: [...self.items] }),
  union: ({ run, self, args, span }) => {
    const all = args.positional.map(iterate);
    const items = all.includes(null) ? null : distinct([...self.items, ...all.flatMap((part) => part ?? [])]);
    return items === null ? because(run, span, 'a union', ...args.positional) : { ...self, items };
  },
};

const DICT: Readonly<Record<string, Method<DictValue>>> = {
  keys: ({ self }) => list(self.entries.map(([key]) => key)),
  values: ({ self }) => list(self.entries.map(([, value]) => value)),
  items: ({ self }) => list(self.entries.map(([key, value]) => tuple([key, value]))),
  get: ({ run, self, args, first, span }) => {
    const found = getEntry(self, first);
    return found === null ? because(run, span, 'an entry', first) : (found ?? args.positional[1] ?? NONE);
  },
  setdefault: ({ run, self, args, first, span }) => {
    const found = getEntry(self, first);
    if (found === null) return because(run, span, 'an entry', first);
    const value = found ?? args.positional[1] ?? NONE;
    if (found === undefined) setEntry(self, first, value);
    return value;
  },
  pop: ({ run, self, args, first, span }) => {
    const found = getEntry(self, first);
    if (found === null) return because(run, span, 'an entry', first);
    const index = self.entries.findIndex(([key]) => equal(key, first) === true);
    if (index >= 0) self.entries.splice(index, 1);
    const value = found ?? args.positional[1];
    if (value === undefined) throw new PythonError('KeyError', str(first) ?? 'key', run.place(span));
    return value;
  },
  update: ({ run, self, args, first, span }) => {
    const source = args.positional.length === 0 ? [] : updateEntries(first);
    const named = [...args.keywords].map(([key, value]) => [text(key), value] as const);
    const entries = source === null || !args.complete ? null : [...source, ...named];
    if (!(entries?.every(([key, value]) => setEntry(self, key, value)) ?? false)) {
      self.entries.splice(0, self.entries.length, [
        run.undecidable('update() with unknown keys', span),
        NONE,
      ]);
    }
    return NONE;
  },
  copy: ({ self }) => ({ kind: 'dict', entries: self.entries.map(([key, value]) => [key, value]) }),
  clear: ({ self }) => {
    self.entries.splice(0);
    return NONE;
  },
};

/** Entries of a mapping or of a sequence of pairs; null when they are not known. */
export function updateEntries(value: Value): readonly (readonly [Value, Value])[] | null {
  const entries = dictEntries(value);
  if (entries !== null) return entries;
  const pairs = iterate(value);
  if (pairs === null) return null;
  const result: [Value, Value][] = [];
  for (const pair of pairs) {
    const items = iterate(pair);
    const [key, item] = items ?? [];
    if (key === undefined || item === undefined || items?.length !== 2) return null;
    result.push([key, item]);
  }
  return result;
}

type TextMethod = (self: string, args: readonly Value[], call: Call<Value>) => Value | null;

const TEXT: Readonly<Record<string, TextMethod>> = {
  upper: (self) => text(self.toUpperCase()),
  lower: (self) => text(self.toLowerCase()),
  casefold: (self) => text(self.toLowerCase()),
  capitalize: (self) => text(self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase()),
  title: (self) =>
    text(self.toLowerCase().replace(/[a-z]+/g, (word) => word.slice(0, 1).toUpperCase() + word.slice(1))),
  strip: (self, args) => trim(self, args, true, true),
  lstrip: (self, args) => trim(self, args, true, false),
  rstrip: (self, args) => trim(self, args, false, true),
  startswith: (self, [prefix]) => anyText(prefix, (value) => self.startsWith(value)),
  endswith: (self, [suffix]) => anyText(suffix, (value) => self.endsWith(value)),
  removeprefix: (self, [prefix]) =>
    withText(prefix, (p) => (p !== '' && self.startsWith(p) ? self.slice(p.length) : self)),
  removesuffix: (self, [suffix]) =>
    withText(suffix, (s) => (s !== '' && self.endsWith(s) ? self.slice(0, -s.length) : self)),
  replace: (self, [from, to, count]) => {
    const [a, b] = [asText(from), asText(to)];
    return a === null || b === null || count !== undefined ? null : text(self.replaceAll(a, b));
  },
  split: (self, args) => {
    if (args.length === 0) return list(self.trim() === '' ? [] : self.trim().split(/\s+/).map(text));
    const separator = asText(args[0]);
    return separator === null || separator === '' || args.length > 1
      ? null
      : list(self.split(separator).map(text));
  },
  rsplit: (self, [separator, limit]) => {
    const by = asText(separator);
    const most = limit === undefined ? -1 : position(limit);
    if (by === null || by === '' || most === null) return null;
    const parts = self.split(by);
    const kept = most < 0 ? 0 : Math.max(0, parts.length - most - 1);
    const head = parts.slice(0, kept + 1).join(by);
    return list((most < 0 ? parts : [head, ...parts.slice(kept + 1)]).map(text));
  },
  partition: (self, [separator]) => parted(self, separator, self.indexOf(asText(separator) ?? '')),
  rpartition: (self, [separator]) => parted(self, separator, self.lastIndexOf(asText(separator) ?? '')),
  join: (self, [items]) => {
    const parts = items === undefined ? null : iterate(items);
    const texts = parts?.map(asText);
    return texts === undefined || texts.includes(null) ? null : text(texts.join(self));
  },
  format: (self, args, { args: { keywords } }) => formatBraces(self, args, keywords),
  isupper: (self) => boolean(self !== self.toLowerCase() && self === self.toUpperCase()),
  count: (self, [part]) => {
    const needle = asText(part);
    return needle === null || needle === '' ? null : integer(self.split(needle).length - 1);
  },
};

function parted(self: string, separator: Value | undefined, at: number): Value | null {
  const by = asText(separator);
  if (by === null || by === '' || at < 0) return null;
  return tuple([self.slice(0, at), by, self.slice(at + by.length)].map(text));
}

function withText(value: Value | undefined, use: (text: string) => string): Value | null {
  const known = asText(value);
  return known === null ? null : text(use(known));
}

function anyText(value: Value | undefined, test: (text: string) => boolean): Value | null {
  const single = asText(value);
  if (single !== null) return boolean(test(single));
  const several = value?.kind === 'tuple' ? value.items.map(asText) : null;
  if (several === null || several.includes(null)) return null;
  return boolean(several.some((item) => item !== null && test(item)));
}

function trim(self: string, args: readonly Value[], left: boolean, right: boolean): Value | null {
  const set = args.length === 0 ? null : asText(args[0]);
  if (args.length > 0 && set === null) return null;
  const drop = (char: string): boolean => (set === null ? /\s/.test(char) : set.includes(char));
  let start = 0;
  let end = self.length;
  while (left && start < end && drop(self.charAt(start))) start++;
  while (right && end > start && drop(self.charAt(end - 1))) end--;
  return text(self.slice(start, end));
}

/** `'{}For{}'.format(…)`: positions and names without format specifications. */
function formatBraces(
  self: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Value | null {
  let next = 0;
  const state = { known: true };
  const result = self.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole: string, field?: string) => {
    if (field === undefined) return whole.charAt(0);
    const value =
      field === '' ? args[next++] : /^\d+$/.test(field) ? args[Number(field)] : keywords.get(field);
    const shown = value === undefined ? null : str(value);
    if (shown === null) state.known = false;
    return shown ?? '';
  });
  return state.known ? text(result) : null;
}

function position(value: Value): number | null {
  return value.kind === 'constant' && typeof value.value === 'bigint' ? Number(value.value) : null;
}

/** `sorted(items, key=…, reverse=…)`, or null when the order is not known. */
export function sortItems(
  run: Run,
  scope: Scope,
  items: readonly Value[],
  args: CallArguments,
  span: Expr,
): readonly Value[] | null {
  const key = args.keywords.get('key');
  const reverse = truth(args.keywords.get('reverse') ?? boolean(false));
  if (reverse === null) return null;
  const keyed = items.map((item) => ({
    item,
    by:
      key === undefined || (key.kind === 'constant' && key.value === null)
        ? item
        : callValue(run, scope, key, { positional: [item], keywords: new Map(), complete: true }, span),
  }));
  const result = { known: true };
  keyed.sort((a, b) => {
    const order = orderOf(a.by, b.by);
    if (order === null) result.known = false;
    return reverse ? -(order ?? 0) : (order ?? 0);
  });
  return result.known || items.length < 2 ? keyed.map(({ item }) => item) : null;
}

export const METHODS: ReadonlySet<string> = new Set([
  ...Object.keys(LIST).map((name) => `list.${name}`),
  'tuple.index',
  'tuple.count',
  ...Object.keys(SET).map((name) => `set.${name}`),
  'set.remove',
  'frozenset.union',
  'frozenset.copy',
  ...Object.keys(DICT).map((name) => `dict.${name}`),
  ...Object.keys(TEXT).map((name) => `str.${name}`),
]);

/** Calls `type.name` with `self` as the first argument. */
export function callMethod(
  run: Run,
  scope: Scope,
  self: Value,
  qualified: string,
  args: CallArguments,
  span: Expr,
): Value {
  const name = qualified.slice(qualified.indexOf('.') + 1);
  const first = args.positional[0] ?? NONE;
  const common = { run, scope, args, first, span };
  switch (self.kind) {
    case 'list':
      return LIST[name]?.({ ...common, self }) ?? run.undecidable(`list.${name}()`, span);
    case 'tuple':
      return LIST[name]?.({ ...common, self: list(self.items) }) ?? run.undecidable(`tuple.${name}()`, span);
    case 'set':
      return (
        SET[name === 'remove' ? 'discard' : name]?.({ ...common, self }) ??
        run.undecidable(`set.${name}()`, span)
      );
    case 'dict':
      return DICT[name]?.({ ...common, self }) ?? run.undecidable(`dict.${name}()`, span);
    case 'function':
      // `@value.setter` adds a setter to the property and gives the property back.
      return qualified.startsWith('property.') ? self : run.undecidable(`.${name}() of a function`, span);
    case 'namespace':
      return namespaceMethod({ ...common, self }, name);
    case 'constant': {
      const value = asText(self);
      const result = value === null ? null : TEXT[name]?.(value, args.positional, { ...common, self });
      return result ?? because(run, span, `.${name}()`, ...args.positional);
    }
    default:
      return run.undecidable(`.${name}() is not evaluated`, span);
  }
}

/** `globals().get(…)`, `.update(…)` and the reading methods of a scope's dictionary. */
function namespaceMethod(call: Call<Value & { kind: 'namespace' }>, name: string): Value {
  const { run, self, args, first, span } = call;
  if (name === 'update') {
    const entries = updateEntries(first);
    if (entries === null) run.tainted = run.place(span);
    for (const [key, value] of entries ?? []) run.bind(self.scope, str(key) ?? '', value);
    for (const [key, value] of args.keywords) run.bind(self.scope, key, value);
    return NONE;
  }
  if (name === 'get') {
    const wanted = asText(first);
    if (wanted === null) return because(run, span, 'a name', first);
    return lookupOr(run, self.scope, wanted, args.positional[1] ?? NONE, span);
  }
  // Listing every name needs every statement, not just those that this run selected.
  if (run.skipped.size > 0) return run.undecidable(`${name}() of all names of a module`, span);
  const snapshot: DictValue = {
    kind: 'dict',
    entries: (dictEntries(self) ?? []).map(([key, value]) => [key, value]),
  };
  return DICT[name]?.({ ...call, self: snapshot }) ?? run.undecidable(`dict.${name}()`, span);
}

/** A name of a scope, or the default when there is certainly none. */
export function lookupOr(run: Run, scope: Scope, name: string, fallback: Value, span: Expr): Value {
  try {
    return run.lookup(scope, name, span);
  } catch (error) {
    if (error instanceof PythonError && error.type === 'NameError') return fallback;
    throw error;
  }
}
