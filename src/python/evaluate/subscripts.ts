/** `value[index]`: reading, and the arithmetic of slices. */
import type { Expr, SliceExpr, Span } from '../syntax.js';
import { MODULE_NAMES } from './builtin-names.js';
import { callValue, positionalArguments } from './calls.js';
import { deleteEntry, getEntry, setEntry } from './dicts.js';
import { str } from './display.js';
import { because } from './explain.js';
import { evaluate } from './expressions.js';
import type { Run } from './run.js';
import { callSpecial } from './special.js';
import {
  asInteger,
  asText,
  external,
  isNone,
  list,
  PythonError,
  text,
  tuple,
  type ClassValue,
  type DictValue,
  type Scope,
  type Value,
} from './values.js';

export interface Range {
  readonly kind: 'range';
  readonly lower: Value;
  readonly upper: Value;
  readonly step: Value;
}

export type Index = Value | Range;

export function evaluateIndex(run: Run, scope: Scope, expr: Expr): Index {
  if (expr.kind !== 'slice') return evaluate(run, scope, expr);
  const none: Value = { kind: 'constant', value: null };
  const bound = (part: SliceExpr['lower']): Value => (part === null ? none : evaluate(run, scope, part));
  return { kind: 'range', lower: bound(expr.lower), upper: bound(expr.upper), step: bound(expr.step) };
}

export function subscript(run: Run, value: Value, index: Index, expr: Span): Value {
  if (index.kind === 'range') return slice(value, index) ?? because(run, expr, 'a slice', value);
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return itemAt(run, value.items, index, expr);
    case 'view':
      if (value.type !== 'range') run.raise('TypeError', `a ${value.type} has no items to pick`, expr);
      return itemAt(run, value.items(), index, expr);
    case 'dict':
      return entryOf(run, value, index, expr);
    case 'namespace':
      return nameOf(run, value.scope, index, expr);
    case 'constant': {
      const shown = asText(value);
      if (shown === null) return run.raise('TypeError', 'this value has no items', expr);
      return itemAt(run, Array.from(shown, text), index, expr);
    }
    case 'class':
      return classItem(run, value, index, expr);
    case 'instance': {
      const item = callSpecial(run, value, '__getitem__', [index], expr);
      if (item !== null) return item;
      return value.payload === null
        ? because(run, expr, 'a subscript', value, index)
        : itemOfPayload(run, value, index, expr);
    }
    case 'external':
      return externalItem(run, value.dotted, index, expr);
    case 'builtin':
      return { kind: 'generic', origin: value };
    case 'function':
    case 'set':
    case 'iterator':
      return run.raise('TypeError', `a ${value.kind} has no items to pick`, expr);
    default:
      return because(run, expr, 'a subscript', value, index);
  }
}

function itemOfPayload(run: Run, value: Value & { kind: 'instance' }, index: Value, expr: Span): Value {
  const { payload } = value;
  if (payload === null) return because(run, expr, 'a subscript', value, index);
  if (payload.kind === 'dict' && getEntry(payload, index) === undefined) {
    const missing = callSpecial(run, value, '__missing__', [index], expr);
    if (missing !== null) return missing;
  }
  return subscript(run, payload, index, expr);
}

function itemAt(run: Run, items: readonly Value[], index: Value, expr: Span): Value {
  const position = positionOf(index, items.length);
  if (position === null) return because(run, expr, 'an index', index);
  return items[position] ?? run.raise('IndexError', 'index out of range', expr);
}

function entryOf(run: Run, value: DictValue, index: Value, expr: Span): Value {
  const found = getEntry(value, index);
  if (found === null) return because(run, expr, 'a key', index);
  if (found !== undefined) return found;
  if (value.factory === undefined || isNone(value.factory)) throw keyError(run, index, expr);
  const made = callValue(run, run.module, value.factory, positionalArguments([]), expr);
  setEntry(value, index, made);
  return made;
}

export function keyError(run: Run, key: Value, span: Span): PythonError {
  const error: Value = { kind: 'exception', type: 'KeyError', args: [key] };
  return new PythonError('KeyError', str(key) ?? 'key', run.place(span), error);
}

function nameOf(run: Run, scope: Scope, index: Value, expr: Span): Value {
  const name = asText(index);
  if (name === null) return because(run, expr, 'a name', index);
  const found = lookupOwn(run, scope, name, expr);
  if (found === undefined) throw keyError(run, index, expr);
  return found;
}

/** A name that the scope itself holds, builtins left out; undefined when there is certainly none. */
export function lookupOwn(run: Run, scope: Scope, name: string, span: Span): Value | undefined {
  const bound = scope.names.get(name);
  if (bound !== undefined) return run.force(bound);
  if (scope.kind !== 'module') return undefined;
  try {
    const value = run.lookup(scope, name, span);
    // A builtin is no entry of a module's dictionary.
    const isBuiltin =
      value.kind === 'builtin' || (value.kind === 'external' && value.dotted === `builtins.${name}`);
    return isBuiltin && !MODULE_NAMES.includes(name) ? undefined : value;
  } catch (error) {
    if (error instanceof PythonError && error.type === 'NameError') return undefined;
    throw error;
  }
}

function classItem(run: Run, type: ClassValue, index: Value, expr: Span): Value {
  const bySource = callSpecial(run, type, '__getitem__', [index], expr);
  if (bySource !== null) return bySource;
  const name = asText(index);
  if (type.members === null) return { kind: 'generic', origin: type };
  const member = name === null ? undefined : type.members.get(name);
  if (member === undefined && name !== null) throw keyError(run, index, expr);
  return member ?? because(run, expr, 'a member', index);
}

/** `sys.modules[name]`; `List[int]` stays what `List` is. */
function externalItem(run: Run, dotted: string, index: Value, expr: Span): Value {
  const name = asText(index);
  if (dotted === 'sys.modules' && name !== null) {
    const own = [...run.modules.keys()].find((path) => run.host.dottedName(path) === name);
    if (own !== undefined) return { kind: 'module', path: own };
    const target = run.host.resolveImport(run.codePath, 0, name);
    return target.kind === 'module' ? target : run.undecidable('a loaded module', expr);
  }
  const isType = /^(?:typing|typing_extensions|collections)\./.test(dotted);
  return isType ? external(dotted) : run.undecidable(`an item of ${dotted}`, expr);
}

/** Where an index points to; null when it is not known. */
export function positionOf(index: Value, length: number): number | null {
  const whole = asInteger(index);
  if (whole === null) return null;
  return Number(whole) < 0 ? length + Number(whole) : Number(whole);
}

function slice(value: Value, range: Range): Value | null {
  const shown = asText(value);
  const items =
    value.kind === 'list' || value.kind === 'tuple'
      ? value.items
      : shown === null
        ? payloadItems(value)
        : Array.from(shown, text);
  const positions = items === null ? null : slicePositions(items.length, range);
  if (items === null || positions === null) return null;
  const picked = positions.flatMap((position) => items[position] ?? []);
  if (value.kind === 'tuple') return tuple(picked);
  return shown === null ? list(picked) : text(picked.map((item) => str(item) ?? '').join(''));
}

function payloadItems(value: Value): readonly Value[] | null {
  return value.kind === 'instance' && value.payload?.kind === 'list' ? value.payload.items : null;
}

/** The positions that `[lower:upper:step]` picks of `length` items, in order; null when they are not known. */
export function slicePositions(length: number, range: Range): readonly number[] | null {
  const bounds = sliceBounds(length, range);
  if (bounds === null) return null;
  const { start, stop, step } = bounds;
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return Array.from({ length: count }, (_, index) => start + index * step);
}

/** What `slice.indices(length)` gives. */
export function sliceBounds(
  length: number,
  range: Range,
): { readonly start: number; readonly stop: number; readonly step: number } | null {
  const whole = (value: Value): number | null | undefined => {
    if (isNone(value)) return null;
    const known = asInteger(value);
    return known === null ? undefined : Number(known);
  };
  const [lower, upper, given] = [whole(range.lower), whole(range.upper), whole(range.step)];
  if (lower === undefined || upper === undefined || given === undefined || given === 0) return null;
  const step = given ?? 1;
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number): number =>
    Math.min(Math.max(bound < 0 ? bound + length : bound, least), most);
  return {
    start: lower === null ? (step > 0 ? least : most) : clamp(lower),
    stop: upper === null ? (step > 0 ? most : least) : clamp(upper),
    step,
  };
}

/** `del value[key]` of a dict. */
export function removeEntry(run: Run, value: DictValue, key: Value, span: Span): void {
  if (getEntry(value, key) === undefined) throw keyError(run, key, span);
  deleteEntry(value, key);
}
