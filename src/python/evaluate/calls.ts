import type { Expr, FunctionStmt, Parameter, Span, Stmt } from '../syntax.js';
import { callBuiltin } from './builtins.js';
import { callExternal } from './externals.js';
import { because, evaluate } from './expressions.js';
import { findAttribute } from './classes.js';
import { callMethod } from './methods.js';
import { effectsOf } from './relevance.js';
import { OpenCondition, type Run } from './run.js';
import { execute } from './statements.js';
import { statements } from './nesting.js';
import {
  list,
  NONE,
  PythonError,
  text,
  tuple,
  type ClassValue,
  type FunctionValue,
  type Scope,
  type Value,
} from './values.js';

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** False when a `*` or `**` argument could not be unpacked. */
  readonly complete: boolean;
}

/** `func(args)`. `scope` is the caller's, for `locals()` and the like. */
export function callValue(run: Run, scope: Scope, func: Value, args: CallArguments, span: Expr): Value {
  run.step(span);
  switch (func.kind) {
    case 'undecidable':
      return func;
    case 'function':
      return callFunction(run, func, args, span);
    case 'bound': {
      if (func.func.kind === 'builtin') return callMethod(run, scope, func.self, func.func.name, args, span);
      return callFunction(run, func.func, { ...args, positional: [func.self, ...args.positional] }, span);
    }
    case 'builtin':
      return callBuiltin(run, scope, func.name, args, span);
    case 'class':
      return instantiate(run, func, args, span);
    case 'generic':
      return callValue(run, scope, func.origin, args, span);
    case 'external':
      return callExternal(run, scope, func.dotted, args, span);
    default:
      throw new PythonError('TypeError', `a ${func.kind} is not callable`, run.place(span));
  }
}

/** Calls a function of the sources by running its body. */
export function callFunction(run: Run, func: FunctionValue, args: CallArguments, span: Span): Value {
  const { declaration } = func;
  const assumed = run.host.assumedCall(func.name, args.positional);
  if (assumed !== undefined) return assumed;
  if (!args.complete) return run.undecidable(`the arguments of ${func.name}()`, span);
  const scope: Scope = {
    kind: 'function',
    names: new Map(),
    parent: func.scope,
    path: func.scope.path,
    redirected: new Map(),
  };
  bindParameters(run, scope, func, declaration.params, args, span);
  if (declaration.kind === 'lambda')
    return enter(run, scope, span, () => evaluate(run, scope, declaration.body));
  const body = declaration.body ?? run.host.functionBody(scope.path, declaration);
  if (body === null) return run.undecidable(`the body of ${declaration.name}() is not there`, span);
  if (declaration.async || isGenerator(body)) {
    return run.undecidable(`${declaration.name}() is a generator or coroutine`, span);
  }
  if (scope.path === run.path) return enter(run, scope, span, () => runBody(run, scope, body));
  const result = scope.names.get(returnedParameter(declaration, body) ?? '');
  run.unsplit++;
  try {
    return enter(run, scope, span, () => runBody(run, scope, body));
  } catch (error) {
    if (!(error instanceof OpenCondition)) throw error;
    if (result !== undefined && result.kind !== 'import') return result;
    return run.undecidable(`${func.name}() depends on ${error.condition}`, span);
  } finally {
    run.unsplit--;
  }
}

/** Runs code of another scope: calls are counted, and places are those of its file. */
function enter(run: Run, scope: Scope, span: Span, body: () => Value): Value {
  run.enterCall(span);
  const outer = run.codePath;
  run.codePath = scope.path;
  try {
    return body();
  } finally {
    run.codePath = outer;
    run.callDepth--;
  }
}

function runBody(run: Run, scope: Scope, body: readonly Stmt[]): Value {
  const end = execute(run, scope, body);
  return end.kind === 'return' ? end.value : NONE;
}

/** The parameter that a function gives back on every path, as registering and documenting functions do. */
function returnedParameter(declaration: FunctionStmt, body: readonly Stmt[]): string | null {
  if (body[body.length - 1]?.kind !== 'return') return null;
  const own = [...statements(body, false)];
  const returned = new Set(
    own.flatMap((stmt) => (stmt.kind === 'return' ? [stmt.value?.kind === 'name' ? stmt.value.id : ''] : [])),
  );
  const [name] = returned;
  if (name === undefined || returned.size > 1 || !declaration.params.some((param) => param.name === name))
    return null;
  return own.some((stmt) => effectsOf(stmt, () => null).writes.has(name)) ? null : name;
}

/** Whether a `yield` stands in these statements outside of nested functions. */
function isGenerator(body: readonly Stmt[]): boolean {
  return body.some((stmt) => {
    if (stmt.kind === 'expression' || stmt.kind === 'assign') return stmt.value.kind === 'yield';
    if (stmt.kind === 'for' || stmt.kind === 'while' || stmt.kind === 'if') {
      return isGenerator(stmt.body) || isGenerator(stmt.orelse);
    }
    return (stmt.kind === 'with' || stmt.kind === 'try') && isGenerator(stmt.body);
  });
}

function bindParameters(
  run: Run,
  scope: Scope,
  func: FunctionValue,
  params: readonly Parameter[],
  args: CallArguments,
  span: Span,
): void {
  const rest = [...args.positional];
  const keywords = new Map(args.keywords);
  for (const param of params) {
    if (param.form === 'star') {
      scope.names.set(param.name, tuple(rest.splice(0)));
      continue;
    }
    if (param.form === 'double-star') {
      scope.names.set(param.name, {
        kind: 'dict',
        entries: [...keywords].map(([key, value]) => [text(key), value]),
      });
      keywords.clear();
      continue;
    }
    const positional = param.form === 'keyword-only' ? undefined : rest.shift();
    const value = positional ?? keywords.get(param.name) ?? func.defaults.get(param.name);
    keywords.delete(param.name);
    if (value === undefined) {
      throw new PythonError(
        'TypeError',
        `${func.name}() misses the argument '${param.name}'`,
        run.place(span),
      );
    }
    scope.names.set(param.name, value);
  }
  if (rest.length > 0 || keywords.size > 0) {
    throw new PythonError('TypeError', `${func.name}() got too many arguments`, run.place(span));
  }
}

/** `Type(args)`: runs `__init__` when the sources have it; opaque when anything above the class could interfere. */
function instantiate(run: Run, type: ClassValue, args: CallArguments, span: Span): Value {
  const maker = findAttribute(type, '__new__');
  const init = findAttribute(type, '__init__');
  const metaclass = type.statement?.args.some((argument) => argument.name === 'metaclass') ?? false;
  if (metaclass || maker.kind !== 'absent' || init.kind === 'undecidable') {
    return run.undecidable(`an instance of ${type.name}`, span);
  }
  const instance: Value = { kind: 'instance', type, attributes: new Map() };
  if (init.kind === 'found' && init.value.kind === 'function') {
    callFunction(run, init.value, { ...args, positional: [instance, ...args.positional] }, span);
  }
  return instance;
}

/** The value of `values` as a list, or why it is not known. */
export function listOf(run: Run, items: readonly Value[] | null, source: Value, span: Expr): Value {
  return items === null ? because(run, span, 'what is iterated over', source) : list(items);
}
