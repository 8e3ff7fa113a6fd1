/**
 * Three quotes too many, as while somebody begins a docstring: every string behind them is code, and all code a string.
 * What the lexer then stumbles over is far from them and does not show where they are. So statements with such quotes
 * are left out one by one, to see which makes the rest Python.
 */
import { isNoPython } from './broken.js';
import { rowsOf, type Row } from './fast/lines.js';
import {
  LineFlag,
  LineShape,
  ROW_LENGTH,
  RowField,
  shapeOf,
  type LexedLines,
  type LexError,
  type LineLexer,
} from './lexer.js';
import { lineEnd } from './lower/string-tokens.js';
import { nextStatement } from './next-statement.js';

/** A statement with three quotes that have no partner. UTF-16 offsets. */
export interface StrayQuotes {
  /** Its first unit; decorators stand before it. */
  readonly line: number;
  readonly end: number;
  /** Where the quotes are. */
  readonly place: number;
  readonly message: string;
}

/** So many statements with three quotes are tried, from the error backwards. */
const MAX_TRIED = 12;

/**
 * The statement without which the lexer finds nothing wrong; of several that after which most lines look like
 * statements. Null where there is none.
 *
 * @param without the text with something harmless in place of a statement
 */
export function strayQuotes(
  lexer: LineLexer,
  text: string,
  error: LexError,
  without: (statement: StrayQuotes) => string,
): StrayQuotes | null {
  if (!isNoPython(error)) return null;
  let [best, most]: [StrayQuotes | null, number] = [null, -Infinity];
  for (const candidate of candidates(text, error)) {
    const likeness = likenessOf(lexer.scanText(without(candidate), 'rows'));
    if (likeness > most) [best, most] = [candidate, likeness];
  }
  return best;
}

/** Definitions are what is missed first, and documentation never looks like one. */
const DEFINITIONS: ReadonlySet<number> = new Set([
  LineShape.class,
  LineShape.function,
  LineShape.literalFunction,
]);

/**
 * How many lines look like statements more than do not, definitions counted threefold; less than any number where the
 * lexer finds an error.
 */
export function likenessOf({ error, count, rows }: LexedLines): number {
  if (error !== null) return -Infinity;
  let likeness = 0;
  for (let row = 0; row < count; row++) {
    const shape = shapeOf(rows[row * ROW_LENGTH + RowField.head] ?? 0);
    if (shape === LineShape.unknown) likeness--;
    else likeness += DEFINITIONS.has(shape) ? 3 : 1;
  }
  return likeness;
}

function candidates(text: string, { line, before }: LexError): readonly StrayQuotes[] {
  const rows = rowsOf({ count: before.length / ROW_LENGTH, rows: before });
  const quoted = rows.filter(({ flags, start }) => (flags & LineFlag.tripleQuoted) !== 0 && start < line);
  const own = { start: line, end: text.length };
  return [own, ...quoted.reverse()].slice(0, MAX_TRIED).flatMap((row) => candidatesIn(text, row));
}

/** A long string may have been opened, or not been closed; of a row the first one is looked at. */
function candidatesIn(text: string, { start, end }: Pick<Row, 'start' | 'end'>): readonly StrayQuotes[] {
  const opening = firstQuotes(text, start, end);
  if (opening === null) return [];
  const quotes = text.slice(opening, opening + 3);
  const line = lineEnd(text, opening);
  const opened = { line: start, place: opening, message: 'a triple-quoted string is not closed' };
  const found = [
    { ...opened, end: line },
    { ...opened, end: nextStatement(unquoted(text, opening, line), start) },
  ];
  const closing = text.indexOf(quotes, opening + 3);
  const next = closing === -1 ? -1 : text.indexOf(quotes, closing + 3);
  if (next === -1) return found;
  const message = 'a triple-quoted string goes on behind the quotes that close it';
  return [...found, { line: start, end: lineEnd(text, next), place: closing, message }];
}

function unquoted(text: string, start: number, end: number): string {
  return text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
}

/** Comments, the quotes that are looked for, strings in one line, and what is left of a line where one does not end. */
const QUOTES = /#[^\n]*|(?<long>"""|''')|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|["'][^\n]*/g;

function firstQuotes(text: string, start: number, end: number): number | null {
  QUOTES.lastIndex = start;
  for (let found = QUOTES.exec(text); found !== null && found.index < end; found = QUOTES.exec(text)) {
    if (found.groups?.long !== undefined) return found.index;
  }
  return null;
}
