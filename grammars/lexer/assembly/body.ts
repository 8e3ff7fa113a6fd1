// The fast path: what stands in function bodies is nine tenths of most files. Logical lines are not told apart from
// one another here; strings, brackets, comments and joined lines are lexed, and the indentation of each line is seen.
import { column, lineStart, nextStatement } from './blocks';
import { isTooDeep } from './brackets';
import { bracketBits, classify, openingBits, stopBits } from './classes';
import {
  ERROR_BACKSLASH_AT_LINE_START,
  ERROR_BRACKET,
  ERROR_BRACKETS_TOO_DEEP,
  ERROR_END_IN_BRACKET,
  fail,
} from './errors';
import {
  BACKSLASH,
  behindSpaces,
  byteAt,
  end,
  HASH,
  LINE_FEED,
  nextLineFeed,
  SEMICOLON,
  SPACE,
} from './input';
import { joinLines, trimmed } from './logical-line';
import { bitsBefore } from './simd';
import { lexString } from './strings';

/** Address behind the last significant byte of the body that was skipped last. */
export let bodyText: usize = 0;

/**
 * Skips the logical lines from `start` on, the first byte of one, as long as they are indented by more than `outer`.
 * Returns the physical line of the first one outside; `bodyText` is then where the text of the last one inside ends.
 */
export function skipBody(start: usize, outer: i32): usize {
  let brackets = 0;
  let p = start;
  while (p <= end) {
    const classes = classify(v128.load(p));
    const stops = stopBits(classes);
    const before = bitsBefore(stops);
    // Without asking whether there are any: a branch that is mispredicted costs more than counting.
    const anyBracket = bracketBits(classes) & before;
    const opening = openingBits(classes) & before;
    if (isTooDeep(brackets, opening, anyBracket)) return fail(ERROR_BRACKETS_TOO_DEEP, p);
    brackets += (popcnt(opening) << 1) - popcnt(anyBracket);
    if (stops == 0) {
      p += 16;
      continue;
    }
    p += ctz(stops);
    const byte = byteAt(p);
    if (byte == LINE_FEED || byte == HASH) {
      const lineEnd = byte == HASH ? nextLineFeed(p) : p;
      if (brackets < 0) return fail(ERROR_BRACKET, p);
      if (brackets > 0) {
        if (lineEnd >= end) return fail(ERROR_END_IN_BRACKET, p);
        p = lineEnd + 1;
      } else if (endsBefore(lineEnd + 1, outer)) {
        bodyText = trimmed(start, p);
        return nextLine;
      } else p = firstByte;
    } else if (byte == SEMICOLON) p++;
    else if (byte == BACKSLASH) p = joinLines(p);
    else p = lexString(p);
  }
  return end;
}

/** Of the line that was looked at last: its start, and behind its indentation. */
let nextLine: usize = 0;
let firstByte: usize = 0;

/** Is the next logical line, from the physical line at `line` on, outside of the body? */
function endsBefore(line: usize, outer: i32): bool {
  nextLine = skipBlankLines(line);
  if (((firstByte - nextLine) as i32) > outer && startsStatement(byteAt(firstByte))) return false;
  // Not indented enough by spaces alone, or something that needs a closer look.
  firstByte = nextStatement(nextLine);
  nextLine = firstByte < end ? lineStart : end;
  if (firstByte >= end || column <= outer) return true;
  if (byteAt(firstByte) == BACKSLASH) firstByte = fail(ERROR_BACKSLASH_AT_LINE_START, firstByte);
  return false;
}

/** The first physical line at or behind `line` with more than spaces and a comment; finds its first byte too. */
function skipBlankLines(line: usize): usize {
  let first = behindSpaces(line);
  let byte = byteAt(first);
  while (byte == LINE_FEED || byte == HASH) {
    if (byte == HASH) first = nextLineFeed(first);
    if (first >= end) break;
    line = first + 1;
    first = behindSpaces(line);
    byte = byteAt(first);
  }
  firstByte = first;
  return line;
}

/** Neither a blank, a line end, a comment nor a joined line: the line needs no closer look. */
function startsStatement(byte: i32): bool {
  return byte > SPACE && byte != HASH && byte != BACKSLASH;
}
