// One logical line: from its first significant byte to its line end outside of brackets and strings.
import { isTooDeep } from './brackets';
import { bracketBits, classify, openingBits, stopBits } from './classes';
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
import { bitsBefore } from './simd';
import { lexString } from './strings';

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
    const classes = classify(v128.load(p));
    const stops = stopBits(classes);
    const before = bitsBefore(stops);
    const anyBracket = bracketBits(classes) & before;
    if (anyBracket != 0) {
      const opening = openingBits(classes) & before;
      if (isTooDeep(brackets, opening, anyBracket)) return fail(ERROR_BRACKETS_TOO_DEEP, p);
      brackets += (popcnt(opening) << 1) - popcnt(anyBracket);
      raiseFlag(FLAG_BRACKET);
    }
    if (stops == 0) {
      p += 16;
      continue;
    }
    p += ctz(stops);
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
export function trimmed(start: usize, limit: usize): usize {
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
