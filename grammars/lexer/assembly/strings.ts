import { ERROR_STRING, ERROR_TRIPLE_STRING, fail } from './errors';
import { lexFormatString } from './format-strings';
import { BACKSLASH, byteAt, CARRIAGE_RETURN, end, isWordByte, LINE_FEED } from './input';
import { FLAG_ESCAPE, FLAG_FSTRING, FLAG_STRING, FLAG_TRIPLE } from './layout';
import { raiseFlag } from './line-flags';
import { lanes } from './simd';

const PREFIX_PLAIN: i32 = 0;
const PREFIX_FORMAT: i32 = 1;
const PREFIX_RAW_FORMAT: i32 = 2;

/** The string token whose opening quote stands at `p`: returns the address behind its closing quote. */
export function lexString(p: usize): usize {
  const quote = byteAt(p);
  const prefix = formatPrefixBefore(p);
  const triple = byteAt(p + 1) == quote && byteAt(p + 2) == quote;
  raiseFlag(triple ? FLAG_STRING | FLAG_TRIPLE : FLAG_STRING);
  if (!triple && byteAt(p + 1) == quote) {
    if (prefix != PREFIX_PLAIN) raiseFlag(FLAG_FSTRING);
    return p + 2;
  }
  if (prefix != PREFIX_PLAIN) {
    raiseFlag(FLAG_FSTRING);
    return lexFormatString(p, quote, triple, prefix == PREFIX_RAW_FORMAT);
  }
  return triple ? lexTriple(p, quote) : lexSingle(p, quote);
}

/**
 * Which prefix the quote at `p` has. Raw, byte and Unicode strings end where plain ones do, so only format and
 * template strings are told apart: f, fr, rf, t, tr, rt in any case, as a whole word.
 */
function formatPrefixBefore(p: usize): i32 {
  const last = byteAt(p - 1) | 0x20;
  if (last != 0x66 && last != 0x74 && last != 0x72) return PREFIX_PLAIN;
  return formatPrefix(p);
}

function formatPrefix(p: usize): i32 {
  const last = byteAt(p - 1) | 0x20;
  const first = byteAt(p - 2);
  if (!isWordByte(first)) return isFormatLetter(last) ? PREFIX_FORMAT : PREFIX_PLAIN;
  if (isWordByte(byteAt(p - 3))) return PREFIX_PLAIN;
  const letter = first | 0x20;
  const isRawFormat = (letter == 0x72 && isFormatLetter(last)) || (isFormatLetter(letter) && last == 0x72);
  return isRawFormat ? PREFIX_RAW_FORMAT : PREFIX_PLAIN;
}

function isFormatLetter(lower: i32): bool {
  return lower == 0x66 || lower == 0x74;
}

function lexSingle(opening: usize, quote: i32): usize {
  const quotes = lanes(quote);
  const backslashes = lanes(BACKSLASH);
  const lineFeeds = lanes(LINE_FEED);
  let p = opening + 1;
  while (p < end) {
    const block = v128.load(p);
    const stops = v128.or(
      v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)),
      i8x16.eq(block, lineFeeds),
    );
    const found = i8x16.bitmask(stops);
    if (found == 0) {
      p += 16;
      continue;
    }
    p += ctz(found);
    const byte = byteAt(p);
    if (byte == quote) return p + 1;
    if (byte == LINE_FEED) break;
    raiseFlag(FLAG_ESCAPE);
    p = behindEscape(p);
  }
  return fail(ERROR_STRING, opening);
}

function lexTriple(opening: usize, quote: i32): usize {
  const quotes = lanes(quote);
  const backslashes = lanes(BACKSLASH);
  let p = opening + 3;
  while (p < end) {
    const block = v128.load(p);
    const found = i8x16.bitmask(v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)));
    if (found == 0) {
      p += 16;
      continue;
    }
    p += ctz(found);
    if (byteAt(p) == BACKSLASH) {
      raiseFlag(FLAG_ESCAPE);
      p = behindEscape(p);
    } else {
      if (byteAt(p + 1) == quote && byteAt(p + 2) == quote) return p + 3;
      p++;
    }
  }
  return fail(ERROR_TRIPLE_STRING, opening);
}

/** Behind a backslash and what it escapes: one byte, or a CRLF. */
export function behindEscape(p: usize): usize {
  return byteAt(p + 1) == CARRIAGE_RETURN && byteAt(p + 2) == LINE_FEED ? p + 3 : p + 2;
}
