import { childrenOf, nestedBlocks } from '../../python/evaluate/index.js';
import type { Expr, FunctionStmt, Stmt, StringExpr } from '../../python/syntax.js';

/** Every statement below `body`, outermost first, function bodies included when the facts have them. */
export function* statements(body: readonly Stmt[]): Generator<Stmt> {
  for (const stmt of body) {
    yield stmt;
    for (const block of nestedBlocks(stmt)) yield* statements(block);
  }
}

/** The expressions that stand directly in a statement (not in its blocks). */
export function expressionsOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case 'assign':
      return [...stmt.targets, stmt.value];
    case 'annotated':
      return stmt.value === null ? [stmt.target] : [stmt.target, stmt.value];
    case 'augmented':
      return [stmt.target, stmt.value];
    case 'expression':
      return [stmt.value];
    case 'if':
    case 'while':
      return [stmt.test];
    case 'for':
      return [stmt.iter];
    case 'return':
    case 'raise':
      return stmt.value === null ? [] : [stmt.value];
    case 'with':
      return stmt.items.map((item) => item.context);
    case 'assert':
      return [stmt.test];
    default:
      return [];
  }
}

/** An expression and everything below it. */
export function* expressions(expr: Expr): Generator<Expr> {
  const stack: Expr[] = [expr];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    stack.push(...[...childrenOf(node)].reverse());
  }
}

/** String constants of a function or statement, with their places. */
export function stringsIn(body: readonly Stmt[]): readonly StringExpr[] {
  return [...statements(body)]
    .flatMap((stmt) => expressionsOf(stmt).flatMap((expr) => [...expressions(expr)]))
    .filter((expr) => expr.kind === 'string');
}

export function findFunctionStatement(body: readonly Stmt[], name: string): FunctionStmt | undefined {
  return body.filter((stmt) => stmt.kind === 'function').find((stmt) => stmt.name === name);
}
