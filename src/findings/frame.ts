import { displayWidth } from '../documents/markdown/width.js';

/** Columns of a source line that are shown; rows of tables are long. */
const WINDOW = 96;

/** A stretch of a line and the carets under it. */
export interface Frame {
  readonly text: string;
  readonly marks: string;
}

/**
 * The part of a line around a place, and marks that stand under it.
 * @param column 1-based, in UTF-16 units; `endColumn` exclusive
 * @param clean makes text fit for a terminal without changing its length in characters
 */
export function frameOf(
  line: string,
  column: number,
  endColumn: number,
  clean: (text: string) => string,
): Frame {
  const start = Math.min(Math.max(0, column - 1), line.length);
  const end = Math.min(Math.max(start, endColumn - 1), line.length);
  const fits = line.length <= WINDOW;
  const from = fits ? 0 : Math.max(0, Math.min(start - Math.floor(WINDOW / 3), line.length - WINDOW));
  const to = fits ? line.length : from + WINDOW;
  const show = (a: number, b: number): string => clean(line.slice(a, b).replaceAll('\t', ' '));
  const lead = from > 0 ? '…' : '';
  const marked = show(start, Math.min(end, to));
  return {
    text: `${lead}${show(from, to)}${to < line.length ? '…' : ''}`.trimEnd(),
    marks: ' '.repeat(displayWidth(lead + show(from, start))) + '^'.repeat(Math.max(1, displayWidth(marked))),
  };
}
