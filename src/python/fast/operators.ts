/**
 * Operators by how tightly they bind, with the positions that CPython gives them. What they combine is read by
 * `primary`: atoms with their attributes, calls and subscripts.
 */
import type { Expr } from '../syntax.js';
import { irregular } from './irregular.js';
import type { Reader, ReadExpression } from './reader.js';

const STAR = 42;
const EQUALS = 61;

/** `a if b else c` and everything that binds tighter. */
export function readConditional(r: Reader, primary: ReadExpression, expression: ReadExpression): Expr {
  const { at: start, line, column } = r;
  const then = readOr(r, primary);
  if (!r.takesWord('if')) return then;
  const test = readOr(r, primary);
  if (!r.takesWord('else')) irregular();
  r.enterNesting();
  const otherwise = expression(r);
  r.leaveNesting();
  return { kind: 'conditional', start, end: r.last, line, column, then, test, otherwise };
}

export function readOr(r: Reader, primary: ReadExpression): Expr {
  const { at: start, line, column } = r;
  const first = readAnd(r, primary);
  if (r.peek() !== 111 || !r.takesWord('or')) return first;
  const values = [first];
  do values.push(readAnd(r, primary));
  while (r.takesWord('or'));
  return { kind: 'boolean', start, end: r.last, line, column, op: 'or', values };
}

function readAnd(r: Reader, primary: ReadExpression): Expr {
  const { at: start, line, column } = r;
  const first = readNot(r, primary);
  if (r.peek() !== 97 || !r.takesWord('and')) return first;
  const values = [first];
  do values.push(readNot(r, primary));
  while (r.takesWord('and'));
  return { kind: 'boolean', start, end: r.last, line, column, op: 'and', values };
}

function readNot(r: Reader, primary: ReadExpression): Expr {
  const { at: start, line, column } = r;
  if (r.peek() !== 110 || !r.takesWord('not')) return readComparison(r, primary);
  r.enterNesting();
  const operand = readNot(r, primary);
  r.leaveNesting();
  return { kind: 'unary', start, end: r.last, line, column, op: 'not', operand };
}

function readComparison(r: Reader, primary: ReadExpression): Expr {
  const { at: start, line, column } = r;
  const left = readBinary(r, 1, primary);
  let op = takeComparison(r);
  if (op === '') return left;
  const rest: { op: string; value: Expr }[] = [];
  while (op !== '') {
    rest.push({ op, value: readBinary(r, 1, primary) });
    op = takeComparison(r);
  }
  return { kind: 'compare', start, end: r.last, line, column, left, rest };
}

function takeComparison(r: Reader): string {
  const unit = r.peek();
  switch (unit) {
    case 60: // <
    case 62: // >
    case 33: // !
    case EQUALS: {
      // `<<=` and `>>=`
      if (r.peek(1) === unit && unit !== EQUALS) return '';
      const isDouble = r.peek(1) === EQUALS;
      // `=` alone is no comparison, `!` and `<>` are not for here.
      if (!isDouble && (unit === EQUALS || unit === 33)) return '';
      if (unit === 60 && r.peek(1) === 62) irregular();
      const op = String.fromCharCode(unit) + (isDouble ? '=' : '');
      r.take(op.length);
      return op;
    }
    case 105: // i
      if (r.takesWord('in')) return 'in';
      if (!r.takesWord('is')) return '';
      return r.takesWord('not') ? 'is not' : 'is';
    case 110: // n
      if (!r.takesWord('not')) return '';
      if (!r.takesWord('in')) irregular();
      return 'not in';
    default:
      return '';
  }
}

/** How tightly the binary operator here binds: 1 for `|` to 6 for `*`; 0 for none. Its length comes second. */
function operatorHere(r: Reader): readonly [number, number] {
  const level = LEVELS[r.peek()];
  if (level === undefined) return NO_OPERATOR;
  const unit = r.peek();
  const isDouble = r.peek(1) === unit;
  if ((unit === 60 || unit === 62) && !isDouble) return NO_OPERATOR;
  // `**` binds tighter than all of these and has been read.
  if (unit === STAR && isDouble) return NO_OPERATOR;
  const length = isDouble && (unit === 47 || unit === 60 || unit === 62) ? 2 : 1;
  if (r.peek(length) === EQUALS || (unit === 45 && r.peek(1) === 62)) return NO_OPERATOR;
  return level[length - 1] ?? NO_OPERATOR;
}

const NO_OPERATOR = [0, 0] as const;

/** By character: level and length of the operator of one, and of two of it. */
const LEVELS: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  124: [[1, 1]],
  94: [[2, 1]],
  38: [[3, 1]],
  60: [NO_OPERATOR, [4, 2]],
  62: [NO_OPERATOR, [4, 2]],
  43: [[5, 1]],
  45: [[5, 1]],
  42: [[6, 1]],
  47: [
    [6, 1],
    [6, 2],
  ],
  37: [[6, 1]],
  64: [[6, 1]],
};

/** Chains longer than this are left to the reference, which limits the depth of trees. */
export const MAX_CHAIN = 400;

export function readBinary(r: Reader, minimum: number, primary: ReadExpression): Expr {
  const { at: start, line, column } = r;
  let left = readUnary(r, primary);
  for (let count = 0; ; count++) {
    const [level, length] = operatorHere(r);
    if (level < minimum || level === 0) return left;
    if (count > MAX_CHAIN) irregular();
    const op = r.text.slice(r.at, r.at + length);
    r.take(length);
    const right = readBinary(r, level + 1, primary);
    left = { kind: 'binary', start, end: r.last, line, column, op, left, right };
  }
}

function readUnary(r: Reader, primary: ReadExpression): Expr {
  const unit = r.peek();
  const op = unit === 45 ? '-' : unit === 43 ? '+' : unit === 126 ? '~' : null;
  if (op === null) return readPower(r, primary);
  const { at: start, line, column } = r;
  r.take(1);
  r.enterNesting();
  const operand = readUnary(r, primary);
  r.leaveNesting();
  return { kind: 'unary', start, end: r.last, line, column, op, operand };
}

function readPower(r: Reader, primary: ReadExpression): Expr {
  const { at: start, line, column } = r;
  const left = primary(r);
  if (r.peek() !== STAR || r.peek(1) !== STAR || r.peek(2) === EQUALS) return left;
  r.take(2);
  r.enterNesting();
  const right = readUnary(r, primary);
  r.leaveNesting();
  return { kind: 'binary', start, end: r.last, line, column, op: '**', left, right };
}
