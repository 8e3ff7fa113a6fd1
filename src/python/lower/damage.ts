/**
 * What the parser passed over inside of a node. Where a comma is missing between `"a": 1` and `"b": 2` it gives the
 * first key the second value: what stands beside an error, up to the commas around it, is not what was written.
 */
import { SYNTAX_ERROR, type Expr, type UnknownExpr } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import { spanOf, type LowerContext } from './context.js';

/** For an expression that is not known; the error itself is reported from the tree. */
export function broken(ctx: LowerContext, node: SyntaxNode): UnknownExpr {
  return { kind: 'unknown', ...spanOf(ctx, node), reason: SYNTAX_ERROR };
}

/** An expression that was read from a node, the strings in it included, or that it is not known. */
export function unlessBroken(
  ctx: LowerContext,
  node: SyntaxNode,
  read: Expr,
  isBroken: boolean = hasError(node),
): Expr {
  return isBroken ? broken(ctx, node) : read;
}

/** @param before only errors that begin before this offset count */
export function hasError({ damaged, children }: SyntaxNode, before = Infinity): boolean {
  return damaged && children.some((child) => isError(child) && child.start < before);
}

/** The items of a list with commas that have an error beside them. */
export function besideErrors(list: SyntaxNode): ReadonlySet<SyntaxNode> {
  const found = new Set<SyntaxNode>();
  if (!hasError(list)) return found;
  let item: SyntaxNode[] = [];
  for (const child of list.children) {
    if (child.type === ',') item = [];
    else item.push(child);
    if (item.some(isError)) for (const each of item) found.add(each);
    // The comma behind what was passed over is a part of it.
    if (isError(child) && child.children.at(-1)?.type === ',') item = [];
  }
  return found;
}

function isError({ type }: SyntaxNode): boolean {
  return type === 'ERROR';
}
