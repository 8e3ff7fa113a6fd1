/** Comparisons and truth of values whose result does not depend on anything unknown; null otherwise. */
import { findAttribute } from './classes.js';
import { asItems, type ConstantValue, type InstanceValue, type Value } from './values.js';

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
    case 'view':
      return value.items().length > 0;
    case 'class':
      return value.metaclass?.kind === 'class' ? null : true;
    case 'function':
    case 'bound':
    case 'partial':
    case 'builtin':
    case 'module':
    case 'generic':
    case 'iterator':
    case 'named':
    case 'exception':
    case 'super':
      return true;
    case 'instance':
      return truthOfInstance(value);
    case 'namespace':
    case 'external':
    case 'undecidable':
      return null;
  }
}

function truthOfInstance(value: InstanceValue): boolean | null {
  const own = ['__bool__', '__len__'].map((name) => findAttribute(value.type, name));
  if (own.some(({ kind }) => kind === 'found')) return null;
  if (value.payload !== null) return truth(value.payload);
  return own.every(({ kind }) => kind === 'absent') ? true : null;
}

/** `a == b`, or null when it cannot be known. */
export function equal(a: Value, b: Value): boolean | null {
  if (a.kind === 'undecidable' || b.kind === 'undecidable') return null;
  if (a.kind === 'instance' || b.kind === 'instance') return equalInstances(a, b);
  if (a === b) return true;
  if (a.kind === 'external' || b.kind === 'external') return equalExternal(a, b);
  if (a.kind === 'constant' && b.kind === 'constant') return equalConstants(a, b);
  if (a.kind === 'bytes' && b.kind === 'bytes') return a.value === b.value;
  if (a.kind === 'dict' && b.kind === 'dict') return a.entries.length === b.entries.length ? null : false;
  if (a.kind === 'set' && b.kind === 'set') return equalSets(a.items, b.items);
  if (a.kind === 'builtin' && b.kind === 'builtin') return a.name === b.name;
  if (a.kind === 'class' && b.kind === 'class') return a.identity === b.identity;
  if (a.kind === 'module' && b.kind === 'module') return a.path === b.path;
  if (a.kind === 'function' && b.kind === 'function') return a.declaration === b.declaration ? null : false;
  if (a.kind === 'list' && b.kind === 'list') return equalItems(a.items, b.items);
  if (a.kind === 'tuple' && b.kind === 'tuple') return equalItems(a.items, b.items);
  return a.kind === b.kind || a.kind === 'view' || b.kind === 'view' ? null : false;
}

function equalInstances(a: Value, b: Value): boolean | null {
  for (const side of [a, b]) {
    if (side.kind === 'instance' && findAttribute(side.type, '__eq__').kind === 'found') return null;
    // A named tuple compares by its payload; a dataclass compares field by field, which is not followed.
    if (side.kind === 'instance' && side.type.fields !== null && side.payload === null) return null;
  }
  if (a === b) return true;
  if (a.kind === 'instance' && b.kind === 'instance' && a.identity !== null && b.identity !== null)
    return a.identity === b.identity;
  const payload = (side: Value): Value | null => (side.kind === 'instance' ? side.payload : side);
  const [left, right] = [payload(a), payload(b)];
  if (left !== null && right !== null) return equal(left, right);
  const opaque = [a, b].some(
    (side) =>
      side.kind === 'external' ||
      (side.kind === 'instance' && findAttribute(side.type, '__eq__').kind !== 'absent'),
  );
  return opaque ? null : false;
}

function equalExternal(a: Value, b: Value): boolean | null {
  if (a.kind === 'external' && b.kind === 'external' && a.dotted === b.dotted) return true;
  return isNoClassOfSources(a, b) || isNoClassOfSources(b, a) ? false : null;
}

/** `object`, with which every order of bases ends, is no class that the sources define. */
function isNoClassOfSources(value: Value, other: Value): boolean {
  const isOutside =
    value.kind === 'external' && (value.isBare === true || value.dotted === 'builtins.object');
  return isOutside && other.kind === 'class' && other.metaclass?.kind !== 'class';
}

function equalConstants(a: ConstantValue, b: ConstantValue): boolean {
  const left = typeof a.value === 'boolean' ? BigInt(a.value) : a.value;
  const right = typeof b.value === 'boolean' ? BigInt(b.value) : b.value;
  const numeric = (v: unknown): v is number | bigint => typeof v === 'number' || typeof v === 'bigint';
  // A float and an integer may be equal: 1.0 == 1. JavaScript compares the two kinds exactly.
  return numeric(left) && numeric(right) ? compareNumbers(left, right) === 0 : left === right;
}

function compareNumbers(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? 1 : 0;
}

function equalItems(a: readonly Value[], b: readonly Value[]): boolean | null {
  if (a.length !== b.length) return false;
  let known = true;
  for (const [index, item] of a.entries()) {
    const other = b[index];
    const same =
      other === undefined ? false : item === other && item.kind !== 'undecidable' ? true : equal(item, other);
    if (same === false) return false;
    if (same === null) known = false;
  }
  return known ? true : null;
}

function equalSets(a: readonly Value[], b: readonly Value[]): boolean | null {
  if (a.length !== b.length) return false;
  const found = a.map((item) => containsItem(b, item));
  if (found.includes(false)) return false;
  return found.includes(null) ? null : true;
}

function containsItem(items: readonly Value[], needle: Value): boolean | null {
  let known = true;
  for (const item of items) {
    const same = equal(item, needle);
    if (same === true) return true;
    if (same === null) known = false;
  }
  return known ? false : null;
}

/** `needle in haystack`, or null. */
export function contains(haystack: Value, needle: Value): boolean | null {
  if (haystack.kind === 'constant' && typeof haystack.value === 'string') {
    return needle.kind === 'constant' && typeof needle.value === 'string'
      ? haystack.value.includes(needle.value)
      : null;
  }
  if (haystack.kind === 'dict')
    return containsItem(
      haystack.entries.map(([key]) => key),
      needle,
    );
  if (haystack.kind === 'view') return containsItem(haystack.items(), needle);
  if (haystack.kind === 'instance' && haystack.payload !== null) {
    const own = findAttribute(haystack.type, '__contains__').kind === 'found';
    return own ? null : contains(haystack.payload, needle);
  }
  const items = asItems(haystack);
  return items === null ? null : containsItem(items, needle);
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
      if (left.kind === 'set' && right.kind === 'set') return compareSets(op, left.items, right.items);
      const order = orderOf(left, right);
      if (order === null) return null;
      if (op === '<') return order < 0;
      if (op === '<=') return order <= 0;
      if (op === '>') return order > 0;
      return op === '>=' ? order >= 0 : null;
    }
  }
}

function compareSets(op: string, a: readonly Value[], b: readonly Value[]): boolean | null {
  if (op === '>' || op === '>=') return compareSets(op === '>' ? '<' : '<=', b, a);
  const found = a.map((item) => containsItem(b, item));
  if (found.includes(false)) return false;
  if (found.includes(null)) return null;
  return op === '<=' || a.length < b.length;
}

export function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function identical(a: Value, b: Value): boolean | null {
  if (a.kind === 'undecidable' || b.kind === 'undecidable') return null;
  if (a === b) return true;
  if (a.kind === 'external' || b.kind === 'external') return identicalExternal(a, b);
  if (a.kind === 'constant' && b.kind === 'constant') {
    const singleton = (v: ConstantValue): boolean =>
      v.value === null || v.value === undefined || typeof v.value === 'boolean';
    if (singleton(a) || singleton(b)) return a.value === b.value;
    return a.value === b.value ? null : false;
  }
  if (a.kind === 'class' || a.kind === 'module' || a.kind === 'builtin') return equal(a, b);
  if (a.kind === 'instance' && b.kind === 'instance' && a.identity !== null) return a.identity === b.identity;
  // A function or a tuple of another module may have been made by another evaluation of the same statement.
  if (a.kind === 'function' && b.kind === 'function') return a.declaration === b.declaration ? null : false;
  return a.kind === b.kind && a.kind !== 'list' && a.kind !== 'dict' && a.kind !== 'set' ? null : false;
}

/** Nothing outside the sources is one of their values, apart from what a package there may hold. */
function identicalExternal(a: Value, b: Value): boolean | null {
  const [outside, other] = a.kind === 'external' ? [a, b] : [b, a];
  if (other.kind === 'external' || outside.kind !== 'external') return equalExternal(a, b);
  return outside.dotted.startsWith('builtins.') ? false : null;
}

/** Negative, zero or positive as in Python's ordering; null for what has none or an unknown one. */
export function orderOf(a: Value, b: Value): number | null {
  if (a.kind === 'constant' && b.kind === 'constant') return orderConstants(a.value, b.value);
  const left = a.kind === b.kind ? asItems(a) : null;
  const right = asItems(b);
  if (left === null || right === null || a.kind === 'set') return null;
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [one, other] = [left[index] ?? a, right[index] ?? b];
    const same = equal(one, other);
    if (same === null) return null;
    if (!same) return orderOf(one, other);
  }
  return left.length - right.length;
}

function orderConstants(a: ConstantValue['value'], b: ConstantValue['value']): number | null {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  const numeric = (v: unknown): v is number | bigint | boolean =>
    typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean';
  if (!numeric(a) || !numeric(b) || Number.isNaN(a) || Number.isNaN(b)) return null;
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
