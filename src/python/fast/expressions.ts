/** Expressions of the regular shapes: atoms, brackets, and what stands behind an atom. Their positions are CPython's. */
import type {
  Argument,
  ComprehensionClause,
  ComprehensionExpr,
  Expr,
  LambdaExpr,
  SequenceExpr,
  SliceExpr,
} from '../syntax.js';
import { readStrings } from './format-strings.js';
import { MAX_CHAIN, readBinary, readConditional, readOr } from './operators.js';
import { readParameters } from './parameters.js';
import { irregular } from './irregular.js';
import { requireTarget } from './targets.js';
import { isDigit, isKeyword, type Mark, type Reader, type ReadExpression } from './reader.js';

const OPEN_PAREN = 40;
const CLOSE_PAREN = 41;
const STAR = 42;
const COMMA = 44;
const DOT = 46;
const COLON = 58;
const EQUALS = 61;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const LETTER_A = 97;
const LETTER_L = 108;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

function mark(r: Reader): Mark {
  return { start: r.at, line: r.line, column: r.column };
}

/** One expression or, when there is a comma, a tuple without brackets. */
export function readExpressions(r: Reader): Expr {
  const from = mark(r);
  const first = readItem(r, readExpression);
  if (r.peek() !== COMMA) {
    // A star alone is no expression.
    return first.kind === 'starred' ? irregular() : first;
  }
  const items = [first];
  while (r.takes(COMMA) && !endsExpressions(r)) items.push(readItem(r, readExpression));
  return { kind: 'tuple', start: from.start, end: r.last, line: from.line, column: from.column, items };
}

/** Behind a comma: whether no further expression follows. */
function endsExpressions(r: Reader): boolean {
  if (r.atEnd()) return true;
  const unit = r.peek();
  return (
    unit === EQUALS ||
    unit === COLON ||
    unit === 59 ||
    unit === CLOSE_PAREN ||
    unit === CLOSE_BRACKET ||
    unit === CLOSE_BRACE
  );
}

/** An element of a list, a tuple or a set: an expression or `*expression`. */
function readItem(r: Reader, expression: ReadExpression): Expr {
  if (r.peek() !== STAR) return expression(r);
  const { start, line, column } = mark(r);
  r.take(1);
  const value = readBinary(r, 1, readPrimary);
  return { kind: 'starred', start, end: r.last, line, column, value };
}

/** `a if b else c` and everything that binds tighter. */
export function readExpression(r: Reader): Expr {
  return r.peek() === LETTER_L && r.word() === 'lambda'
    ? readLambda(r)
    : readConditional(r, readPrimary, readExpression);
}

/** An expression where an assignment expression needs no brackets of its own: in brackets, and as a condition. */
export function readNamed(r: Reader): Expr {
  const { at: start, line, column } = r;
  const target = readExpression(r);
  if (r.peek() !== COLON || r.peek(1) !== EQUALS) return target;
  // Brackets around the name do not count for its position.
  if (target.kind !== 'name' || target.start !== start) irregular();
  r.take(2);
  const value = readExpression(r);
  return { kind: 'walrus', start, end: r.last, line, column, target, value };
}

/** Whether what was read from `at` on is an assignment expression without brackets around it. */
function isBareWalrus({ kind, start }: Expr, at: number): boolean {
  return kind === 'walrus' && start === at;
}

function readLambda(r: Reader): LambdaExpr {
  const { start, line, column } = mark(r);
  // There a colon begins the format specification.
  if (r.fields > 0) irregular();
  r.take(6);
  r.enterNesting();
  const params = readParameters(r, COLON, readExpression);
  r.expect(COLON);
  const body = readExpression(r);
  r.leaveNesting();
  return { kind: 'lambda', start, end: r.last, line, column, params, body };
}

/** An atom with its attributes, calls and subscripts. */
function readPrimary(r: Reader): Expr {
  const { at: start, line, column } = r;
  if (r.peek() === LETTER_A && r.takesWord('await')) {
    const value = readTrailers(r, mark(r));
    return { kind: 'await', start, end: r.last, line, column, value };
  }
  return readTrailers(r, { start, line, column });
}

function readTrailers(r: Reader, { start, line, column }: Mark): Expr {
  let value = readAtom(r);
  for (let count = 0; ; count++) {
    const unit = r.peek();
    if (unit !== DOT && unit !== OPEN_PAREN && unit !== OPEN_BRACKET) return value;
    if (count > MAX_CHAIN) irregular();
    if (unit === DOT) {
      r.take(1);
      const attr = r.name();
      value = { kind: 'attribute', start, end: r.last, line, column, value, attr };
    } else if (unit === OPEN_PAREN) {
      const args = readArguments(r);
      value = { kind: 'call', start, end: r.last, line, column, func: value, args };
    } else {
      const index = readIndex(r);
      value = { kind: 'subscript', start, end: r.last, line, column, value, index };
    }
  }
}

function readAtom(r: Reader): Expr {
  const unit = r.peek();
  if (unit === OPEN_PAREN) return readParentheses(r);
  if (unit === OPEN_BRACKET) return readList(r);
  if (unit === OPEN_BRACE) return readBraces(r);
  if (isDigit(unit) || (unit === DOT && isDigit(r.peek(1)))) return r.number();
  if (r.atString()) return r.formats ? readStrings(r, readExpression) : r.strings();
  const { at: start, line, column } = r;
  if (unit === DOT && r.peek(1) === DOT && r.peek(2) === DOT) {
    r.take(3);
    return { kind: 'constant', start, end: r.last, line, column, value: '...' };
  }
  const id = r.word();
  if (id === 'True' || id === 'False' || id === 'None') {
    r.take(id.length);
    return { kind: 'constant', start, end: r.last, line, column, value: id };
  }
  if (id === '' || isKeyword(id)) irregular();
  r.take(id.length);
  return { kind: 'name', start, end: r.last, line, column, id };
}

// ------------------------------------------------------------------ brackets

/** Brackets around an expression leave its position alone; a tuple begins at its bracket. */
function readParentheses(r: Reader): Expr {
  const { at: start, line, column } = r;
  r.openBracket();
  if (r.peek() === CLOSE_PAREN) {
    r.closeBracket(CLOSE_PAREN);
    return { kind: 'tuple', start, end: r.last, line, column, items: [] };
  }
  const first = readItem(r, readNamed);
  if (first.kind !== 'starred' && atClause(r)) {
    const clauses = readClauses(r);
    r.closeBracket(CLOSE_PAREN);
    return comprehension({ start, line, column }, r.last, 'generator', first, null, clauses);
  }
  if (r.peek() !== COMMA) {
    if (first.kind === 'starred') irregular();
    r.closeBracket(CLOSE_PAREN);
    return first;
  }
  const items = readMore(r, first, CLOSE_PAREN);
  return { kind: 'tuple', start, end: r.last, line, column, items };
}

function readList(r: Reader): Expr {
  const { at: start, line, column } = r;
  r.openBracket();
  if (r.peek() === CLOSE_BRACKET) {
    r.closeBracket(CLOSE_BRACKET);
    return { kind: 'list', start, end: r.last, line, column, items: [] };
  }
  const first = readItem(r, readNamed);
  if (atClause(r)) {
    const clauses = readClauses(r);
    r.closeBracket(CLOSE_BRACKET);
    return comprehension({ start, line, column }, r.last, 'list', first, null, clauses);
  }
  const items = readMore(r, first, CLOSE_BRACKET);
  return { kind: 'list', start, end: r.last, line, column, items };
}

/** The items behind the first one, and the closing bracket. */
function readMore(r: Reader, first: Expr, close: number): SequenceExpr['items'] {
  const items = [first];
  while (r.takes(COMMA)) {
    if (r.peek() === close) break;
    items.push(readItem(r, readNamed));
  }
  r.closeBracket(close);
  return items;
}

/** A dict or a set. */
function readBraces(r: Reader): Expr {
  const from = mark(r);
  const { start, line, column } = from;
  r.openBracket();
  const isSpread = r.peek() === STAR && r.peek(1) === STAR;
  if (isSpread || r.peek() === CLOSE_BRACE) return readDict(r, from, null);
  const { at } = r;
  const first = readItem(r, readNamed);
  if (r.peek() === COLON)
    return first.kind === 'starred' || isBareWalrus(first, at) ? irregular() : readDict(r, from, first);
  if (atClause(r)) {
    const clauses = readClauses(r);
    r.closeBracket(CLOSE_BRACE);
    return comprehension(from, r.last, 'set', first, null, clauses);
  }
  const items = readMore(r, first, CLOSE_BRACE);
  return { kind: 'set', start, end: r.last, line, column, items };
}

/** @param firstKey the key before the colon here; null when the dict is empty or begins with `**` */
function readDict(r: Reader, { start, line, column }: Mark, firstKey: Expr | null): Expr {
  const entries: { key: Expr | null; value: Expr }[] = [];
  if (firstKey !== null) {
    r.take(1);
    const value = readExpression(r);
    if (atClause(r)) {
      const clauses = readClauses(r);
      r.closeBracket(CLOSE_BRACE);
      return comprehension({ start, line, column }, r.last, 'dict', firstKey, value, clauses);
    }
    entries.push({ key: firstKey, value });
    if (r.peek() !== CLOSE_BRACE) r.expect(COMMA);
  }
  while (r.peek() !== CLOSE_BRACE) {
    entries.push(readEntry(r));
    if (r.peek() !== CLOSE_BRACE) r.expect(COMMA);
  }
  r.closeBracket(CLOSE_BRACE);
  return { kind: 'dict', start, end: r.last, line, column, entries };
}

function readEntry(r: Reader): { key: Expr | null; value: Expr } {
  if (r.peek() === STAR && r.peek(1) === STAR) {
    r.take(2);
    return { key: null, value: readBinary(r, 1, readPrimary) };
  }
  const key = readExpression(r);
  r.expect(COLON);
  return { key, value: readExpression(r) };
}

function readIndex(r: Reader): Expr {
  r.openBracket();
  const { start, line, column } = mark(r);
  const first = readSubscript(r);
  if (r.peek() !== COMMA) {
    r.closeBracket(CLOSE_BRACKET);
    return first;
  }
  const items = [first];
  while (r.takes(COMMA)) {
    if (r.peek() === CLOSE_BRACKET) break;
    items.push(readSubscript(r));
  }
  const end = r.last;
  r.closeBracket(CLOSE_BRACKET);
  return { kind: 'tuple', start, end, line, column, items };
}

function readSubscript(r: Reader): Expr {
  const from = mark(r);
  // Stars are new here, and rare.
  if (r.peek() === STAR) irregular();
  const lower = r.peek() === COLON ? null : readNamed(r);
  if (r.peek() !== COLON) return lower ?? irregular();
  return lower !== null && isBareWalrus(lower, from.start) ? irregular() : readSlice(r, from, lower);
}

function readSlice(r: Reader, { start, line, column }: Mark, lower: Expr | null): SliceExpr {
  r.take(1);
  const upper = readBound(r);
  const step = r.takes(COLON) ? readBound(r) : null;
  return { kind: 'slice', start, end: r.last, line, column, lower, upper, step };
}

function readBound(r: Reader): Expr | null {
  const unit = r.peek();
  return unit === COLON || unit === COMMA || unit === CLOSE_BRACKET ? null : readExpression(r);
}

/** What stands between the brackets of a call; the opening one is next. */
function readArguments(r: Reader): readonly Argument[] {
  const from = mark(r);
  r.openBracket();
  if (r.peek() === CLOSE_PAREN) return readArgumentsAfter(r, []);
  const first = readArgument(r);
  if (first.form !== 'positional' || !atClause(r)) return readArgumentsAfter(r, [first]);
  const clauses = readClauses(r);
  r.closeBracket(CLOSE_PAREN);
  const value = comprehension(from, r.last, 'generator', first.value, null, clauses);
  return [{ form: 'positional', name: null, value }];
}

/** Bases and keywords of a class header; the opening bracket is next. */
export function readBases(r: Reader): readonly Argument[] {
  r.openBracket();
  return readArgumentsAfter(r, []);
}

/** The arguments behind those that were read, and the closing bracket. */
function readArgumentsAfter(r: Reader, read: readonly Argument[]): readonly Argument[] {
  const args = [...read];
  while (r.peek() !== CLOSE_PAREN) {
    if (args.length > 0) r.expect(COMMA);
    if (r.peek() !== CLOSE_PAREN) args.push(readArgument(r));
  }
  r.closeBracket(CLOSE_PAREN);
  return args;
}

function readArgument(r: Reader): Argument {
  if (r.peek() === STAR) {
    const isDouble = r.peek(1) === STAR;
    r.take(isDouble ? 2 : 1);
    return { form: isDouble ? 'double-star' : 'star', name: null, value: readExpression(r) };
  }
  const name = takeKeyword(r);
  return name === null
    ? { form: 'positional', name, value: readNamed(r) }
    : { form: 'keyword', name, value: readExpression(r) };
}

/** `name =`, read; null when no keyword argument begins here. */
function takeKeyword(r: Reader): string | null {
  const word = r.word();
  if (word === '' || isKeyword(word)) return null;
  const place = r.save();
  r.take(word.length);
  if (r.peek() === EQUALS && r.peek(1) !== EQUALS) {
    r.take(1);
    return word;
  }
  r.back(place);
  return null;
}

// ------------------------------------------------------------ comprehensions

function comprehension(
  { start, line, column }: Mark,
  end: number,
  form: ComprehensionExpr['form'],
  element: Expr,
  value: Expr | null,
  clauses: readonly ComprehensionClause[],
): ComprehensionExpr {
  return { kind: 'comprehension', start, end, line, column, form, element, value, clauses };
}

function atClause(r: Reader): boolean {
  const unit = r.peek();
  if (unit === 102) return r.word() === 'for';
  return unit === 97 && r.word() === 'async';
}

function readClauses(r: Reader): readonly ComprehensionClause[] {
  const clauses: ComprehensionClause[] = [];
  while (atClause(r)) {
    const async = r.takesWord('async');
    if (!r.takesWord('for')) irregular();
    const target = readTargets(r);
    if (!r.takesWord('in')) irregular();
    const iter = readOr(r, readPrimary);
    const ifs: Expr[] = [];
    while (r.takesWord('if')) ifs.push(readOr(r, readPrimary));
    clauses.push({ target, iter, ifs, async });
  }
  return clauses;
}

/** What `for` assigns to: everything up to `in`. */
export function readTargets(r: Reader): Expr {
  const from = mark(r);
  const first = readTarget(r);
  if (r.peek() !== COMMA) return first.kind === 'starred' ? irregular() : first;
  const items = [first];
  while (r.takes(COMMA) && !(r.peek() === 105 && r.word() === 'in')) items.push(readTarget(r));
  return { kind: 'tuple', start: from.start, end: r.last, line: from.line, column: from.column, items };
}

/** One target, which cannot hold a comparison: `in` ends it. */
export function readTarget(r: Reader): Expr {
  if (r.peek() === STAR) return requireTarget(readItem(r, readExpression));
  return requireTarget(readBinary(r, 1, readPrimary));
}
