/** Brackets and comments of a statement that is no Python, for saying where it is wrong. */
import type { LexErrorCode, LineLexer } from './lexer.js';
import { CLOSING, isBracket, tokenize, type Token } from './lower/tokens.js';

/** Where the comment of a line begins, without the blanks before it; the length of a line that has none. */
export function endBeforeComment(line: string): number {
  return tokenize(line).tokens.findLast(({ kind }) => kind !== 'line-end')?.end ?? line.length;
}

/** Errors of the lexer; those up to here are about strings and brackets. */
const [CLOSED, OPENED] = [4, 5] as const;

/**
 * Where the bracket stands that an error is about: one that is closed and was not opened, or the innermost one that is
 * opened and not closed, or closed by another kind. Null for other errors, and where the lexer does not confirm it, as in
 * format strings that hold their own quotes.
 */
export function wrongBracket(lexer: LineLexer, statement: string, code: LexErrorCode): number | null {
  if (code !== CLOSED && code !== OPENED) return null;
  const open: Token[] = [];
  for (const token of tokenize(statement).tokens.filter(isBracket)) {
    const opening = CLOSING[token.text];
    const last = open.at(-1);
    if (opening === undefined) open.push(token);
    else if (last === undefined) return closes(lexer, statement, token.start) ? token.start : null;
    else if (last.text === opening) open.pop();
    else if (code === CLOSED) return null;
    else return opens(lexer, statement.slice(0, last.end), open.length) ? last.start : null;
  }
  const last = open.at(-1);
  if (last === undefined) return null;
  const texts = [statement.slice(0, last.end), statement];
  return texts.every((text) => opens(lexer, text, open.length)) ? last.start : null;
}

/** Whether the bracket at an offset is the first thing that is wrong. */
function closes(lexer: LineLexer, text: string, at: number): boolean {
  const code = lexer.scanText(text.slice(0, at + 1)).error?.code;
  return code === CLOSED && isBalanced(lexer, text.slice(0, at));
}

/** Whether a text leaves so many brackets open: the lexer takes any closing one for any opening one. */
function opens(lexer: LineLexer, text: string, count: number): boolean {
  const fewer = lexer.scanText(`${text}\n${')'.repeat(count - 1)}`).error?.code;
  return fewer === OPENED && isBalanced(lexer, `${text}\n${')'.repeat(count)}`);
}

function isBalanced(lexer: LineLexer, text: string): boolean {
  const code = lexer.scanText(text).error?.code;
  return code === undefined || code > OPENED;
}
