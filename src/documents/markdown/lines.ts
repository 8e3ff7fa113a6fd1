import type { Place } from '../../diagnostics.js';
import { lastAtMost } from '../../last-at-most.js';
import type { Span } from './edits.js';

/** One physical line: where it stands without its line end, and that line end (empty at the end of the text). */
export interface Line extends Span {
  readonly eol: string;
}

const BYTE_ORDER_MARK = 0xfeff;

/** 1 if the text begins with a byte-order mark, otherwise 0. */
export function bomLength(text: string): 0 | 1 {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
}

/** All lines; `\n`, `\r\n` and `\r` end a line. A byte-order mark belongs to no line. */
export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start: number = bomLength(text);
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ start, end: match.index, eol: match[0] });
    start = match.index + match[0].length;
  }
  lines.push({ start, end: text.length, eol: '' });
  return lines;
}

/** 0-based index of the line that holds `offset`; a line end belongs to the line that it ends. */
export function lineIndexAt(lines: readonly Line[], offset: number): number {
  return Math.max(
    0,
    lastAtMost(lines, ({ start }) => start, offset),
  );
}

/** 1-based line and column of an offset. */
export function placeAt(lines: readonly Line[], offset: number, file: string): Place {
  const index = lineIndexAt(lines, offset);
  return { file, line: index + 1, column: Math.max(0, offset - (lines[index]?.start ?? 0)) + 1 };
}

/** The line end that most lines have; `\n` for a text of one line. */
export function dominantEol(text: string): string {
  const counts = new Map<string, number>([['\n', 0]]);
  for (const [eol] of text.matchAll(/\r\n|\n|\r/g)) counts.set(eol, (counts.get(eol) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

/**
 * 1-based line of the first unresolved merge conflict, or undefined. A lone row of `=` is a heading's
 * underline, so the opening and the closing marker must both be there, in order.
 */
export function findConflict(text: string): number | undefined {
  const opening = /^<{7}(?: |\r?$)/m.exec(text);
  if (opening === null) return undefined;
  const rest = text.slice(opening.index);
  if (!/^={7}\r?$/m.test(rest) || !/^>{7}(?: |\r?$)/m.test(rest)) return undefined;
  return lineIndexAt(splitLines(text), opening.index) + 1;
}
