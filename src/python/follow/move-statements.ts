/** As `moved`, for statements. Those of which a file has many are copied field by field: a fraction of the time. */
import type { StringExpr } from '../expression-syntax.js';
import type { ClassStmt, ForStmt, FunctionStmt, IfStmt, Stmt, TypeParameter } from '../syntax.js';
import { moved, type Shift } from './move.js';
import {
  movedArgument,
  movedExpression,
  movedExpressions,
  movedOptional,
  movedParameter,
  spanOf,
} from './move-expressions.js';

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
      const targets = movedExpressions(stmt.targets, shift);
      return { kind: 'assign', start, end, line, column, targets, value: movedExpression(stmt.value, shift) };
    }
    case 'expression': {
      const { start, end, line, column } = spanOf(stmt, shift);
      return { kind: 'expression', start, end, line, column, value: movedExpression(stmt.value, shift) };
    }
    case 'if':
      return ifStatement(stmt, shift);
    case 'for':
      return forStatement(stmt, shift);
    case 'return': {
      const { start, end, line, column } = spanOf(stmt, shift);
      return { kind: 'return', start, end, line, column, value: movedOptional(stmt.value, shift) };
    }
    default:
      return moved(stmt, shift);
  }
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
    decorators: movedExpressions(stmt.decorators, shift),
    typeParams: typeParameters(stmt.typeParams, shift),
    params: stmt.params.map((each) => movedParameter(each, shift)),
    returns: movedOptional(stmt.returns, shift),
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
    decorators: movedExpressions(stmt.decorators, shift),
    typeParams: typeParameters(stmt.typeParams, shift),
    args: stmt.args.map((each) => movedArgument(each, shift)),
    docstring: docstring(stmt.docstring, shift),
    body: movedStatements(stmt.body, shift),
  };
}

function ifStatement(stmt: IfStmt, shift: Shift): IfStmt {
  const { start, end, line, column } = spanOf(stmt, shift);
  return {
    kind: 'if',
    start,
    end,
    line,
    column,
    test: movedExpression(stmt.test, shift),
    body: movedStatements(stmt.body, shift),
    orelse: movedStatements(stmt.orelse, shift),
  };
}

function forStatement(stmt: ForStmt, shift: Shift): ForStmt {
  const { start, end, line, column } = spanOf(stmt, shift);
  return {
    kind: 'for',
    start,
    end,
    line,
    column,
    async: stmt.async,
    target: movedExpression(stmt.target, shift),
    iter: movedExpression(stmt.iter, shift),
    body: movedStatements(stmt.body, shift),
    orelse: movedStatements(stmt.orelse, shift),
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
