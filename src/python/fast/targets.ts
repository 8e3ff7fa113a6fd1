/** What can be assigned to. */
import type { Expr } from '../syntax.js';
import { irregular } from './irregular.js';

/** Leaves a line to tree-sitter that assigns to something else. */
export function requireTarget(target: Expr): Expr {
  return isTarget(target) ? target : irregular();
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
