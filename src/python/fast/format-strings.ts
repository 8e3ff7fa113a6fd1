/** Format strings of one line, alone or among other literals; what is rare in them is left to tree-sitter. */
import { append } from '../../append.js';
import { decodeText, joinText, unescapeBraces } from '../lower/strings.js';
import type { FormatField, FormatStringExpr, StringExpr } from '../syntax.js';
import { irregular } from './irregular.js';
import type { Reader, ReadExpression } from './reader.js';

type Part = string | FormatField | null;

const LF = 10;
const CR = 13;
const EXCLAMATION = 33;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const COLON = 58;
const BACKSLASH = 92;
const LETTER_F = 102;
const LETTER_N = 78;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Adjacent literals in a line that has format strings. */
export function readStrings(r: Reader, expression: ReadExpression): StringExpr | FormatStringExpr {
  const { at: start, line, column } = r;
  const parts: Part[] = [];
  let isFormat = false;
  do {
    if ((r.peek() | 32) === LETTER_F) {
      isFormat = true;
      append(parts, readFormat(r, expression));
    } else {
      const { value, isBytes } = r.literal();
      parts.push(isBytes ? irregular() : value);
    }
  } while (r.atString());
  const span = { start, end: r.last, line, column };
  const joined = joinText(parts);
  if (isFormat) return { kind: 'fstring', ...span, template: false, parts: joined };
  const [value = ''] = joined;
  return { kind: 'string', ...span, value: typeof value === 'string' ? value : null };
}

function readFormat(r: Reader, expression: ReadExpression): readonly Part[] {
  const quote = r.peek(1);
  if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) irregular();
  // Three of them: it may go over several lines.
  if (r.peek(2) === quote && r.peek(3) === quote) irregular();
  r.jump(r.at + 2);
  const parts = readParts(r, expression, quote);
  r.take(1);
  return parts;
}

/** Text and fields up to the quote, or to the brace of the field whose format specification this is. */
function readParts(r: Reader, expression: ReadExpression, stop: number): readonly Part[] {
  const { text } = r;
  const parts: Part[] = [];
  let from = r.at;
  let at = from;
  const endText = (): void => {
    if (at > from) parts.push(decodeText(unescapeBraces(text.slice(from, at)), false, false));
  };
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === stop) {
      endText();
      r.jump(at);
      return parts;
    }
    if (unit === OPEN_BRACE && text.charCodeAt(at + 1) !== OPEN_BRACE) {
      endText();
      r.jump(at);
      parts.push(readField(r, expression));
      from = r.at;
      at = from;
    } else at += textLength(text, at, stop);
  }
}

/** How many units of text stand here together. */
function textLength(text: string, at: number, stop: number): number {
  const unit = text.charCodeAt(at);
  const isSpecification = stop === CLOSE_BRACE;
  if (unit === LF || unit === CR || Number.isNaN(unit)) irregular();
  if (unit === OPEN_BRACE || unit === CLOSE_BRACE) {
    // Braces are doubled in text, and mean something else in a specification.
    return isSpecification || text.charCodeAt(at + 1) !== unit ? irregular() : 2;
  }
  if (isSpecification && (unit === BACKSLASH || unit === DOUBLE_QUOTE || unit === SINGLE_QUOTE)) irregular();
  if (unit !== BACKSLASH) return 1;
  const escaped = text.charCodeAt(at + 1);
  const isPlain =
    escaped !== LETTER_N &&
    escaped !== OPEN_BRACE &&
    escaped !== CLOSE_BRACE &&
    escaped !== LF &&
    escaped !== CR;
  return isPlain ? 2 : irregular();
}

/** `{value!r:specification}` */
function readField(r: Reader, expression: ReadExpression): FormatField {
  const { line } = r;
  r.openField();
  const value = expression(r);
  let conversion: string | null = null;
  if (r.takes(EXCLAMATION)) {
    // Nothing stands between the mark, the letter and what ends the field.
    if (r.at !== r.last) irregular();
    conversion = r.name();
    if (r.at !== r.last || !/^[rsa]$/.test(conversion)) irregular();
  }
  let spec: readonly Part[] | null = null;
  if (r.peek() === COLON) {
    // Blanks belong to it.
    r.jump(r.at + 1);
    spec = joinText(readParts(r, expression, CLOSE_BRACE));
    if (spec.length === 0) irregular();
  }
  if (r.peek() !== CLOSE_BRACE || r.line !== line) irregular();
  r.closeField();
  return { value, conversion, spec, debug: false };
}
