/** Where a statement goes no further that does not end as it should: told by how the lines behind it begin. */
import { CLAUSES } from './broken.js';

/** The first unit of the line with `offset`. UTF-16 offsets, as everywhere here. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** A line that begins like a statement, and what may have such lines or only seem to: long strings, comments. */
const LANDMARK = /"""|'''|#[^\n]*|(?<=\n)([ \t\f]*)[@_\p{L}]/gu;
const CLAUSE = new RegExp(`(?:${CLAUSES.join('|')})\\b`, 'y');

/**
 * The beginning of the first line behind the statement at `offset` that seems to begin one of the same block, or to go
 * on with one around it; the end of the text where none does. Within brackets hardly anybody writes a word so far to
 * the left.
 */
export function nextStatement(text: string, offset: number): number {
  const column = offset - lineStart(text, offset);
  let quotes: string | null = null;
  LANDMARK.lastIndex = offset;
  for (let found = LANDMARK.exec(text); found !== null; found = LANDMARK.exec(text)) {
    const [token, indentation] = found;
    if (indentation !== undefined) {
      const isFurther = quotes === null && found.index > offset;
      if (isFurther && begins(text, found.index + indentation.length, indentation.length, column))
        return found.index;
    } else if (token.startsWith('#')) {
      if (quotes !== null) LANDMARK.lastIndex = found.index + 1;
    } else if (quotes === null) quotes = token;
    else if (quotes === token) quotes = null;
  }
  return text.length;
}

/** A clause in the same block is one of the broken statement. */
function begins(text: string, at: number, indentation: number, column: number): boolean {
  CLAUSE.lastIndex = at;
  return indentation < column || (indentation === column && !CLAUSE.test(text));
}
