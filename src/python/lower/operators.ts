import type { Expr, WalrusExpr } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByField,
  fieldExpr,
  hasToken,
  isContent,
  MAX_DEPTH,
  namedChildren,
  spanBetween,
  spanOf,
  textOf,
  unknown,
  type LowerContext,
} from './context.js';
import { parenthesise } from './edits.js';
import { behindStar } from './stars.js';

/** One operand with the range of its node: brackets around it belong to the operation, not to the operand. */
interface Operand {
  readonly start: number;
  readonly end: number;
  readonly expr: Expr;
}

/** A chain of binary operators. Walked in loops: `a + b + …` may be thousands of terms long. */
export function lowerBinary(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const { operands, operators } = isBitwise(ctx, node) ? flattenBitwise(ctx, node) : flattenLeft(ctx, node);
  if (depth + operands.length > MAX_DEPTH) return unknown(ctx, node, `nested more than ${MAX_DEPTH} levels`);
  if (node.type === 'union_type' && operands.some(bindsLooser)) {
    // `list[a] | b or c` in an annotation: the grammar puts the union around the whole right side.
    for (const edit of parenthesise(node.start, node.end)) ctx.onMisread(edit);
  }
  const values = operands.map((operand): Operand => {
    const { start, end } = operand ?? node;
    const expr = operand === undefined ? unknown(ctx, node, 'no operand') : ctx.lower(operand, depth);
    return { start, end, expr };
  });
  return combine(ctx, values, operators)?.expr ?? unknown(ctx, node, 'no operand');
}

interface Chain {
  readonly operands: readonly (SyntaxNode | undefined)[];
  readonly operators: readonly string[];
}

function flattenLeft(ctx: LowerContext, node: SyntaxNode): Chain {
  const operands: (SyntaxNode | undefined)[] = [];
  const operators: string[] = [];
  let left: SyntaxNode | undefined = node;
  while (left !== undefined && isBinary(left) && !isBitwise(ctx, left)) {
    const [next, right]: readonly (SyntaxNode | undefined)[] = sides(left);
    operands.push(right);
    operators.push(operatorText(ctx, left));
    left = next;
  }
  return { operands: [...operands, left].reverse(), operators: operators.reverse() };
}

/**
 * `|`, `^` and `&` without regard to how the grammar nested them: it has `^` bind tighter than `&`, and makes
 * `list[a] | (b | c)` of `list[a] | b | c` in a type.
 */
function flattenBitwise(ctx: LowerContext, node: SyntaxNode): Chain {
  const operands: (SyntaxNode | undefined)[] = [];
  const operators: string[] = [];
  const todo: (SyntaxNode | string | undefined)[] = [node];
  while (todo.length > 0) {
    const item = todo.pop();
    if (typeof item === 'string') operators.push(item);
    else {
      const inner = item === undefined ? undefined : withoutType(item);
      if (inner === undefined || !isBitwise(ctx, inner)) operands.push(inner);
      else {
        const [left, right] = sides(inner);
        todo.push(right, operatorText(ctx, inner), left);
      }
    }
  }
  return { operands, operators };
}

const BITWISE: Readonly<Record<string, number>> = { '|': 1, '^': 2, '&': 3 };

/** All operators of a chain are bitwise, or all bind alike (`**` comes alone, its right side is an operand). */
function combine(
  ctx: LowerContext,
  operands: readonly Operand[],
  operators: readonly string[],
): Operand | undefined {
  const done: Operand[] = operands.slice(0, 1);
  const waiting: string[] = [];
  const reduce = (): void => {
    const [left, right] = done.splice(-2);
    const op = waiting.pop();
    if (left === undefined || right === undefined || op === undefined) return;
    const { start } = left;
    const { end } = right;
    const expr = behindStar(ctx, { start, end }, left.expr, (value, span) => ({
      kind: 'binary',
      ...span,
      op,
      left: value,
      right: right.expr,
    }));
    done.push({ start, end, expr });
  };
  for (const [index, op] of operators.entries()) {
    while (waiting.length > 0 && precedence(waiting[waiting.length - 1]) >= precedence(op)) reduce();
    waiting.push(op);
    done.push(...operands.slice(index + 1, index + 2));
  }
  while (waiting.length > 0) reduce();
  return done[0];
}

function precedence(operator: string | undefined): number {
  return BITWISE[operator ?? ''] ?? 0;
}

function isBinary(node: SyntaxNode): boolean {
  return node.type === 'binary_operator' || node.type === 'union_type';
}

function isBitwise(ctx: LowerContext, node: SyntaxNode): boolean {
  return isBinary(node) && operatorText(ctx, node) in BITWISE;
}

const LOOSER: ReadonlySet<string> = new Set([
  'boolean_operator',
  'not_operator',
  'comparison_operator',
  'conditional_expression',
  'lambda',
]);

function bindsLooser(operand: SyntaxNode | undefined): boolean {
  return operand !== undefined && LOOSER.has(operand.type);
}

/** The expression in a `type` node that has nothing else. */
function withoutType(node: SyntaxNode): SyntaxNode {
  const [inner] = node.type === 'type' ? namedChildren(node) : [];
  return inner ?? node;
}

function sides(node: SyntaxNode): readonly [SyntaxNode | undefined, SyntaxNode | undefined] {
  const content = namedChildren(node).filter((child) => child.type !== 'ERROR');
  return [content[0], content[1]];
}

function operatorText(ctx: LowerContext, node: SyntaxNode): string {
  if (node.type === 'union_type') return '|';
  const operator = childByField(node, 'operator') ?? node.children.find((child) => !child.named);
  return operator === undefined ? '|' : textOf(ctx, operator);
}

/** `a and b and c` is one operation of three values; brackets start a new one. */
export function lowerBoolean(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const op = hasToken(node, 'and') ? 'and' : 'or';
  const values: SyntaxNode[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.type === 'boolean_operator' && hasToken(left, op)) {
    const right = childByField(left, 'right');
    if (right !== undefined) values.push(right);
    left = childByField(left, 'left');
  }
  if (left !== undefined) values.push(left);
  return {
    kind: 'boolean',
    ...spanOf(ctx, node),
    op,
    values: values.reverse().map((value) => ctx.lower(value, depth)),
  };
}

export function lowerUnary(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const operand = fieldExpr(ctx, node, 'argument', depth);
  const [sign] = node.children;
  // Inserted by a repair (misreadings.ts), not in the file.
  if (sign?.start === sign?.end) return operand;
  if (node.type === 'not_operator') return { kind: 'unary', ...spanOf(ctx, node), op: 'not', operand };
  const op = hasToken(node, '-') ? '-' : hasToken(node, '+') ? '+' : '~';
  return { kind: 'unary', ...spanOf(ctx, node), op, operand };
}

export function lowerComparison(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const operators = node.children.filter((child) => child.field === 'operators');
  const [left, ...rest] = node.children.filter((child) => child.field !== 'operators' && isContent(child));
  if (left === undefined) return unknown(ctx, node, 'no operand');
  return {
    kind: 'compare',
    ...spanOf(ctx, node),
    left: ctx.lower(left, depth),
    rest: rest.map((value, index) => ({
      op: comparison(ctx, operators[index]),
      value: ctx.lower(value, depth),
    })),
  };
}

/** The words of `not  in` may stand apart. */
function comparison(ctx: LowerContext, operator: SyntaxNode | undefined): string {
  if (operator === undefined) return '';
  if (operator.type === 'not in' || operator.type === 'is not') return operator.type;
  return textOf(ctx, operator);
}

export function lowerConditional(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [then, test, otherwise] = namedChildren(node);
  if (then === undefined || test === undefined || otherwise === undefined) {
    return unknown(ctx, node, 'incomplete conditional expression');
  }
  // The grammar reads `y := a if b else c` as `(y := a) if b else c`.
  const walrus = then.type === 'named_expression' ? lowerWalrus(ctx, then, depth) : undefined;
  const value = childByField(then, 'value');
  const conditional: Expr = {
    kind: 'conditional',
    ...spanBetween(ctx, walrus === undefined ? node.start : (value?.start ?? node.start), node.end),
    then: walrus?.value ?? ctx.lower(then, depth),
    test: ctx.lower(test, depth),
    otherwise: ctx.lower(otherwise, depth),
  };
  return walrus === undefined ? conditional : { ...walrus, ...spanOf(ctx, node), value: conditional };
}

export function lowerWalrus(ctx: LowerContext, node: SyntaxNode, depth: number): WalrusExpr {
  return {
    kind: 'walrus',
    ...spanOf(ctx, node),
    target: fieldExpr(ctx, node, 'name', depth),
    value: fieldExpr(ctx, node, 'value', depth),
  };
}

/** The grammar reads `await x ** 2` as `await (x ** 2)`; in Python `await` binds tighter. */
export function lowerAwait(ctx: LowerContext, node: SyntaxNode, depth: number): Expr {
  const [operand] = namedChildren(node);
  if (operand === undefined) return unknown(ctx, node, 'nothing to await');
  const [left, right] = sides(operand);
  const isPower = operand.type === 'binary_operator' && hasToken(operand, '**');
  if (!isPower || left === undefined || right === undefined) {
    return { kind: 'await', ...spanOf(ctx, node), value: ctx.lower(operand, depth) };
  }
  return {
    kind: 'binary',
    ...spanOf(ctx, node),
    op: '**',
    left: {
      kind: 'await',
      ...spanBetween(ctx, node.start, left.end),
      value: ctx.lower(left, depth),
    },
    right: ctx.lower(right, depth),
  };
}
