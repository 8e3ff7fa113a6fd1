// Format and template strings as PEP 701 defines them: a replacement field holds any tokens, strings with the same
// quote too. The text of a format string and the text of a format specification obey nearly the same rules.
import { ERROR_FORMAT_SPECIFICATION, ERROR_FORMAT_STRING, ERROR_FORMATS_TOO_DEEP, fail } from './errors';
import {
  BACKSLASH,
  byteAt,
  CLOSE_CURLY,
  CLOSE_PARENTHESIS,
  CLOSE_SQUARE,
  COLON,
  end,
  HASH,
  isQuote,
  LINE_FEED,
  lineEndLength,
  nextLineFeed,
  OPEN_CURLY,
  OPEN_PARENTHESIS,
  OPEN_SQUARE,
} from './input';
import { FLAG_ESCAPE, FLAG_TRIPLE } from './layout';
import { flags, raiseFlag, setFlags } from './line-flags';
import { behindEscape, lexString } from './strings';
import { lanes } from './simd';

/** CPython's MAXFSTRINGLEVEL counts the text around too. */
const MAX_FORMAT_STRINGS: i32 = 149;
/** CPython's MAX_EXPR_NESTING: a field, one in its specification, and one in the specification of that. */
const MAX_FIELDS: i32 = 3;
const LETTER_N: i32 = 0x4e;

let openStrings: i32 = 0;
/** A line feed in a specification of the outermost format string, which only some versions of CPython take. */
let doubtful: usize = 0;

export function closeAllFormatStrings(): void {
  openStrings = 0;
  doubtful = 0;
}

/** The format string whose opening quote stands at `opening`: returns the address behind its closing quote. */
export function lexFormatString(opening: usize, quote: i32, triple: bool, raw: bool): usize {
  if (openStrings == MAX_FORMAT_STRINGS) return fail(ERROR_FORMATS_TOO_DEEP, opening);
  openStrings++;
  const behind = lexText(triple ? opening + 3 : opening + 1, quote, triple, raw, 0);
  openStrings--;
  if (openStrings > 0 || doubtful == 0) return behind;
  const lineFeed = doubtful;
  doubtful = 0;
  // What is wrong for the versions that take it is wrong for all.
  return fail(ERROR_FORMAT_SPECIFICATION, lineFeed);
}

/**
 * Text between fields, from `p` on. With `fields` = 0 it is the string's own, and the address behind the closing
 * quote is returned; otherwise it is the specification of the field at that level, and the address of the `}` is.
 */
function lexText(p: usize, quote: i32, triple: bool, raw: bool, fields: i32): usize {
  while (p < end) {
    p = nextStop(p, quote);
    const byte = byteAt(p);
    if (byte == quote) {
      if (fields == 0 && !triple) return p + 1;
      const closes = !triple || (byteAt(p + 1) == quote && byteAt(p + 2) == quote);
      if (closes) return fields == 0 ? p + 3 : fail(ERROR_FORMAT_STRING, p);
      p++;
    } else if (byte == OPEN_CURLY) {
      const isDoubled = byteAt(p + 1) == OPEN_CURLY;
      // CPython has rules of its own for it.
      if (isDoubled && fields > 0) return fail(ERROR_FORMAT_SPECIFICATION, p);
      p = isDoubled ? p + 2 : lexField(p, quote, triple, raw, fields);
    } else if (byte == CLOSE_CURLY) {
      if (fields > 0) return p;
      if (byteAt(p + 1) != CLOSE_CURLY) return fail(ERROR_FORMAT_STRING, p);
      p += 2;
    } else if (byte == LINE_FEED) {
      if (p >= end || (!triple && fields == 0)) return fail(ERROR_FORMAT_STRING, p);
      if (!triple && doubtful == 0) doubtful = p;
      p++;
    } else {
      p = lexEscape(p, raw);
    }
  }
  return fail(ERROR_FORMAT_STRING, p);
}

/** The next quote, brace, backslash or line feed. */
export function nextStop(p: usize, quote: i32): usize {
  const quotes = lanes(quote);
  const backslashes = lanes(BACKSLASH);
  const lineFeeds = lanes(LINE_FEED);
  const opening = lanes(OPEN_CURLY);
  const closing = lanes(CLOSE_CURLY);
  let found = 0;
  while (found == 0) {
    const block = v128.load(p);
    const braces = v128.or(i8x16.eq(block, opening), i8x16.eq(block, closing));
    const others = v128.or(i8x16.eq(block, backslashes), i8x16.eq(block, lineFeeds));
    found = i8x16.bitmask(v128.or(v128.or(braces, others), i8x16.eq(block, quotes)));
    if (found == 0) p += 16;
  }
  return p + ctz(found);
}

/** Behind the escape at `p`. A brace is never escaped by a backslash, except in `\N{...}`. */
function lexEscape(p: usize, raw: bool): usize {
  raiseFlag(FLAG_ESCAPE);
  const escaped = byteAt(p + 1);
  if (escaped == OPEN_CURLY || escaped == CLOSE_CURLY) return p + 1;
  if (escaped != LETTER_N || raw || byteAt(p + 2) != OPEN_CURLY) return behindEscape(p);
  p += 3;
  while (byteAt(p) != CLOSE_CURLY) {
    if (byteAt(p) == LINE_FEED || isQuote(byteAt(p))) return fail(ERROR_FORMAT_STRING, p);
    p++;
  }
  return p + 1;
}

/** The replacement field whose `{` stands at `opening`: returns the address behind its `}`. */
function lexField(opening: usize, quote: i32, triple: bool, raw: bool, fields: i32): usize {
  if (fields == MAX_FIELDS) return fail(ERROR_FORMATS_TOO_DEEP, opening);
  let brackets = 0;
  let p = opening + 1;
  while (p < end) {
    const byte = byteAt(p);
    if (byte == CLOSE_CURLY && brackets == 0) return p + 1;
    if (byte == COLON && brackets == 0) {
      const closing = lexText(p + 1, quote, triple, raw, fields + 1);
      return closing < end ? closing + 1 : end;
    }
    if (isQuote(byte)) p = lexNestedString(p);
    else if (byte == HASH) p = skipComment(p);
    else if (byte == BACKSLASH) p = joinLines(p);
    else {
      if (isOpening(byte)) brackets++;
      else if (isClosing(byte) && --brackets < 0) break;
      p++;
    }
  }
  return fail(ERROR_FORMAT_STRING, opening);
}

/** The flags tell of the outermost string, as if it were one token. */
function lexNestedString(p: usize): usize {
  const triple = flags & FLAG_TRIPLE;
  const behind = lexString(p);
  setFlags((flags & ~FLAG_TRIPLE) | triple);
  return behind;
}

/** A backslash in it is one in the format string, which counts as one token. */
function skipComment(p: usize): usize {
  const lineEnd = nextLineFeed(p);
  while (p < lineEnd) if (byteAt(p++) == BACKSLASH) raiseFlag(FLAG_ESCAPE);
  return lineEnd;
}

function joinLines(p: usize): usize {
  raiseFlag(FLAG_ESCAPE);
  const length = lineEndLength(p + 1);
  return length == 0 ? fail(ERROR_FORMAT_STRING, p) : p + 1 + length;
}

function isOpening(byte: i32): bool {
  return byte == OPEN_PARENTHESIS || byte == OPEN_SQUARE || byte == OPEN_CURLY;
}

function isClosing(byte: i32): bool {
  return byte == CLOSE_PARENTHESIS || byte == CLOSE_SQUARE || byte == CLOSE_CURLY;
}
