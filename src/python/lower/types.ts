/**
 * Annotations. The grammar has types of its own there (`list[int]` is a `generic_type`); Python has only
 * expressions.
 */
import type { Expr } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByType,
  identifier,
  isContent,
  namedChildren,
  spanOf,
  subscriptIndex,
  unknown,
  type LowerContext,
} from './context.js';

/** `list[int]` in an annotation. */
export function lowerGenericType(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [base] = node.children;
  const list = childByType(node, 'type_parameter');
  if (base === undefined || list === undefined) return unknown(ctx, node, 'incomplete type');
  const items = namedChildren(list).map((item) => ctx.lower(item, depth));
  return {
    kind: 'subscript',
    ...spanOf(ctx, node),
    value: { kind: 'name', ...spanOf(ctx, base), id: identifier(ctx, base) },
    index: subscriptIndex(ctx, list, items),
  };
}

/** `Foo[1:2]` in an annotation: what the grammar takes for a bound is a slice. */
export function lowerTypeSlice(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const parts: Expr[] = [];
  let part: SyntaxNode | undefined = node;
  while (part !== undefined) {
    const inner: SyntaxNode | undefined = part.type === 'type' ? namedChildren(part)[0] : part;
    const slice: SyntaxNode | undefined = inner?.type === 'constrained_type' ? inner : undefined;
    const [head, tail]: readonly SyntaxNode[] =
      slice === undefined ? [part] : slice.children.filter(isContent);
    parts.push(head === undefined ? unknown(ctx, node, 'incomplete type') : ctx.lower(head, depth));
    part = tail;
  }
  const [lower = null, upper = null, step = null] = parts;
  return { kind: 'slice', ...spanOf(ctx, node), lower, upper, step };
}

export function lowerMemberType(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [value, attr] = namedChildren(node);
  if (value === undefined || attr === undefined) return unknown(ctx, node, 'incomplete type');
  return {
    kind: 'attribute',
    ...spanOf(ctx, node),
    value: ctx.lower(value, depth),
    attr: identifier(ctx, attr),
  };
}
