import { append } from '../../append.js';
import type { CallExpr, CompareExpr, DictExpr, Expr, FunctionStmt, LambdaExpr, Span } from '../syntax.js';
import { binary, dividesByZero, isTypeError } from './arithmetic.js';
import { assign } from './assign.js';
import { getAttribute } from './attributes.js';
import { callValue, yieldValue, type CallArguments } from './calls.js';
import { comprehension } from './comprehensions.js';
import { dict, distinct, isHashable, setEntry } from './dicts.js';
import { because, describe } from './explain.js';
import { iterate } from './iteration.js';
import { formatString, numberValue } from './literals.js';
import { made } from './makers.js';
import { dictEntries } from './mappings.js';
import { compare, negate } from './operators.js';
import { parameterDefaults } from './parameters.js';
import type { Run } from './run.js';
import { callComparison, callOperator, callSpecial, truthOf } from './special.js';
import { evaluateIndex, lookupOwn, subscript } from './subscripts.js';
import {
  asInteger,
  asText,
  boolean,
  FALSE,
  float,
  integer,
  list,
  NONE,
  NO_VALUES,
  text,
  TRUE,
  tuple,
  type FunctionValue,
  type Scope,
  type Value,
} from './values.js';

export function evaluate(run: Run, scope: Scope, expr: Expr): Value {
  run.step(expr);
  switch (expr.kind) {
    case 'name':
      return run.lookup(scope, expr.id, expr);
    case 'string':
      return expr.value === null ? run.undecidable('a named Unicode escape', expr) : text(expr.value);
    case 'bytes':
      return { kind: 'bytes', value: expr.value };
    case 'constant':
      if (expr.value === 'True') return TRUE;
      if (expr.value === 'False') return FALSE;
      return expr.value === 'None' ? NONE : { kind: 'constant', value: undefined };
    case 'number':
      return numberValue(run, expr);
    case 'fstring':
      return formatString(run, scope, expr);
    case 'attribute':
      return getAttribute(run, evaluate(run, scope, expr.value), expr.attr, expr);
    case 'list':
    case 'tuple':
    case 'set':
      return sequence(run, scope, expr.kind, expr.items, expr);
    case 'dict':
      return dictionary(run, scope, expr);
    case 'call':
      return call(run, scope, expr);
    case 'subscript':
      return subscript(run, evaluate(run, scope, expr.value), evaluateIndex(run, scope, expr.index), expr);
    case 'slice':
      return run.undecidable('a slice on its own', expr);
    case 'binary':
      return operate(run, expr.op, evaluate(run, scope, expr.left), evaluate(run, scope, expr.right), expr);
    case 'unary':
      return unary(run, scope, expr.op, expr.operand, expr);
    case 'boolean':
      return booleanOperation(run, scope, expr.op, expr.values);
    case 'compare':
      return comparison(run, scope, expr);
    case 'conditional':
      return evaluate(run, scope, decideExpr(run, scope, expr.test) ? expr.then : expr.otherwise);
    case 'lambda':
      return newFunction(run, scope, '<lambda>', expr);
    case 'comprehension':
      return comprehension(run, scope, expr);
    case 'walrus': {
      const value = evaluate(run, scope, expr.value);
      assign(run, outsideComprehensions(scope), expr.target, value);
      return value;
    }
    case 'starred':
      return run.undecidable('a star outside of a collection', expr);
    case 'yield':
      return yielded(run, scope, expr);
    case 'await':
      return run.undecidable('await needs a running program', expr);
    case 'unknown':
      return run.undecidable(expr.reason, expr);
  }
}

/** A function or lambda as a value; decorators are applied by the statement. */
export function newFunction(
  run: Run,
  scope: Scope,
  name: string,
  declaration: FunctionStmt | LambdaExpr,
): FunctionValue {
  return run.own({
    kind: 'function',
    name,
    declaration,
    scope,
    defaults: parameterDefaults(run, scope, declaration),
    place: run.place(declaration, scope.path),
    attributes: NO_VALUES,
    binding: 'method',
  });
}

/** `:=` binds in the scope around the comprehensions that it stands in. */
function outsideComprehensions(scope: Scope): Scope {
  return scope.kind === 'comprehension' && scope.parent !== null
    ? outsideComprehensions(scope.parent)
    : scope;
}

function yielded(run: Run, scope: Scope, expr: Expr & { kind: 'yield' }): Value {
  const value = expr.value === null ? NONE : evaluate(run, scope, expr.value);
  if (!expr.from) {
    yieldValue(run, scope, value, expr);
    return NONE;
  }
  const items = iterate(run, value, expr) ?? [because(run, expr, 'what is yielded', value)];
  for (const item of items) yieldValue(run, scope, item, expr);
  return run.undecidable('what a generator returns', expr);
}

/** The branch that a condition takes; an open one is decided by the run's plan. */
export function decideExpr(run: Run, scope: Scope, test: Expr): boolean {
  if (test.kind === 'unary' && test.op === 'not') return !decideExpr(run, scope, test.operand);
  return truthOf(run, evaluate(run, scope, test), test) ?? run.decide(describe(test), test);
}

// ---------------------------------------------------------------- collections

/** Elements with `*spread` unpacked; an unknown spread makes the whole collection unknown. */
function elements(run: Run, scope: Scope, items: readonly Expr[]): readonly Value[] | Value {
  const values: Value[] = [];
  for (const item of items) {
    if (item.kind !== 'starred') {
      values.push(evaluate(run, scope, item));
      continue;
    }
    const inner = evaluate(run, scope, item.value);
    const spread = iterate(run, inner, item);
    if (spread === null) return because(run, item, 'what * unpacks', inner);
    append(values, spread);
  }
  return values;
}

function sequence(
  run: Run,
  scope: Scope,
  kind: 'list' | 'tuple' | 'set',
  items: readonly Expr[],
  expr: Expr,
): Value {
  const values = elements(run, scope, items);
  if (!isArray(values)) return values;
  if (kind === 'list') return list(values);
  return kind === 'tuple' ? tuple(values) : setOf(run, values, false, expr);
}

/** A set of values; undecidable when it is not known which of them are equal. */
export function setOf(run: Run, values: readonly Value[], frozen: boolean, span: Span): Value {
  if (values.some((value) => isHashable(value) === false)) run.raise('TypeError', 'unhashable item', span);
  const unique = distinct(values);
  return unique === null
    ? because(run, span, 'a set', ...values)
    : made({ kind: 'set', frozen, items: unique });
}

function isArray(value: readonly Value[] | Value): value is readonly Value[] {
  return Array.isArray(value);
}

function dictionary(run: Run, scope: Scope, expr: DictExpr): Value {
  const result = dict();
  for (const { key, value } of expr.entries) {
    if (key === null) {
      const spread = evaluate(run, scope, value);
      const entries = dictEntries(run, spread);
      if (entries === null) return because(run, value, 'what ** unpacks', spread);
      for (const [k, v] of entries) if (!setEntry(result, k, v)) return because(run, expr, 'a key', k);
      continue;
    }
    const name = evaluate(run, scope, key);
    if (isHashable(name) === false) run.raise('TypeError', 'unhashable key', key);
    if (!setEntry(result, name, evaluate(run, scope, value))) return because(run, key, 'a key', name);
  }
  return result;
}

// ---------------------------------------------------------------------- calls

function call(run: Run, scope: Scope, expr: CallExpr): Value {
  const func = evaluate(run, scope, expr.func);
  return callValue(run, scope, func, callArguments(run, scope, expr), expr);
}

export function callArguments(run: Run, scope: Scope, { args }: Pick<CallExpr, 'args'>): CallArguments {
  const positional: Value[] = [];
  const keywords = new Map<string, Value>();
  let complete = true;
  for (const argument of args) {
    const value = evaluate(run, scope, argument.value);
    if (argument.form === 'positional') positional.push(value);
    else if (argument.form === 'keyword') keywords.set(argument.name ?? '', value);
    else if (argument.form === 'star') {
      const items = iterate(run, value, argument.value);
      if (items === null) complete = false;
      else append(positional, items);
    } else {
      const entries = dictEntries(run, value);
      for (const [key, item] of entries ?? []) keywords.set(asText(key) ?? '', item);
      if (entries === null) complete = false;
    }
  }
  return { positional, keywords, complete };
}

// ------------------------------------------------------------------ operators

/** `left op right`. */
export function operate(run: Run, op: string, left: Value, right: Value, expr: Span): Value {
  const result = callOperator(run, op, left, right, expr) ?? binary(op, plain(left), plain(right));
  if (result !== null) return result;
  if (dividesByZero(op, left, right)) run.raise('ZeroDivisionError', 'division by zero', expr);
  if (isTypeError(op, left, right)) run.raise('TypeError', `unsupported operands of ${op}`, expr);
  return because(run, expr, `the result of ${op}`, left, right);
}

/** What a builtin operator sees of an instance of a subclass of a builtin type. */
function plain(value: Value): Value {
  return value.kind === 'instance' && value.payload !== null ? value.payload : value;
}

const UNARY: Readonly<Record<string, string>> = { '-': '__neg__', '+': '__pos__', '~': '__invert__' };

function unary(run: Run, scope: Scope, op: string, operand: Expr, expr: Expr): Value {
  const value = evaluate(run, scope, operand);
  if (op === 'not') {
    const negated = negate(truthOf(run, value, expr));
    return negated === null ? because(run, expr, 'not', value) : boolean(negated);
  }
  const whole = asInteger(value);
  if (whole !== null) {
    if (op === '-') return integer(-whole);
    return integer(op === '~' ? ~whole : whole);
  }
  if (value.kind === 'constant' && typeof value.value === 'number' && op !== '~')
    return float(op === '-' ? -value.value : value.value);
  return (
    callSpecial(run, value, UNARY[op] ?? '', [], expr) ?? because(run, expr, `the result of ${op}`, value)
  );
}

function booleanOperation(run: Run, scope: Scope, op: 'and' | 'or', values: readonly Expr[]): Value {
  let result: Value = NONE;
  for (const [index, expr] of values.entries()) {
    result = evaluate(run, scope, expr);
    if (index === values.length - 1) break;
    const known = truthOf(run, result, expr) ?? run.decide(describe(expr), expr);
    if (known === (op === 'or')) break;
  }
  return result;
}

function comparison(run: Run, scope: Scope, expr: CompareExpr): Value {
  let left = evaluate(run, scope, expr.left);
  let last: Value = TRUE;
  for (const [index, part] of expr.rest.entries()) {
    const right = evaluate(run, scope, part.value);
    last = compareOnce(run, part.op, left, right, expr);
    if (index === expr.rest.length - 1) break;
    const known = truthOf(run, last, expr);
    if (known === null) return because(run, expr, `the result of ${part.op}`, last, left, right);
    if (!known) return last;
    left = right;
  }
  return last;
}

function compareOnce(run: Run, op: string, left: Value, right: Value, expr: Expr): Value {
  const bySource = callComparison(run, op, left, right, expr);
  if (bySource !== null) {
    const known = op === 'not in' ? negate(truthOf(run, bySource, expr)) : null;
    return op === 'not in' ? (known === null ? because(run, expr, op, bySource) : boolean(known)) : bySource;
  }
  const known = compare(op, left, right) ?? containsItem(run, op, left, right, expr);
  return known === null ? because(run, expr, `the result of ${op}`, left, right) : boolean(known);
}

/** `x in iterable` for what has to be read to be searched. */
function containsItem(run: Run, op: string, needle: Value, haystack: Value, expr: Expr): boolean | null {
  if ((op !== 'in' && op !== 'not in') || haystack.kind === 'set') return null;
  const name = haystack.kind === 'namespace' ? asText(needle) : null;
  if (haystack.kind === 'namespace' && name !== null)
    return (lookupOwn(run, haystack.scope, name, expr) !== undefined) === (op === 'in');
  const readable =
    haystack.kind === 'iterator' ||
    haystack.kind === 'namespace' ||
    haystack.kind === 'class' ||
    haystack.kind === 'instance';
  const items = readable ? iterate(run, haystack, expr) : null;
  if (items === null) return null;
  const found = compare('in', needle, tuple(items));
  return op === 'in' ? found : negate(found);
}
