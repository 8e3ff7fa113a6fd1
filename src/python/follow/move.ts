import type { Argument, Expr, Parameter, Span, StringExpr } from '../expression-syntax.js';
import type { ClassStmt, FunctionStmt, Stmt, TypeParameter } from '../syntax.js';

/** How much further down a text something stands than before. */
export interface Shift {
  /** UTF-16 units. */
  readonly offset: number;
  readonly lines: number;
}

type Fields = Record<string, unknown>;

/**
 * A copy of plain data in which every place stands further down. Columns stay: only whole lines are moved.
 * Data that does not move is the same object as before.
 */
export function moved<T>(data: T, shift: Shift): T {
  if (shift.offset === 0 && shift.lines === 0) return data;
  // A copy has the fields of what it is a copy of.
  return copied(data, shift) as T;
}

/** As {@link moved}; kinds of which a file has many are copied field by field, which takes a fraction of the time. */
export function movedStatements(statements: readonly Stmt[], shift: Shift): readonly Stmt[] {
  if (shift.offset === 0 && shift.lines === 0) return statements;
  return statements.map((stmt) => statement(stmt, shift));
}

function statement(stmt: Stmt, shift: Shift): Stmt {
  switch (stmt.kind) {
    case 'function':
      return functionStatement(stmt, shift);
    case 'class':
      return classStatement(stmt, shift);
    case 'assign': {
      const { start, end, line, column } = spanOf(stmt, shift);
      const targets = expressions(stmt.targets, shift);
      return { kind: 'assign', start, end, line, column, targets, value: expression(stmt.value, shift) };
    }
    case 'expression': {
      const { start, end, line, column } = spanOf(stmt, shift);
      return { kind: 'expression', start, end, line, column, value: expression(stmt.value, shift) };
    }
    default:
      return moved(stmt, shift);
  }
}

function spanOf({ start, end, line, column }: Span, { offset, lines }: Shift): Span {
  return { start: start + offset, end: end + offset, line: line + lines, column };
}

function functionStatement(stmt: FunctionStmt, shift: Shift): FunctionStmt {
  const { start, end, line, column } = spanOf(stmt, shift);
  return {
    kind: 'function',
    start,
    end,
    line,
    column,
    name: stmt.name,
    async: stmt.async,
    decorators: expressions(stmt.decorators, shift),
    typeParams: typeParameters(stmt.typeParams, shift),
    params: stmt.params.map((each) => parameter(each, shift)),
    returns: maybe(stmt.returns, shift),
    docstring: docstring(stmt.docstring, shift),
    body: stmt.body === null ? null : movedStatements(stmt.body, shift),
  };
}

function classStatement(stmt: ClassStmt, shift: Shift): ClassStmt {
  const { start, end, line, column } = spanOf(stmt, shift);
  return {
    kind: 'class',
    start,
    end,
    line,
    column,
    name: stmt.name,
    decorators: expressions(stmt.decorators, shift),
    typeParams: typeParameters(stmt.typeParams, shift),
    args: stmt.args.map((each) => argument(each, shift)),
    docstring: docstring(stmt.docstring, shift),
    body: movedStatements(stmt.body, shift),
  };
}

function typeParameters(list: readonly TypeParameter[], shift: Shift): readonly TypeParameter[] {
  return list.length === 0 ? list : moved(list, shift);
}

function docstring(string: StringExpr | null, shift: Shift): StringExpr | null {
  if (string === null) return null;
  const { start, end, line, column } = spanOf(string, shift);
  return { kind: 'string', start, end, line, column, value: string.value };
}

function parameter({ name, form, annotation, default: value }: Parameter, shift: Shift): Parameter {
  return { name, form, annotation: maybe(annotation, shift), default: maybe(value, shift) };
}

function argument({ form, name, value }: Argument, shift: Shift): Argument {
  return { form, name, value: expression(value, shift) };
}

function maybe(expr: Expr | null, shift: Shift): Expr | null {
  return expr === null ? null : expression(expr, shift);
}

function expressions(list: readonly Expr[], shift: Shift): readonly Expr[] {
  return list.length === 0 ? list : list.map((each) => expression(each, shift));
}

function expression(expr: Expr, shift: Shift): Expr {
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
      const value = expression(expr.value, shift);
      return { kind: 'attribute', start, end, line, column, value, attr: expr.attr };
    }
    case 'subscript': {
      const value = expression(expr.value, shift);
      return { kind: 'subscript', start, end, line, column, value, index: expression(expr.index, shift) };
    }
    case 'call': {
      const func = expression(expr.func, shift);
      const args = expr.args.map((each) => argument(each, shift));
      return { kind: 'call', start, end, line, column, func, args };
    }
    case 'list':
    case 'tuple':
    case 'set':
      return { kind: expr.kind, start, end, line, column, items: expressions(expr.items, shift) };
    default:
      return moved(expr, shift);
  }
}

function copied(data: unknown, shift: Shift): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) {
    const list: unknown[] = [];
    for (const item of data) list.push(copied(item, shift));
    return list;
  }
  const copy: Fields = { ...data };
  for (const name in copy) {
    const value = copy[name];
    if (typeof value === 'object') copy[name] = value === null ? null : copied(value, shift);
    else if (typeof value === 'number') copy[name] = value + distance(name, shift);
  }
  return copy;
}

function distance(name: string, { offset, lines }: Shift): number {
  if (name === 'start' || name === 'end') return offset;
  return name === 'line' ? lines : 0;
}
