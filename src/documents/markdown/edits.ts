import { ArchscanError } from '../../errors.js';

/** A half-open range `[start, end)` of a text, in UTF-16 units from its beginning, byte-order mark included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A replacement of one range of a text. An insertion has `start === end`. */
export interface Edit extends Span {
  readonly text: string;
}

/** By place; at one place insertions come first and keep their order. */
export function sortEdits(edits: readonly Edit[]): readonly Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * The text with all edits done. Offsets refer to the text as given; edits may touch but not overlap.
 * @throws ArchscanError `usage` for an edit outside the text or edits that overlap
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.start < done || edit.end < edit.start || edit.end > text.length) {
      throw new ArchscanError(
        'usage',
        `edit ${edit.start}-${edit.end} overlaps another edit or leaves the text`,
      );
    }
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}
