import { ArchscanError } from '../errors.js';
import { lastAtMost } from '../last-at-most.js';

/** A position in a text; both 1-based, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LineIndex {
  /** How many lines the text has; an empty text has one. */
  readonly lineCount: number;
  /**
   * The position of an offset in UTF-16 units, from 0 to the length of the text. A byte-order mark at the
   * beginning is not counted.
   *
   * @throws ArchscanError `usage` when the offset lies outside of the text.
   */
  position(offset: number): Position;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = 0xfeff;

/** Line numbers of `text` by Python's rule: LF, CR LF and a lone CR end a line, and nothing else does. */
export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const markLength = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  return {
    lineCount: starts.length,
    position(offset) {
      if (!Number.isInteger(offset) || offset < 0 || offset > text.length) {
        throw new ArchscanError('usage', `Offset ${offset} is outside of a text of ${text.length} units.`);
      }
      const line = lastAtMost(starts, (start) => start, offset);
      const column = offset - (starts[line] ?? 0) + 1;
      return { line: line + 1, column: line === 0 ? Math.max(1, column - markLength) : column };
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === LINE_FEED || (unit === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED)) {
      starts.push(at + 1);
    }
  }
  return starts;
}
