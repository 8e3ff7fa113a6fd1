import type { Expr, Parameter } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import { childByField, fieldExpr, identifier, namedChildren, spanOf, type LowerContext } from './context.js';

export function lowerLambda(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const params = childByField(node, 'parameters');
  return {
    kind: 'lambda',
    ...spanOf(ctx, node),
    params: params === undefined ? [] : lowerParameters(ctx, params, depth),
    body: fieldExpr(ctx, node, 'body', depth),
  };
}

/** Parameters of a function or lambda, with the form that `/`, `*` and their position give them. */
export function lowerParameters(ctx: LowerContext, list: SyntaxNode, depth: number): readonly Parameter[] {
  const params: Parameter[] = [];
  let keywordOnly = false;
  for (const child of namedChildren(list)) {
    if (child.type === 'positional_separator') {
      for (const [index, param] of params.entries()) params[index] = { ...param, form: 'positional-only' };
      continue;
    }
    if (child.type === 'keyword_separator') {
      keywordOnly = true;
      continue;
    }
    const param = lowerParameter(ctx, child, keywordOnly ? 'keyword-only' : 'positional', depth);
    if (param.form === 'star') keywordOnly = true;
    params.push(param);
  }
  return params;
}

function lowerParameter(
  ctx: LowerContext,
  node: SyntaxNode,
  form: Parameter['form'],
  depth: number,
): Parameter {
  const name =
    childByField(node, 'name') ?? (node.type === 'identifier' ? node : namedChildren(node)[0]) ?? node;
  const type = childByField(node, 'type');
  const value = childByField(node, 'value');
  const annotation = type === undefined ? null : ctx.lower(type, depth);
  const fallback = value === undefined ? null : ctx.lower(value, depth);
  const target = node.type === 'typed_parameter' ? name : node;
  if (target.type === 'list_splat_pattern' || target.type === 'dictionary_splat_pattern') {
    const [inner] = namedChildren(target);
    const star = target.type === 'list_splat_pattern' ? 'star' : 'double-star';
    return { name: inner === undefined ? '' : identifier(ctx, inner), form: star, annotation, default: null };
  }
  return { name: identifier(ctx, name), form, annotation, default: fallback };
}
