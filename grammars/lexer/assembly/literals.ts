// Numbers and strings of an expression that is judged.
import { ahead, at, goTo, here, take } from './cursor';
import { acceptsFormatString } from './fields';
import { BACKSLASH, byteAt, DOT, isQuote, isWordByte, MINUS, PLUS, UNDERSCORE, ZERO } from './input';
import { lexString } from './strings';

const LETTER_B: i32 = 0x62;
const LETTER_E: i32 = 0x65;
const LETTER_F: i32 = 0x66;
const LETTER_J: i32 = 0x6a;
const LETTER_O: i32 = 0x6f;
const LETTER_R: i32 = 0x72;
const LETTER_U: i32 = 0x75;
const LETTER_X: i32 = 0x78;
const CAPITAL_N: i32 = 0x4e;
const CAPITAL_U: i32 = 0x55;

const NO_DIGIT: i32 = 99;
const NO_RADIX: i32 = 0;

export function isDigit(byte: i32): bool {
  return ((byte - ZERO) as u32) < 10;
}

/** Goes behind the number that begins here, with a digit or with a dot before one. */
export function takesNumber(): bool {
  const radix = here() == ZERO ? radixOf(ahead(1)) : NO_RADIX;
  const behind = radix == NO_RADIX ? behindDecimal(at) : behindPrefixed(at + 2, radix);
  // A digit, a letter, a dot: the reader takes more for the number, of hexadecimal ones a sign behind an E too.
  const next = byteAt(behind);
  if (behind == at || isWordByte(next) || next == DOT) return false;
  if ((next == PLUS || next == MINUS) && (byteAt(behind - 1) | 0x20) == LETTER_E) return false;
  take(behind - at);
  return true;
}

function radixOf(letter: i32): i32 {
  const lower = letter | 0x20;
  if (lower == LETTER_X) return 16;
  if (lower == LETTER_O) return 8;
  return lower == LETTER_B ? 2 : NO_RADIX;
}

/** Behind the digits from `p` on, which may begin with an underscore; the cursor where there are none. */
function behindPrefixed(p: usize, radix: i32): usize {
  const first = byteAt(p) == UNDERSCORE ? p + 1 : p;
  const behind = behindDigits(first, radix);
  return behind == first ? at : behind;
}

/** `start` where it is none: digits behind a leading zero are left alone. */
function behindDecimal(start: usize): usize {
  let p = behindDigits(start, 10);
  const isPadded = byteAt(start) == ZERO && p > start + 1;
  if (byteAt(p) == DOT) p = behindDigits(p + 1, 10);
  if ((byteAt(p) | 0x20) == LETTER_E) {
    const sign = byteAt(p + 1);
    const digits = sign == PLUS || sign == MINUS ? p + 2 : p + 1;
    p = behindDigits(digits, 10);
    if (p == digits) return start;
  }
  if ((byteAt(p) | 0x20) == LETTER_J) p++;
  return isPadded ? start : p;
}

/** Behind digits below `radix` with single underscores between them. */
function behindDigits(p: usize, radix: i32): usize {
  if (digitAt(p) >= radix) return p;
  while (digitAt(p) < radix || (byteAt(p) == UNDERSCORE && digitAt(p + 1) < radix)) p++;
  return p;
}

function digitAt(p: usize): i32 {
  const byte = byteAt(p);
  if (isDigit(byte)) return byte - ZERO;
  const letter = (byte | 0x20) - 0x61;
  return (letter as u32) < 6 ? letter + 10 : NO_DIGIT;
}

/** What strings there are in a logical line: neither escapes nor letters outside of ASCII are looked for in vain. */
let anyEscape: bool = false;
let anyForeign: bool = false;

export function expectStrings(escapes: bool, foreign: bool): void {
  anyEscape = escapes;
  anyForeign = foreign;
}

export const STRINGS_REFUSED: i32 = 0;
export const STRINGS_TEXT: i32 = 1;
export const STRINGS_BYTES: i32 = 2;
export const STRINGS_FORMAT: i32 = 3;

/** What prefix a quote has: bits, or -1 where none stands behind it or it is none that is judged. */
const PREFIX_NONE: i32 = -1;
const PREFIX_RAW: i32 = 1;
const PREFIX_BYTES: i32 = 2;
const PREFIX_FORMAT: i32 = 4;

function atString(): bool {
  return isQuote(here()) || prefixLength(at) > 0;
}

/** Length of the letters before the quote of a string; 0 where none stands there. */
function prefixLength(p: usize): usize {
  if (isQuote(byteAt(p + 1))) return isPrefixLetter(byteAt(p)) ? 1 : 0;
  return isPrefixLetter(byteAt(p)) && isPrefixLetter(byteAt(p + 1)) && isQuote(byteAt(p + 2)) ? 2 : 0;
}

function isPrefixLetter(byte: i32): bool {
  const lower = byte | 0x20;
  return lower == LETTER_R || lower == LETTER_B || lower == LETTER_U || lower == LETTER_F;
}

/** Goes behind the adjacent strings here. Text and bytes do not mix, nor has bytes a letter outside of ASCII. */
export function acceptStrings(): i32 {
  const isBytes = (prefixHere() & PREFIX_BYTES) != 0;
  let anyFormat: bool = false;
  do {
    const prefix = prefixHere();
    if (prefix == PREFIX_NONE || ((prefix & PREFIX_BYTES) != 0) != isBytes) return STRINGS_REFUSED;
    if ((prefix & PREFIX_FORMAT) != 0) anyFormat = true;
    if (!acceptsString(prefix)) return STRINGS_REFUSED;
  } while (atString());
  if (anyFormat) return STRINGS_FORMAT;
  if (!isBytes) return STRINGS_TEXT;
  return anyForeign ? STRINGS_REFUSED : STRINGS_BYTES;
}

function acceptsString(prefix: i32): bool {
  const isRaw = (prefix & PREFIX_RAW) != 0;
  const opening = isQuote(here()) ? at : at + prefixLength(at);
  if ((prefix & PREFIX_FORMAT) != 0) {
    goTo(opening);
    return acceptsFormatString(isRaw);
  }
  const behind = lexString(opening);
  if (anyEscape && !isRaw && hasUnknownEscape(opening, behind)) return false;
  take(behind - at);
  return true;
}

/** r, u, b, f, rb, br, rf, fr or nothing. */
function prefixHere(): i32 {
  if (isQuote(here())) return 0;
  const length = prefixLength(at);
  if (length == 0) return PREFIX_NONE;
  const first = here() | 0x20;
  const isRaw = first == LETTER_R;
  if (length == 1) return isRaw ? PREFIX_RAW : kindOfLetter(first);
  const second = ahead(1) | 0x20;
  const kind = isRaw ? kindOfLetter(second) : second == LETTER_R ? kindOfLetter(first) : 0;
  return kind == 0 ? PREFIX_NONE : PREFIX_RAW | kind;
}

function kindOfLetter(lower: i32): i32 {
  if (lower == LETTER_B) return PREFIX_BYTES;
  return lower == LETTER_F ? PREFIX_FORMAT : 0;
}

/** `\N` and `\U` between two places: the value of such a string may be unknown. */
function hasUnknownEscape(from: usize, to: usize): bool {
  let p = from;
  while (p < to) {
    if (byteAt(p) == BACKSLASH) {
      p++;
      if (byteAt(p) == CAPITAL_N || byteAt(p) == CAPITAL_U) return true;
    }
    p++;
  }
  return false;
}
