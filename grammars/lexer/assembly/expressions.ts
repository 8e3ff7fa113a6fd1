// Does the reader of src/python/fast know this expression? Whatever is accepted here it must read: where the two
// differ, this must be the stricter one. Each function goes behind what it accepts.
import {
  ahead,
  at,
  atEnd,
  atWord,
  closesBracket,
  here,
  nameLength,
  nest,
  nesting,
  opensBracket,
  take,
  takes,
  takesName,
  takesWord,
  unnest,
} from './cursor';
import { inField } from './fields';
import {
  CLOSE_CURLY,
  CLOSE_PARENTHESIS,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  isQuote,
  OPEN_CURLY,
  OPEN_PARENTHESIS,
  OPEN_SQUARE,
  STAR,
  TILDE,
} from './input';
import { acceptStrings, isDigit, STRINGS_REFUSED, STRINGS_TEXT, takesNumber } from './literals';
import { isPower, isSign, mayJoin, operatorLength, takesComparison } from './operators';
import { acceptsParametersUpTo } from './parameters';
import { AND, ASYNC, ELSE, FALSE, FOR, IF, IN, isLetter, LAMBDA, NONE, NOT, OR, TRUE } from './words';

/** What an expression is, brackets around it aside. */
export const REFUSED: i32 = 0;
const OTHER: i32 = 1;
const STARRED: i32 = 2;
const STARRED_TARGET: i32 = 3;
const NAME: i32 = 4;
const ATTRIBUTE: i32 = 5;
const SUBSCRIPT: i32 = 6;
/** A tuple or a list of targets. */
const TARGETS: i32 = 7;
export const TEXT: i32 = 8;
const NUMBER: i32 = 9;
/** A sign before a number. */
const SIGNED: i32 = 10;
/** True, False, None or `...`. */
const CONSTANT: i32 = 11;

/** What an argument is. */
const POSITIONAL: i32 = 1;
const NAMED: i32 = 2;

/** The reader takes four hundred. */
const MAX_OPERATORS: i32 = 200;
const MAX_TRAILERS: i32 = 60;

/** What may be annotated, or assigned to together with an operator. */
export function isPlace(expression: i32): bool {
  return expression == NAME || expression == ATTRIBUTE || expression == SUBSCRIPT;
}

/** What may be assigned to. */
export function isTarget(expression: i32): bool {
  return isPlace(expression) || expression == TARGETS;
}

function isStarred(expression: i32): bool {
  return expression == STARRED || expression == STARRED_TARGET;
}

/** What a tuple or a list is, as far as it is one of targets, with one more `item`. */
function withItem(items: i32, item: i32): i32 {
  return items == TARGETS && (isTarget(item) || item == STARRED_TARGET) ? TARGETS : joined(item);
}

/** Strings, numbers with or without a sign, constants. */
export function isLiteral(expression: i32): bool {
  return expression >= TEXT;
}

/** One expression or, when there is a comma, a tuple without brackets. */
export function acceptExpressions(): i32 {
  const first = acceptItem();
  if (here() != COMMA) return isStarred(first) ? REFUSED : first;
  let kind = withItem(TARGETS, first);
  while (kind != REFUSED && takes(COMMA) && !endsExpressions()) kind = withItem(kind, acceptItem());
  return kind;
}

function endsExpressions(): bool {
  return atEnd() || here() == EQUALS || here() == COLON;
}

/** An expression or `*expression`. */
function acceptItem(): i32 {
  if (here() != STAR) return acceptExpression();
  take(1);
  const kind = acceptArithmetic();
  return kind == REFUSED ? REFUSED : isTarget(kind) ? STARRED_TARGET : STARRED;
}

/** The same in brackets. */
function acceptInner(): i32 {
  return here() == STAR ? acceptItem() : acceptNamed();
}

/** `a if b else c` and everything that binds tighter. */
export function acceptExpression(): i32 {
  if (isSign(here()) || atWord(NOT)) return acceptConditional(acceptBoolean());
  const start = at;
  const atom = acceptAtom();
  // The one keyword that begins an expression and no operand.
  if (atom == REFUSED && at == start && takesWord(LAMBDA)) return acceptLambda();
  return acceptExpressionFrom(atom);
}

/** Behind `lambda`. In a field of a format string its colon would begin the specification. */
function acceptLambda(): i32 {
  const outer = nesting;
  if (inField() || !nest()) return REFUSED;
  if (!acceptsParametersUpTo(COLON)) return REFUSED;
  take(1);
  const body = acceptExpression();
  unnest(outer);
  return joined(body);
}

/** An expression where an assignment expression needs no brackets of its own: in brackets, and as a condition. */
export function acceptNamed(): i32 {
  const isBare = isLetter(here());
  const target = acceptExpression();
  return atWalrus() ? acceptAssigned(isBare ? target : REFUSED) : target;
}

function atWalrus(): bool {
  return here() == COLON && ahead(1) == EQUALS;
}

/** `:=` behind a target of this kind, and the value. */
function acceptAssigned(target: i32): i32 {
  if (target != NAME) return REFUSED;
  take(2);
  return joined(acceptExpression());
}

/** The expression that begins with an atom of this kind, behind it. */
function acceptExpressionFrom(atom: i32): i32 {
  const kind = acceptTrailers(atom);
  if (kind == REFUSED || !mayJoin()) return kind;
  return acceptConditional(acceptOperators(acceptComparisons(acceptArithmeticFrom(kind, nesting))));
}

/** What follows `then`, the expression with `if` and `else`. */
function acceptConditional(then: i32): i32 {
  const outer = nesting;
  let kind = then;
  while (kind != REFUSED && takesWord(IF)) {
    if (acceptBoolean() == REFUSED || !takesWord(ELSE) || !nest()) return REFUSED;
    kind = joined(acceptBoolean());
  }
  unnest(outer);
  return kind;
}

/** What an expression is whose last operand is of this kind. */
function joined(operand: i32): i32 {
  return operand == REFUSED ? REFUSED : OTHER;
}

/** Comparisons with `not`, `and`, `or`. */
function acceptBoolean(): i32 {
  return acceptOperators(acceptNot());
}

/** `and` and `or` with what they join to the `first`. */
function acceptOperators(first: i32): i32 {
  let kind = first;
  while (kind != REFUSED && (takesWord(AND) || takesWord(OR))) kind = joined(acceptNot());
  return kind;
}

function acceptNot(): i32 {
  const outer = nesting;
  let negated: bool = false;
  while (takesWord(NOT)) {
    if (!nest()) return REFUSED;
    negated = true;
  }
  const kind = acceptComparisons(acceptArithmetic());
  unnest(outer);
  return negated ? joined(kind) : kind;
}

/** Comparisons with what they join to the `first`. */
function acceptComparisons(first: i32): i32 {
  let kind = first;
  while (kind != REFUSED && mayJoin() && takesComparison()) kind = joined(acceptArithmetic());
  return kind;
}

/** Operands that are joined by arithmetical operators. */
export function acceptArithmetic(): i32 {
  const outer = nesting;
  return acceptArithmeticFrom(acceptOperand(), outer);
}

/** The same behind its `first` operand; `outer` is how much was nested before that. */
function acceptArithmeticFrom(first: i32, outer: i32): i32 {
  let kind = first;
  let length = operatorLength();
  let count = 0;
  while (kind != REFUSED && length > 0) {
    if (++count > MAX_OPERATORS) return REFUSED;
    if (!isPower(length)) unnest(outer);
    else if (!nest()) return REFUSED;
    take(length);
    kind = joined(acceptOperand());
    length = operatorLength();
  }
  unnest(outer);
  return kind;
}

/** A primary behind any number of signs. */
function acceptOperand(): i32 {
  const sign = here();
  if (!isSign(sign)) return acceptTrailers(acceptAtom());
  let signs = 0;
  while (isSign(here())) {
    if (!nest()) return REFUSED;
    take(1);
    signs++;
  }
  const kind = acceptTrailers(acceptAtom());
  return kind == NUMBER && signs == 1 && sign != TILDE ? SIGNED : joined(kind);
}

/** The attributes, calls and subscripts behind an `atom`. */
function acceptTrailers(atom: i32): i32 {
  let kind = atom;
  let count = 0;
  let byte = here();
  while (kind != REFUSED && (byte == DOT || byte == OPEN_PARENTHESIS || byte == OPEN_SQUARE)) {
    if (++count > MAX_TRAILERS) return REFUSED;
    if (byte == OPEN_PARENTHESIS) kind = acceptsArguments() ? OTHER : REFUSED;
    else if (byte == OPEN_SQUARE) kind = acceptsIndex() ? SUBSCRIPT : REFUSED;
    else kind = acceptsAttribute() ? ATTRIBUTE : REFUSED;
    byte = here();
  }
  return kind;
}

function acceptsAttribute(): bool {
  take(1);
  return takesName();
}

function acceptAtom(): i32 {
  const byte = here();
  if (isLetter(byte)) return acceptWord();
  if (isQuote(byte)) return kindOfStrings(acceptStrings());
  if (byte == OPEN_PARENTHESIS) return acceptParentheses();
  if (byte == OPEN_SQUARE) return acceptList();
  if (byte == OPEN_CURLY) return acceptsBraces() ? OTHER : REFUSED;
  if (isDigit(byte) || (byte == DOT && isDigit(ahead(1)))) return takesNumber() ? NUMBER : REFUSED;
  return byte == DOT ? acceptEllipsis() : REFUSED;
}

/** A name, a constant, or strings with a prefix. */
function acceptWord(): i32 {
  const length = nameLength();
  if (length == 0) return takesWord(TRUE) || takesWord(FALSE) || takesWord(NONE) ? CONSTANT : REFUSED;
  if (isQuote(ahead(length))) return kindOfStrings(acceptStrings());
  take(length);
  return NAME;
}

function kindOfStrings(strings: i32): i32 {
  if (strings == STRINGS_REFUSED) return REFUSED;
  return strings == STRINGS_TEXT ? TEXT : OTHER;
}

function acceptEllipsis(): i32 {
  if (ahead(1) != DOT || ahead(2) != DOT) return REFUSED;
  take(3);
  return CONSTANT;
}

// ------------------------------------------------------------------ brackets

/** An expression in brackets is what it is without them. */
function acceptParentheses(): i32 {
  if (!opensBracket()) return REFUSED;
  if (closesBracket(CLOSE_PARENTHESIS)) return TARGETS;
  const first = acceptInner();
  if (first == REFUSED) return REFUSED;
  if (!isStarred(first) && closesBracket(CLOSE_PARENTHESIS)) return first;
  if (isStarred(first) && here() != COMMA) return REFUSED;
  return acceptRest(first, CLOSE_PARENTHESIS);
}

function acceptList(): i32 {
  if (!opensBracket()) return REFUSED;
  if (closesBracket(CLOSE_SQUARE)) return TARGETS;
  const first = acceptInner();
  return first == REFUSED ? REFUSED : acceptRest(first, CLOSE_SQUARE);
}

/** Behind the first item: clauses of a comprehension or further items, and the closing bracket. */
function acceptRest(first: i32, close: i32): i32 {
  let kind = withItem(TARGETS, first);
  if (!isStarred(first) && atClause()) kind = acceptsClauses() ? OTHER : REFUSED;
  else while (kind != REFUSED && takes(COMMA) && here() != close) kind = withItem(kind, acceptInner());
  return kind != REFUSED && closesBracket(close) ? kind : REFUSED;
}

/** A dict or a set. */
function acceptsBraces(): bool {
  if (!opensBracket()) return false;
  if (here() == CLOSE_CURLY || atSpread()) return acceptsEntries();
  const first = acceptItem();
  if (first == REFUSED) return false;
  if (here() != COLON) return acceptRest(first, CLOSE_CURLY) != REFUSED;
  take(1);
  if (isStarred(first) || acceptExpression() == REFUSED) return false;
  if (atClause()) return acceptsClauses() && closesBracket(CLOSE_CURLY);
  return here() == CLOSE_CURLY || takes(COMMA) ? acceptsEntries() : false;
}

function atSpread(): bool {
  return here() == STAR && ahead(1) == STAR;
}

/** Entries of a dict from here on, and its closing bracket. */
function acceptsEntries(): bool {
  while (here() != CLOSE_CURLY) {
    if (!acceptsEntry()) return false;
    if (here() != CLOSE_CURLY && !takes(COMMA)) return false;
  }
  return closesBracket(CLOSE_CURLY);
}

function acceptsEntry(): bool {
  if (atSpread()) {
    take(2);
    return acceptArithmetic() != REFUSED;
  }
  return acceptExpression() != REFUSED && takes(COLON) && acceptExpression() != REFUSED;
}

function acceptsIndex(): bool {
  if (!opensBracket() || !acceptsSubscript()) return false;
  while (takes(COMMA) && here() != CLOSE_SQUARE) if (!acceptsSubscript()) return false;
  return closesBracket(CLOSE_SQUARE);
}

function acceptsSubscript(): bool {
  if (here() != COLON && acceptExpression() == REFUSED) return false;
  if (!takes(COLON)) return true;
  return acceptsBound() && (!takes(COLON) || acceptsBound());
}

function acceptsBound(): bool {
  const byte = here();
  return byte == COLON || byte == COMMA || byte == CLOSE_SQUARE || acceptExpression() != REFUSED;
}

/** What stands between the brackets of a call. */
function acceptsArguments(): bool {
  if (!opensBracket()) return false;
  if (closesBracket(CLOSE_PARENTHESIS)) return true;
  const first = acceptArgument();
  if (first == POSITIONAL && atClause()) return acceptsClauses() && closesBracket(CLOSE_PARENTHESIS);
  return first != REFUSED && acceptsFurtherArguments();
}

/** Bases and keywords of a class header. */
export function acceptsBases(): bool {
  if (!opensBracket()) return false;
  if (closesBracket(CLOSE_PARENTHESIS)) return true;
  return acceptArgument() != REFUSED && acceptsFurtherArguments();
}

function acceptsFurtherArguments(): bool {
  while (takes(COMMA) && here() != CLOSE_PARENTHESIS) if (acceptArgument() == REFUSED) return false;
  return closesBracket(CLOSE_PARENTHESIS);
}

/** POSITIONAL, NAMED or REFUSED; one behind stars counts as named. */
function acceptArgument(): i32 {
  if (here() == STAR) {
    take(atSpread() ? 2 : 1);
    return acceptExpression() == REFUSED ? REFUSED : NAMED;
  }
  const length = nameLength();
  if (length == 0 || isQuote(ahead(length))) return acceptNamed() == REFUSED ? REFUSED : POSITIONAL;
  take(length);
  if (here() != EQUALS || ahead(1) == EQUALS) {
    const first = acceptExpressionFrom(NAME);
    return (atWalrus() ? acceptAssigned(first) : first) == REFUSED ? REFUSED : POSITIONAL;
  }
  take(1);
  return acceptExpression() == REFUSED ? REFUSED : NAMED;
}

// ------------------------------------------------------------ comprehensions

function atClause(): bool {
  return atWord(FOR) || atWord(ASYNC);
}

function acceptsClauses(): bool {
  while (atClause()) {
    takesWord(ASYNC);
    if (!takesWord(FOR) || !acceptsTargets() || !takesWord(IN) || acceptBoolean() == REFUSED) return false;
    while (takesWord(IF)) if (acceptBoolean() == REFUSED) return false;
  }
  return true;
}

/** What `for` assigns to. It holds no comparison: `in` ends it. */
export function acceptsTargets(): bool {
  const first = acceptTarget();
  if (here() != COMMA) return isTarget(first);
  let kind = withItem(TARGETS, first);
  while (kind == TARGETS && takes(COMMA) && !atWord(IN)) kind = withItem(kind, acceptTarget());
  return kind == TARGETS;
}

/** One target, or `*target`. */
export function acceptTarget(): i32 {
  return here() == STAR ? acceptItem() : acceptArithmetic();
}
