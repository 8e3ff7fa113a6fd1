/**
 * Long files that are no Python. Looking for what they might mean costs many times what reading them costs, so a text
 * longer than {@link LONGEST_BROKEN} is only read up to the statement of the module with the first error, and the
 * user is told. A text that Python accepts is never cut.
 */
import { rowsOf } from './fast/lines.js';
import { LineKind, ROW_LENGTH, type FunctionBodies, type LexError, type LexErrorCode } from './lexer.js';

/** UTF-16 units. What is not longer is read as well as it can be, whatever is wrong with it. */
export const LONGEST_BROKEN = 256 * 1024;

export function isTooLongToGuess(text: string): boolean {
  return text.length > LONGEST_BROKEN;
}

/** Ends a message about an error. */
export function unread(line: number): string {
  const limit = LONGEST_BROKEN / 1024;
  return `Nothing from line ${line} on was read: the file has more than ${limit} KiB, too much to guess what it means.`;
}

/** Errors after which no text is Python, whatever follows: brackets and strings. */
const CERTAIN: ReadonlySet<LexErrorCode> = new Set([1, 2, 3, 4, 5, 10]);

/** The same where function bodies are lexed as class bodies are: a header without a body, and what begins like none. */
const CERTAIN_IN_ROWS: ReadonlySet<LexErrorCode> = new Set([7, 16]);

/** Whether no text with this error is Python, and the error tells where; otherwise the grammar has to say. */
export function isCertain({ code }: LexError, bodies: FunctionBodies): boolean {
  return CERTAIN.has(code) || (bodies === 'rows' && CERTAIN_IN_ROWS.has(code));
}

/** Indentation that fits no block. It is no Python either, but what was meant the grammar guesses better. */
const MISPLACED: ReadonlySet<LexErrorCode> = new Set([6, 8]);

/** Whether no text in which the lexer finds this error, with rows for function bodies, is Python. */
export function isNoPython(error: LexError): boolean {
  return isCertain(error, 'rows') || MISPLACED.has(error.code);
}

/**
 * Where the statement of the module begins in which the lexer found a text to be no Python: its first decorator, or
 * the `if` or `try` of a clause. Null when the lexer does not know for certain.
 */
export function brokenStatement(text: string, error: LexError): number | null {
  if (!isCertain(error, 'skip')) return null;
  const { line, before } = error;
  const isOutside = line === 0 || '\n\r'.includes(text.charAt(line - 1));
  const rows = rowsOf({ count: before.length / ROW_LENGTH, rows: before });
  let start = isOutside ? line : text.length;
  for (const row of [...rows].reverse()) {
    if (row.depth > 0 || row.start >= start) continue;
    if (start < text.length && !isClause(text, start) && row.kind !== LineKind.decorator) break;
    start = row.start;
  }
  return start === text.length ? 0 : start;
}

/** What only follows a statement, or a word that begins like it: one statement fewer is read then. */
function isClause(text: string, at: number): boolean {
  return CLAUSES.some((word) => text.startsWith(word, at));
}

/** Words that begin a part of a compound statement that stands at the depth of its beginning. */
export const CLAUSES: readonly string[] = ['elif', 'else', 'except', 'finally'];
