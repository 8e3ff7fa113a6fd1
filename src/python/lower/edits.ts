/**
 * Texts for the parser that differ from the file's own where the grammar would misread it. Facts always carry
 * the positions of the file: nodes come back through {@link EditedText.original}.
 */
import { lastAtMost } from '../../last-at-most.js';

/** `text` instead of the range: as long as the range, or inserted where the range is empty. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface EditedText {
  readonly text: string;
  /** The offset in the file for an offset in the edited text; what was inserted has no width there. */
  readonly original: (offset: number) => number;
}

export function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

export function parenthesise(start: number, end: number): readonly Edit[] {
  return [insertion(start, '('), insertion(end, ')')];
}

/**
 * Applies edits that do not overlap. Insertions at one place keep their order, except that what closes stands
 * before what opens.
 */
export function applyEdits(text: string, edits: readonly Edit[]): EditedText {
  const sorted = [...edits].sort((a, b) => a.start - b.start || rank(a) - rank(b));
  const pieces: string[] = [];
  // Where each insertion begins in the edited text, and the file's offset there.
  const places: { readonly edited: number; readonly original: number; readonly width: number }[] = [];
  let from = 0;
  let grown = 0;
  for (const edit of sorted) {
    if (edit.start < from) continue;
    pieces.push(text.slice(from, edit.start), edit.text);
    const width = edit.text.length - (edit.end - edit.start);
    if (width > 0) {
      places.push({ edited: edit.start + grown, original: edit.start, width });
      grown += width;
    }
    from = edit.end;
  }
  pieces.push(text.slice(from));
  return { text: pieces.join(''), original: (offset) => originalOffset(places, offset) };
}

function rank(edit: Edit): number {
  if (edit.start !== edit.end) return 2;
  return edit.text.startsWith(')') ? 0 : 1;
}

function originalOffset(
  places: readonly { readonly edited: number; readonly original: number; readonly width: number }[],
  offset: number,
): number {
  const place = places[lastAtMost(places, ({ edited }) => edited, offset)];
  if (place === undefined) return offset;
  // Inside of the insertion, or behind it.
  return place.original + Math.max(0, offset - place.edited - place.width);
}
