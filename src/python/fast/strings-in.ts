import { skipString } from '../lower/string-tokens.js';
import { isDigit, isLetter } from './reader.js';

/** Told the range of every string literal in a range, implicitly joined parts one by one, those in fields too. */
export function stringsIn(
  text: string,
  start: number,
  end: number,
  onString: (start: number, end: number) => void,
): void {
  let at = start;
  while (at < end) {
    const fields: (readonly [number, number])[] = [];
    const close = skipString(text, at, (from, to) => fields.push([from, to]));
    if (close > at) {
      onString(at, close);
      for (const [from, to] of outermost(fields)) stringsIn(text, from, to, onString);
      at = close;
    } else at = behindToken(text, at);
  }
}

/** Fields in strings in fields are reported too, before the fields around them. */
function outermost(fields: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const sorted = [...fields].sort(([a], [b]) => a - b);
  let behind = 0;
  return sorted.filter(([from, to]) => {
    if (from < behind) return false;
    behind = to;
    return true;
  });
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
