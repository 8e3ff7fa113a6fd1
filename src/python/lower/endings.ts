/** How a text may end in the middle of something. */
import { skipString } from './string-tokens.js';
import { tokenize } from './tokens.js';

const QUOTES = ['"""', "'''"];

export interface TextProblem {
  readonly start: number;
  readonly reason: string;
}

/**
 * The triple-quoted string that is never closed. Everything behind its quotes is part of it, but the grammar
 * would look for statements there, in quadratic time.
 */
export function openString(text: string): TextProblem | null {
  if (!QUOTES.some((quote) => isOdd(text, quote))) return null;
  const last = tokenize(text).tokens.findLast((token) => token.kind !== 'line-end');
  if (last?.kind !== 'string' || last.end < text.length) return null;
  const isTriple = QUOTES.some((quote) => last.text.slice(0, 5).includes(quote));
  // A string that is open takes in what is put behind it.
  const isClosed = skipString(`${last.text} `, 0) === last.text.length;
  if (!isTriple) return null;
  return isClosed ? null : { start: last.start, reason: 'this string is never closed' };
}

/** Only texts with an odd number of triple quotes are looked at more closely. */
function isOdd(text: string, quote: string): boolean {
  let count = 0;
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 3)) count++;
  return count % 2 === 1;
}

/** The backslash that joins the last line to one that is not there. CPython lets it pass before CRLF. */
export function openLine(text: string): TextProblem | null {
  const start = text.length - (text.endsWith('\n') ? 2 : 1);
  if (text.charAt(start) !== '\\') return null;
  const last = tokenize(text.slice(0, start)).tokens.findLast((token) => token.kind !== 'line-end');
  const lineStart = text.lastIndexOf('\n', start);
  const isComment = text.slice(Math.max(last?.end ?? 0, lineStart + 1), start).includes('#');
  return isComment ? null : { start, reason: 'the last line goes on behind its end' };
}
