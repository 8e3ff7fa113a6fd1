/** Operators and comparisons on values whose result does not depend on anything unknown; null otherwise. */
import { asItems, integer, list, text, tuple, type ConstantValue, type Value } from './values.js';

/** `bool(value)`, or null when it cannot be known. */
export function truth(value: Value): boolean | null {
  switch (value.kind) {
    case 'constant':
      if (value.value === undefined) return true;
      return typeof value.value === 'bigint' ? value.value !== 0n : Boolean(value.value);
    case 'bytes':
      return value.value !== '';
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.length > 0;
    case 'dict':
      return value.entries.length > 0;
    case 'class':
    case 'function':
    case 'bound':
    case 'builtin':
    case 'module':
    case 'generic':
      return true;
    case 'instance':
    case 'namespace':
    case 'external':
    case 'undecidable':
      return null;
  }
}

/** `a == b`, or null when it cannot be known. */
export function equal(a: Value, b: Value): boolean | null {
  if (a === b) return a.kind === 'undecidable' ? null : true;
  if (a.kind === 'undecidable' || b.kind === 'undecidable') return null;
  if (a.kind === 'instance' || b.kind === 'instance') return null;
  if (a.kind === 'external' || b.kind === 'external') return equalExternal(a, b);
  if (a.kind === 'constant' && b.kind === 'constant') return equalConstants(a, b);
  if (a.kind === 'bytes' && b.kind === 'bytes') return a.value === b.value;
  if (a.kind === 'dict' && b.kind === 'dict') return null;
  if (a.kind === 'set' && b.kind === 'set') return null;
  if (a.kind === 'builtin' && b.kind === 'builtin') return a.name === b.name;
  if (a.kind === 'class' && b.kind === 'class') return a.identity === b.identity;
  if (a.kind === 'module' && b.kind === 'module') return a.path === b.path;
  if (a.kind === 'function' && b.kind === 'function') return a.declaration === b.declaration ? null : false;
  if ((a.kind === 'list' && b.kind === 'list') || (a.kind === 'tuple' && b.kind === 'tuple')) {
    return equalItems(a.items, b.items);
  }
  return false;
}

function equalExternal(a: Value, b: Value): boolean | null {
  const same = a.kind === 'external' && b.kind === 'external' && a.dotted === b.dotted;
  return same ? true : null;
}

function equalConstants(a: ConstantValue, b: ConstantValue): boolean {
  const left = typeof a.value === 'boolean' ? BigInt(a.value) : a.value;
  const right = typeof b.value === 'boolean' ? BigInt(b.value) : b.value;
  const numeric = (v: unknown): v is number | bigint => typeof v === 'number' || typeof v === 'bigint';
  // A float and an integer may be equal: 1.0 == 1.
  return numeric(left) && numeric(right) ? Number(left) === Number(right) : left === right;
}

function equalItems(a: readonly Value[], b: readonly Value[]): boolean | null {
  if (a.length !== b.length) return false;
  let known = true;
  for (const [index, item] of a.entries()) {
    const other = b[index];
    const same = other === undefined ? false : equal(item, other);
    if (same === false) return false;
    if (same === null) known = false;
  }
  return known ? true : null;
}

/** `needle in haystack`, or null. */
export function contains(haystack: Value, needle: Value): boolean | null {
  if (haystack.kind === 'constant' && typeof haystack.value === 'string') {
    return needle.kind === 'constant' && typeof needle.value === 'string'
      ? haystack.value.includes(needle.value)
      : null;
  }
  const items = haystack.kind === 'dict' ? haystack.entries.map(([key]) => key) : asItems(haystack);
  if (items === null) return null;
  let known = true;
  for (const item of items) {
    const same = equal(item, needle);
    if (same === true) return true;
    if (same === null) known = false;
  }
  return known ? false : null;
}

/** One step of a comparison chain, or null. */
export function compare(op: string, left: Value, right: Value): boolean | null {
  switch (op) {
    case '==':
      return equal(left, right);
    case '!=':
      return negate(equal(left, right));
    case 'is':
      return identical(left, right);
    case 'is not':
      return negate(identical(left, right));
    case 'in':
      return contains(right, left);
    case 'not in':
      return negate(contains(right, left));
    default: {
      const order = orderOf(left, right);
      if (order === null) return null;
      if (op === '<') return order < 0;
      if (op === '<=') return order <= 0;
      if (op === '>') return order > 0;
      return op === '>=' ? order >= 0 : null;
    }
  }
}

export function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function identical(a: Value, b: Value): boolean | null {
  if (a === b && a.kind !== 'undecidable') return true;
  if (a.kind === 'undecidable' || b.kind === 'undecidable') return null;
  if (a.kind === 'external' || b.kind === 'external') return equalExternal(a, b);
  if (a.kind === 'constant' && b.kind === 'constant') {
    const singleton = (v: ConstantValue): boolean =>
      v.value === null || v.value === undefined || typeof v.value === 'boolean';
    if (singleton(a) || singleton(b)) return a.value === b.value;
    return a.value === b.value ? null : false;
  }
  if (a.kind === 'class' || a.kind === 'module' || a.kind === 'builtin') return equal(a, b);
  return false;
}

/** Negative, zero or positive as in Python's ordering; null for what has none or an unknown one. */
export function orderOf(a: Value, b: Value): number | null {
  if (a.kind === 'constant' && b.kind === 'constant') return orderConstants(a.value, b.value);
  const left = a.kind === b.kind ? asItems(a) : null;
  const right = asItems(b);
  if (left === null || right === null || a.kind === 'set') return null;
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = orderOf(left[index] ?? a, right[index] ?? b);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function orderConstants(a: ConstantValue['value'], b: ConstantValue['value']): number | null {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  const numeric = (v: unknown): v is number | bigint | boolean =>
    typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean';
  if (!numeric(a) || !numeric(b)) return null;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Python orders strings by code point, JavaScript by UTF-16 unit. */
function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const MAX_REPEAT = 10_000;

/** `left op right`, or null when it is not known here. */
export function binary(op: string, left: Value, right: Value): Value | null {
  if (op === '+') return add(left, right);
  if (op === '*') return multiply(left, right) ?? multiply(right, left);
  if (op === '|' && left.kind === 'dict' && right.kind === 'dict') return mergeDicts(left, right);
  if (left.kind === 'set' && right.kind === 'set')
    return setOperation(op, left.items, right.items, left.frozen);
  if (op === '%' && left.kind === 'constant' && typeof left.value === 'string')
    return formatPercent(left.value, right);
  return arithmetic(op, left, right);
}

function add(left: Value, right: Value): Value | null {
  if (left.kind === 'list' && right.kind === 'list') return list([...left.items, ...right.items]);
  if (left.kind === 'tuple' && right.kind === 'tuple') return tuple([...left.items, ...right.items]);
  if (left.kind === 'bytes' && right.kind === 'bytes')
    return { kind: 'bytes', value: left.value + right.value };
  if (left.kind !== 'constant' || right.kind !== 'constant') return null;
  if (typeof left.value === 'string' && typeof right.value === 'string')
    return text(left.value + right.value);
  return arithmetic('+', left, right);
}

function multiply(left: Value, right: Value): Value | null {
  if (right.kind !== 'constant' || typeof right.value !== 'bigint') return null;
  const times = right.value < 0n ? 0 : Number(right.value);
  if (times > MAX_REPEAT) return null;
  if (left.kind === 'list') return list(Array.from({ length: times }, () => left.items).flat());
  if (left.kind === 'tuple') return tuple(Array.from({ length: times }, () => left.items).flat());
  if (left.kind === 'constant' && typeof left.value === 'string') return text(left.value.repeat(times));
  return arithmetic('*', left, right);
}

function arithmetic(op: string, left: Value, right: Value): Value | null {
  if (left.kind !== 'constant' || right.kind !== 'constant') return null;
  const a = typeof left.value === 'boolean' ? BigInt(left.value) : left.value;
  const b = typeof right.value === 'boolean' ? BigInt(right.value) : right.value;
  if (typeof a !== 'bigint' || typeof b !== 'bigint') return null;
  const quotient = (): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);
  switch (op) {
    case '+':
      return integer(a + b);
    case '-':
      return integer(a - b);
    case '*':
      return integer(a * b);
    case '//':
      return b === 0n ? null : integer(quotient());
    case '%':
      return b === 0n ? null : integer(a - b * quotient());
    case '**':
      return b >= 0n && b < 1000n ? integer(a ** b) : null;
    case '&':
      return integer(a & b);
    case '|':
      return integer(a | b);
    case '^':
      return integer(a ^ b);
    case '<<':
      return b >= 0n && b < 1000n ? integer(a << b) : null;
    case '>>':
      return b >= 0n ? integer(a >> b) : null;
    default:
      return null;
  }
}

function mergeDicts(left: Value & { kind: 'dict' }, right: Value & { kind: 'dict' }): Value | null {
  const merged: Value = { kind: 'dict', entries: [...left.entries] };
  for (const [key, value] of right.entries) if (!setEntry(merged, key, value)) return null;
  return merged;
}

function setOperation(op: string, a: readonly Value[], b: readonly Value[], frozen: boolean): Value | null {
  const inA = a.map((item) => contains({ kind: 'tuple', items: b }, item));
  const inB = b.map((item) => contains({ kind: 'tuple', items: a }, item));
  if (inA.includes(null) || inB.includes(null)) return null;
  const onlyA = a.filter((_, index) => inA[index] === false);
  const both = a.filter((_, index) => inA[index] === true);
  const onlyB = b.filter((_, index) => inB[index] === false);
  switch (op) {
    case '|':
      return { kind: 'set', frozen, items: [...a, ...onlyB] };
    case '&':
      return { kind: 'set', frozen, items: both };
    case '-':
      return { kind: 'set', frozen, items: onlyA };
    case '^':
      return { kind: 'set', frozen, items: [...onlyA, ...onlyB] };
    default:
      return null;
  }
}

/** `'%sForCausalLM' % name`: only `%s`, `%d` and `%%`. */
function formatPercent(format: string, right: Value): Value | null {
  const args = right.kind === 'tuple' ? [...right.items] : [right];
  const state = { known: true };
  const result = format.replace(/%(.)/g, (_, code: string) => {
    if (code === '%') return '%';
    const argument = args.shift();
    const shown = argument === undefined ? null : str(argument);
    if ((code !== 's' && code !== 'd') || shown === null) state.known = false;
    return shown ?? '';
  });
  return state.known && args.length === 0 ? text(result) : null;
}

/** `str(value)` for text, integers, booleans and None; null otherwise. */
export function str(value: Value): string | null {
  if (value.kind !== 'constant') return null;
  switch (typeof value.value) {
    case 'string':
      return value.value;
    case 'bigint':
      return value.value.toString();
    case 'boolean':
      return value.value ? 'True' : 'False';
    default:
      return value.value === null ? 'None' : null;
  }
}

/** The entry for a key; undefined when it is certainly absent, null when that cannot be known. */
export function getEntry(dict: Value & { kind: 'dict' }, key: Value): Value | undefined | null {
  let known = true;
  // Later entries were written later, but keys are unique, so any order finds the same.
  for (const [candidate, value] of dict.entries) {
    const same = equal(candidate, key);
    if (same === true) return value;
    if (same === null) known = false;
  }
  return known ? undefined : null;
}

/** Sets an entry; false when it cannot be known which one it is. */
export function setEntry(dict: Value & { kind: 'dict' }, key: Value, value: Value): boolean {
  if (getEntry(dict, key) === null) return false;
  const index = dict.entries.findIndex(([candidate]) => equal(candidate, key) === true);
  const existing = dict.entries[index];
  if (existing === undefined) dict.entries.push([key, value]);
  else existing[1] = value;
  return true;
}

/** Items without duplicates, in first-seen order; null when equality cannot be known. */
export function distinct(items: readonly Value[]): Value[] | null {
  const seen: Value[] = [];
  for (const item of items) {
    const present = contains({ kind: 'tuple', items: seen }, item);
    if (present === null) return null;
    if (!present) seen.push(item);
  }
  return seen;
}
