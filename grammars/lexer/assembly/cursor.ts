// A place in a logical line that was lexed: brackets match in number, strings are closed. What is behind a token is
// skipped as the reader of src/python/fast/reader.ts does.
import {
  BACKSLASH,
  behindSpaces,
  byteAt,
  CARRIAGE_RETURN,
  DOT,
  HASH,
  isBlank,
  LINE_FEED,
  lineEndLength,
  nextLineFeed,
  SPACE,
} from './input';
import { behindWord, isKeyword, isLetter, isWordAt, lengthOf } from './words';

/** The next token; blanks before it are skipped. */
export let at: usize = 0;

let stop: usize = 0;
let brackets: i32 = 0;

/**
 * What is nested in one another here: brackets, and operands on the right of one that binds from there. The reader
 * takes a hundred, and counts no more than this does; the stack is deep enough for far more.
 */
export let nesting: i32 = 0;
const MAX_NESTING: i32 = 60;

/** Goes to the first byte of a logical line, which ends before `behind`. */
export function enterLine(start: usize, behind: usize): void {
  at = start;
  stop = behind;
  brackets = 0;
  nesting = 0;
}

export function atEnd(): bool {
  return at >= stop;
}

export function here(): i32 {
  return byteAt(at);
}

export function ahead(distance: usize): i32 {
  return byteAt(at + distance);
}

/** Goes behind a token of `length` bytes, and the blanks behind it. */
export function take(length: usize): void {
  let p = at + length;
  // Added, not asked for: whether one blank stands there is what a processor guesses wrong.
  p += byteAt(p) == SPACE ? 1 : 0;
  at = isBlankHere(p) ? behindBlanks(p) : p;
}

/** Goes behind the byte if it stands here. */
export function takes(byte: i32): bool {
  if (byteAt(at) != byte) return false;
  take(1);
  return true;
}

/** To a place with as many brackets around it; blanks there are not skipped. */
export function goTo(to: usize): void {
  at = to;
}

/** One more is nested; false where it is too much. */
export function nest(): bool {
  return ++nesting <= MAX_NESTING;
}

export function unnest(to: i32): void {
  nesting = to;
}

/** Goes behind the bracket here. Line ends and comments are blanks up to the one that closes it. */
export function opensBracket(): bool {
  brackets++;
  take(1);
  return nest();
}

export function closesBracket(byte: i32): bool {
  if (byteAt(at) != byte) return false;
  brackets--;
  nesting--;
  take(1);
  return true;
}

/** The bracket of a field in a format string: blanks behind it are text. */
export function closesField(byte: i32): bool {
  if (byteAt(at) != byte) return false;
  brackets--;
  nesting--;
  at++;
  return true;
}

/** May a blank, a line end or a comment stand at `p`? */
function isBlankHere(p: usize): bool {
  const byte = byteAt(p);
  return byte <= HASH || byte == BACKSLASH;
}

function behindBlanks(p: usize): usize {
  let length = blankLength(p);
  while (length > 0) {
    p = behindSpaces(p + length);
    length = isBlankHere(p) ? blankLength(p) : 0;
  }
  return p;
}

/** Length of the blank at `p`; 0 where a token stands. */
function blankLength(p: usize): usize {
  const byte = byteAt(p);
  if (isBlank(byte)) return 1;
  if (byte == BACKSLASH) return joinLength(p);
  if (brackets == 0 || p >= stop) return 0;
  if (byte == LINE_FEED || byte == CARRIAGE_RETURN) return 1;
  return byte == HASH ? nextLineFeed(p) - p : 0;
}

function joinLength(p: usize): usize {
  const length = lineEndLength(p + 1);
  return length == 0 ? 0 : length + 1;
}

export function atWord(word: u64): bool {
  return isWordAt(at, word);
}

/** Goes behind the keyword if it stands here. */
export function takesWord(word: u64): bool {
  if (!isWordAt(at, word)) return false;
  take(lengthOf(word));
  return true;
}

/** Length of the name here: 0 where none begins, or a keyword, or one with letters outside of ASCII. */
export function nameLength(): usize {
  if (!isLetter(byteAt(at))) return 0;
  const behind = behindWord(at);
  if (byteAt(behind) >= 128 || isKeyword(at, behind - at)) return 0;
  return behind - at;
}

export function takesName(): bool {
  const length = nameLength();
  if (length == 0) return false;
  take(length);
  return true;
}

/** Goes behind `a.b.c`. */
export function takesDottedName(): bool {
  if (!takesName()) return false;
  while (takes(DOT)) if (!takesName()) return false;
  return true;
}
