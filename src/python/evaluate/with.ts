/** Context managers: those of the sources, and the few of the standard library that pass on or suppress. */
import type { Expr, WithStmt } from '../syntax.js';
import { assign } from './assign.js';
import { because, describe } from './explain.js';
import { evaluate } from './expressions.js';
import { matchesType } from './exceptions.js';
import type { Run } from './run.js';
import { callSpecial, truthOf } from './special.js';
import { execute, NEXT, type Completion } from './statements.js';
import { NONE, PythonError, type Scope, type Value } from './values.js';

export function withBlock(run: Run, scope: Scope, stmt: WithStmt): Completion {
  return enterItems(run, scope, stmt, 0);
}

function enterItems(run: Run, scope: Scope, stmt: WithStmt, index: number): Completion {
  const item = stmt.items[index];
  if (item === undefined) return execute(run, scope, stmt.body);
  const manager = evaluate(run, scope, item.context);
  const entered = enterManager(run, manager, item.context);
  let end: Completion;
  try {
    if (item.target !== null) assign(run, scope, item.target, entered);
    end = enterItems(run, scope, stmt, index + 1);
  } catch (error) {
    if (!(error instanceof PythonError) || !suppresses(run, manager, error, item.context)) throw error;
    return NEXT;
  }
  callSpecial(run, manager, '__exit__', [NONE, NONE, NONE], item.context);
  return end;
}

function isStandard(manager: Value, name: string): manager is Value & { kind: 'partial' } {
  return (
    manager.kind === 'partial' &&
    manager.func.kind === 'external' &&
    manager.func.dotted === `contextlib.${name}`
  );
}

function enterManager(run: Run, manager: Value, expr: Expr): Value {
  if (isStandard(manager, 'nullcontext')) return manager.positional[0] ?? NONE;
  if (isStandard(manager, 'suppress')) return NONE;
  return (
    callSpecial(run, manager, '__enter__', [], expr) ??
    because(run, expr, 'what the context manager gives', manager)
  );
}

/** Whether the manager swallows an exception; one that the sources do not show may do so. */
function suppresses(run: Run, manager: Value, error: PythonError, expr: Expr): boolean {
  if (isStandard(manager, 'nullcontext')) return false;
  if (isStandard(manager, 'suppress'))
    return manager.positional.some((type) => matchesType(run, type, error, expr));
  const unknown = run.undecidable('an exception', expr);
  const value = error.value ?? unknown;
  const answer = callSpecial(run, manager, '__exit__', [unknown, value, unknown], expr);
  const known = answer === null ? null : truthOf(run, answer, expr);
  return known ?? run.decide(`${describe(expr)} handles ${error.type}`, expr);
}
