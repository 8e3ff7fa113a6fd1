/**
 * The tokens of a text, for repairs of files that the grammar does not understand: just enough of Python's
 * lexical structure to know brackets, strings, line ends and names. Never fails: what is no Python becomes
 * tokens of some kind.
 */
import { append } from '../../append.js';
import { lineEnd, skipString } from './string-tokens.js';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'operator' | 'line-end';
  /** Empty for a line end. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many brackets are open around the token; a bracket itself stands outside. */
  readonly depth: number;
}

export interface TokenizedText {
  readonly tokens: readonly Token[];
  /** Line ends (with a backslash before them) and comments between brackets that are closed again. */
  readonly gaps: readonly { readonly start: number; readonly end: number }[];
}

/** No bracket can be open where one of these begins a line. */
const BEGINS_STATEMENT: ReadonlySet<string> = new Set(
  'def class import return while try with raise del pass global nonlocal assert break continue'.split(' '),
);

const OPERATORS: readonly string[] = [
  '**=', '//=', '>>=', '<<=', '...', '**', '//', '>>', '<<', '->', ':=', '==', '!=', '<=', '>=', '<>',
  '+=', '-=', '*=', '/=', '%=', '@=', '&=', '|=', '^=',
]; // prettier-ignore

export function tokenize(text: string): TokenizedText {
  const tokens: Token[] = [];
  const gaps: { start: number; end: number }[] = [];
  let waiting: { start: number; end: number }[] = [];
  let open: string[] = [];
  let lineBegins = true;
  const push = (kind: Token['kind'], start: number, end: number): void => {
    const content = kind === 'line-end' ? '' : text.slice(start, end);
    tokens.push({ kind, text: content, start, end, depth: open.length });
  };
  const endLine = (at: number): void => {
    if (tokens.length > 0 && tokens[tokens.length - 1]?.kind !== 'line-end') push('line-end', at, at);
  };
  const forgetBrackets = (at: number): void => {
    open = [];
    waiting = [];
    endLine(at);
  };
  const bracket = (at: number, unit: string): void => {
    const closes = CLOSING[unit];
    if (closes === undefined) {
      push('operator', at, at + 1);
      open.push(unit);
      return;
    }
    if (open[open.length - 1] === closes) open.pop();
    else forgetBrackets(at);
    push('operator', at, at + 1);
    if (open.length === 0) append(gaps, waiting.splice(0));
  };

  for (let at = 0; at < text.length;) {
    const unit = text.charAt(at);
    const gap = gapEnd(text, at);
    if (gap > at) {
      const endsLine = unit === '\n' || unit === '\r';
      if (open.length > 0 && !isBlank(unit)) waiting.push({ start: at, end: gap });
      else if (endsLine) endLine(at);
      lineBegins ||= endsLine;
      at = gap;
      continue;
    }
    let end = skipString(text, at);
    if (end > at) push('string', at, end);
    else if (isNameStart(unit)) {
      end = nameEnd(text, at);
      if (lineBegins && open.length > 0 && BEGINS_STATEMENT.has(text.slice(at, end))) forgetBrackets(at);
      push('name', at, end);
    } else if (isDigit(unit) || (unit === '.' && isDigit(text.charAt(at + 1)))) {
      end = numberEnd(text, at);
      push('number', at, end);
    } else if (BRACKETS.includes(unit)) {
      end = at + 1;
      bracket(at, unit);
    } else {
      end = at + (OPERATORS.find((operator) => text.startsWith(operator, at))?.length ?? 1);
      push('operator', at, end);
    }
    lineBegins = false;
    at = end;
  }
  endLine(text.length);
  return { tokens, gaps };
}

const BRACKETS = '([{)]}';
/** The opening bracket of each closing one. */
export const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export function isBracket({ kind, text }: Token): boolean {
  return kind === 'operator' && BRACKETS.includes(text);
}

/** Behind white space, one line end, or a comment at `at`; `at` itself when a token begins there. */
function gapEnd(text: string, at: number): number {
  const unit = text.charAt(at);
  if (isBlank(unit)) return at + 1;
  if (unit === '\n') return at + 1;
  if (unit === '\r') return at + (text.charAt(at + 1) === '\n' ? 2 : 1);
  if (unit === '\\') {
    const next = text.charAt(at + 1);
    return next === '\n' || next === '\r' ? gapEnd(text, at + 1) : at;
  }
  return unit === '#' ? lineEnd(text, at) : at;
}

function isBlank(unit: string): boolean {
  return unit === ' ' || unit === '\t' || unit === '\f';
}

function isDigit(unit: string): boolean {
  return unit >= '0' && unit <= '9';
}

/** Every character beyond ASCII counts as a letter. */
function isNameStart(unit: string): boolean {
  return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z') || unit === '_' || unit > '\x7f';
}

function nameEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && (isNameStart(text.charAt(end)) || isDigit(text.charAt(end)))) end++;
  return end;
}

/** Digits, letters and dots, and the sign of an exponent. */
function numberEnd(text: string, at: number): number {
  const isHex = text.charAt(at) === '0' && text.charAt(at + 1).toLowerCase() === 'x';
  let end = at;
  while (end < text.length) {
    const unit = text.charAt(end);
    const isSign = (unit === '+' || unit === '-') && !isHex && text.charAt(end - 1).toLowerCase() === 'e';
    if (!isDigit(unit) && !isNameStart(unit) && unit !== '.' && !(isSign && end > at)) break;
    end++;
  }
  return end;
}
