import type { ForStmt, WhileStmt } from '../syntax.js';
import { assign } from './assign.js';
import { because } from './explain.js';
import { decideExpr, evaluate } from './expressions.js';
import { stream, type Stream } from './iteration.js';
import { TooComplex, type Run } from './run.js';
import { execute, NEXT, type Completion } from './statements.js';
import { UnknownItems, type Scope, type UndecidableValue, type Value } from './values.js';

const MAX_ROUNDS = 10_000;

export function forLoop(run: Run, scope: Scope, stmt: ForStmt): Completion {
  const source = evaluate(run, scope, stmt.iter);
  const next = sourceOf(run, stmt, source);
  if (next === null)
    return unknownRounds(run, scope, stmt, because(run, stmt.iter, 'what is iterated over', source));
  for (let item = nextItem(next); item !== undefined; item = nextItem(next)) {
    if (item instanceof UnknownItems) return unknownRounds(run, scope, stmt, item.value);
    run.step(stmt);
    assign(run, scope, stmt.target, item);
    const end = execute(run, scope, stmt.body);
    if (end.kind === 'break') return NEXT;
    if (end.kind === 'return') return end;
  }
  return execute(run, scope, stmt.orelse);
}

/** A generator whose body changes something else would do so between the rounds: that is not followed. */
function sourceOf(run: Run, stmt: ForStmt, source: Value): Stream | null {
  if (stmt.async || (source.kind === 'iterator' && source.interleaves)) return null;
  return stream(run, source, stmt.iter);
}

function nextItem(next: Stream): Value | UnknownItems | undefined {
  try {
    return next();
  } catch (error) {
    if (error instanceof UnknownItems) return error;
    throw error;
  }
}

/** Any number of rounds: what the loop would assign is unknown, but a single round tells what it changes. */
function unknownRounds(run: Run, scope: Scope, stmt: ForStmt, item: UndecidableValue): Completion {
  if (!run.decide('the loop runs', stmt)) return execute(run, scope, stmt.orelse);
  assign(run, scope, stmt.target, item);
  const end = execute(run, scope, stmt.body);
  return end.kind === 'return' ? end : NEXT;
}

export function whileLoop(run: Run, scope: Scope, stmt: WhileStmt): Completion {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!decideExpr(run, scope, stmt.test)) return execute(run, scope, stmt.orelse);
    const end = execute(run, scope, stmt.body);
    if (end.kind === 'break') return NEXT;
    if (end.kind === 'return') return end;
  }
  throw new TooComplex(run.place(stmt), 'a loop takes too many rounds');
}
