import type {
  Argument,
  ComprehensionClause,
  ComprehensionExpr,
  ConstantExpr,
  DictExpr,
  Expr,
  Parameter,
  SequenceExpr,
  UnknownExpr,
} from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByField,
  childByType,
  childrenByField,
  hasToken,
  identifier,
  isContent,
  MAX_DEPTH,
  namedChildren,
  spanBetween,
  spanOf,
  textOf,
  type LowerContext,
} from './context.js';
import { lowerString } from './strings.js';

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
      return lowerString(ctx, node, next, lowerExpr);
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
      return {
        kind: 'walrus',
        ...span,
        target: field(ctx, node, 'name', next),
        value: field(ctx, node, 'value', next),
      };
    case 'await':
      return lowerAwait(ctx, node, next);
    case 'yield':
      return lowerYield(ctx, node, next);
    case 'generic_type':
      return lowerGenericType(ctx, node, next);
    case 'member_type':
      return lowerMemberType(ctx, node, next);
    case 'ERROR':
      return unknown(ctx, node, 'syntax error');
    default:
      return unknown(ctx, node, `unexpected ${node.type}`);
  }
}

export function unknown(ctx: LowerContext, node: SyntaxNode, reason: string): UnknownExpr {
  return { kind: 'unknown', ...spanOf(ctx, node), reason };
}

function constant(ctx: LowerContext, node: SyntaxNode, value: ConstantExpr['value']): ConstantExpr {
  return { kind: 'constant', ...spanOf(ctx, node), value };
}

function field(ctx: LowerContext, node: SyntaxNode, name: SyntaxNode['field'], depth: number): Expr {
  const child = childByField(node, name);
  return child === undefined ? unknown(ctx, node, `no ${name ?? 'child'}`) : lowerExpr(ctx, child, depth);
}

function lowerAttribute(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const attr = childByField(node, 'attribute');
  return {
    kind: 'attribute',
    ...spanOf(ctx, node),
    value: field(ctx, node, 'object', depth),
    attr: attr === undefined ? '' : identifier(ctx, attr),
  };
}

function lowerSubscript(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const parts = childrenByField(node, 'subscript');
  const [first] = parts;
  const last = parts[parts.length - 1];
  const value = field(ctx, node, 'value', depth);
  const span = spanOf(ctx, node);
  if (first === undefined || last === undefined) {
    return { kind: 'subscript', ...span, value, index: unknown(ctx, node, 'no subscript') };
  }
  const items = parts.map((part) => lowerExpr(ctx, part, depth));
  const [only] = items;
  const isTuple = items.length > 1 || hasToken(node, ',') || only?.kind === 'starred';
  const index: Expr =
    only === undefined || isTuple
      ? { kind: 'tuple', ...spanBetween(ctx, first.start, last.end), items }
      : only;
  return { kind: 'subscript', ...span, value, index };
}

function lowerSlice(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const parts: (Expr | null)[] = [null, null, null];
  let position = 0;
  for (const child of node.children) {
    if (child.type === ':') position++;
    else if (isContent(child)) parts[position] = lowerExpr(ctx, child, depth);
  }
  const [lower = null, upper = null, step = null] = parts;
  return { kind: 'slice', ...spanOf(ctx, node), lower, upper, step };
}

function lowerCall(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const list = childByField(node, 'arguments');
  const func = field(ctx, node, 'function', depth);
  if (list?.type === 'generator_expression') {
    const value = lowerExpr(ctx, list, depth);
    return { kind: 'call', ...spanOf(ctx, node), func, args: [{ form: 'positional', name: null, value }] };
  }
  const args = list === undefined ? [] : lowerArguments(ctx, list, depth);
  return { kind: 'call', ...spanOf(ctx, node), func, args };
}

/** Arguments of a call or of a class header. */
export function lowerArguments(ctx: LowerContext, list: SyntaxNode, depth: number): readonly Argument[] {
  return namedChildren(list).map((child): Argument => {
    switch (child.type) {
      case 'keyword_argument': {
        const name = childByField(child, 'name');
        return {
          form: 'keyword',
          name: name === undefined ? '' : identifier(ctx, name),
          value: field(ctx, child, 'value', depth),
        };
      }
      case 'dictionary_splat':
        return { form: 'double-star', name: null, value: onlyChild(ctx, child, depth) };
      case 'list_splat':
        return { form: 'star', name: null, value: onlyChild(ctx, child, depth) };
      default:
        return { form: 'positional', name: null, value: lowerExpr(ctx, child, depth) };
    }
  });
}

function onlyChild(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [child] = namedChildren(node);
  return child === undefined ? unknown(ctx, node, 'nothing here') : lowerExpr(ctx, child, depth);
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
    items: namedChildren(node).map((item) => lowerExpr(ctx, item, depth)),
  };
}

/** `(a) = 1` assigns to a name, `(a,) = 1` unpacks. */
function lowerTuplePattern(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const items = namedChildren(node);
  const [only] = items;
  if (only !== undefined && items.length === 1 && !hasToken(node, ',')) return lowerExpr(ctx, only, depth);
  return sequence(ctx, node, 'tuple', depth);
}

function lowerDict(ctx: LowerContext, node: SyntaxNode, depth: number): DictExpr {
  const entries = namedChildren(node).map((child) =>
    child.type === 'pair'
      ? { key: field(ctx, child, 'key', depth), value: field(ctx, child, 'value', depth) }
      : {
          key: null,
          value:
            child.type === 'dictionary_splat'
              ? onlyChild(ctx, child, depth)
              : unknown(ctx, child, 'not a pair'),
        },
  );
  return { kind: 'dict', ...spanOf(ctx, node), entries };
}

function lowerComprehension(
  ctx: LowerContext,
  node: SyntaxNode,
  form: ComprehensionExpr['form'],
  depth: number,
): Expr {
  const body = childByField(node, 'body');
  const isPair = body?.type === 'pair';
  const element = isPair ? field(ctx, body, 'key', depth) : field(ctx, node, 'body', depth);
  const value = isPair ? field(ctx, body, 'value', depth) : null;
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
        target: field(ctx, child, 'left', depth),
        iter: rightHandSide(ctx, child, depth),
        ifs: [],
        async: hasToken(child, 'async'),
      });
    } else if (child.type === 'if_clause') {
      clauses[clauses.length - 1]?.ifs.push(onlyChild(ctx, child, depth));
    }
  }
  return clauses;
}

/** `for x in 1, 2` has several nodes where the language has one tuple. */
function rightHandSide(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const parts = childrenByField(node, 'right');
  const [first] = parts;
  const last = parts[parts.length - 1];
  if (first === undefined || last === undefined) return unknown(ctx, node, 'nothing to iterate');
  if (parts.length === 1) return lowerExpr(ctx, first, depth);
  const items = parts.map((part) => lowerExpr(ctx, part, depth));
  return { kind: 'tuple', ...spanBetween(ctx, first.start, last.end), items };
}

/** Nodes around one expression: brackets and types keep the inner position, a star becomes `starred`. */
function lowerWrapper(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const children = namedChildren(node);
  const [inner] = children;
  if (inner === undefined) return unknown(ctx, node, 'nothing between the brackets');
  const isStar =
    node.type === 'list_splat' || node.type === 'list_splat_pattern' || node.type === 'splat_type';
  if (isStar) return { kind: 'starred', ...spanOf(ctx, node), value: lowerExpr(ctx, inner, depth) };
  const sound = children.find((child) => child.type !== 'ERROR') ?? inner;
  return lowerExpr(ctx, sound, depth);
}

/** Left-associative chains are walked in a loop: `a + b + …` may be thousands of terms long. */
function lowerBinary(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const chain: SyntaxNode[] = [];
  let left: SyntaxNode | undefined = node;
  while (left !== undefined && isBinary(left)) {
    chain.push(left);
    left = operands(left)[0];
  }
  let result = left === undefined ? unknown(ctx, node, 'no operand') : lowerExpr(ctx, left, depth);
  for (const step of chain.reverse()) {
    const right = operands(step)[1];
    result = {
      kind: 'binary',
      ...spanBetween(ctx, result.start < step.start ? result.start : step.start, step.end),
      op: operatorText(ctx, step),
      left: result,
      right: right === undefined ? unknown(ctx, step, 'no operand') : lowerExpr(ctx, right, depth),
    };
  }
  return result;
}

function isBinary(node: SyntaxNode): boolean {
  return node.type === 'binary_operator' || node.type === 'union_type';
}

function operands(node: SyntaxNode): readonly (SyntaxNode | undefined)[] {
  const content = namedChildren(node).filter((child) => child.type !== 'ERROR');
  return [content[0], content[1]];
}

function operatorText(ctx: LowerContext, node: SyntaxNode): string {
  const operator = childByField(node, 'operator') ?? node.children.find((child) => !child.named);
  return operator === undefined ? '|' : textOf(ctx, operator);
}

/** `a and b and c` is one operation of three values; brackets start a new one. */
function lowerBoolean(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const op = hasToken(node, 'and') ? 'and' : 'or';
  const values: SyntaxNode[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.type === 'boolean_operator' && hasToken(left, op)) {
    const right = childByField(left, 'right');
    if (right !== undefined) values.push(right);
    left = childByField(left, 'left');
  }
  if (left !== undefined) values.push(left);
  return {
    kind: 'boolean',
    ...spanOf(ctx, node),
    op,
    values: values.reverse().map((value) => lowerExpr(ctx, value, depth)),
  };
}

function lowerUnary(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const operand = field(ctx, node, 'argument', depth);
  if (node.type === 'not_operator') return { kind: 'unary', ...spanOf(ctx, node), op: 'not', operand };
  const op = hasToken(node, '-') ? '-' : hasToken(node, '+') ? '+' : '~';
  return { kind: 'unary', ...spanOf(ctx, node), op, operand };
}

function lowerComparison(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const operators = node.children.filter((child) => child.field === 'operators');
  const [left, ...rest] = node.children.filter((child) => child.field !== 'operators' && isContent(child));
  if (left === undefined) return unknown(ctx, node, 'no operand');
  return {
    kind: 'compare',
    ...spanOf(ctx, node),
    left: lowerExpr(ctx, left, depth),
    rest: rest.map((value, index) => {
      const operator = operators[index];
      const op =
        operator === undefined
          ? ''
          : textOf(ctx, operator)
              .replace(/\s+|\\/g, ' ')
              .replace(/ +/g, ' ');
      return { op, value: lowerExpr(ctx, value, depth) };
    }),
  };
}

function lowerConditional(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [then, test, otherwise] = namedChildren(node);
  if (then === undefined || test === undefined || otherwise === undefined) {
    return unknown(ctx, node, 'incomplete conditional expression');
  }
  return {
    kind: 'conditional',
    ...spanOf(ctx, node),
    test: lowerExpr(ctx, test, depth),
    then: lowerExpr(ctx, then, depth),
    otherwise: lowerExpr(ctx, otherwise, depth),
  };
}

function lowerLambda(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const params = childByField(node, 'parameters');
  return {
    kind: 'lambda',
    ...spanOf(ctx, node),
    params: params === undefined ? [] : lowerParameters(ctx, params, depth),
    body: field(ctx, node, 'body', depth),
  };
}

/** The grammar reads `await x ** 2` as `await (x ** 2)`; in Python `await` binds tighter. */
function lowerAwait(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [operand] = namedChildren(node);
  if (operand === undefined) return unknown(ctx, node, 'nothing to await');
  if (operand.type === 'binary_operator' && hasToken(operand, '**')) {
    const [left, right] = operands(operand);
    if (left !== undefined && right !== undefined) {
      const awaited: Expr = {
        kind: 'await',
        ...spanBetween(ctx, node.start, left.end),
        value: lowerExpr(ctx, left, depth),
      };
      return {
        kind: 'binary',
        ...spanOf(ctx, node),
        op: '**',
        left: awaited,
        right: lowerExpr(ctx, right, depth),
      };
    }
  }
  return { kind: 'await', ...spanOf(ctx, node), value: lowerExpr(ctx, operand, depth) };
}

function lowerYield(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [value] = namedChildren(node);
  return {
    kind: 'yield',
    ...spanOf(ctx, node),
    from: hasToken(node, 'from'),
    value: value === undefined ? null : lowerExpr(ctx, value, depth),
  };
}

/** `list[int]` in an annotation. */
function lowerGenericType(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [base] = node.children;
  const list = childByType(node, 'type_parameter');
  const items = list === undefined ? [] : namedChildren(list);
  const [first] = items;
  const last = items[items.length - 1];
  if (base === undefined || list === undefined || first === undefined || last === undefined) {
    return unknown(ctx, node, 'incomplete type');
  }
  const lowered = items.map((item) => lowerExpr(ctx, item, depth));
  const [only] = lowered;
  const isTuple = lowered.length > 1 || hasToken(list, ',') || only?.kind === 'starred';
  const index: Expr =
    only === undefined || isTuple
      ? { kind: 'tuple', ...spanBetween(ctx, first.start, last.end), items: lowered }
      : only;
  const value: Expr = { kind: 'name', ...spanOf(ctx, base), id: identifier(ctx, base) };
  return { kind: 'subscript', ...spanOf(ctx, node), value, index };
}

function lowerMemberType(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [value, attr] = namedChildren(node);
  if (value === undefined || attr === undefined) return unknown(ctx, node, 'incomplete type');
  return {
    kind: 'attribute',
    ...spanOf(ctx, node),
    value: lowerExpr(ctx, value, depth),
    attr: identifier(ctx, attr),
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
  const annotation = type === undefined ? null : lowerExpr(ctx, type, depth);
  const fallback = value === undefined ? null : lowerExpr(ctx, value, depth);
  const target = node.type === 'typed_parameter' ? name : node;
  if (target.type === 'list_splat_pattern' || target.type === 'dictionary_splat_pattern') {
    const [inner] = namedChildren(target);
    const star = target.type === 'list_splat_pattern' ? 'star' : 'double-star';
    return { name: inner === undefined ? '' : identifier(ctx, inner), form: star, annotation, default: null };
  }
  return { name: identifier(ctx, name), form, annotation, default: fallback };
}
