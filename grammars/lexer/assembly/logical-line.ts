// One logical line: from its first significant byte to its line end outside of brackets and strings.
import {
  ERROR_BACKSLASH,
  ERROR_BRACKET,
  ERROR_BRACKETS_TOO_DEEP,
  ERROR_END_AFTER_BACKSLASH,
  ERROR_END_IN_BRACKET,
  fail,
} from './errors';
import {
  BACKSLASH,
  byteAt,
  CARRIAGE_RETURN,
  end,
  HASH,
  isBlank,
  LINE_FEED,
  lineEndLength,
  nextLineFeed,
  SEMICOLON,
} from './input';
import { FLAG_BACKSLASH, FLAG_BRACKET, FLAG_COMMENT, FLAG_SEMI } from './layout';
import { raiseFlag, setFlags } from './line-flags';
import { lexString } from './strings';

/** CPython's MAXLEVEL. */
const MAX_BRACKETS: i32 = 200;

/** Address behind the last significant byte of the line that was lexed last. */
export let lineText: usize = 0;

/**
 * Lexes the logical line that starts at `start`, raises its flags, and returns the address of the next physical
 * line. `lineText` is then where its text ends: before trailing blanks, a comment and empty joined lines.
 */
export function lexLogicalLine(start: usize): usize {
  setFlags(0);
  let brackets = 0;
  let join: usize = 0;
  let p = start;
  while (p <= end) {
    const block = v128.load(p);
    const classes = classify(block);
    const special = stopBits(classes);
    const before = special == 0 ? 0xffff : (special & -special) - 1;
    const anyBracket = bracketBits(classes) & before;
    if (anyBracket != 0) {
      const opening = openingBits(classes) & before;
      brackets += (popcnt(opening) << 1) - popcnt(anyBracket);
      raiseFlag(FLAG_BRACKET);
      if (brackets > MAX_BRACKETS) return fail(ERROR_BRACKETS_TOO_DEEP, p);
    }
    if (special == 0) {
      p += 16;
      continue;
    }
    p += ctz(special);
    const byte = byteAt(p);
    if (byte == LINE_FEED) {
      if (brackets <= 0) return finish(start, p, p, brackets, join);
      if (p >= end) return fail(ERROR_END_IN_BRACKET, p);
      p++;
    } else if (byte == HASH) {
      const lineEnd = nextLineFeed(p);
      if (brackets <= 0) return finish(start, p, lineEnd, brackets, join);
      raiseFlag(FLAG_COMMENT);
      p = lineEnd;
    } else if (byte == SEMICOLON) {
      if (brackets <= 0) raiseFlag(FLAG_SEMI);
      p++;
    } else if (byte == BACKSLASH) {
      if (join == 0) join = p;
      p = joinLines(p);
    } else {
      p = lexString(p);
    }
  }
  return end;
}

/** The line's text ends somewhere before `limit`, the line itself with the line feed at `lineEnd`. */
function finish(start: usize, limit: usize, lineEnd: usize, brackets: i32, join: usize): usize {
  if (brackets < 0) return fail(ERROR_BRACKET, start);
  lineText = trimmed(start, limit);
  if (join != 0 && join < lineText) raiseFlag(FLAG_BACKSLASH);
  return lineEnd + 1;
}

/** The last significant byte never is a backslash: one that is found here joins an empty line. */
function trimmed(start: usize, limit: usize): usize {
  let p = limit;
  while (p > start) {
    const byte = byteAt(p - 1);
    if (!isBlank(byte) && byte != LINE_FEED && byte != CARRIAGE_RETURN && byte != BACKSLASH) break;
    p--;
  }
  return p;
}

/** The line behind a backslash, which must be the last byte of its own. */
export function joinLines(p: usize): usize {
  const length = lineEndLength(p + 1);
  if (length == 0) return fail(ERROR_BACKSLASH, p);
  const next = p + 1 + length;
  return next < end ? next : fail(ERROR_END_AFTER_BACKSLASH, p);
}

// Sixteen bytes are classified by looking up each half of a byte in a table of its own; what both agree upon is the
// class. Stops are the higher bits, so that a saturating addition carries them into the sign.
//
//   class          bit    bytes       low half   high half
//   backslash      0x80   5C          C          5
//   line feed      0x40   0A          A          0
//   quotes, hash   0x20   22 27 23    2 7 3      2
//   semicolon      0x10   3B          B          3
//   opening        0x08   5B 7B       B          5 7
//   opening        0x04   28          8          2
//   closing        0x02   5D 7D       D          5 7
//   closing        0x01   29          9          2

function classify(block: v128): v128 {
  const lowHalf = i8x16(0, 0, 0x20, 0x20, 0, 0, 0, 0x20, 0x04, 0x01, 0x40, 0x18, -128, 0x02, 0, 0);
  const highHalf = i8x16(0x40, 0, 0x25, 0x10, 0, -118, 0, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0);
  const half = i8x16.splat(0x0f);
  const low = i8x16.swizzle(lowHalf, v128.and(block, half));
  const high = i8x16.swizzle(highHalf, v128.and(i16x8.shr_u(block, 4), half));
  return v128.and(low, high);
}

function stopBits(classes: v128): i32 {
  return i8x16.bitmask(i8x16.add_sat_u(classes, i8x16.splat(0x70)));
}

/** Brackets of both directions, and stops. */
function bracketBits(classes: v128): i32 {
  return i8x16.bitmask(i8x16.add_sat_u(classes, i8x16.splat(0x7f)));
}

/** Opening brackets, and stops. */
function openingBits(classes: v128): i32 {
  return i8x16.bitmask(i8x16.add_sat_u(classes, i8x16.splat(0x7c)));
}
