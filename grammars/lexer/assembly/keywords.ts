// What the first word of a statement makes of it.
import { AT, BACKSLASH, byteAt, isBlank, isWordByte, lineEndLength } from './input';
import {
  ASYNC,
  CASE,
  CLASS,
  DEF,
  ELIF,
  ELSE,
  EXCEPT,
  FINALLY,
  FOR,
  IF,
  MATCH,
  TRY,
  WHILE,
  WITH,
  wordAt,
} from './words';

const HEAD_SIMPLE: i32 = 0;
export const HEAD_COMPOUND: i32 = 1;
export const HEAD_CLASS: i32 = 2;
export const HEAD_DEF: i32 = 3;
export const HEAD_DECORATOR: i32 = 4;
/** Soft keywords: the rest of the line decides. */
export const HEAD_MATCH: i32 = 5;
export const HEAD_CASE: i32 = 6;

/** The longest keyword that begins a compound statement is `finally`. */
const LONGEST: usize = 7;

/** The head of the statement at `start`. */
export function headOf(start: usize): i32 {
  if (byteAt(start) == AT) return HEAD_DECORATOR;
  const length = wordLength(start);
  if (length < 2 || length > LONGEST) return HEAD_SIMPLE;
  const word = wordAt(start, length);
  if (word == DEF) return HEAD_DEF;
  if (word == CLASS) return HEAD_CLASS;
  if (word == ASYNC) return asyncHead(start + length);
  if (word == MATCH) return HEAD_MATCH;
  if (word == CASE) return HEAD_CASE;
  return isCompound(word) ? HEAD_COMPOUND : HEAD_SIMPLE;
}

function asyncHead(p: usize): i32 {
  const next = skipBlanksAndJoins(p);
  const length = wordLength(next);
  if (length < 2 || length > LONGEST) return HEAD_SIMPLE;
  const word = wordAt(next, length);
  if (word == DEF) return HEAD_DEF;
  return word == FOR || word == WITH ? HEAD_COMPOUND : HEAD_SIMPLE;
}

function isCompound(word: u64): bool {
  return (
    word == IF ||
    word == ELSE ||
    word == ELIF ||
    word == FOR ||
    word == TRY ||
    word == WITH ||
    word == WHILE ||
    word == EXCEPT ||
    word == FINALLY
  );
}

/** Length of the word at `p`, counted no further than it can matter. */
function wordLength(p: usize): usize {
  let length: usize = 0;
  while (length <= LONGEST && isWordByte(byteAt(p + length))) length++;
  return length;
}

function skipBlanksAndJoins(p: usize): usize {
  let join: usize = 0;
  while (true) {
    while (isBlank(byteAt(p))) p++;
    join = byteAt(p) == BACKSLASH ? lineEndLength(p + 1) : 0;
    if (join == 0) return p;
    p += 1 + join;
  }
}
