/** As `moved`, for expressions. Those of which a file has many are copied field by field: a fraction of the time. */
import type { Argument, Expr, Parameter, Span } from '../expression-syntax.js';
import { moved, type Shift } from './move.js';

export function spanOf({ start, end, line, column }: Span, { offset, lines }: Shift): Span {
  return { start: start + offset, end: end + offset, line: line + lines, column };
}

export function movedParameter(
  { name, form, annotation, default: value }: Parameter,
  shift: Shift,
): Parameter {
  return { name, form, annotation: movedOptional(annotation, shift), default: movedOptional(value, shift) };
}

export function movedArgument({ form, name, value }: Argument, shift: Shift): Argument {
  return { form, name, value: movedExpression(value, shift) };
}

export function movedOptional(expr: Expr | null, shift: Shift): Expr | null {
  return expr === null ? null : movedExpression(expr, shift);
}

export function movedExpressions(list: readonly Expr[], shift: Shift): readonly Expr[] {
  return list.length === 0 ? list : list.map((each) => movedExpression(each, shift));
}

export function movedExpression(expr: Expr, shift: Shift): Expr {
  const start = expr.start + shift.offset;
  const end = expr.end + shift.offset;
  const line = expr.line + shift.lines;
  const { column } = expr;
  switch (expr.kind) {
    case 'name':
      return { kind: 'name', start, end, line, column, id: expr.id };
    case 'constant':
      return { kind: 'constant', start, end, line, column, value: expr.value };
    case 'string':
      return { kind: 'string', start, end, line, column, value: expr.value };
    case 'number':
      return { kind: 'number', start, end, line, column, text: expr.text };
    case 'attribute': {
      const value = movedExpression(expr.value, shift);
      return { kind: 'attribute', start, end, line, column, value, attr: expr.attr };
    }
    case 'subscript': {
      const value = movedExpression(expr.value, shift);
      return {
        kind: 'subscript',
        start,
        end,
        line,
        column,
        value,
        index: movedExpression(expr.index, shift),
      };
    }
    case 'call': {
      const func = movedExpression(expr.func, shift);
      const args = expr.args.map((each) => movedArgument(each, shift));
      return { kind: 'call', start, end, line, column, func, args };
    }
    case 'list':
    case 'tuple':
    case 'set':
      return { kind: expr.kind, start, end, line, column, items: movedExpressions(expr.items, shift) };
    case 'binary': {
      const left = movedExpression(expr.left, shift);
      const right = movedExpression(expr.right, shift);
      return { kind: 'binary', start, end, line, column, op: expr.op, left, right };
    }
    case 'compare': {
      const left = movedExpression(expr.left, shift);
      const rest = expr.rest.map(({ op, value }) => ({ op, value: movedExpression(value, shift) }));
      return { kind: 'compare', start, end, line, column, left, rest };
    }
    case 'boolean': {
      const values = movedExpressions(expr.values, shift);
      return { kind: 'boolean', start, end, line, column, op: expr.op, values };
    }
    case 'unary': {
      const operand = movedExpression(expr.operand, shift);
      return { kind: 'unary', start, end, line, column, op: expr.op, operand };
    }
    default:
      return moved(expr, shift);
  }
}
