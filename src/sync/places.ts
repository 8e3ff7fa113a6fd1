/** Places of a text that was changed, in the text as it was before. */
import { lineEdits } from '../documents/diff.js';
import { lineIndexAt, placeAt, splitLines } from '../documents/markdown/lines.js';

export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/**
 * Where places of `after` stand in `before`. A place of lines that were added is where they were added; one of lines
 * that were changed is in the most similar one of the lines that they replaced.
 */
export function placesBefore(before: string, after: string): (place: LineColumn) => LineColumn {
  const edits = lineEdits(before, after);
  const [oldLines, newLines] = [splitLines(before), splitLines(after)];

  function offsetBefore(offset: number): number {
    let grown = 0;
    for (const { start, end, text } of edits) {
      const from = start + grown;
      if (offset < from) break;
      if (offset < from + text.length) return start + offsetIn(before.slice(start, end), text, offset - from);
      grown += text.length - (end - start);
    }
    return Math.min(offset - grown, before.length);
  }

  return ({ line, column }) => {
    const offset = (newLines[line - 1]?.start ?? after.length) + column - 1;
    const place = placeAt(oldLines, offsetBefore(offset), '');
    return { line: place.line, column: place.column };
  };
}

/** Where `offset` of some lines is in the lines that they replaced; 0 when they replaced none. */
function offsetIn(before: string, after: string, offset: number): number {
  const newLines = splitLines(after);
  const line = newLines[lineIndexAt(newLines, offset)] ?? { start: 0, end: after.length };
  const text = after.slice(line.start, line.end);
  let best = { likeness: -1, offset: 0 };
  for (const { start, end } of splitLines(before)) {
    const old = before.slice(start, end);
    const head = sharedHead(old, text);
    const tail = sharedTail(old.slice(head), text.slice(head));
    const likeness = head + tail;
    if (likeness <= best.likeness) continue;
    const column = Math.min(offset - line.start, text.length);
    const fromEnd = text.length - column;
    const at = column <= head ? column : fromEnd <= tail ? old.length - fromEnd : head;
    best = { likeness, offset: start + at };
  }
  return best.offset;
}

function sharedHead(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function sharedTail(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-length - 1) === b.at(-length - 1)) length += 1;
  return length;
}
