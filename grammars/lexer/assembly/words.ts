// Keywords, as the numbers that their bytes are in memory, the first byte being the lowest.
import { byteAt, isWordByte, UNDERSCORE } from './input';
import { BITS_ALL, lanes } from './simd';

export const IF: u64 = 0x6669;
export const IN: u64 = 0x6e69;
export const IS: u64 = 0x7369;
export const OR: u64 = 0x726f;
export const AS: u64 = 0x7361;
export const AND: u64 = 0x646e61;
export const DEF: u64 = 0x666564;
export const DEL: u64 = 0x6c6564;
export const FOR: u64 = 0x726f66;
export const NOT: u64 = 0x746f6e;
export const TRY: u64 = 0x797274;
export const TRUE: u64 = 0x65757254;
export const NONE: u64 = 0x656e6f4e;
export const ELSE: u64 = 0x65736c65;
export const ELIF: u64 = 0x66696c65;
export const FROM: u64 = 0x6d6f7266;
export const PASS: u64 = 0x73736170;
export const WITH: u64 = 0x68746977;
export const CASE: u64 = 0x65736163;
export const FALSE: u64 = 0x65736c6146;
export const ASYNC: u64 = 0x636e797361;
export const AWAIT: u64 = 0x7469617761;
export const BREAK: u64 = 0x6b61657262;
export const CLASS: u64 = 0x7373616c63;
export const MATCH: u64 = 0x686374616d;
export const RAISE: u64 = 0x6573696172;
export const WHILE: u64 = 0x656c696877;
export const YIELD: u64 = 0x646c656979;
export const ASSERT: u64 = 0x747265737361;
export const EXCEPT: u64 = 0x747065637865;
export const GLOBAL: u64 = 0x6c61626f6c67;
export const IMPORT: u64 = 0x74726f706d69;
export const LAMBDA: u64 = 0x6164626d616c;
export const RETURN: u64 = 0x6e7275746572;
export const FINALLY: u64 = 0x796c6c616e6966;
export const CONTINUE: u64 = 0x65756e69746e6f63;
export const NONLOCAL: u64 = 0x6c61636f6c6e6f6e;

/** The longest keywords have as many bytes as a number. */
const LONGEST: usize = 8;

/** The word of `length` bytes at `p`, at most eight. */
export function wordAt(p: usize, length: usize): u64 {
  return load<u64>(p) & (~(<u64>0) >> ((LONGEST - length) << 3));
}

/** Does `word` stand at `p`, as a whole word, if one begins there? */
export function isWordAt(p: usize, word: u64): bool {
  const unused = clz(word) & ~7;
  const length = LONGEST - ((unused >> 3) as usize);
  return (load<u64>(p) & (~(<u64>0) >> unused)) == word && !isWordByte(byteAt(p + length));
}

export function lengthOf(word: u64): usize {
  return LONGEST - ((clz(word) >> 3) as usize);
}

/** Behind the ASCII letters, digits and underscores from `p` on. */
export function behindWord(p: usize): usize {
  let others = wordBits(v128.load(p)) ^ BITS_ALL;
  while (others == 0) {
    p += 16;
    others = wordBits(v128.load(p)) ^ BITS_ALL;
  }
  return p + ctz(others);
}

function wordBits(block: v128): i32 {
  const letters = i8x16.lt_u(i8x16.sub(v128.or(block, lanes(0x20)), lanes(0x61)), lanes(26));
  const digits = i8x16.lt_u(i8x16.sub(block, lanes(0x30)), lanes(10));
  const underscores = i8x16.eq(block, lanes(UNDERSCORE));
  return i8x16.bitmask(v128.or(v128.or(letters, digits), underscores));
}

/** An ASCII letter or an underscore. */
export function isLetter(byte: i32): bool {
  return (((byte | 0x20) - 0x61) as u32) < 26 || byte == UNDERSCORE;
}

/** Is the word of `length` bytes at `p` a keyword? Soft keywords are none. */
export function isKeyword(p: usize, length: usize): bool {
  if (length < 2 || length > LONGEST) return false;
  const word = wordAt(p, length);
  switch (length as i32) {
    case 2:
      return word == IF || word == IN || word == IS || word == OR || word == AS;
    case 3:
      return isKeywordOfThree(word);
    case 4:
      return isKeywordOfFour(word);
    case 5:
      return isKeywordOfFive(word);
    case 6:
      return isKeywordOfSix(word);
    case 7:
      return word == FINALLY;
    default:
      return word == CONTINUE || word == NONLOCAL;
  }
}

function isKeywordOfThree(word: u64): bool {
  return word == AND || word == DEF || word == DEL || word == FOR || word == NOT || word == TRY;
}

function isKeywordOfFour(word: u64): bool {
  const isValue = word == TRUE || word == NONE;
  return isValue || word == ELSE || word == ELIF || word == FROM || word == PASS || word == WITH;
}

function isKeywordOfFive(word: u64): bool {
  const isHeader = word == CLASS || word == WHILE || word == ASYNC;
  const isStatement = word == BREAK || word == RAISE || word == YIELD;
  return isHeader || isStatement || word == FALSE || word == AWAIT;
}

function isKeywordOfSix(word: u64): bool {
  const isStatement = word == ASSERT || word == GLOBAL || word == IMPORT || word == RETURN;
  return isStatement || word == EXCEPT || word == LAMBDA;
}
