/** What can be assigned to. */
import type { Expr } from '../syntax.js';
import { irregular } from './irregular.js';
import type { Reader } from './reader.js';

/** Leaves a line to tree-sitter that assigns to something else. What the lexer has accepted is not asked again. */
export function requireTarget(r: Reader, target: Expr): Expr {
  return r.accepted || isTarget(target) ? target : irregular();
}

function isTarget(expr: Expr): boolean {
  switch (expr.kind) {
    case 'name':
    case 'attribute':
    case 'subscript':
      return true;
    case 'starred':
      return isTarget(expr.value);
    case 'tuple':
    case 'list':
      return expr.items.every(isTarget);
    default:
      return false;
  }
}
