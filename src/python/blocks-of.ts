/** Blocks of compound statements. */
import type { Stmt } from './syntax.js';

/**
 * The same statement with other blocks in it.
 *
 * @param block asked for the blocks in source order
 */
export function withBlocks(stmt: Stmt, block: (body: readonly Stmt[]) => readonly Stmt[]): Stmt {
  switch (stmt.kind) {
    case 'class':
    case 'with':
      return { ...stmt, body: block(stmt.body) };
    case 'function':
      return { ...stmt, body: stmt.body && block(stmt.body) };
    case 'if':
    case 'for':
    case 'while':
      return { ...stmt, body: block(stmt.body), orelse: block(stmt.orelse) };
    case 'try': {
      const body = block(stmt.body);
      const handlers = stmt.handlers.map((each) => ({ ...each, body: block(each.body) }));
      return { ...stmt, body, handlers, orelse: block(stmt.orelse), finalbody: block(stmt.finalbody) };
    }
    case 'match':
      return { ...stmt, cases: stmt.cases.map((each) => ({ ...each, body: block(each.body) })) };
    default:
      return stmt;
  }
}
