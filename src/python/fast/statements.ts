/** Simple statements of the regular shapes. */
import type { AssertStmt, Expr, ImportFromStmt, RaiseStmt, Stmt } from '../syntax.js';
import { readExpression, readExpressions } from './expressions.js';
import { requirePlace, requireTarget } from './targets.js';
import { irregular } from './irregular.js';
import { isKeyword, type Reader } from './reader.js';

const SEMICOLON = 59;
const COMMA = 44;
const EQUALS = 61;

/** Statements up to the end of the logical line. */
export function readStatements(r: Reader): readonly Stmt[] {
  const statements = [readStatement(r)];
  while (!r.atEnd()) {
    r.expect(SEMICOLON);
    if (!r.atEnd()) statements.push(readStatement(r));
  }
  return statements;
}

function readStatement(r: Reader): Stmt {
  const word = r.atString() ? '' : r.word();
  if (!isKeyword(word)) return readExpressionStatement(r);
  const { at: start, line, column } = r;
  switch (word) {
    case 'import':
      return readImport(r);
    case 'from':
      return readImportFrom(r);
    case 'pass':
    case 'break':
    case 'continue':
      r.take(word.length);
      return { kind: word, start, end: r.last, line, column };
    case 'global':
    case 'nonlocal': {
      r.take(word.length);
      const names = [r.name()];
      while (r.takes(COMMA)) names.push(r.name());
      return { kind: word, start, end: r.last, line, column, names };
    }
    case 'return': {
      r.take(word.length);
      const value = endsStatement(r) ? null : readExpressions(r);
      return { kind: word, start, end: r.last, line, column, value };
    }
    case 'yield': {
      r.take(word.length);
      const from = r.takesWord('from');
      const value = from ? readExpression(r) : endsStatement(r) ? null : readExpressions(r);
      const place = { start, end: r.last, line, column };
      return { kind: 'expression', ...place, value: { kind: 'yield', ...place, from, value } };
    }
    case 'raise':
      return readRaise(r);
    case 'assert':
      return readAssert(r);
    case 'del': {
      r.take(word.length);
      const targets = [readExpression(r)];
      while (r.takes(COMMA) && !r.atEnd()) targets.push(readExpression(r));
      return { kind: 'delete', start, end: r.last, line, column, targets };
    }
    default:
      return readExpressionStatement(r);
  }
}

function endsStatement(r: Reader): boolean {
  return r.atEnd() || r.peek() === SEMICOLON;
}

/** An expression, or an assignment of one of the three kinds. */
function readExpressionStatement(r: Reader): Stmt {
  const { at: start, line, column } = r;
  const first = readExpressions(r);
  const unit = r.peek();
  if (unit === EQUALS) {
    const targets: Expr[] = [];
    let value = first;
    while (r.takes(EQUALS)) {
      targets.push(requireTarget(value));
      value = readExpressions(r);
    }
    return { kind: 'assign', start, end: r.last, line, column, targets, value };
  }
  if (unit === 58) return readAnnotated(r, { start, line, column }, first);
  if (endsStatement(r)) {
    return { kind: 'expression', start, end: r.last, line, column, value: first };
  }
  requirePlace(first);
  const op = augmentedOperator(r);
  r.take(op.length + 1);
  const value = readExpressions(r);
  return { kind: 'augmented', start, end: r.last, line, column, target: first, op, value };
}

function readAnnotated(
  r: Reader,
  { start, line, column }: { readonly start: number; readonly line: number; readonly column: number },
  target: Expr,
): Stmt {
  requirePlace(target);
  r.take(1);
  const annotation = readExpression(r);
  const value = r.takes(EQUALS) ? readExpressions(r) : null;
  return { kind: 'annotated', start, end: r.last, line, column, target, annotation, value };
}

const AUGMENTED: ReadonlySet<string> = new Set('+ - * / // % @ & | ^ >> << **'.split(' '));

/** The operator before the `=` of an augmented assignment. */
function augmentedOperator(r: Reader): string {
  const length = r.peek(1) === EQUALS ? 1 : 2;
  const op = r.text.slice(r.at, r.at + length);
  return AUGMENTED.has(op) && r.peek(length) === EQUALS ? op : irregular();
}

function readImport(r: Reader): Stmt {
  const { at: start, line, column } = r;
  r.take(6);
  const names: { module: string; alias: string | null }[] = [];
  do names.push({ module: r.dottedName(), alias: readAlias(r) });
  while (r.takes(COMMA));
  return { kind: 'import', start, end: r.last, line, column, names };
}

function readAlias(r: Reader): string | null {
  return r.takesWord('as') ? r.name() : null;
}

function readImportFrom(r: Reader): ImportFromStmt {
  const { at: start, line, column } = r;
  r.take(4);
  let level = 0;
  while (r.takes(46)) level++;
  const module = level > 0 && r.word() === 'import' ? '' : r.dottedName();
  if (!r.takesWord('import')) irregular();
  const names = r.takes(42) ? null : readImportedNames(r);
  return { kind: 'import-from', start, end: r.last, line, column, level, module, names };
}

function readImportedNames(r: Reader): readonly { name: string; alias: string | null }[] {
  const names: { name: string; alias: string | null }[] = [];
  const isBracketed = r.peek() === 40;
  if (isBracketed) r.openBracket();
  do {
    if (isBracketed && names.length > 0 && r.peek() === 41) break;
    names.push({ name: r.name(), alias: readAlias(r) });
  } while (r.takes(COMMA));
  if (isBracketed) r.closeBracket(41);
  return names;
}

function readRaise(r: Reader): RaiseStmt {
  const { at: start, line, column } = r;
  r.take(5);
  const value = endsStatement(r) ? null : readExpression(r);
  const cause = value !== null && r.takesWord('from') ? readExpression(r) : null;
  return { kind: 'raise', start, end: r.last, line, column, value, cause };
}

function readAssert(r: Reader): AssertStmt {
  const { at: start, line, column } = r;
  r.take(6);
  const test = readExpression(r);
  const message = r.takes(COMMA) ? readExpression(r) : null;
  return { kind: 'assert', start, end: r.last, line, column, test, message };
}
