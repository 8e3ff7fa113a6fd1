import { SYNTAX_ERROR, type Expr, type Pattern } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByType,
  hasToken,
  identifier,
  isContent,
  MAX_DEPTH,
  namedChildren,
  spanBetween,
  spanOf,
  textOf,
  unknown,
  type LowerContext,
} from './context.js';

/** The pattern of a `case` clause; several patterns or a trailing comma make a sequence. */
export function lowerCasePattern(ctx: LowerContext, clause: SyntaxNode): Pattern {
  const patterns = clause.children.filter((child) => child.type === 'case_pattern');
  const [only] = patterns;
  if (only === undefined) return unknownPattern(ctx, clause, 'no pattern');
  const open = patterns.length > 1 || hasToken(clause, ',');
  const lowered = patterns.map((pattern) => lowerPattern(ctx, pattern, 0));
  const [first] = lowered;
  if (!open && first !== undefined && first.kind !== 'star') return first;
  return { kind: 'sequence', patterns: lowered };
}

function lowerPattern(ctx: LowerContext, node: SyntaxNode, outer: number): Pattern {
  const depth = outer + 1;
  if (depth > MAX_DEPTH) return unknownPattern(ctx, node, `nested more than ${MAX_DEPTH} levels`);
  switch (node.type) {
    case 'case_pattern':
      return lowerAlternative(ctx, node.children, depth);
    case 'as_pattern':
      return lowerAs(ctx, node, depth);
    case 'union_pattern':
      return lowerUnion(ctx, node, depth);
    case 'list_pattern':
      return { kind: 'sequence', patterns: items(ctx, node, depth) };
    case 'tuple_pattern':
      return lowerGroup(ctx, node, depth);
    case 'dict_pattern':
      return lowerMapping(ctx, node, depth);
    case 'class_pattern':
      return lowerClass(ctx, node, depth);
    case 'splat_pattern':
      return { kind: 'star', name: splatName(ctx, node) };
    case 'dotted_name':
      return lowerDotted(ctx, node);
    case 'complex_pattern':
      return { kind: 'value', value: lowerComplex(ctx, node, depth) };
    case '_':
      return { kind: 'wildcard' };
    case 'ERROR':
      return unknownPattern(ctx, node, SYNTAX_ERROR);
    default:
      return { kind: 'value', value: ctx.lower(node, depth) };
  }
}

function unknownPattern(ctx: LowerContext, node: SyntaxNode, reason: string): Pattern {
  ctx.onProblem(node, reason);
  return { kind: 'unknown', reason };
}

/** The tokens of one simple pattern: a node, `_`, or a number with its sign. */
function lowerAlternative(ctx: LowerContext, nodes: readonly SyntaxNode[], depth: number): Pattern {
  const content = nodes.filter((node) => node.type !== 'comment');
  const [first, second] = content;
  if (first === undefined) return { kind: 'unknown', reason: 'no pattern' };
  if (first.type === '-' && second !== undefined) {
    const operand = ctx.lower(second, depth);
    return {
      kind: 'value',
      value: { kind: 'unary', ...spanBetween(ctx, first.start, second.end), op: '-', operand },
    };
  }
  return lowerPattern(ctx, first, depth);
}

function items(ctx: LowerContext, node: SyntaxNode, depth: number): readonly Pattern[] {
  return namedChildren(node).map((child) => lowerPattern(ctx, child, depth));
}

function lowerGroup(ctx: LowerContext, node: SyntaxNode, depth: number): Pattern {
  const patterns = items(ctx, node, depth);
  const [only] = patterns;
  const grouped = patterns.length === 1 && !hasToken(node, ',') && only !== undefined && only.kind !== 'star';
  return grouped ? only : { kind: 'sequence', patterns };
}

function lowerAs(ctx: LowerContext, node: SyntaxNode, depth: number): Pattern {
  const [pattern, name] = namedChildren(node);
  if (pattern === undefined || name === undefined) return unknownPattern(ctx, node, 'incomplete pattern');
  return { kind: 'as', pattern: lowerPattern(ctx, pattern, depth), name: identifier(ctx, name) };
}

function lowerUnion(ctx: LowerContext, node: SyntaxNode, depth: number): Pattern {
  const groups: SyntaxNode[][] = [[]];
  for (const child of node.children) {
    if (child.type === '|') groups.push([]);
    else groups[groups.length - 1]?.push(child);
  }
  return { kind: 'or', patterns: groups.map((group) => lowerAlternative(ctx, group, depth)) };
}

function lowerMapping(ctx: LowerContext, node: SyntaxNode, depth: number): Pattern {
  const entries: { key: Expr; pattern: Pattern }[] = [];
  let rest: string | null = null;
  let key: Expr | undefined;
  let minus: SyntaxNode | undefined;
  for (const child of node.children) {
    if (child.type === 'splat_pattern') rest = splatName(ctx, child);
    else if (child.field === 'key') {
      if (child.type === '-') minus = child;
      else key = keyOf(ctx, child, minus, depth);
    } else if (child.field === 'value' && isContent(child) && key !== undefined) {
      entries.push({ key, pattern: lowerPattern(ctx, child, depth) });
      key = undefined;
      minus = undefined;
    }
  }
  return { kind: 'mapping', entries, rest };
}

function keyOf(ctx: LowerContext, node: SyntaxNode, minus: SyntaxNode | undefined, depth: number): Expr {
  const nodes = minus === undefined ? [node] : [minus, node];
  const pattern = lowerAlternative(ctx, nodes, depth);
  if (pattern.kind === 'value') return pattern.value;
  return unknown(ctx, node, 'not a mapping key');
}

function lowerClass(ctx: LowerContext, node: SyntaxNode, depth: number): Pattern {
  const name = childByType(node, 'dotted_name');
  const patterns: Pattern[] = [];
  const keywords: { name: string; pattern: Pattern }[] = [];
  for (const child of node.children) {
    if (child.type !== 'case_pattern') continue;
    const keyword = lowerKeyword(ctx, child, depth);
    if (keyword === undefined) patterns.push(lowerPattern(ctx, child, depth));
    else keywords.push(keyword);
  }
  if (name === undefined) return unknownPattern(ctx, node, 'class pattern without a class');
  return { kind: 'class', type: dottedExpr(ctx, name), patterns, keywords };
}

interface Keyword {
  readonly name: string;
  readonly pattern: Pattern;
}

/** `k=p`, and `k=p as n`: the grammar has the `as` around the keyword, Python around the pattern alone. */
function lowerKeyword(ctx: LowerContext, item: SyntaxNode, depth: number): Keyword | undefined {
  const [inner] = namedChildren(item);
  if (inner?.type === 'as_pattern') {
    const [pattern, alias] = namedChildren(inner);
    const keyword = pattern === undefined ? undefined : lowerKeyword(ctx, pattern, depth + 1);
    if (keyword === undefined || alias === undefined) return undefined;
    return { ...keyword, pattern: { kind: 'as', pattern: keyword.pattern, name: identifier(ctx, alias) } };
  }
  if (inner?.type !== 'keyword_pattern') return undefined;
  const [name, ...rest] = inner.children.filter((child) => child.type !== 'comment' && child.type !== '=');
  return {
    name: name === undefined ? '' : identifier(ctx, name),
    pattern: lowerAlternative(ctx, rest, depth),
  };
}

function splatName(ctx: LowerContext, node: SyntaxNode): string | null {
  const name = childByType(node, 'identifier');
  const text = name === undefined ? '_' : identifier(ctx, name);
  return text === '_' ? null : text;
}

function lowerDotted(ctx: LowerContext, node: SyntaxNode): Pattern {
  const parts = namedChildren(node);
  const [first] = parts;
  if (parts.length > 1) return { kind: 'value', value: dottedExpr(ctx, node) };
  const name = first === undefined ? textOf(ctx, node) : identifier(ctx, first);
  return name === '_' ? { kind: 'wildcard' } : { kind: 'capture', name };
}

/** `a.b.c` as nested attributes. */
export function dottedExpr(ctx: LowerContext, node: SyntaxNode): Expr {
  const [first, ...rest] = namedChildren(node);
  if (first === undefined) return { kind: 'name', ...spanOf(ctx, node), id: identifier(ctx, node) };
  if (rest.length > MAX_DEPTH) return unknown(ctx, node, `more than ${MAX_DEPTH} attributes`);
  let result: Expr = { kind: 'name', ...spanOf(ctx, first), id: identifier(ctx, first) };
  for (const part of rest) {
    const attr = identifier(ctx, part);
    result = { kind: 'attribute', ...spanBetween(ctx, first.start, part.end), value: result, attr };
  }
  return result;
}

function lowerComplex(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const numbers = namedChildren(node);
  const [real, imaginary] = numbers;
  if (real === undefined || imaginary === undefined) {
    return unknown(ctx, node, 'incomplete number');
  }
  const signs = node.children.filter((child) => child.type === '-' || child.type === '+');
  const leading = signs.length > 1 ? signs[0] : undefined;
  const operand = ctx.lower(real, depth);
  const left: Expr =
    leading === undefined
      ? operand
      : { kind: 'unary', ...spanBetween(ctx, leading.start, real.end), op: '-', operand };
  const op = signs[signs.length - 1]?.type ?? '+';
  return { kind: 'binary', ...spanOf(ctx, node), op, left, right: ctx.lower(imaginary, depth) };
}
