// Format strings of an expression that is judged, with their fields. What is rare in them is left alone: backslashes
// but for the plainest, `=` behind a value, fields that go over several lines, empty specifications.
import { ahead, at, closesField, goTo, here, opensBracket, take } from './cursor';
import { acceptExpression, REFUSED } from './expressions';
import { nextStop } from './format-strings';
import {
  BACKSLASH,
  byteAt,
  CARRIAGE_RETURN,
  CLOSE_CURLY,
  COLON,
  end,
  EXCLAMATION,
  isQuote,
  LINE_FEED,
  nextLineFeed,
  OPEN_CURLY,
} from './input';

const LETTER_A: i32 = 0x61;
const LETTER_N: i32 = 0x6e;
const LETTER_R: i32 = 0x72;
const LETTER_S: i32 = 0x73;
const LETTER_T: i32 = 0x74;

/** Inside how many fields the cursor is. */
let fields: i32 = 0;

export function inField(): bool {
  return fields > 0;
}

/** Goes behind the format string whose opening quote is here. */
export function acceptsFormatString(raw: bool): bool {
  const quote = here();
  const triple = ahead(1) == quote && ahead(2) == quote;
  const quotes: usize = triple ? 3 : 1;
  let p = nextStop(at + quotes, quote);
  while (!isClosing(p, quote, triple)) {
    if (byteAt(p) == OPEN_CURLY && byteAt(p + 1) != OPEN_CURLY) {
      goTo(p);
      if (!acceptsField(true)) return false;
      p = nextStop(at, quote);
    } else {
      const length = textLength(p, quote, triple, raw);
      if (length == 0) return false;
      p = nextStop(p + length, quote);
    }
  }
  goTo(p);
  take(quotes);
  return true;
}

function isClosing(p: usize, quote: i32, triple: bool): bool {
  return byteAt(p) == quote && (!triple || (byteAt(p + 1) == quote && byteAt(p + 2) == quote));
}

/** How many bytes of text stand at a stop; 0 where that is left alone. */
function textLength(p: usize, quote: i32, triple: bool, raw: bool): usize {
  const byte = byteAt(p);
  if (byte == quote) return 1;
  if (byte == LINE_FEED) return triple && p < end && byteAt(p - 1) != CARRIAGE_RETURN ? 1 : 0;
  if (byte == BACKSLASH) return !raw && isPlainEscape(byteAt(p + 1)) ? 2 : 0;
  // A brace is doubled in text.
  return byteAt(p + 1) == byte ? 2 : 0;
}

function isPlainEscape(byte: i32): bool {
  return byte == LETTER_N || byte == LETTER_T || byte == LETTER_R || byte == BACKSLASH || isQuote(byte);
}

/** `{value!r:specification}`; a field in a specification has none of its own. */
function acceptsField(mayFormat: bool): bool {
  const opening = at;
  if (!opensBracket()) return false;
  fields++;
  const accepted = acceptExpression() != REFUSED && acceptsConversion() && (!mayFormat || acceptsFormat());
  fields--;
  return accepted && nextLineFeed(opening) >= at && closesField(CLOSE_CURLY);
}

/** `!r`; nothing stands between the mark, the letter and what ends the field. */
function acceptsConversion(): bool {
  if (here() != EXCLAMATION) return true;
  const letter = ahead(1);
  const behind = ahead(2);
  if (letter != LETTER_R && letter != LETTER_S && letter != LETTER_A) return false;
  if (behind != COLON && behind != CLOSE_CURLY) return false;
  goTo(at + 2);
  return true;
}

/** The colon of a specification, if there is one, and all up to the brace behind it. */
function acceptsFormat(): bool {
  if (here() != COLON) return true;
  const start = at + 1;
  let p = start;
  while (byteAt(p) != CLOSE_CURLY) {
    const byte = byteAt(p);
    if (byte == BACKSLASH || byte == LINE_FEED || byte == CARRIAGE_RETURN || isQuote(byte)) return false;
    if (byte == OPEN_CURLY) {
      goTo(p);
      if (byteAt(p + 1) == OPEN_CURLY || !acceptsField(false)) return false;
      p = at;
    } else p++;
  }
  goTo(p);
  return p > start;
}
