/**
 * Statements that the grammar reads as something else than Python does, without noticing. The tree cannot be
 * put right: what follows belongs to another statement. Each function gives the edits with which the file is
 * read again.
 */
import { append } from '../../append.js';
import type { SyntaxNode } from '../syntax-tree.js';
import { namedChildren, type LowerContext } from './context.js';
import { insertion, parenthesise, type Edit } from './edits.js';
import { disguiseStars } from './repairs-stars.js';
import { tokenize } from './tokens.js';

/**
 * `a,⏎b = 1` is an expression and an assignment; the grammar goes on behind the comma and makes both lines one
 * assignment to `a, b`. A semicolon at the end of the line holds it.
 */
export function swallowedLineEnds(ctx: LowerContext, targets: SyntaxNode): readonly Edit[] {
  const edits: Edit[] = [];
  let previous: SyntaxNode | undefined;
  for (const token of tokensOutsideBrackets(targets)) {
    if (previous !== undefined && hasLineEnd(ctx.text, previous.end, token.start)) {
      edits.push(insertion(previous.end, ';'));
    }
    previous = token;
  }
  return edits;
}

/** Brackets with what they hold count as one token. */
function tokensOutsideBrackets(node: SyntaxNode): readonly SyntaxNode[] {
  const tokens: SyntaxNode[] = [];
  const todo: SyntaxNode[] = [node];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const open = next.children.findIndex((child) => child.type === '[' || child.type === '(');
    const close = next.children.length - 1;
    const opening = next.children[open];
    const closing = next.children[close];
    if (next.type === 'comment' || next.type === 'line_continuation') continue;
    if (next.children.length === 0) tokens.push(next);
    else if (opening === undefined || closing === undefined) append(todo, [...next.children].reverse());
    else append(todo, [{ ...opening, end: closing.end }, ...next.children.slice(0, open).reverse()]);
  }
  return tokens;
}

function hasLineEnd(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const unit = text[at];
    if (unit === '#') return true;
    if (unit === '\\') {
      // The line end behind it is none.
      at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    } else if (unit === '\n' || unit === '\r') return true;
  }
  return false;
}

/**
 * `type(x).y = 1` assigns to an attribute; the grammar takes every `type … =` for a type alias if it can.
 * Another name in its place is no keyword.
 */
export function typeIsName(alias: SyntaxNode): Edit {
  return { start: alias.start, end: alias.start + 'type'.length, text: 'tipe' };
}

/**
 * `type match[T] = int`: of a name that is a word of the language elsewhere the grammar makes a subscript.
 * Another name in its place gives the alias its parameters; lowering takes the name from the text.
 */
export function aliasName({ start }: { readonly start: number }): Edit {
  return { start, end: start + 1, text: 'x' };
}

/**
 * `with a if b else c as d:` names the whole conditional expression; the grammar has `as` bind tighter than
 * `else` and `lambda`.
 */
export function aliasInside(value: SyntaxNode): readonly Edit[] {
  let node: SyntaxNode | undefined = value;
  while (node?.type === 'lambda' || node?.type === 'conditional_expression')
    node = namedChildren(node).at(-1);
  if (node === value || node?.type !== 'as_pattern') return [];
  return parenthesise(value.start, namedChildren(node)[0]?.end ?? node.end);
}

/**
 * `print >>a < b` compares; the grammar takes it for a print statement of Python 2 with a stream `a < b`. It does
 * so with `print[*None]` too, since it has no subscript with such a star.
 */
export function printIsName(ctx: LowerContext, { start, end }: SyntaxNode): readonly Edit[] {
  const stars = disguiseStars(tokenize(ctx.text.slice(start, end)).tokens);
  return [
    { start, end: start + 'print'.length, text: 'prinn' },
    ...stars.map((edit) => ({ ...edit, start: edit.start + start, end: edit.end + start })),
  ];
}

/**
 * `match (a).b:⏎    case …` is no annotation of `match(a).b` by what stands in the next line. `not` cannot stand
 * behind a name; lowering leaves out an operator without width.
 */
export function matchIsKeyword(ctx: LowerContext, annotated: SyntaxNode): readonly Edit[] {
  const colon = annotated.children.find((child) => child.type === ':');
  const type = annotated.children.find((child) => child.field === 'type');
  const isSplit = colon !== undefined && type !== undefined && hasLineEnd(ctx.text, colon.end, type.start);
  if (!isSplit || !ctx.text.startsWith('match', annotated.start)) return [];
  let subject = annotated.start + 'match'.length;
  while (' \t\f'.includes(ctx.text.charAt(subject))) subject++;
  return [subjectMark(subject)];
}

/** Before the subject of a `match` that begins with a bracket. */
export function subjectMark(subject: number): Edit {
  return insertion(subject, ' not ');
}
