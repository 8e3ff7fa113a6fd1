/** Headers of compound statements and definitions. The parts that stand in their bodies are added afterwards. */
import type {
  ClassStmt,
  ExceptHandler,
  Expr,
  ForStmt,
  FunctionStmt,
  IfStmt,
  MatchStmt,
  WhileStmt,
  WithStmt,
} from '../syntax.js';
import {
  readBases,
  readExpression,
  readExpressions,
  readNamed,
  readTarget,
  readTargets,
} from './expressions.js';
import { readParameters } from './parameters.js';
import { irregular } from './irregular.js';
import type { Mark, Reader } from './reader.js';

/** The statement, or the part of one, that a header begins; its bodies are empty. */
export type Header =
  | ClassStmt
  | FunctionStmt
  | IfStmt
  | ForStmt
  | WhileStmt
  | WithStmt
  | MatchStmt
  | MatchCase
  | HandlerHeader
  | BareHeader;

export interface HandlerHeader extends ExceptHandler {
  readonly kind: 'except';
}

export interface MatchCase {
  readonly kind: 'case';
  readonly pattern: MatchStmt['cases'][number]['pattern'];
  readonly guard: Expr | null;
}

export interface BareHeader {
  readonly kind: 'try' | 'else' | 'finally';
}

const COMMA = 44;
const COLON = 58;
const STAR = 42;
const CLOSE_PAREN = 41;

/** Reads a header with its colon. `elif` gives an `if`. */
export function readHeader(r: Reader): Header {
  const from: Mark = { start: r.at, line: r.line, column: r.column };
  const isAsync = r.takesWord('async');
  const header = readBehindAsync(r, from, isAsync);
  r.expect(COLON);
  return header;
}

function readBehindAsync(r: Reader, from: Mark, async: boolean): Header {
  const word = r.word();
  r.take(word.length);
  switch (word) {
    case 'def':
      return readFunction(r, from, async);
    case 'for': {
      const target = readTargets(r);
      if (!r.takesWord('in')) irregular();
      const iter = readExpressions(r);
      return { kind: 'for', ...from, end: r.last, async, target, iter, body: [], orelse: [] };
    }
    case 'with':
      return readWith(r, from, async);
    default:
      return async ? irregular() : readPlain(r, from, word);
  }
}

function readPlain(r: Reader, from: Mark, word: string): Header {
  switch (word) {
    case 'class':
      return readClass(r, from);
    case 'if':
    case 'elif':
      return { kind: 'if', ...from, test: readNamed(r), end: r.last, body: [], orelse: [] };
    case 'while':
      return { kind: 'while', ...from, test: readNamed(r), end: r.last, body: [], orelse: [] };
    case 'except':
      return readExcept(r);
    case 'try':
    case 'else':
    case 'finally':
      return { kind: word };
    default:
      return irregular();
  }
}

function readClass(r: Reader, from: Mark): ClassStmt {
  const name = r.name();
  const args = r.peek() === 40 ? readBases(r) : [];
  return {
    kind: 'class',
    ...from,
    end: r.last,
    name,
    decorators: [],
    typeParams: [],
    args,
    docstring: null,
    body: [],
  };
}

function readWith(r: Reader, from: Mark, async: boolean): WithStmt {
  // Brackets may hold one expression or all the items.
  if (r.peek() === 40) irregular();
  const items: { context: Expr; target: Expr | null }[] = [];
  do items.push({ context: readExpression(r), target: r.takesWord('as') ? readTarget(r) : null });
  while (r.takes(COMMA));
  return { kind: 'with', ...from, end: r.last, async, items, body: [] };
}

function readExcept(r: Reader): HandlerHeader {
  const group = r.takes(STAR);
  if (r.peek() === COLON) return { kind: 'except', type: null, name: null, group, body: [] };
  const type = readExpression(r);
  const name = r.takesWord('as') ? r.name() : null;
  return { kind: 'except', type, name, group, body: [] };
}

function readFunction(r: Reader, from: Mark, async: boolean): FunctionStmt {
  const name = r.name();
  if (r.peek() !== 40) irregular();
  r.openBracket();
  const params = readParameters(r, CLOSE_PAREN, readExpression);
  r.closeBracket(CLOSE_PAREN);
  let returns: Expr | null = null;
  if (r.peek() === 45 && r.peek(1) === 62) {
    r.take(2);
    returns = readExpression(r);
  }
  return {
    kind: 'function',
    ...from,
    end: r.last,
    name,
    async,
    decorators: [],
    typeParams: [],
    params,
    returns,
    docstring: null,
    body: null,
  };
}
