import { childrenOf, nestedBlocks, statements } from './evaluate/index.js';
import type { ClassStmt, Expr, FunctionStmt, Stmt, StringExpr } from './syntax.js';

export { statements };

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
export function expressions(expr: Expr): readonly Expr[] {
  const found: Expr[] = [];
  collect(expr, found);
  return found;
}

function collect(expr: Expr, found: Expr[]): void {
  found.push(expr);
  for (const child of childrenOf(expr)) collect(child, found);
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

/** Classes of module scope, also under `if`, `try`, `with` and loops, but not inside functions or classes. */
export function moduleClasses(body: readonly Stmt[]): readonly ClassStmt[] {
  return body.flatMap((stmt): readonly ClassStmt[] => {
    if (stmt.kind === 'class') return [stmt];
    if (stmt.kind === 'function') return [];
    return nestedBlocks(stmt).flatMap(moduleClasses);
  });
}
