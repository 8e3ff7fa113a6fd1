/**
 * Edits with which the grammar understands a text that it did not understand as it stands. They are tried only
 * when the tree is damaged, and kept only when less of it is damaged with them.
 */
import { bracketAnnotations } from './repairs-annotations.js';
import { disguiseStars } from './repairs-stars.js';
import { parenthesise, type Edit } from './edits.js';
import { skipString } from './string-tokens.js';
import { tokenStatements } from './token-statements.js';
import { tokenize, type Token } from './tokens.js';

export function repairs(text: string): readonly Edit[] {
  const { tokens, gaps } = tokenize(text);
  return [
    ...gaps.map(blank),
    ...bracketAnnotations(tokenStatements(tokens)),
    ...disguiseStars(tokens),
    ...formatSpecifiers(text, tokens),
  ];
}

/**
 * A line between brackets that is indented less than the block ends the block for the grammar, where no closing
 * bracket can follow: `x = {a:⏎b}`. Blanks instead of the line end and of comments keep it in one line.
 */
function blank({ start, end }: { readonly start: number; readonly end: number }): Edit {
  return { start, end, text: ' '.repeat(end - start) };
}

/**
 * `f'{x:=^9}'` formats `x` by `=^9`; the grammar takes `:=` for an assignment expression, which would need
 * brackets there.
 */
function formatSpecifiers(text: string, tokens: readonly Token[]): readonly Edit[] {
  const edits: Edit[] = [];
  for (const { kind, start, end } of tokens) {
    if (kind !== 'string' || !text.slice(start, end).includes(':=')) continue;
    skipString(text, start, (from, colon) => {
      if (text.startsWith(':=', colon) && colon > from) edits.push(...parenthesise(from, colon));
    });
  }
  return edits;
}
