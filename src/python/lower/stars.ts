import type { Argument, Expr, Span } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import { spanBetween, spanOf, type LowerContext } from './context.js';

/**
 * Builds a node around its first operand. The grammar reads `*a.b`, `*f(x)`, `*a[0]` and `*a + b` as a trailer
 * or operator behind `*a`; in Python the star takes all of it. A starred operand can have no other cause, so it
 * is the result that gets the star.
 */
export function behindStar(
  ctx: LowerContext,
  node: Pick<SyntaxNode, 'start' | 'end'>,
  operand: Expr,
  build: (operand: Expr, span: Span) => Expr,
): Expr {
  const span = spanOf(ctx, node);
  if (operand.kind !== 'starred') return build(operand, span);
  const { value } = operand;
  return { kind: 'starred', ...span, value: build(value, spanBetween(ctx, value.start, node.end)) };
}

/** An argument without a name; the star of `f(x, *a.b)` is found by {@link behindStar}. */
export function plainArgument(value: Expr): Argument {
  return value.kind === 'starred'
    ? { form: 'star', name: null, value: value.value }
    : { form: 'positional', name: null, value };
}
