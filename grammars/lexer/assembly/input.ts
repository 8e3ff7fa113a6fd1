import { INPUT_BASE } from './layout';
import { BITS_ALL, bitsEqual, lanes } from './simd';

export const INPUT_START: usize = INPUT_BASE;

/**
 * Address behind the last input byte. A line feed stands there and zero bytes follow (the host writes them), so
 * that a search for a line end always ends and a block may be read across the end. Whoever meets that line feed
 * compares its address with `end`; the input may hold zero bytes of its own.
 */
export let end: usize = INPUT_START;

export function setInput(length: i32): void {
  end = INPUT_START + (length as usize);
}

export const TAB: i32 = 0x09;
export const LINE_FEED: i32 = 0x0a;
export const FORM_FEED: i32 = 0x0c;
export const CARRIAGE_RETURN: i32 = 0x0d;
export const SPACE: i32 = 0x20;
const DOUBLE_QUOTE: i32 = 0x22;
export const EXCLAMATION: i32 = 0x21;
export const HASH: i32 = 0x23;
const SINGLE_QUOTE: i32 = 0x27;
export const PERCENT: i32 = 0x25;
export const AMPERSAND: i32 = 0x26;
export const OPEN_PARENTHESIS: i32 = 0x28;
export const CLOSE_PARENTHESIS: i32 = 0x29;
export const STAR: i32 = 0x2a;
export const PLUS: i32 = 0x2b;
export const COMMA: i32 = 0x2c;
export const MINUS: i32 = 0x2d;
export const DOT: i32 = 0x2e;
export const SLASH: i32 = 0x2f;
export const ZERO: i32 = 0x30;
export const COLON: i32 = 0x3a;
export const SEMICOLON: i32 = 0x3b;
export const LESS: i32 = 0x3c;
export const EQUALS: i32 = 0x3d;
export const GREATER: i32 = 0x3e;
export const AT: i32 = 0x40;
export const OPEN_SQUARE: i32 = 0x5b;
export const BACKSLASH: i32 = 0x5c;
export const CLOSE_SQUARE: i32 = 0x5d;
export const CARET: i32 = 0x5e;
export const UNDERSCORE: i32 = 0x5f;
export const OPEN_CURLY: i32 = 0x7b;
export const BAR: i32 = 0x7c;
export const CLOSE_CURLY: i32 = 0x7d;
export const TILDE: i32 = 0x7e;

export function byteAt(p: usize): i32 {
  return load<u8>(p);
}

export function isQuote(byte: i32): bool {
  return byte == DOUBLE_QUOTE || byte == SINGLE_QUOTE;
}

export function isBlank(byte: i32): bool {
  return byte == SPACE || byte == TAB || byte == FORM_FEED;
}

/** A byte of a name, keyword or number. Bytes from 128 stand for letters outside of ASCII. */
export function isWordByte(byte: i32): bool {
  const letter = (byte | 0x20) - 0x61;
  return (letter as u32) < 26 || ((byte - 0x30) as u32) < 10 || byte == UNDERSCORE || byte >= 128;
}

/** Length of the line end at `p`: 1 for LF, 2 for CRLF, 0 where none is. */
export function lineEndLength(p: usize): usize {
  const byte = byteAt(p);
  if (byte == LINE_FEED) return 1;
  return byte == CARRIAGE_RETURN && byteAt(p + 1) == LINE_FEED ? 2 : 0;
}

/** The next line feed at or behind `p`, the one at `end` at the latest. */
export function nextLineFeed(p: usize): usize {
  const lineFeed = lanes(LINE_FEED);
  let found = bitsEqual(v128.load(p), lineFeed);
  while (found == 0) {
    p += 16;
    found = bitsEqual(v128.load(p), lineFeed);
  }
  return p + ctz(found);
}

export function behindSpaces(p: usize): usize {
  const spaces = lanes(SPACE);
  let others = bitsEqual(v128.load(p), spaces) ^ BITS_ALL;
  while (others == 0) {
    p += 16;
    others = bitsEqual(v128.load(p), spaces) ^ BITS_ALL;
  }
  return p + ctz(others);
}
