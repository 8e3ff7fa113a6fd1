import { childrenOf, expressionsIn, nestedBlocks, statements } from './evaluate/index.js';
import { classListOf, type ModuleFacts } from './facts.js';
import type { ClassStmt, Expr, FunctionStmt, Stmt, StringExpr } from './syntax.js';

export { expressionsIn as expressionsOf, statements };

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
    .flatMap((stmt) => expressionsIn(stmt).flatMap((expr) => [...expressions(expr)]))
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

/** All classes outside of functions, in source order. Nothing else of a file has to be read for that. */
export function classesOf(facts: ModuleFacts): readonly ClassStmt[] {
  return classListOf(facts)?.() ?? classesIn(facts.body);
}

function classesIn(body: readonly Stmt[]): readonly ClassStmt[] {
  return moduleClasses(body).flatMap((stmt) => [stmt, ...classesIn(stmt.body)]);
}
