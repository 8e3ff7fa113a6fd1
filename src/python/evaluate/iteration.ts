/**
 * Python's iteration. A list is read while the program may change it, an iterator only once, a set in an order that
 * is not known: the worlds of a run see it as written, turned round and moved by one, so that what depends on the
 * order differs between them.
 */
import type { Span } from '../syntax.js';
import { MODULE_NAMES } from './builtin-names.js';
import { hasOpaqueBase } from './classes.js';
import { because } from './explain.js';
import { changes, made } from './makers.js';
import { TooComplex, type Run } from './run.js';
import { callSpecial, specialFunction } from './special.js';
import {
  PythonError,
  text,
  UnknownItems,
  type InstanceValue,
  type IteratorValue,
  type SetValue,
  type Value,
} from './values.js';

const MAX_ITEMS = 100_000;

/** Gives the next item, undefined at the end; throws `UnknownItems` where the rest is not known. */
export type Stream = () => Value | undefined;

/** All items of a value, in order, or null when they are not known. An iterator is used up. */
export function iterate(run: Run, value: Value, span: Span): readonly Value[] | null {
  try {
    const next = stream(run, value, span);
    return next === null ? null : drain(run, next, span);
  } catch (error) {
    if (!(error instanceof UnknownItems)) throw error;
    if (value.kind === 'iterator') value.problem = error.value;
    return null;
  }
}

function drain(run: Run, next: Stream, span: Span): readonly Value[] {
  const items: Value[] = [];
  for (let item = next(); item !== undefined; item = next()) {
    run.step(span);
    items.push(item);
    if (items.length > MAX_ITEMS) throw new TooComplex(run.place(span), 'this has too many items');
  }
  return items;
}

/** All items where their order does not matter: a set is not put in any. */
export function members(run: Run, value: Value, span: Span): readonly Value[] | null {
  return value.kind === 'set' ? value.items : iterate(run, value, span);
}

/** What a `for` over the value reads, or null when that is not known. */
export function stream(run: Run, value: Value, span: Span): Stream | null {
  switch (value.kind) {
    case 'list':
      return live(value.items);
    case 'tuple':
      return live(value.items);
    case 'set':
      return unresized(run, () => value.items.length, live(inSomeOrder(run, value, span)), span);
    case 'dict':
      return unresized(run, () => value.entries.length, live(value.entries.map(([key]) => key)), span);
    case 'view':
      return unresized(run, () => value.items().length, live(value.items()), span);
    case 'namespace': {
      const names = namespaceNames(run, value.scope);
      return names === null
        ? null
        : unresized(run, () => value.scope.names.size, live(names.map(text)), span);
    }
    case 'iterator':
      return value.next;
    case 'constant':
      if (typeof value.value === 'string') return live(Array.from(value.value, text));
      return notIterable(run, value, span);
    case 'class':
    case 'instance':
      return streamOfObject(run, value, span);
    case 'function':
    case 'module':
      return notIterable(run, value, span);
    default:
      return null;
  }
}

function live(items: readonly Value[]): Stream {
  let position = 0;
  return () => items[position++];
}

/** A dict or set must not change its size while it is read. */
function unresized(run: Run, size: () => number, next: Stream, span: Span): Stream {
  const expected = size();
  return () => {
    if (size() !== expected)
      run.raise('RuntimeError', 'the collection changed its size while it was read', span);
    return next();
  };
}

function inSomeOrder(run: Run, { items }: SetValue, span: Span): readonly Value[] {
  if (items.length < 2 || run.decide('the order of a set', span)) return [...items];
  const moved = [...items.slice(1), ...items.slice(0, 1)];
  if (items.length === 2) return moved;
  return run.decide('the order of a set', span) ? moved : [...items].reverse();
}

/** The names in a scope's dictionary, in the order in which they came; null when some are not known. */
export function namespaceNames(
  run: Run,
  scope: { kind: string; path: string; names: ReadonlyMap<string, unknown> },
): readonly string[] | null {
  if (scope.kind !== 'module') return [...scope.names.keys()];
  const complete = run.isComplete(scope.path) && run.tainted === null && run.externalStars.length === 0;
  if (!complete || run.starImported) return null;
  const own = [...scope.names.keys()];
  const implicit = MODULE_NAMES.filter((name) => !scope.names.has(name));
  return [...own.slice(0, 1), ...implicit, ...own.slice(1)];
}

function notIterable(run: Run, value: Value, span: Span): never {
  return run.raise('TypeError', `a ${value.kind} cannot be iterated over`, span);
}

function streamOfObject(run: Run, value: Value, span: Span): Stream | null {
  const made = callSpecial(run, value, '__iter__', [], span);
  if (made !== null)
    return made.kind === 'instance' ? streamOfNext(run, made, span) : stream(run, made, span);
  if (value.kind === 'instance' && value.payload !== null) return stream(run, value.payload, span);
  if (value.kind === 'class' && value.members !== null) return live(distinctMembers([...value.members]));
  if (specialFunction(value, '__getitem__') !== null) return null;
  if (value.kind === 'class' && (value.metaclass !== null || hasOpaqueBase(value))) return null;
  return notIterable(run, value, span);
}

/** Members of an enumeration without aliases. */
export function distinctMembers(all: readonly (readonly [string, InstanceValue])[]): readonly Value[] {
  return all
    .filter(([name, member]) => member.identity?.endsWith(`.${name}`) ?? true)
    .map(([, member]) => member);
}

function streamOfNext(run: Run, iterator: InstanceValue, span: Span): Stream | null {
  if (specialFunction(iterator, '__next__') === null) return null;
  return () => {
    try {
      const item = callSpecial(run, iterator, '__next__', [], span);
      if (item === null || item.kind === 'undecidable') throw new UnknownItems(because(run, span, 'an item'));
      return item;
    } catch (error) {
      if (error instanceof PythonError && error.type === 'StopIteration') return undefined;
      throw error;
    }
  };
}

/** An iterator over what `source` gives when it is first asked for. */
export function lazily(
  type: string,
  source: () => Stream,
  name: string | null = null,
  interleaves = false,
): IteratorValue {
  let next: Stream | null = null;
  let ended = false;
  const iterator: IteratorValue = {
    kind: 'iterator',
    type,
    name,
    interleaves,
    problem: null,
    next: () => {
      changes(iterator);
      if (ended) return undefined;
      next ??= source();
      const item = next();
      ended = item === undefined;
      return item;
    },
  };
  return made(iterator);
}

/** The stream of a value that must have one. */
export function streamOrUnknown(run: Run, value: Value, span: Span): Stream {
  const next = stream(run, value, span);
  if (next === null) throw new UnknownItems(because(run, span, 'what is iterated over', value));
  return next;
}
