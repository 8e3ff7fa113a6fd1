import type { Stmt } from '../syntax.js';

/** The blocks of statements inside a statement. */
export function nestedBlocks(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.kind) {
    case 'class':
    case 'with':
      return [stmt.body];
    case 'function':
      return stmt.body === null ? [] : [stmt.body];
    case 'if':
    case 'for':
    case 'while':
      return [stmt.body, stmt.orelse];
    case 'try':
      return [stmt.body, ...stmt.handlers.map((handler) => handler.body), stmt.orelse, stmt.finalbody];
    case 'match':
      return stmt.cases.map((item) => item.body);
    default:
      return [];
  }
}

/** Every statement below `body`, outermost first; inside functions and classes only when asked to. */
export function* statements(body: readonly Stmt[], definitions = true): Generator<Stmt> {
  for (const stmt of body) {
    yield stmt;
    if (!definitions && (stmt.kind === 'function' || stmt.kind === 'class')) continue;
    for (const block of nestedBlocks(stmt)) yield* statements(block, definitions);
  }
}
