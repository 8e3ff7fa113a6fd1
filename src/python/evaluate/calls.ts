import type { FunctionStmt, Span, Stmt } from '../syntax.js';
import { callBuiltin } from './builtins.js';
import { execute } from './statements.js';
import { evaluate } from './expressions.js';
import { callExternal } from './externals.js';
import { functionShape } from './function-shape.js';
import { construct } from './instances.js';
import { lazily, type Stream } from './iteration.js';
import { callMethod } from './methods.js';
import { bindParameters } from './parameters.js';
import { OpenCondition, TooComplex, type Run } from './run.js';
import { callSpecial, specialFunction } from './special.js';
import { newScope, NONE, PythonError, type FunctionValue, type Scope, type Value } from './values.js';

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** False when a `*` or `**` argument could not be unpacked. */
  readonly complete: boolean;
}

/** Arguments that are all given by position. */
export function positionalArguments(positional: readonly Value[]): CallArguments {
  return { positional, keywords: new Map(), complete: true };
}

/** `func(args)`. `scope` is the caller's, for `locals()` and the like. */
export function callValue(run: Run, scope: Scope, func: Value, args: CallArguments, span: Span): Value {
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
    case 'partial': {
      const keywords = new Map([...func.keywords, ...args.keywords]);
      const all = { positional: [...func.positional, ...args.positional], keywords, complete: args.complete };
      return callValue(run, scope, func.func, all, span);
    }
    case 'builtin':
      return callBuiltin(run, scope, func.name, args, span);
    case 'class':
      return construct(run, scope, func, args, span);
    case 'generic':
      return callValue(run, scope, func.origin, args, span);
    case 'external':
      return callExternal(run, scope, func.dotted, args, span);
    case 'named':
      // `UserId(5)` of a NewType gives its argument.
      return func.what === 'a NewType' ? (args.positional[0] ?? NONE) : run.undecidable(func.what, span);
    case 'instance':
      return callInstance(run, func, args, span);
    default:
      return run.raise('TypeError', `a ${func.kind} is not callable`, span);
  }
}

function callInstance(run: Run, func: Value, args: CallArguments, span: Span): Value {
  const method = specialFunction(func, '__call__');
  if (method === null) return run.raise('TypeError', 'this object is not callable', span);
  if (args.keywords.size === 0 && args.complete)
    return callSpecial(run, func, '__call__', args.positional, span) ?? NONE;
  return callFunction(run, method, { ...args, positional: [func, ...args.positional] }, span);
}

/** Calls a function of the sources by running its body. */
export function callFunction(run: Run, func: FunctionValue, args: CallArguments, span: Span): Value {
  const { declaration } = func;
  const assumed = run.host.assumedCall(func.name, args.positional, args.keywords);
  if (assumed !== undefined) return assumed;
  if (!args.complete) return run.undecidable(`the arguments of ${func.name}()`, span);
  if (declaration.kind === 'lambda') {
    const scope = newScope('function', func.scope, func.scope.path);
    bindParameters(run, scope, func, declaration.params, args, span);
    return run.enter(scope, span, () => evaluate(run, scope, declaration.body));
  }
  return callDeclared(run, func, declaration, args, span);
}

function callDeclared(
  run: Run,
  func: FunctionValue,
  declaration: FunctionStmt,
  args: CallArguments,
  span: Span,
): Value {
  const { path } = func.scope;
  const body = declaration.body ?? run.host.functionBody(path, declaration);
  const shape = body === null ? null : functionShape(declaration, body);
  const yields = shape?.generator === true ? [] : null;
  const scope = newScope('function', func.scope, path, { locals: shape?.locals ?? null, yields });
  bindParameters(run, scope, func, declaration.params, args, span);
  if (body === null || shape === null)
    return run.undecidable(`the body of ${declaration.name}() is not there`, span);
  if (declaration.async) return run.undecidable(`${declaration.name}() is a coroutine`, span);
  if (shape.generator) return generator(run, scope, func, body, shape.interleaves, span);
  return run.owns(path)
    ? run.enter(scope, span, () => runBody(run, scope, body))
    : callElsewhere(run, scope, func, body, shape.returned, span);
}

/** A function of another module: its open conditions do not split this run. */
function callElsewhere(
  run: Run,
  scope: Scope,
  func: FunctionValue,
  body: readonly Stmt[],
  returned: string | null,
  span: Span,
): Value {
  const result = scope.names.get(returned ?? '');
  run.unsplit++;
  try {
    return run.enter(scope, span, () => runBody(run, scope, body));
  } catch (error) {
    if (!(error instanceof OpenCondition)) throw error;
    if (result !== undefined && result.kind !== 'import') return result;
    return run.undecidable(`${func.name}() depends on ${error.condition}`, span);
  } finally {
    run.unsplit--;
  }
}

function runBody(run: Run, scope: Scope, body: readonly Stmt[]): Value {
  const end = execute(run, scope, body);
  return end.kind === 'return' ? end.value : NONE;
}

const MAX_YIELDS = 10_000;

/** What a call of a generator function gives. Its body runs as a whole when the first item is asked for. */
function generator(
  run: Run,
  scope: Scope,
  func: FunctionValue,
  body: readonly Stmt[],
  interleaves: boolean,
  span: Span,
): Value {
  return lazily('generator', () => collected(run, scope, body, span), func.name, interleaves);
}

function collected(run: Run, scope: Scope, body: readonly Stmt[], span: Span): Stream {
  let failure: PythonError | null = null;
  try {
    run.enter(scope, span, () => runBody(run, scope, body));
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    failure = error;
  }
  const items = scope.yields ?? [];
  let position = 0;
  return () => {
    const item = items[position++];
    if (item === undefined && failure !== null) throw failure;
    return item;
  };
}

/** `yield value` in a generator function. */
export function yieldValue(run: Run, scope: Scope, value: Value, span: Span): void {
  if (scope.yields === null) run.raise('SyntaxError', "'yield' outside function", span);
  scope.yields.push(value);
  if (scope.yields.length > MAX_YIELDS)
    throw new TooComplex(run.place(span), 'a generator gives too many items');
}
