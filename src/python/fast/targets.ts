/** What can be assigned to. */
import type { Expr } from '../syntax.js';
import { irregular } from './irregular.js';

/** Leaves a line to tree-sitter that assigns to something else. */
export function requireTarget(target: Expr): Expr {
  return isTarget(target) ? target : irregular();
}

/** The same where only one thing may be assigned to: with an operator, or with an annotation. */
export function requirePlace(target: Expr): Expr {
  return isPlace(target) ? target : irregular();
}

function isPlace({ kind }: Expr): boolean {
  return kind === 'name' || kind === 'attribute' || kind === 'subscript';
}

function isTarget(expr: Expr): boolean {
  switch (expr.kind) {
    case 'starred':
      return isTarget(expr.value);
    case 'tuple':
    case 'list':
      return expr.items.every(isTarget);
    default:
      return isPlace(expr);
  }
}
