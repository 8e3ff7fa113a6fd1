import { LineFlag } from '../lexer.js';
import { skipString } from '../lower/string-tokens.js';
import { outermost } from '../outermost.js';
import type { Row } from './lines.js';
import { lineAt } from './positions.js';
import { isDigit, isLetter, type StringMark } from './reader.js';

/** The string literals of a line that may mention a checkpoint, those in fields too; none of another line. */
export function stringsOf({ flags, start, end, line, lineStart }: Row, text: string): readonly StringMark[] {
  const strings: StringMark[] = [];
  if ((flags & LineFlag.mention) === 0) return strings;
  stringsIn(text, start, end, (from, to) => {
    strings.push({ start: from, end: to, ...lineAt(text, { start, line, lineStart }, from) });
  });
  return strings;
}

/** Whether a text stands somewhere in a range outside of strings and comments. */
export function holdsOutsideStrings(text: string, start: number, end: number, searched: string): boolean {
  let at = start;
  while (at < end) {
    if (text.startsWith(searched, at)) return true;
    const close = skipString(text, at, () => undefined);
    at = close > at ? close : behindToken(text, at);
  }
  return false;
}

/** Told the range of every string literal in a range, implicitly joined parts one by one, those in fields too. */
function stringsIn(
  text: string,
  start: number,
  end: number,
  onString: (start: number, end: number) => void,
): void {
  let at = start;
  while (at < end) {
    const fields: { readonly start: number; readonly end: number }[] = [];
    const close = skipString(text, at, (from, to) => fields.push({ start: from, end: to }));
    if (close > at) {
      onString(at, close);
      // Fields in strings in fields are reported too, before the fields around them.
      for (const field of outermost(fields)) stringsIn(text, field.start, field.end, onString);
      at = close;
    } else at = behindToken(text, at);
  }
}

/** Behind the comment, the word or the one unit at `at`. */
function behindToken(text: string, at: number): number {
  if (text.charAt(at) === '#') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  let end = at;
  while (isWordUnit(text.charCodeAt(end))) end++;
  return Math.max(end, at + 1);
}

function isWordUnit(unit: number): boolean {
  return isLetter(unit) || isDigit(unit) || unit > 127;
}
