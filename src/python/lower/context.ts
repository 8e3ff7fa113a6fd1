import type { Span } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';

/** What lowering one file needs to know. */
export interface LowerContext {
  /** The decoded text with its own line ends. */
  readonly text: string;
  /** Line and column (1-based, UTF-16) of an offset. */
  readonly at: (offset: number) => { readonly line: number; readonly column: number };
  /** Whether function bodies were copied from the tree. */
  readonly functionBodies: boolean;
  /** Called for every string literal, implicitly joined parts one by one, in source order. */
  readonly onString: (node: SyntaxNode, scope: string) => void;
  /** Dotted path of the class or function that is being lowered; lowering keeps it current. */
  scope: string;
}

/** Expressions nested deeper than this become `unknown`; CPython itself refuses 200 nested brackets. */
export const MAX_DEPTH = 600;

export function spanOf(ctx: LowerContext, node: { readonly start: number; readonly end: number }): Span {
  return spanBetween(ctx, node.start, node.end);
}

export function spanBetween(ctx: LowerContext, start: number, end: number): Span {
  const { line, column } = ctx.at(start);
  return { start, end, line, column };
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
