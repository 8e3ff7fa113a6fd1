// Function bodies: no rows, except for the docstring.
import { column, lineStart, narrowColumn, nextStatement } from './blocks';
import { bodyText, skipBody } from './body';
import { ERROR_BACKSLASH_AT_LINE_START, ERROR_MISSING_INDENT, ERROR_TABS, fail, failed } from './errors';
import {
  BACKSLASH,
  byteAt,
  end,
  HASH,
  isBlank,
  isQuote,
  lineEndLength,
  nextLineFeed,
  OPEN_PARENTHESIS,
} from './input';
import { KIND_DOCSTRING } from './layout';
import { flags } from './line-flags';
import { lexLogicalLine, lineText } from './logical-line';
import { addRow, setBody } from './rows';
import { summarise } from './summary';

/**
 * The body of the function whose header ends before `bodyStart` and is indented by `outer` (with narrow tabs
 * `outerNarrow`). Completes the row of the header, and returns the physical line of the next statement outside.
 */
export function lexFunctionBody(
  row: usize,
  bodyStart: usize,
  outer: i32,
  outerNarrow: i32,
  depth: i32,
): usize {
  const first = nextStatement(bodyStart);
  if (first >= end || column <= outer) return fail(ERROR_MISSING_INDENT, first);
  if (narrowColumn <= outerNarrow) return fail(ERROR_TABS, first);
  const firstLine = lineStart;
  if (byteAt(first) == BACKSLASH) return fail(ERROR_BACKSLASH_AT_LINE_START, first);
  let next = first;
  if (startsWithString(first)) {
    lexLogicalLine(first);
    if (failed()) return end;
    addRow(KIND_DOCSTRING, flags | summarise(first, lineText), first, lineText, firstLine, depth + 1);
    // On from the last byte of the docstring, so that the end of its line is met.
    next = lineText;
  }
  const behind = skipBody(next, outer);
  setBody(row, bodyStart, bodyText);
  return behind;
}

/** Does a string token begin at `p`, perhaps behind opening parentheses? */
function startsWithString(p: usize): bool {
  while (byteAt(p) == OPEN_PARENTHESIS) p = nextToken(p + 1);
  let letters = 0;
  while (letters < 2 && isPrefixLetter(byteAt(p))) {
    p++;
    letters++;
  }
  return isQuote(byteAt(p));
}

/** Inside of parentheses: behind blanks, line ends, joined lines and comments. */
function nextToken(p: usize): usize {
  while (p < end) {
    const byte = byteAt(p);
    const lineEnd = lineEndLength(byte == BACKSLASH ? p + 1 : p);
    if (lineEnd > 0) p += byte == BACKSLASH ? lineEnd + 1 : lineEnd;
    else if (byte == HASH) p = nextLineFeed(p);
    else if (isBlank(byte)) p++;
    else return p;
  }
  return end;
}

/** A letter of r, u, b, f, t in any case. */
function isPrefixLetter(byte: i32): bool {
  const lower = byte | 0x20;
  return lower == 0x72 || lower == 0x75 || lower == 0x62 || lower == 0x66 || lower == 0x74;
}
