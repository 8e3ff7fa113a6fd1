import type {
  CallExpr,
  CompareExpr,
  ComprehensionExpr,
  DictExpr,
  Expr,
  FormatField,
  FormatStringExpr,
  NumberExpr,
  Parameter,
  SliceExpr,
} from '../syntax.js';
import { assign } from './assign.js';
import { getAttribute } from './attributes.js';
import { callValue, type CallArguments } from './calls.js';
import { binary, compare, distinct, getEntry, negate, setEntry, str, truth } from './operators.js';
import type { Run } from './run.js';
import {
  boolean,
  FALSE,
  integer,
  list,
  NONE,
  PythonError,
  text,
  TRUE,
  tuple,
  type DictValue,
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
    case 'binary': {
      const left = evaluate(run, scope, expr.left);
      const right = evaluate(run, scope, expr.right);
      return binary(expr.op, left, right) ?? because(run, expr, `the result of ${expr.op}`, left, right);
    }
    case 'unary':
      return unary(run, scope, expr.op, expr.operand, expr);
    case 'boolean':
      return booleanOperation(run, scope, expr.op, expr.values);
    case 'compare':
      return comparison(run, scope, expr);
    case 'conditional':
      return evaluate(run, scope, decideExpr(run, scope, expr.test) ? expr.then : expr.otherwise);
    case 'lambda':
      return {
        kind: 'function',
        name: '<lambda>',
        declaration: expr,
        scope,
        defaults: parameterDefaults(run, scope, expr.params),
        place: run.place(expr, scope.path),
        attributes: new Map(),
        binding: 'method',
      };
    case 'comprehension':
      return comprehension(run, scope, expr);
    case 'walrus': {
      const value = evaluate(run, scope, expr.value);
      assign(run, scope, expr.target, value);
      return value;
    }
    case 'starred':
      return run.undecidable('a star outside of a collection', expr);
    case 'await':
    case 'yield':
      return run.undecidable(`${expr.kind} needs a running program`, expr);
    case 'unknown':
      return run.undecidable(expr.reason, expr);
  }
}

/** An undecidable result that names the first operand which made it so. */
export function because(run: Run, expr: Expr, what: string, ...operands: readonly Value[]): Value {
  const cause = operands.find((value) => value.kind === 'undecidable');
  return cause ?? run.undecidable(`${what} is not known here`, expr);
}

/** The branch that a condition takes; an open one is decided by the run's plan. */
export function decideExpr(run: Run, scope: Scope, test: Expr): boolean {
  if (test.kind === 'unary' && test.op === 'not') return !decideExpr(run, scope, test.operand);
  return truth(evaluate(run, scope, test)) ?? run.decide(describe(test), test);
}

/** A short text for a condition, for people. */
export function describe(expr: Expr): string {
  switch (expr.kind) {
    case 'name':
      return expr.id;
    case 'attribute':
      return `${describe(expr.value)}.${expr.attr}`;
    case 'call':
      return `${describe(expr.func)}(${expr.args.length === 0 ? '' : '…'})`;
    case 'compare':
      return `${describe(expr.left)} ${expr.rest.map((part) => `${part.op} ${describe(part.value)}`).join(' ')}`;
    case 'subscript':
      return `${describe(expr.value)}[${describe(expr.index)}]`;
    case 'string':
      return JSON.stringify(expr.value);
    case 'number':
      return expr.text;
    case 'constant':
      return expr.value;
    case 'tuple':
      return `(${expr.items.map(describe).join(', ')})`;
    case 'boolean':
      return expr.values.map(describe).join(` ${expr.op} `);
    case 'unary':
      return `${expr.op} ${describe(expr.operand)}`;
    default:
      return '…';
  }
}

function numberValue(run: Run, expr: NumberExpr): Value {
  const digits = expr.text.replaceAll('_', '').toLowerCase();
  if (/^(?:0[xob])?[0-9a-f]+$/.test(digits) && !/^[0-9]+e/.test(digits)) return integer(BigInt(digits));
  if (/[jl]$/.test(digits)) return run.undecidable('a complex number', expr);
  return { kind: 'constant', value: Number(digits) };
}

function formatString(run: Run, scope: Scope, expr: FormatStringExpr): Value {
  if (expr.template) return run.undecidable('a template string', expr);
  const shown = expr.parts.map((part) => formatPart(run, scope, part));
  const unknown = shown.find((part) => typeof part !== 'string');
  if (unknown !== undefined && typeof unknown !== 'string') return unknown;
  return text(shown.filter((part) => typeof part === 'string').join(''));
}

function formatPart(run: Run, scope: Scope, part: string | FormatField | null): string | Value {
  if (typeof part === 'string') return part;
  if (part === null)
    return {
      kind: 'undecidable',
      reason: 'a named Unicode escape',
      place: { file: run.path, line: 1, column: 1 },
    };
  const value = evaluate(run, scope, part.value);
  const shown = str(value);
  const plain = (part.spec === null || part.spec.length === 0) && (part.conversion ?? 's') === 's';
  if (plain && shown !== null) return shown;
  return because(run, part.value, 'the text of a replacement field', value);
}

/** Elements with `*spread` unpacked; an unknown spread makes the whole collection unknown. */
function elements(run: Run, scope: Scope, items: readonly Expr[]): readonly Value[] | Value {
  const values: Value[] = [];
  for (const item of items) {
    if (item.kind !== 'starred') {
      values.push(evaluate(run, scope, item));
      continue;
    }
    const inner = evaluate(run, scope, item.value);
    const spread = iterate(inner);
    if (spread === null) return because(run, item, 'what * unpacks', inner);
    values.push(...spread);
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
  if (kind === 'tuple') return tuple(values);
  const unique = distinct(values);
  return unique === null
    ? because(run, expr, 'a set', ...values)
    : { kind: 'set', frozen: false, items: unique };
}

function isArray(value: readonly Value[] | Value): value is readonly Value[] {
  return Array.isArray(value);
}

function dictionary(run: Run, scope: Scope, expr: DictExpr): Value {
  const result: DictValue = { kind: 'dict', entries: [] };
  for (const { key, value } of expr.entries) {
    const evaluated = evaluate(run, scope, value);
    if (key === null) {
      const entries = dictEntries(evaluated);
      if (entries === null) return because(run, value, 'what ** unpacks', evaluated);
      for (const [k, v] of entries) if (!setEntry(result, k, v)) return because(run, expr, 'a key', k);
      continue;
    }
    const name = evaluate(run, scope, key);
    if (!setEntry(result, name, evaluated)) return because(run, key, 'a key', name);
  }
  return result;
}

/** Entries of a dict or of a scope's dictionary; null for anything else. */
export function dictEntries(value: Value): readonly (readonly [Value, Value])[] | null {
  if (value.kind === 'dict') return value.entries;
  if (value.kind !== 'namespace') return null;
  return [...value.scope.names].flatMap(([name, bound]) =>
    bound.kind === 'import' ? [] : [[text(name), bound] as const],
  );
}

/** What a `for` over the value sees, or null. */
export function iterate(value: Value): readonly Value[] | null {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
      return [...value.items];
    case 'dict':
      return value.entries.map(([key]) => key);
    case 'namespace':
      return [...value.scope.names.keys()].map(text);
    case 'constant':
      return typeof value.value === 'string' ? Array.from(value.value, text) : null;
    default:
      return null;
  }
}

function call(run: Run, scope: Scope, expr: CallExpr): Value {
  const func = evaluate(run, scope, expr.func);
  return callValue(run, scope, func, callArguments(run, scope, expr), expr);
}

function callArguments(run: Run, scope: Scope, expr: CallExpr): CallArguments {
  const positional: Value[] = [];
  const keywords = new Map<string, Value>();
  let complete = true;
  for (const argument of expr.args) {
    const value = evaluate(run, scope, argument.value);
    if (argument.form === 'positional') positional.push(value);
    else if (argument.form === 'keyword') keywords.set(argument.name ?? '', value);
    else if (argument.form === 'star') {
      const items = iterate(value);
      if (items === null) complete = false;
      else positional.push(...items);
    } else {
      for (const [key, item] of dictEntries(value) ?? []) keywords.set(str(key) ?? '', item);
      if (dictEntries(value) === null) complete = false;
    }
  }
  return { positional, keywords, complete };
}

// ----------------------------------------------------------------- subscripts

export type Index =
  Value | { readonly kind: 'range'; readonly lower: Value; readonly upper: Value; readonly step: Value };

export function evaluateIndex(run: Run, scope: Scope, expr: Expr): Index {
  if (expr.kind !== 'slice') return evaluate(run, scope, expr);
  const bound = (part: SliceExpr['lower']): Value => (part === null ? NONE : evaluate(run, scope, part));
  return { kind: 'range', lower: bound(expr.lower), upper: bound(expr.upper), step: bound(expr.step) };
}

function subscript(run: Run, value: Value, index: Index, expr: Expr): Value {
  if (index.kind === 'range') return slice(value, index) ?? because(run, expr, 'a slice', value);
  switch (value.kind) {
    case 'list':
    case 'tuple': {
      const position = indexOf(index, value.items.length);
      if (position === null) return because(run, expr, 'an index', index);
      const item = value.items[position];
      if (item === undefined)
        throw new PythonError('IndexError', `${value.kind} index out of range`, run.place(expr));
      return item;
    }
    case 'dict':
    case 'namespace':
      return lookupKey(run, value, index, expr);
    case 'constant': {
      const position = typeof value.value === 'string' ? indexOf(index, value.value.length) : null;
      const letter = typeof value.value === 'string' && position !== null ? value.value[position] : undefined;
      return letter === undefined ? because(run, expr, 'a character', index) : text(letter);
    }
    case 'class':
      return { kind: 'generic', origin: value };
    case 'external':
      return externalItem(run, value.dotted, index, expr);
    case 'builtin':
      return value;
    default:
      return because(run, expr, 'a subscript', value, index);
  }
}

function lookupKey(run: Run, value: Value, index: Value, expr: Expr): Value {
  if (value.kind === 'namespace') {
    const name = str(index);
    return name === null ? because(run, expr, 'a name', index) : run.lookup(value.scope, name, expr);
  }
  const found = value.kind === 'dict' ? getEntry(value, index) : null;
  if (found === null) return because(run, expr, 'a key', index);
  if (found === undefined) throw new PythonError('KeyError', str(index) ?? 'key', run.place(expr));
  return found;
}

/** `sys.modules[__name__]` is this module; `List[int]` stays what `List` is. */
function externalItem(run: Run, dotted: string, index: Value, expr: Expr): Value {
  if (dotted === 'sys.modules') {
    const own = str(index) === run.host.dottedName(run.path);
    return own ? { kind: 'module', path: run.path } : run.undecidable('a loaded module', expr);
  }
  const isType = /^(?:typing|typing_extensions|collections)\./.test(dotted);
  return isType ? { kind: 'external', dotted } : run.undecidable(`an item of ${dotted}`, expr);
}

function indexOf(index: Value, length: number): number | null {
  if (index.kind !== 'constant' || typeof index.value !== 'bigint') return null;
  const position = Number(index.value);
  return position < 0 ? length + position : position;
}

function slice(value: Value, range: Exclude<Index, Value>): Value | null {
  const source =
    value.kind === 'constant' && typeof value.value === 'string' ? Array.from(value.value, text) : null;
  const items = value.kind === 'list' || value.kind === 'tuple' ? value.items : source;
  if (items === null) return null;
  const picked = sliceItems(items, range);
  if (picked === null) return null;
  if (value.kind === 'list') return list(picked);
  return value.kind === 'tuple' ? tuple(picked) : text(picked.map((item) => str(item) ?? '').join(''));
}

export function sliceItems(items: readonly Value[], range: Exclude<Index, Value>): readonly Value[] | null {
  const whole = (value: Value): number | null | undefined => {
    if (value.kind !== 'constant') return undefined;
    if (value.value === null) return null;
    return typeof value.value === 'bigint' ? Number(value.value) : undefined;
  };
  const [lower, upper, step] = [whole(range.lower), whole(range.upper), whole(range.step)];
  if (lower === undefined || upper === undefined || step === undefined) return null;
  if (step === null || step === 1) return items.slice(lower ?? 0, upper ?? items.length);
  if (step === -1 && lower === null && upper === null) return [...items].reverse();
  return step > 1
    ? items.slice(lower ?? 0, upper ?? items.length).filter((_, index) => index % step === 0)
    : null;
}

// ------------------------------------------------------- logic, comprehensions

function unary(run: Run, scope: Scope, op: string, operand: Expr, expr: Expr): Value {
  const value = evaluate(run, scope, operand);
  if (op === 'not') {
    const negated = negate(truth(value));
    return negated === null ? because(run, expr, 'not', value) : boolean(negated);
  }
  if (value.kind === 'constant' && typeof value.value === 'bigint') {
    if (op === '-') return integer(-value.value);
    return integer(op === '~' ? ~value.value : value.value);
  }
  if (value.kind === 'constant' && typeof value.value === 'number' && op !== '~') {
    return { kind: 'constant', value: op === '-' ? -value.value : value.value };
  }
  return because(run, expr, `the result of ${op}`, value);
}

function booleanOperation(run: Run, scope: Scope, op: 'and' | 'or', values: readonly Expr[]): Value {
  let result: Value = NONE;
  for (const [index, expr] of values.entries()) {
    result = evaluate(run, scope, expr);
    if (index === values.length - 1) break;
    const known = truth(result) ?? run.decide(describe(expr), expr);
    if (known === (op === 'or')) break;
  }
  return result;
}

function comparison(run: Run, scope: Scope, expr: CompareExpr): Value {
  let left = evaluate(run, scope, expr.left);
  for (const part of expr.rest) {
    const right = evaluate(run, scope, part.value);
    const result = compare(part.op, left, right);
    if (result === null) return because(run, expr, `the result of ${part.op}`, left, right);
    if (!result) return FALSE;
    left = right;
  }
  return TRUE;
}

function comprehension(run: Run, scope: Scope, expr: ComprehensionExpr): Value {
  const inner: Scope = {
    kind: 'function',
    names: new Map(),
    parent: scope,
    path: scope.path,
    redirected: new Map(),
  };
  const keys: Value[] = [];
  const values: Value[] = [];
  const failed = loop(run, inner, expr, 0, () => {
    keys.push(evaluate(run, inner, expr.element));
    if (expr.value !== null) values.push(evaluate(run, inner, expr.value));
  });
  if (failed !== null) return failed;
  if (expr.form === 'list' || expr.form === 'generator') return list(keys);
  if (expr.form === 'set') {
    const unique = distinct(keys);
    return unique === null
      ? because(run, expr, 'a set', ...keys)
      : { kind: 'set', frozen: false, items: unique };
  }
  const result: DictValue = { kind: 'dict', entries: [] };
  for (const [index, key] of keys.entries()) {
    if (!setEntry(result, key, values[index] ?? NONE)) return because(run, expr, 'a key', key);
  }
  return result;
}

/** Runs `body` for every combination of the clauses from `depth` on; returns why it could not, or null. */
function loop(
  run: Run,
  scope: Scope,
  expr: ComprehensionExpr,
  depth: number,
  body: () => void,
): Value | null {
  const clause = expr.clauses[depth];
  if (clause === undefined) {
    body();
    return null;
  }
  // A class body's names are visible to the first iterable only.
  const source = evaluate(run, depth === 0 && scope.parent !== null ? scope.parent : scope, clause.iter);
  const items = iterate(source);
  if (items === null) return because(run, clause.iter, 'what is iterated over', source);
  for (const item of items) {
    run.step(clause.iter);
    assign(run, scope, clause.target, item);
    if (!clause.ifs.every((test) => decideExpr(run, scope, test))) continue;
    const failed = loop(run, scope, expr, depth + 1, body);
    if (failed !== null) return failed;
  }
  return null;
}

/** Default values of parameters, evaluated where the function is defined. */
export function parameterDefaults(
  run: Run,
  scope: Scope,
  params: readonly Parameter[],
): ReadonlyMap<string, Value> {
  const defaults = new Map<string, Value>();
  for (const param of params)
    if (param.default !== null) defaults.set(param.name, evaluate(run, scope, param.default));
  return defaults;
}
