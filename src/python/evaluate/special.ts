/** Methods that Python calls behind operators and statements, where a class of the sources defines them. */
import type { Span } from '../syntax.js';
import { bindMethod } from './attributes.js';
import { callValue } from './calls.js';
import { linearise, resolveAttribute } from './classes.js';
import { truth } from './operators.js';
import type { Run } from './run.js';
import { asInteger, type ClassValue, type FunctionValue, type Value } from './values.js';

/** The class whose methods a value's operators call: that of an instance, the metaclass of a class. */
export function typeOf(value: Value): ClassValue | null {
  if (value.kind === 'instance') return value.type;
  if (value.kind === 'generic') return typeOf(value.origin);
  return value.kind === 'class' && value.metaclass?.kind === 'class' ? value.metaclass : null;
}

/** The function of the sources that implements `name` for a value, or null. */
export function specialFunction(value: Value, name: string): FunctionValue | null {
  const type = typeOf(value);
  const found = type === null || linearise(type) === null ? null : resolveAttribute(type, name);
  return found?.kind === 'found' && found.value.kind === 'function' ? found.value : null;
}

/** `type(value).name(value, …)`, or null when the sources define no such method. */
export function callSpecial(
  run: Run,
  value: Value,
  name: string,
  positional: readonly Value[],
  span: Span,
): Value | null {
  const method = specialFunction(value, name);
  if (method === null) return null;
  const type = typeOf(value);
  const bound = type === null ? method : bindMethod(run, value, method, type, span);
  return callValue(run, run.module, bound, { positional, keywords: new Map(), complete: true }, span);
}

/** `bool(value)`, methods of the sources included; null when it cannot be known. */
export function truthOf(run: Run, value: Value, span: Span): boolean | null {
  const known = truth(value);
  if (known !== null) return known;
  const answer =
    callSpecial(run, value, '__bool__', [], span) ?? callSpecial(run, value, '__len__', [], span);
  if (answer !== null) return truth(answer);
  return value.kind === 'class' ? true : null;
}

/** `len(value)` where a class of the sources defines it; null otherwise. */
export function lengthOf(run: Run, value: Value, span: Span): bigint | null {
  const length = callSpecial(run, value, '__len__', [], span);
  return length === null ? null : asInteger(length);
}

const OPERATORS: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
};

/** `left op right` through a method of either side; null when neither has one. */
export function callOperator(run: Run, op: string, left: Value, right: Value, span: Span): Value | null {
  const name = OPERATORS[op];
  if (name === undefined) return null;
  const result = callSpecial(run, left, `__${name}__`, [right], span);
  if (result !== null && !isNotImplemented(result)) return result;
  const reflected = callSpecial(run, right, `__r${name}__`, [left], span);
  return reflected === null || isNotImplemented(reflected) ? null : reflected;
}

/** `target op= value` through `__iadd__` and the like; null when the class has none. */
export function callInPlace(run: Run, op: string, target: Value, value: Value, span: Span): Value | null {
  const name = OPERATORS[op];
  const result = name === undefined ? null : callSpecial(run, target, `__i${name}__`, [value], span);
  return result === null || isNotImplemented(result) ? null : result;
}

const COMPARISONS: Readonly<Record<string, readonly [string, string]>> = {
  '==': ['__eq__', '__eq__'],
  '!=': ['__ne__', '__ne__'],
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

/** One comparison through a method of either side; null when neither has one. */
export function callComparison(run: Run, op: string, left: Value, right: Value, span: Span): Value | null {
  if (op === 'in' || op === 'not in') return callSpecial(run, right, '__contains__', [left], span);
  const names = COMPARISONS[op];
  if (names === undefined) return null;
  const result = callSpecial(run, left, names[0], [right], span);
  if (result !== null && !isNotImplemented(result)) return result;
  const reflected = callSpecial(run, right, names[1], [left], span);
  return reflected === null || isNotImplemented(reflected) ? null : reflected;
}

function isNotImplemented(value: Value): boolean {
  return value.kind === 'external' && value.dotted === 'builtins.NotImplemented';
}
