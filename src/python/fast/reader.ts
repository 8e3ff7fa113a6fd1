/**
 * Reads the tokens of one logical line that the line lexer has found. What the reader does not know for certain it
 * refuses with `irregular`; tree-sitter then reads that line. It is never to guess.
 */
import { decodeText } from '../lower/strings.js';
import { KEYWORDS } from '../lower/token-statements.js';
import { irregular } from './irregular.js';
import type { BytesExpr, Expr, NumberExpr, StringExpr } from '../syntax.js';

const LF = 10;
const CR = 13;
const BACKSLASH = 92;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

/** Brackets and expressions nested deeper than this are left to tree-sitter, which needs no stack for them. */
const MAX_NESTING = 100;

/** Where a node begins. */
export interface Mark {
  readonly start: number;
  readonly line: number;
  readonly column: number;
}

/** A string literal, with the number and offset of the physical line that it begins in. */
export interface StringMark {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly lineStart: number;
}

export interface LogicalLine {
  readonly start: number;
  readonly end: number;
  /** Number (1-based) and offset of its first physical line. */
  readonly line: number;
  readonly lineStart: number;
  /** Whether a string of it may hold a backslash. */
  readonly escapes: boolean;
  /** Whether it has format or template strings. */
  readonly formats: boolean;
}

/** Reads an expression at the place of the reader; of which kinds, its giver says. */
export type ReadExpression = (r: Reader) => Expr;

export class Reader {
  /** UTF-16 offset of the next token; blanks before it are already skipped. */
  at = 0;
  /** Offset behind the last token that was read. */
  last = 0;
  /** 1-based line of `at`. */
  line = 1;
  /** Told of every string literal, implicitly joined parts one by one. */
  onString: ((string: StringMark) => void) | null = null;
  /** Whether the line has format or template strings. */
  formats = false;
  /** Inside how many replacement fields of format strings `at` is. */
  fields = 0;
  private lineStart = 0;
  private stop = 0;
  private escapes = true;
  private brackets = 0;
  private nesting = 0;

  private carriageReturns: boolean | undefined;

  /** @param text decoded, without byte-order mark and lone carriage returns */
  constructor(readonly text: string) {}

  /** Looked for when a literal is read: of most files none is. */
  private get hasCarriageReturns(): boolean {
    return (this.carriageReturns ??= this.text.includes('\r'));
  }

  /** Goes to a logical line. */
  enter({ start, end, line, lineStart, escapes, formats }: LogicalLine): void {
    this.at = start;
    this.last = start;
    this.stop = end;
    this.line = line;
    this.lineStart = lineStart;
    this.escapes = escapes;
    this.formats = formats;
    this.fields = 0;
    this.brackets = 0;
    this.nesting = 0;
  }

  get column(): number {
    return this.at - this.lineStart + 1;
  }

  atEnd(): boolean {
    return this.at >= this.stop;
  }

  /** The unit at `at`, or `ahead` behind it; NaN behind the end of the file. */
  peek(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  /** Reads `length` units as one token, and the blanks behind it. */
  take(length: number): void {
    this.at += length;
    this.last = this.at;
    this.skip();
  }

  /** Reads one unit that must be there. */
  expect(unit: number): void {
    if (this.text.charCodeAt(this.at) !== unit) irregular();
    this.take(1);
  }

  /** Whether the unit stands here; reads it if so. */
  takes(unit: number): boolean {
    if (this.text.charCodeAt(this.at) !== unit) return false;
    this.take(1);
    return true;
  }

  /** Line ends and comments count as blanks from here to `closeBracket`. */
  openBracket(): void {
    this.brackets++;
    this.enterNesting();
    this.take(1);
  }

  closeBracket(unit: number): void {
    if (this.text.charCodeAt(this.at) !== unit) irregular();
    this.brackets--;
    this.leaveNesting();
    this.take(1);
  }

  /** Goes to an offset of the physical line that was counted last; blanks there are not skipped. */
  jump(at: number): void {
    this.at = at;
    this.last = at;
  }

  /** Reads the brace of a replacement field. */
  openField(): void {
    this.fields++;
    this.openBracket();
  }

  /** Reads the closing brace of a replacement field; blanks behind it are text. */
  closeField(): void {
    this.fields--;
    this.brackets--;
    this.leaveNesting();
    this.jump(this.at + 1);
  }

  enterNesting(): void {
    if (++this.nesting > MAX_NESTING) irregular();
  }

  leaveNesting(): void {
    this.nesting--;
  }

  private skip(): void {
    const { text } = this;
    for (;;) {
      const unit = text.charCodeAt(this.at);
      if (unit === 32 || unit === 9 || unit === 12) this.at++;
      else if (unit === BACKSLASH) this.skipJoin();
      else if (this.brackets === 0) return;
      else if (unit === LF) this.nextLine(this.at + 1);
      else if (unit === CR) this.at++;
      else if (unit === 35) {
        const end = text.indexOf('\n', this.at);
        this.at = end < 0 ? text.length : end;
      } else return;
    }
  }

  /** A backslash that joins two lines. */
  private skipJoin(): void {
    const end = this.at + (this.text.charCodeAt(this.at + 1) === CR ? 2 : 1);
    if (this.text.charCodeAt(end) !== LF) irregular();
    this.nextLine(end + 1);
  }

  private nextLine(at: number): void {
    this.at = at;
    this.line++;
    this.lineStart = at;
  }

  /** Remembers the place; for a look ahead that `back` undoes. */
  save(): readonly [number, number, number, number] {
    return [this.at, this.last, this.line, this.lineStart];
  }

  back([at, last, line, lineStart]: readonly [number, number, number, number]): void {
    this.at = at;
    this.last = last;
    this.line = line;
    this.lineStart = lineStart;
  }

  // ---------------------------------------------------------------- words

  /** The ASCII word that begins here, '' for none; not yet read. */
  word(): string {
    const { text, at } = this;
    let end = at;
    let unit = text.charCodeAt(end);
    if (!isLetter(unit)) return '';
    do unit = text.charCodeAt(++end);
    while (isLetter(unit) || isDigit(unit));
    // Beyond ASCII, Python compares names in another normal form.
    if (unit > 127) irregular();
    return text.slice(at, end);
  }

  /** Reads the word if it stands here. */
  takesWord(word: string): boolean {
    if (this.text.charCodeAt(this.at) !== word.charCodeAt(0) || this.word() !== word) return false;
    this.take(word.length);
    return true;
  }

  /** Reads a name that is no keyword. */
  name(): string {
    const word = this.word();
    if (word === '' || isKeyword(word)) irregular();
    this.take(word.length);
    return word;
  }

  /** Reads `a.b.c`. */
  dottedName(): string {
    let name = this.name();
    while (this.takes(46)) name += `.${this.name()}`;
    return name;
  }

  // ------------------------------------------------------------- literals

  number(): NumberExpr {
    const { text, at: start, line, column } = this;
    let end = start;
    for (;;) {
      const unit = text.charCodeAt(end);
      const isSign = (unit === 43 || unit === 45) && (text.charCodeAt(end - 1) | 32) === 101;
      if (!isLetter(unit) && !isDigit(unit) && unit !== 46 && !(isSign && end > start)) break;
      end++;
    }
    const literal = text.slice(start, end);
    if (!NUMBER.test(literal)) irregular();
    this.take(end - start);
    return { kind: 'number', start, end, line, column, text: literal };
  }

  /** Whether a string or bytes literal begins here, with its prefix. */
  atString(): boolean {
    let ahead = 0;
    for (;;) {
      const unit = this.peek(ahead);
      if (unit === DOUBLE_QUOTE || unit === SINGLE_QUOTE) return true;
      if (ahead === 2 || !isPrefix(unit)) return false;
      ahead++;
    }
  }

  /** One literal or several adjacent ones. */
  strings(): StringExpr | BytesExpr {
    const { at: start, line, column } = this;
    let value: string | null = '';
    let isBytes: boolean | undefined;
    do {
      const literal = this.literal();
      if (isBytes !== undefined && isBytes !== literal.isBytes) irregular();
      ({ isBytes } = literal);
      value = value === null || literal.value === null ? null : value + literal.value;
    } while (this.atString());
    const span = { start, end: this.last, line, column };
    return isBytes ? { kind: 'bytes', ...span, value: value ?? '' } : { kind: 'string', ...span, value };
  }

  /** One literal that is no format string. */
  literal(): { readonly value: string | null; readonly isBytes: boolean } {
    const { text } = this;
    const mark = { line: this.line, lineStart: this.lineStart };
    let isRaw = false;
    let isBytes = false;
    let open = this.at;
    let quote = text.charCodeAt(open);
    while (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) {
      const letter = quote | 32;
      if (letter === 114) isRaw = true;
      else if (letter === 98) isBytes = true;
      // f, t
      else if (letter !== 117) irregular();
      quote = text.charCodeAt(++open);
    }
    const isTriple = text.charCodeAt(open + 1) === quote && text.charCodeAt(open + 2) === quote;
    const from = open + (isTriple ? 3 : 1);
    const to = isTriple ? this.tripleEnd(from, quote) : this.singleEnd(from, quote);
    const content = text.slice(from, to);
    const end = to + (isTriple ? 3 : 1);
    this.onString?.({ start: this.at, end, ...mark });
    this.take(end - this.at);
    const isPlain = !this.escapes && !this.hasCarriageReturns;
    return { value: isPlain ? content : decodeText(content, isRaw, isBytes), isBytes };
  }

  private singleEnd(from: number, quote: number): number {
    const { text } = this;
    if (!this.escapes) return foundAt(text.indexOf(String.fromCharCode(quote), from));
    for (let at = from; ; at++) {
      const unit = text.charCodeAt(at);
      if (unit === quote) return at;
      if (unit === BACKSLASH) {
        at++;
        if (text.charCodeAt(at) === CR) at++;
        if (text.charCodeAt(at) === LF) this.passLine(at + 1);
      } else if (unit === LF || Number.isNaN(unit)) irregular();
    }
  }

  private tripleEnd(from: number, quote: number): number {
    const { text } = this;
    if (!this.escapes) {
      const end = foundAt(text.indexOf(quote === DOUBLE_QUOTE ? '"""' : "'''", from));
      // Nothing behind a docstring asks for its line.
      if (end + 3 < this.stop) this.countLines(from, end);
      return end;
    }
    for (let at = from; ; at++) {
      const unit = text.charCodeAt(at);
      if (unit === quote) {
        if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) return at;
      } else if (unit === LF) this.passLine(at + 1);
      else if (unit === BACKSLASH) {
        // Escaped is one unit; of a line end it is only the first, and a line feed ends the line all the same.
        at++;
        if (text.charCodeAt(at) === LF) this.passLine(at + 1);
      } else if (Number.isNaN(unit)) irregular();
    }
  }

  private countLines(from: number, to: number): void {
    const { text } = this;
    for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
      this.passLine(at + 1);
    }
  }

  /** The physical line from `lineStart` on is the next one. */
  passLine(lineStart: number): void {
    this.line++;
    this.lineStart = lineStart;
  }
}

const NUMBER =
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|[1-9](?:_?\d)*|0(?:_?0)*|(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*|\d(?:_?\d)*(?=[eEjJ]))(?:[eE][-+]?\d(?:_?\d)*)?[jJ]?)$/;

export function isKeyword(word: string): boolean {
  return word.length <= 8 && KEYWORDS.has(word);
}

function foundAt(index: number): number {
  return index < 0 ? irregular() : index;
}

export function isLetter(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95;
}

export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** `r`, `b`, `u`, `f` and `t` in either case. */
function isPrefix(unit: number): boolean {
  const letter = unit | 32;
  return letter === 114 || letter === 98 || letter === 117 || letter === 102 || letter === 116;
}
