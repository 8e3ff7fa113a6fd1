import type {
  Argument,
  ComprehensionClause,
  ComprehensionExpr,
  ConstantExpr,
  DictExpr,
  Expr,
  SequenceExpr,
} from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByField,
  childrenByField,
  fieldExpr,
  hasToken,
  identifier,
  isContent,
  MAX_DEPTH,
  namedChildren,
  onlyExpr,
  spanOf,
  subscriptIndex,
  textOf,
  unknown,
  type LowerContext,
} from './context.js';
import { besideErrors, broken, hasError, unlessBroken } from './damage.js';
import {
  lowerAwait,
  lowerBinary,
  lowerBoolean,
  lowerComparison,
  lowerConditional,
  lowerUnary,
  lowerWalrus,
} from './operators.js';
import { lowerLambda } from './parameters.js';
import { behindStar, plainArgument } from './stars.js';
import { lowerString } from './strings.js';
import { lowerGenericType, lowerMemberType, lowerTypeSlice } from './types.js';

export function lowerExpr(ctx: LowerContext, node: SyntaxNode, depth = 0): Expr {
  if (depth > MAX_DEPTH) return unknown(ctx, node, `nested more than ${MAX_DEPTH} levels`);
  if (node.missing) return unknown(ctx, node, 'an expression is missing here');
  const span = spanOf(ctx, node);
  const next = depth + 1;
  switch (node.type) {
    case 'identifier':
      return { kind: 'name', ...span, id: identifier(ctx, node) };
    case 'true':
      return constant(ctx, node, 'True');
    case 'false':
      return constant(ctx, node, 'False');
    case 'none':
      return constant(ctx, node, 'None');
    case 'ellipsis':
      return constant(ctx, node, '...');
    case 'integer':
    case 'float':
      return { kind: 'number', ...span, text: textOf(ctx, node) };
    case 'string':
    case 'concatenated_string':
      return unlessBroken(ctx, node, lowerString(ctx, node, next));
    case 'attribute':
      return lowerAttribute(ctx, node, next);
    case 'subscript':
      return lowerSubscript(ctx, node, next);
    case 'slice':
      return lowerSlice(ctx, node, next);
    case 'call':
      return lowerCall(ctx, node, next);
    case 'list':
    case 'list_pattern':
      return sequence(ctx, node, 'list', next);
    case 'set':
      return sequence(ctx, node, 'set', next);
    case 'tuple':
    case 'expression_list':
    case 'pattern_list':
      return sequence(ctx, node, 'tuple', next);
    case 'tuple_pattern':
      return lowerTuplePattern(ctx, node, next);
    case 'dictionary':
      return lowerDict(ctx, node, next);
    case 'list_comprehension':
      return lowerComprehension(ctx, node, 'list', next);
    case 'set_comprehension':
      return lowerComprehension(ctx, node, 'set', next);
    case 'dictionary_comprehension':
      return lowerComprehension(ctx, node, 'dict', next);
    case 'generator_expression':
      return lowerComprehension(ctx, node, 'generator', next);
    case 'parenthesized_expression':
    case 'type':
    case 'as_pattern_target':
    case 'list_splat':
    case 'list_splat_pattern':
    case 'splat_type':
      return lowerWrapper(ctx, node, next);
    case 'binary_operator':
    case 'union_type':
      return lowerBinary(ctx, node, next);
    case 'boolean_operator':
      return lowerBoolean(ctx, node, next);
    case 'unary_operator':
    case 'not_operator':
      return lowerUnary(ctx, node, next);
    case 'comparison_operator':
      return lowerComparison(ctx, node, next);
    case 'conditional_expression':
      return lowerConditional(ctx, node, next);
    case 'lambda':
      return lowerLambda(ctx, node, next);
    case 'named_expression':
      return lowerWalrus(ctx, node, next);
    case 'await':
      return lowerAwait(ctx, node, next);
    case 'yield':
      return lowerYield(ctx, node, next);
    case 'generic_type':
      return lowerGenericType(ctx, node, next);
    case 'constrained_type':
      return lowerTypeSlice(ctx, node, next);
    case 'member_type':
      return lowerMemberType(ctx, node, next);
    case 'ERROR':
      return broken(ctx, node);
    default:
      return unknown(ctx, node, `unexpected ${node.type}`);
  }
}

function constant(ctx: LowerContext, node: SyntaxNode, value: ConstantExpr['value']): ConstantExpr {
  return { kind: 'constant', ...spanOf(ctx, node), value };
}

function lowerAttribute(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const name = childByField(node, 'attribute');
  const object = fieldExpr(ctx, node, 'object', depth);
  // Inserted by a repair (repairs-stars.ts), not in the file.
  if (name?.start === name?.end && name?.missing === false) return object;
  const attr = name === undefined ? '' : identifier(ctx, name);
  return behindStar(ctx, node, object, (value, span) => ({ kind: 'attribute', ...span, value, attr }));
}

function lowerSubscript(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const value = fieldExpr(ctx, node, 'value', depth);
  const parts = childrenByField(node, 'subscript').map((part) => ctx.lower(part, depth));
  const index = subscriptIndex(ctx, node, parts);
  return behindStar(ctx, node, value, (object, span) => ({
    kind: 'subscript',
    ...span,
    value: object,
    index,
  }));
}

function lowerSlice(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const parts: (Expr | null)[] = [null, null, null];
  let position = 0;
  for (const child of node.children) {
    if (child.type === ':') position++;
    else if (isContent(child)) parts[position] = ctx.lower(child, depth);
  }
  const [lower = null, upper = null, step = null] = parts;
  return { kind: 'slice', ...spanOf(ctx, node), lower, upper, step };
}

function lowerCall(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const list = childByField(node, 'arguments');
  const callee = fieldExpr(ctx, node, 'function', depth);
  const args = list === undefined ? [] : callArguments(ctx, list, depth);
  return behindStar(ctx, node, callee, (func, span) => ({ kind: 'call', ...span, func, args }));
}

function callArguments(ctx: LowerContext, list: SyntaxNode, depth: number): readonly Argument[] {
  if (list.type !== 'generator_expression') return lowerArguments(ctx, list, depth);
  return [{ form: 'positional', name: null, value: ctx.lower(list, depth) }];
}

/** Arguments of a call or of a class header. */
export function lowerArguments(ctx: LowerContext, list: SyntaxNode, depth: number): readonly Argument[] {
  const beside = besideErrors(list);
  return namedChildren(list).map((child): Argument => {
    switch (child.type) {
      case 'keyword_argument': {
        const name = childByField(child, 'name');
        return {
          form: 'keyword',
          name: name === undefined ? '' : identifier(ctx, name),
          value: valueOf(ctx, child, depth, beside.has(child)),
        };
      }
      case 'dictionary_splat':
        return { form: 'double-star', name: null, value: onlyExpr(ctx, child, depth) };
      case 'list_splat':
        return { form: 'star', name: null, value: onlyExpr(ctx, child, depth) };
      default:
        return plainArgument(unlessBroken(ctx, child, ctx.lower(child, depth), beside.has(child)));
    }
  });
}

function sequence(
  ctx: LowerContext,
  node: SyntaxNode,
  kind: SequenceExpr['kind'],
  depth: number,
): SequenceExpr {
  return {
    kind,
    ...spanOf(ctx, node),
    items: namedChildren(node).map((item) => ctx.lower(item, depth)),
  };
}

/** `(a) = 1` assigns to a name, `(a,) = 1` unpacks. */
function lowerTuplePattern(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const items = namedChildren(node);
  const [only] = items;
  if (only !== undefined && items.length === 1 && !hasToken(node, ',')) return ctx.lower(only, depth);
  return sequence(ctx, node, 'tuple', depth);
}

function lowerDict(ctx: LowerContext, node: SyntaxNode, depth: number): DictExpr {
  const beside = besideErrors(node);
  const entries = namedChildren(node).map((child): DictExpr['entries'][number] => {
    switch (child.type) {
      case 'pair':
        return {
          key: fieldExpr(ctx, child, 'key', depth),
          value: valueOf(ctx, child, depth, beside.has(child)),
        };
      case 'dictionary_splat':
        return { key: null, value: onlyExpr(ctx, child, depth) };
      case 'ERROR':
        // One more entry, and not a dictionary with any number of them.
        return { key: broken(ctx, child), value: broken(ctx, child) };
      default:
        return { key: null, value: unknown(ctx, child, 'not a pair') };
    }
  });
  return { kind: 'dict', ...spanOf(ctx, node), entries };
}

/** The value in a pair or behind a name. */
function valueOf(ctx: LowerContext, node: SyntaxNode, depth: number, isBroken: boolean): Expr {
  return unlessBroken(ctx, node, fieldExpr(ctx, node, 'value', depth), isBroken || hasError(node));
}

function lowerComprehension(
  ctx: LowerContext,
  node: SyntaxNode,
  form: ComprehensionExpr['form'],
  depth: number,
): Expr {
  const body = childByField(node, 'body');
  const isPair = body?.type === 'pair';
  const element = isPair ? fieldExpr(ctx, body, 'key', depth) : fieldExpr(ctx, node, 'body', depth);
  const value = isPair ? fieldExpr(ctx, body, 'value', depth) : null;
  return {
    kind: 'comprehension',
    ...spanOf(ctx, node),
    form,
    element,
    value,
    clauses: lowerClauses(ctx, node, depth),
  };
}

function lowerClauses(ctx: LowerContext, node: SyntaxNode, depth: number): readonly ComprehensionClause[] {
  const clauses: { target: Expr; iter: Expr; ifs: Expr[]; async: boolean }[] = [];
  for (const child of node.children) {
    if (child.type === 'for_in_clause') {
      clauses.push({
        target: fieldExpr(ctx, child, 'left', depth),
        iter: iterated(ctx, child, depth),
        ifs: [],
        async: hasToken(child, 'async'),
      });
    } else if (child.type === 'if_clause') {
      clauses[clauses.length - 1]?.ifs.push(onlyExpr(ctx, child, depth));
    }
  }
  return clauses;
}

function iterated(ctx: LowerContext, clause: SyntaxNode, depth: number): Expr {
  const several = childrenByField(clause, 'right').length > 1;
  return several
    ? unknown(ctx, clause, 'values to iterate without brackets (Python 2)')
    : fieldExpr(ctx, clause, 'right', depth);
}

/** Nodes around one expression: brackets and types keep the inner position, a star becomes `starred`. */
function lowerWrapper(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [inner] = namedChildren(node);
  if (inner === undefined) return unknown(ctx, node, 'nothing between the brackets');
  const isStar =
    node.type === 'list_splat' || node.type === 'list_splat_pattern' || node.type === 'splat_type';
  if (isStar) return { kind: 'starred', ...spanOf(ctx, node), value: ctx.lower(inner, depth) };
  return unlessBroken(ctx, node, ctx.lower(inner, depth));
}

function lowerYield(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [value] = namedChildren(node);
  return {
    kind: 'yield',
    ...spanOf(ctx, node),
    from: hasToken(node, 'from'),
    value: value === undefined ? null : ctx.lower(value, depth),
  };
}
