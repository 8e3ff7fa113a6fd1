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
    ...tokens.flatMap((token) => (token.kind === 'string' ? inFields(text, token) : [])),
  ];
}

/**
 * A line between brackets that is indented less than the block ends the block for the grammar, where no closing
 * bracket can follow: `x = {a:⏎b}`. Blanks instead of the line end and of comments keep it in one line.
 */
function blank({ start, end }: { readonly start: number; readonly end: number }): Edit {
  return { start, end, text: ' '.repeat(end - start) };
}

/** The same in the replacement fields of a format string, which is one token. */
function inFields(text: string, { start }: Token): readonly Edit[] {
  const edits: Edit[] = [];
  skipString(text, start, (from, to) => {
    // `f'{x:=^9}'` formats `x` by `=^9`; for the grammar `:=` is an assignment expression.
    if (text.startsWith(':=', to) && to > from) edits.push(...parenthesise(from, to));
    const { tokens, gaps } = tokenize(`(${text.slice(from, to)})`);
    const shift = from - 1;
    const found = [...gaps.map(blank), ...disguiseStars(tokens)];
    edits.push(...found.map((edit) => ({ ...edit, start: edit.start + shift, end: edit.end + shift })));
  });
  return edits;
}
