import type { ClassStmt, Expr, FunctionStmt, Stmt, StringExpr, TypeParameter } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByField,
  childByType,
  errorStatement,
  hasToken,
  identifier,
  namedChildren,
  spanWithBodies,
  unknown,
  type LowerContext,
} from './context.js';
import { lowerArguments } from './expressions.js';
import { lowerParameters } from './parameters.js';

export function lowerDecorated(ctx: LowerContext, node: SyntaxNode): readonly Stmt[] {
  const decorators = node.children
    .filter((child) => child.type === 'decorator')
    .map((child) => {
      const [value] = namedChildren(child);
      return value === undefined ? unknown(ctx, child, 'empty decorator') : ctx.lower(value, 0);
    });
  const definition = childByField(node, 'definition');
  if (definition?.type === 'class_definition') return [lowerClass(ctx, definition, decorators)];
  if (definition?.type === 'function_definition') return [lowerFunction(ctx, definition, decorators)];
  return [errorStatement(ctx, node, 'decorator without a definition')];
}

/** Lowers with `name` added to the scope path that string mentions carry. */
function inScope<T>(ctx: LowerContext, name: string, isFunction: boolean, lower: () => T): T {
  const { scope, inFunction } = ctx;
  ctx.scope = scope === '' ? name : `${scope}.${name}`;
  ctx.inFunction = isFunction;
  try {
    return lower();
  } finally {
    ctx.scope = scope;
    ctx.inFunction = inFunction;
  }
}

function nameOf(ctx: LowerContext, node: SyntaxNode): string {
  const name = childByField(node, 'name');
  return name === undefined ? '' : identifier(ctx, name);
}

export function lowerClass(ctx: LowerContext, node: SyntaxNode, decorators: readonly Expr[]): ClassStmt {
  const name = nameOf(ctx, node);
  const superclasses = childByField(node, 'superclasses');
  const args = superclasses === undefined ? [] : lowerArguments(ctx, superclasses, 0);
  const typeParams = lowerTypeParams(ctx, childByField(node, 'type_parameters'));
  const body = inScope(ctx, name, false, () => ctx.block(childByField(node, 'body')));
  return {
    kind: 'class',
    ...spanWithBodies(ctx, node, body),
    name,
    decorators,
    typeParams,
    args,
    docstring: docstringOf(body),
    body,
  };
}

export function lowerFunction(
  ctx: LowerContext,
  node: SyntaxNode,
  decorators: readonly Expr[],
): FunctionStmt {
  const name = nameOf(ctx, node);
  const parameters = childByField(node, 'parameters');
  const returns = childByField(node, 'return_type');
  // Without bodies the copy holds at most the first statement, for the docstring.
  const block = childByField(node, 'body');
  const body = inScope(ctx, name, true, () => ctx.block(block));
  return {
    kind: 'function',
    ...spanWithBodies(ctx, node, ctx.functionBodies ? body : []),
    ...(ctx.functionBodies || block === undefined ? {} : { end: block.end }),
    name,
    async: hasToken(node, 'async'),
    decorators,
    typeParams: lowerTypeParams(ctx, childByField(node, 'type_parameters')),
    params: parameters === undefined ? [] : lowerParameters(ctx, parameters, 0),
    returns: returns === undefined ? null : ctx.lower(returns, 0),
    docstring: docstringOf(body),
    body: ctx.functionBodies ? body : null,
  };
}

export function docstringOf(body: readonly Stmt[]): StringExpr | null {
  const [first] = body;
  return first?.kind === 'expression' && first.value.kind === 'string' ? first.value : null;
}

export function lowerTypeParams(ctx: LowerContext, list: SyntaxNode | undefined): readonly TypeParameter[] {
  if (list === undefined) return [];
  return namedChildren(list).map((type): TypeParameter => {
    const [inner] = namedChildren(type);
    if (inner?.type === 'splat_type' || inner?.type === 'list_splat') {
      const name = childByType(inner, 'identifier');
      const form = hasToken(inner, '**') ? 'double-star' : 'star';
      return { name: name === undefined ? '' : identifier(ctx, name), form, bound: null };
    }
    if (inner?.type === 'constrained_type') {
      const [name, bound] = namedChildren(inner);
      return {
        name: name === undefined ? '' : identifier(ctx, name),
        form: 'plain',
        bound: bound === undefined ? null : ctx.lower(bound, 0),
      };
    }
    return { name: identifier(ctx, type), form: 'plain', bound: null };
  });
}
