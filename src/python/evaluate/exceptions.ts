/** `try`, `raise` and which handler takes an exception. */
import type { ExceptHandler, Expr, Stmt, TryStmt } from '../syntax.js';
import { catches, isBuiltinException } from './builtin-names.js';
import { callValue, positionalArguments } from './calls.js';
import { linearise } from './classes.js';
import { describe } from './explain.js';
import { evaluate } from './expressions.js';
import type { Run } from './run.js';
import { execute, type Completion } from './statements.js';
import { lastPart, PythonError, type ClassValue, type Scope, type Value } from './values.js';

export function attempt(run: Run, scope: Scope, stmt: TryStmt): Completion {
  let end: Completion;
  try {
    end = attemptBody(run, scope, stmt);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const last = execute(run, scope, stmt.finalbody);
    // A `return`, `break` or `continue` in `finally` drops the exception.
    if (last.kind === 'next') throw error;
    return last;
  }
  const last = execute(run, scope, stmt.finalbody);
  return last.kind === 'next' ? end : last;
}

function attemptBody(run: Run, scope: Scope, stmt: TryStmt): Completion {
  const guard = stmt.handlers.some(catchesImportError) ? 1 : 0;
  let end: Completion;
  run.importGuards += guard;
  try {
    end = execute(run, scope, stmt.body);
  } catch (error) {
    run.importGuards -= guard;
    if (!(error instanceof PythonError)) throw error;
    return handle(run, scope, stmt.handlers, error);
  }
  run.importGuards -= guard;
  return end.kind === 'next' ? execute(run, scope, stmt.orelse) : end;
}

function handle(run: Run, scope: Scope, handlers: readonly ExceptHandler[], error: PythonError): Completion {
  for (const handler of handlers) {
    if (handler.type !== null && !matchesType(run, evaluate(run, scope, handler.type), error, handler.type))
      continue;
    if (handler.name !== null) run.bind(scope, handler.name, exceptionValue(error));
    run.handling.push(error);
    try {
      return execute(run, scope, handler.body);
    } finally {
      run.handling.pop();
      if (handler.name !== null) run.unbind(scope, handler.name);
    }
  }
  throw error;
}

function exceptionValue(error: PythonError): Value {
  return error.value ?? { kind: 'undecidable', reason: `what a ${error.type} holds`, place: error.place };
}

/** Whether `except type` takes an exception; open where the type is not known. */
export function matchesType(run: Run, type: Value, error: PythonError, expr: Expr): boolean {
  if (type.kind === 'tuple') return type.items.some((item) => matchesType(run, item, error, expr));
  const raisedType = error.value?.kind === 'instance' ? error.value.type : null;
  if (raisedType !== null) return derives(raisedType, type) ?? run.decide(`except ${describe(expr)}`, expr);
  if (type.kind === 'class') return false;
  if (type.kind !== 'external') return run.decide(`except ${describe(expr)}`, expr);
  const handler = lastPart(type.dotted);
  const isBuiltin = type.dotted.startsWith('builtins.');
  if (type.dotted === error.type || (isBuiltin && /^(?:Base)?Exception$/.test(handler))) return true;
  if (!isBuiltinException(error.type)) return run.decide(`except ${describe(expr)}`, expr);
  // An exception class of another package is none that Python itself raises.
  return isBuiltin && catches(handler, error.type);
}

function derives(raised: ClassValue, type: Value): boolean | null {
  const order = linearise(raised) ?? [];
  if (type.kind === 'class') {
    if (order.some((each) => each.kind === 'class' && each.identity === type.identity)) return true;
    return order.some((each) => each.kind === 'opaque' && !each.name.startsWith('builtins.')) ? null : false;
  }
  if (type.kind !== 'external') return null;
  const bases = order.flatMap((each) => (each.kind === 'opaque' ? [each.name] : []));
  const wanted = lastPart(type.dotted);
  if (
    bases.some(
      (name) => name === type.dotted || (name.startsWith('builtins.') && catches(wanted, lastPart(name))),
    )
  )
    return true;
  return bases.every((name) => name.startsWith('builtins.')) ? false : null;
}

function catchesImportError(handler: ExceptHandler): boolean {
  if (handler.type === null) return true;
  const types = handler.type.kind === 'tuple' ? handler.type.items : [handler.type];
  return types.some((type) => type.kind === 'name' && catches(type.id, 'ModuleNotFoundError'));
}

/** The exception that a `raise` statement throws. */
export function raised(run: Run, scope: Scope, expr: Expr | null, stmt: Stmt): PythonError {
  if (expr === null) {
    const current = run.handling[run.handling.length - 1];
    return current ?? new PythonError('RuntimeError', 'no exception to raise again', run.place(stmt));
  }
  const value = evaluate(run, scope, expr);
  const isType = value.kind === 'class' || value.kind === 'external';
  const made = isType ? callValue(run, scope, value, positionalArguments([]), expr) : value;
  switch (made.kind) {
    case 'instance':
      return new PythonError(made.type.name, messageOf(made.payload), run.place(stmt), made);
    case 'exception':
      return new PythonError(made.type, messageOf(made), run.place(stmt), made);
    default: {
      // Whatever it is, an exception leaves here; its type is known by name at best.
      const type =
        value.kind === 'external' ? value.dotted : describe(expr.kind === 'call' ? expr.func : expr);
      return new PythonError(type, '', run.place(stmt), made.kind === 'undecidable' ? made : null);
    }
  }
}

function messageOf(value: Value | null): string {
  const [first] = value?.kind === 'exception' ? value.args : [];
  return first?.kind === 'constant' && typeof first.value === 'string' ? first.value : '';
}
