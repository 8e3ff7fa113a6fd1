/** Texts of files, their lines, and ranges in them. */
import type { Edit } from '../documents/markdown/edits.js';
import { bomLength, placeAt, splitLines, type Line } from '../documents/markdown/lines.js';
import { decodeSource, dropMark } from '../python/decode.js';
import { readFileBytes } from '../source/read-file.js';
import { DEFAULT_MAX_FILE_BYTES } from '../source/types.js';
import { isPath } from './keys.js';
import type { FileStore } from './store.js';
import type { SessionEdit, SessionRange } from './types.js';

/** A text with its lines; as with places everywhere, a byte-order mark belongs to no line. */
export interface TextView {
  readonly key: string;
  readonly text: string;
  readonly lines: readonly Line[];
}

export interface Texts {
  /** The text of any file as it is now; undefined when there is none. */
  readonly get: (key: string) => TextView | undefined;
}

/** How many texts are kept. A question concerns a handful of files. */
const KEPT = 64;

export function createTexts(store: FileStore): Texts {
  const known = new Map<string, TextView>();
  return {
    get(key) {
      const text = textOf(key, store);
      const before = known.get(key);
      known.delete(key);
      if (text === undefined) return undefined;
      const view = before?.text === text ? before : { key, text, lines: splitLines(text) };
      known.set(key, view);
      for (const oldest of known.keys()) {
        if (known.size <= KEPT) break;
        known.delete(oldest);
      }
      return view;
    },
  };
}

function textOf(key: string, store: FileStore): string | undefined {
  const isPython = key.endsWith('.py');
  if (!isPython || !isPath(key) || store.buffers().has(key)) {
    const read = store.document(key);
    const text = read !== null && 'text' in read ? read.text : undefined;
    return isPython && text !== undefined ? dropMark(text) : text;
  }
  // Python says itself how it is encoded.
  const read = readFileBytes(key, DEFAULT_MAX_FILE_BYTES);
  return read.ok ? decodeSource(read.bytes).text : undefined;
}

export function rangeOf({ lines }: TextView, start: number, end: number): SessionRange {
  const from = placeAt(lines, start, '');
  const to = placeAt(lines, end, '');
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** The rest of a line from a column on, without the blanks at its end; a whole line is taken from its first letter. */
export function lineRange(view: TextView | undefined, line: number, column = 1): SessionRange {
  const place = view?.lines[line - 1];
  const text = place === undefined ? '' : (view?.text.slice(place.start, place.end) ?? '');
  const lead = column === 1 ? text.length - text.trimStart().length : 0;
  const start = Math.min(column + (lead === text.length ? 0 : lead), text.length + 1);
  return { line, column: start, endLine: line, endColumn: Math.max(start, text.trimEnd().length + 1) };
}

/** The offset of a position; one that lies outside is drawn to the nearest inside. */
export function offsetOf(
  { lines, text }: TextView,
  { line, column }: { readonly line: number; readonly column: number },
): number {
  const at = lines[line - 1];
  if (at === undefined) return line < 1 ? bomLength(text) : text.length;
  return Math.min(at.end, at.start + Math.max(0, column - 1));
}

export function toSessionEdit(view: TextView, { start, end, text }: Edit): SessionEdit {
  return { range: rangeOf(view, start, end), text, span: { start, end } };
}

export function holds(range: SessionRange, { line, column }: { line: number; column: number }): boolean {
  if (line < range.line || line > range.endLine) return false;
  if (line === range.line && column < range.column) return false;
  return line !== range.endLine || column <= range.endColumn;
}

export function overlap(a: SessionRange, b: SessionRange): boolean {
  const before = (x: SessionRange, y: SessionRange): boolean =>
    x.endLine < y.line || (x.endLine === y.line && x.endColumn < y.column);
  return !before(a, b) && !before(b, a);
}
