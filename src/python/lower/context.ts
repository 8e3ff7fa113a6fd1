import type { ErrorStmt, Expr, Span, Stmt, UnknownExpr } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import type { Edit } from './edits.js';
import type { Indentation } from './indentation.js';

/** What lowering one file needs to know. */
export interface LowerContext {
  /** The two recursive entry points, so that the modules of this folder need not import each other in circles. */
  readonly lower: (node: SyntaxNode, depth: number) => Expr;
  readonly block: (node: SyntaxNode | undefined) => readonly Stmt[];
  /** The decoded text with its own line ends. */
  readonly text: string;
  /** Line and column (1-based, UTF-16) of an offset. */
  readonly at: (offset: number) => { readonly line: number; readonly column: number };
  /** Whether function bodies were copied from the tree. */
  readonly functionBodies: boolean;
  /** Called for every string literal, implicitly joined parts one by one, in source order. */
  readonly onString: (node: SyntaxNode, scope: string) => void;
  /** Called where the facts say less than the text although the tree may be whole. */
  readonly onProblem: (node: SyntaxNode, reason: string) => void;
  /** Called where the grammar misread valid Python and the file has to be read again with this edit. */
  readonly onMisread: (edit: Edit) => void;
  /** Dotted path of the class or function that is being lowered; lowering keeps it current. */
  scope: string;
  /** How many blocks are around the statement that is being lowered; lowering keeps it current. */
  blockDepth: number;
  /** How far the lines of the block around are indented, null at first; lowering keeps it current. */
  indentation: Indentation | null;
  /** Whether a `return` may stand here; lowering keeps it current. */
  inFunction: boolean;
}

/**
 * Expressions nested deeper than this become `unknown`, a term of `a + b + …` counting as one level: facts must
 * be printable as JSON by a recursive printer. CPython itself refuses 200 nested brackets.
 */
export const MAX_DEPTH = 1000;

/** Blocks nested deeper than this become an error; CPython refuses 100 levels of indentation. */
export const MAX_BLOCKS = 200;

export function unknown(ctx: LowerContext, node: SyntaxNode, reason: string): UnknownExpr {
  ctx.onProblem(node, reason);
  return { kind: 'unknown', ...spanOf(ctx, node), reason };
}

export function errorStatement(ctx: LowerContext, node: SyntaxNode, reason: string): ErrorStmt {
  ctx.onProblem(node, reason);
  return { kind: 'error', ...spanOf(ctx, node), reason };
}

/** The expression in a field of `node`. */
export function fieldExpr(ctx: LowerContext, node: SyntaxNode, name: SyntaxNode['field'], depth = 0): Expr {
  const child = childByField(node, name);
  return child === undefined ? unknown(ctx, node, `no ${name ?? 'child'}`) : ctx.lower(child, depth);
}

/** The only expression in `node`. */
export function onlyExpr(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [child] = namedChildren(node);
  return child === undefined ? unknown(ctx, node, 'nothing here') : ctx.lower(child, depth);
}

export function spanOf(ctx: LowerContext, node: { readonly start: number; readonly end: number }): Span {
  return spanBetween(ctx, node.start, node.end);
}

export function spanBetween(ctx: LowerContext, start: number, end: number): Span {
  const { line, column } = ctx.at(start);
  return { start, end, line, column };
}

/** As {@link spanOf}, up to the end of the last statement: a comment behind it is part of the node, not of the statement. */
export function spanWithBodies(
  ctx: LowerContext,
  node: SyntaxNode,
  ...bodies: readonly (readonly Stmt[])[]
): Span {
  const last = bodies.findLast((body) => body.length > 0)?.at(-1);
  return { ...spanOf(ctx, node), end: last?.end ?? node.end };
}

export function textOf(ctx: LowerContext, node: SyntaxNode): string {
  return ctx.text.slice(node.start, node.end);
}

/** An identifier as Python compares it. */
export function identifier(ctx: LowerContext, node: SyntaxNode): string {
  const text = textOf(ctx, node);
  // Only non-ASCII text can change under NFKC.
  return /^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFKC');
}

/** Named children without comments and line continuations. */
export function namedChildren(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter(isContent);
}

export function isContent(node: SyntaxNode): boolean {
  return node.named && node.type !== 'comment' && node.type !== 'line_continuation';
}

export function childByField(node: SyntaxNode, field: SyntaxNode['field']): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field && child.type !== 'comment');
}

export function childrenByField(node: SyntaxNode, field: SyntaxNode['field']): readonly SyntaxNode[] {
  return node.children.filter((child) => child.field === field && isContent(child));
}

export function childByType(node: SyntaxNode, type: SyntaxNode['type']): SyntaxNode | undefined {
  return node.children.find((child) => child.type === type);
}

/** Whether a token such as `async` or `,` is a direct child. */
export function hasToken(node: SyntaxNode, token: string): boolean {
  return node.children.some((child) => !child.named && child.type === token);
}

/** The tuple that items without brackets of their own make; a comma behind the last one is part of it. */
export function openTuple(
  ctx: LowerContext,
  first: number,
  container: SyntaxNode,
  items: readonly Expr[],
): Expr {
  return { kind: 'tuple', ...spanBetween(ctx, first, openEnd(container)), items };
}

/** Where the last item or the comma behind it ends, when a closing bracket or a colon stands behind them. */
function openEnd(container: SyntaxNode): number {
  const last = container.children.findLast((child) => isContent(child) || child.type === ',');
  return last?.end ?? container.end;
}

/** What stands between the brackets of a subscript: one expression, or a tuple when there is a comma or a star. */
export function subscriptIndex(ctx: LowerContext, container: SyntaxNode, items: readonly Expr[]): Expr {
  const [only] = items;
  const open = container.children.find((child) => child.type === '[');
  const first = container.children.find((child) => isContent(child) && child.start >= (open?.end ?? 0));
  if (only === undefined || first === undefined) return unknown(ctx, container, 'no subscript');
  const isTuple = items.length > 1 || hasToken(container, ',') || only.kind === 'starred';
  return isTuple ? openTuple(ctx, first.start, container, items) : only;
}
