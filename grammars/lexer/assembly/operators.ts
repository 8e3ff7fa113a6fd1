// What joins two operands. Whatever binds tighter, the same texts are expressions: only where `not`, comparisons and
// conditionals stand must be known.
import { ahead, at, atWord, goTo, here, take, takesWord } from './cursor';
import {
  AMPERSAND,
  AT,
  BAR,
  byteAt,
  CARET,
  EQUALS,
  EXCLAMATION,
  GREATER,
  LESS,
  MINUS,
  PERCENT,
  PLUS,
  SLASH,
  STAR,
  TILDE,
} from './input';
import { IN, IS, NOT } from './words';

export function isSign(byte: i32): bool {
  return byte == MINUS || byte == PLUS || byte == TILDE;
}

/** `% & * + - / < > !`, and `@ ^ |` with the first letters of and, if, in, is, not, or: bit n for byte n, n - 64. */
const JOINING: u64 = 0x5000ac6200000000;
const JOINING_HIGH: u64 = 0x1000c20240000001;

/** May what is here join an operand and another one? Most often it is a comma or a bracket. */
export function mayJoin(): bool {
  const byte = here();
  if (byte == EQUALS) return ahead(1) == EQUALS;
  const half = byte < 64 ? JOINING : JOINING_HIGH;
  return byte < 128 && ((half >> (byte & 63)) & 1) != 0;
}

/** Length of the arithmetical operator here; 0 for none, and for what is part of an augmented assignment or `->`. */
export function operatorLength(): usize {
  const length = lengthOfOperator(here(), ahead(1));
  return length > 0 && ahead(length) != EQUALS ? length : 0;
}

/** Length of the operator before the `=` of an augmented assignment; 0 where none stands here. */
export function augmentedLength(): usize {
  const length = lengthOfOperator(here(), ahead(1));
  return length > 0 && ahead(length) == EQUALS ? length : 0;
}

function lengthOfOperator(byte: i32, next: i32): usize {
  switch (byte) {
    case BAR:
    case CARET:
    case AMPERSAND:
    case PLUS:
    case PERCENT:
    case AT:
      return 1;
    case MINUS:
      return next == GREATER ? 0 : 1;
    case STAR:
    case SLASH:
      return next == byte ? 2 : 1;
    case LESS:
    case GREATER:
      return next == byte ? 2 : 0;
    default:
      return 0;
  }
}

/** Is the operator here, of two bytes, `**`? It binds from the right. */
export function isPower(length: usize): bool {
  return length == 2 && byteAt(at) == STAR;
}

/** Goes behind a comparison. */
export function takesComparison(): bool {
  const byte = here();
  const next = ahead(1);
  if (byte == EQUALS || byte == EXCLAMATION) {
    if (next != EQUALS) return false;
    take(2);
    return true;
  }
  if (byte == LESS || byte == GREATER) {
    if (next == byte) return false;
    take(next == EQUALS ? 2 : 1);
    return true;
  }
  if (takesWord(IN)) return true;
  if (takesWord(IS)) {
    takesWord(NOT);
    return true;
  }
  return atWord(NOT) && takesNotIn();
}

/** `not` is here: stays before it where no `in` follows, so that whoever comes next refuses it. */
function takesNotIn(): bool {
  const start = at;
  takesWord(NOT);
  if (takesWord(IN)) return true;
  goTo(start);
  return false;
}
