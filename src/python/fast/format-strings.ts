/** Format strings, alone or among other literals; what is rare in them is left to tree-sitter. */
import { append } from '../../append.js';
import { debugConversion, decodeText, joinText, unescapeBraces } from '../lower/strings.js';
import type { BytesExpr, FormatField, FormatStringExpr, StringExpr } from '../syntax.js';
import { irregular } from './irregular.js';
import type { Reader, ReadExpression } from './reader.js';

type Part = string | FormatField | null;

const LF = 10;
const CR = 13;
const EXCLAMATION = 33;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const COLON = 58;
const EQUALS = 61;
const BACKSLASH = 92;
const LETTER_B = 98;
const LETTER_F = 102;
const LETTER_N = 78;
const LETTER_R = 114;
/** Makes an ASCII letter a small one. */
const LOWER = 32;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** A format string while it is read. */
interface Literal {
  /** Its quotes are three each, so that it may go over several lines. */
  readonly triple: boolean;
  /** It has no escapes. */
  readonly raw: boolean;
  readonly expression: ReadExpression;
}

/** Adjacent literals in a line that has format strings. */
export function readStrings(
  r: Reader,
  expression: ReadExpression,
): StringExpr | FormatStringExpr | BytesExpr {
  if (atBytes(r)) return r.strings();
  const { at: start, line, column } = r;
  const parts: Part[] = [];
  let isFormat = false;
  do {
    const prefix = formatPrefix(r);
    if (prefix > 0) {
      isFormat = true;
      append(parts, readFormat(r, prefix, expression));
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

/** Whether the string here is one of bytes. */
function atBytes(r: Reader): boolean {
  const first = r.peek() | LOWER;
  return first === LETTER_B || (first === LETTER_R && (r.peek(1) | LOWER) === LETTER_B);
}

function readFormat(r: Reader, prefix: number, expression: ReadExpression): readonly Part[] {
  const { text, at } = r;
  const quote = text.charCodeAt(at + prefix);
  if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) irregular();
  const triple = isTriple(text, at + prefix, quote);
  const quotes = triple ? 3 : 1;
  r.jump(at + prefix + quotes);
  const parts = readParts(r, { triple, raw: prefix === 2, expression }, quote);
  r.take(quotes);
  return parts;
}

/** The length of `f`, or of `rf` or `fr`, in either case; 0 for another prefix. */
function formatPrefix(r: Reader): number {
  const first = r.peek() | LOWER;
  const second = r.peek(1) | LOWER;
  if (first === LETTER_R) return second === LETTER_F ? 2 : 0;
  if (first !== LETTER_F) return 0;
  return second === LETTER_R ? 2 : 1;
}

function isTriple(text: string, at: number, quote: number): boolean {
  return text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
}

/** Text and fields up to the quote, or to the brace of the field whose format specification this is. */
function readParts(r: Reader, literal: Literal, stop: number): readonly Part[] {
  const { text } = r;
  const parts: Part[] = [];
  let from = r.at;
  let at = from;
  const endText = (): void => {
    if (at > from) parts.push(decodeText(unescapeBraces(text.slice(from, at)), literal.raw, false));
  };
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === stop && (stop === CLOSE_BRACE || !literal.triple || isTriple(text, at, stop))) {
      endText();
      r.jump(at);
      return parts;
    }
    if (unit === OPEN_BRACE && text.charCodeAt(at + 1) !== OPEN_BRACE) {
      endText();
      r.jump(at);
      append(parts, readField(r, literal, stop === CLOSE_BRACE));
      from = r.at;
      at = from;
    } else at += textLength(r, at, literal, stop === CLOSE_BRACE);
  }
}

/** How many units of text stand here together. */
function textLength(r: Reader, at: number, { triple, raw }: Literal, inSpecification: boolean): number {
  const { text } = r;
  const unit = text.charCodeAt(at);
  if (unit === LF && triple && !inSpecification) {
    r.passLine(at + 1);
    return 1;
  }
  if (unit === LF || unit === CR || Number.isNaN(unit)) irregular();
  if (unit === OPEN_BRACE || unit === CLOSE_BRACE) {
    // Braces are doubled in text, and mean something else in a specification.
    return inSpecification || text.charCodeAt(at + 1) !== unit ? irregular() : 2;
  }
  if (inSpecification && (unit === BACKSLASH || unit === DOUBLE_QUOTE || unit === SINGLE_QUOTE)) irregular();
  if (unit !== BACKSLASH) return 1;
  const escaped = text.charCodeAt(at + 1);
  // A name of a character has braces of its own, but not in a raw string, where every brace means something.
  if (escaped === OPEN_BRACE || escaped === CLOSE_BRACE) return raw ? 1 : irregular();
  if (escaped === LETTER_N && !raw) irregular();
  if (escaped === CR || (escaped === LF && !triple)) irregular();
  // The line end is counted where it stands.
  return escaped === LF ? 1 : 2;
}

/** `{value=!r:specification}`; before a value that is shown with its source stands that as text. */
function readField(r: Reader, literal: Literal, inSpecification: boolean): readonly Part[] {
  const { line, at: open } = r;
  r.openField();
  const value = literal.expression(r);
  const debug = r.peek() === EQUALS;
  if (debug) r.take(1);
  const source = debug ? sourceOf(r.text.slice(open + 1, r.at), literal.raw || inSpecification) : null;
  const conversion = readConversion(r);
  let spec: readonly Part[] | null = null;
  if (r.peek() === COLON) {
    // Blanks belong to it.
    r.jump(r.at + 1);
    spec = joinText(readParts(r, literal, CLOSE_BRACE));
    if (spec.length === 0) irregular();
  }
  if (r.peek() !== CLOSE_BRACE || r.line !== line) irregular();
  r.closeField();
  const field = { value, conversion: debugConversion(debug, conversion, spec), spec, debug };
  return debug ? [source, field] : [field];
}

/** `!r`; nothing stands between the mark, the letter and what ends the field. */
function readConversion(r: Reader): string | null {
  if (!r.takes(EXCLAMATION)) return null;
  if (r.at !== r.last) irregular();
  const conversion = r.name();
  return r.at === r.last && /^[rsa]$/.test(conversion) ? conversion : irregular();
}

/** The source of a value as Python shows it. */
function sourceOf(source: string, raw: boolean): string | null {
  // Comments are not shown.
  return source.includes('#') ? irregular() : decodeText(source, raw, false);
}
