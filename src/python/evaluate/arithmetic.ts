/** Binary operators on builtin values whose result does not depend on anything unknown; null otherwise. */
import { dictOf } from './dicts.js';
import { str } from './display.js';
import { made } from './makers.js';
import { contains } from './operators.js';
import {
  asInteger,
  asText,
  float,
  integer,
  list,
  text,
  tuple,
  type DictValue,
  type SetValue,
  type Value,
} from './values.js';

const MAX_REPEAT = 10_000;
const MAX_EXPONENT = 1000n;

/** `left op right`, or null when it is not known here. */
export function binary(op: string, left: Value, right: Value): Value | null {
  if (op === '+') return concatenate(left, right) ?? arithmetic(op, left, right);
  if (op === '*') return repeat(left, right) ?? repeat(right, left) ?? arithmetic(op, left, right);
  if (op === '|' && left.kind === 'dict' && right.kind === 'dict') return mergeDicts(left, right);
  const [first, second] = [asSet(left), asSet(right)];
  if (first !== null && second !== null) return setOperation(op, first, second);
  const format = op === '%' ? asText(left) : null;
  return format === null ? arithmetic(op, left, right) : formatPercent(format, right);
}

/** Sets, and the keys of a dict, which combine like sets. */
function asSet(value: Value): SetValue | null {
  if (value.kind === 'set') return value;
  if (value.kind !== 'view' || value.type !== 'dict_keys') return null;
  return made<SetValue>({ kind: 'set', frozen: false, items: [...value.items()] });
}

function concatenate(left: Value, right: Value): Value | null {
  if (left.kind === 'list' && right.kind === 'list') return list([...left.items, ...right.items]);
  if (left.kind === 'tuple' && right.kind === 'tuple') return tuple([...left.items, ...right.items]);
  if (left.kind === 'bytes' && right.kind === 'bytes')
    return { kind: 'bytes', value: left.value + right.value };
  const [before, after] = [asText(left), asText(right)];
  return before === null || after === null ? null : text(before + after);
}

function repeat(left: Value, right: Value): Value | null {
  const count = asInteger(right);
  if (count === null || count > MAX_REPEAT) return null;
  const times = count < 0n ? 0 : Number(count);
  if (left.kind === 'list') return list(Array.from({ length: times }, () => left.items).flat());
  if (left.kind === 'tuple') return tuple(Array.from({ length: times }, () => left.items).flat());
  const repeated = asText(left);
  return repeated === null ? null : text(repeated.repeat(times));
}

function arithmetic(op: string, left: Value, right: Value): Value | null {
  const [a, b] = [asInteger(left), asInteger(right)];
  if (a !== null && b !== null) {
    const booleans = [left, right].every(
      (side) => side.kind === 'constant' && typeof side.value === 'boolean',
    );
    if (booleans && /^[&|^]$/.test(op)) return { kind: 'constant', value: integerResult(op, a, b) !== 0n };
    if (op === '/') return divide(a, b);
    const result = integerResult(op, a, b);
    return result === null ? null : integer(result);
  }
  const [x, y] = [asNumber(left), asNumber(right)];
  return x === null || y === null ? null : floatResult(op, x, y);
}

function asNumber(value: Value): number | null {
  if (value.kind === 'constant' && typeof value.value === 'number') return value.value;
  const whole = asInteger(value);
  return whole === null || !isExact(whole) ? null : Number(whole);
}

function isExact(value: bigint): boolean {
  return BigInt(Number(value)) === value;
}

function divide(a: bigint, b: bigint): Value | null {
  return b === 0n || !isExact(a) || !isExact(b) ? null : float(Number(a) / Number(b));
}

function integerResult(op: string, a: bigint, b: bigint): bigint | null {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '//':
      return b === 0n ? null : floorDivide(a, b);
    case '%':
      return b === 0n ? null : a - b * floorDivide(a, b);
    case '**':
      return b >= 0n && b < MAX_EXPONENT ? a ** b : null;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return b >= 0n && b < MAX_EXPONENT ? a << b : null;
    case '>>':
      return b >= 0n ? a >> b : null;
    default:
      return null;
  }
}

/** Python rounds towards negative infinity, JavaScript towards zero. */
function floorDivide(a: bigint, b: bigint): bigint {
  return a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b;
}

function floatResult(op: string, a: number, b: number): Value | null {
  switch (op) {
    case '+':
      return float(a + b);
    case '-':
      return float(a - b);
    case '*':
      return float(a * b);
    case '/':
      return b === 0 ? null : float(a / b);
    default:
      return null;
  }
}

/** Whether `left op right` divides by zero. */
export function dividesByZero(op: string, left: Value, right: Value): boolean {
  const isNumber = (value: Value): boolean =>
    value.kind === 'constant' && /^(?:bigint|number|boolean)$/.test(typeof value.value);
  const isZero = right.kind === 'constant' && Number(right.value ?? 1) === 0 && isNumber(right);
  return isZero && isNumber(left) && (op === '/' || op === '//' || op === '%');
}

/** Whether Python certainly has no `left op right`: both are builtin values of kinds that do not go together. */
export function isTypeError(op: string, left: Value, right: Value): boolean {
  const kinds = [kindOf(left), kindOf(right)];
  if (kinds.includes(null) || op === '%' || op === '*') return false;
  const [first, second] = kinds;
  if (op === '+') return first !== second || !/^(?:text|number|list|tuple|bytes)$/.test(first ?? '');
  if (op === '-')
    return (first === 'number') !== (second === 'number') || first === 'text' || first === 'list';
  return op === '/' && (first !== 'number' || second !== 'number');
}

function kindOf(value: Value): string | null {
  switch (value.kind) {
    case 'constant':
      if (typeof value.value === 'string') return 'text';
      return value.value === null || value.value === undefined ? 'none' : 'number';
    case 'list':
    case 'tuple':
    case 'dict':
    case 'bytes':
    case 'function':
      return value.kind;
    default:
      return null;
  }
}

function mergeDicts(left: DictValue, right: DictValue): Value | null {
  const merged = dictOf([...left.entries, ...right.entries]);
  return merged !== null && left.factory !== undefined ? { ...merged, factory: left.factory } : merged;
}

function setOperation(op: string, first: SetValue, second: SetValue): Value | null {
  const [a, b] = [first.items, second.items];
  const inA = a.map((item) => contains({ kind: 'tuple', items: b }, item));
  const inB = b.map((item) => contains({ kind: 'tuple', items: a }, item));
  if (inA.includes(null) || inB.includes(null)) return null;
  const onlyA = a.filter((_, index) => inA[index] === false);
  const both = a.filter((_, index) => inA[index] === true);
  const onlyB = b.filter((_, index) => inB[index] === false);
  const setOf = (items: Value[]): Value => made({ kind: 'set', frozen: first.frozen, items });
  switch (op) {
    case '|':
      return setOf([...a, ...onlyB]);
    case '&':
      return setOf(both);
    case '-':
      return setOf(onlyA);
    case '^':
      return setOf([...onlyA, ...onlyB]);
    default:
      return null;
  }
}

/** `'%sForCausalLM' % name`: only `%s`, `%d` and `%%` without flags, and `%(key)s` of a dict. */
function formatPercent(format: string, right: Value): Value | null {
  const args = right.kind === 'tuple' ? [...right.items] : [right];
  const state = { known: true, named: false };
  const result = format.replace(/%(?:\((\w*)\))?(.)/gs, (_, key: string | undefined, code: string) => {
    if (code === '%') return '%';
    if (key !== undefined) state.named = true;
    const entry =
      key === undefined
        ? args.shift()
        : right.kind === 'dict'
          ? right.entries.find(([name]) => asText(name) === key)?.[1]
          : undefined;
    const shown = entry === undefined || (code === 'd' && asInteger(entry) === null) ? null : str(entry);
    if ((code !== 's' && code !== 'd') || shown === null) state.known = false;
    return shown ?? '';
  });
  return state.known && (state.named || args.length === 0) ? text(result) : null;
}
