/**
 * A text that certainly is no Python, as while something is typed: a bracket or a string in it does not match, a line is
 * not indented as it must be, a header has no body. What stands around the statements where that is so is read as if
 * those were not there.
 */
import { isCertain, isClause } from './broken.js';
import { factsOnDemand, type FactsDepth, type ModuleFacts } from './facts.js';
import { LineKind, ROW_LENGTH, type LexError, type LineLexer } from './lexer.js';
import { rowsOf, type Row } from './fast/lines.js';
import { fastSource, type SourceFile } from './source-file.js';
import { MAX_REFUSED, reported, type FileByStatements, type Refused } from './statements.js';
import type { Stmt } from './syntax.js';
import { syntaxError } from './whole.js';

/** A statement that is broken, in whatever block. */
interface BrokenStatement {
  /** UTF-16 offset of its first decorator, or of itself. */
  readonly start: number;
  /** What is wrong with it, and the offset where. */
  readonly message: string;
  readonly place: number;
}

/**
 * Null where it is not certain that the text is no Python, or where too much of it is broken.
 *
 * @param readOthers reads the text with something else in place of what is broken
 */
export function readAroundBroken(
  lexer: LineLexer,
  file: SourceFile,
  depth: FactsDepth,
  readOthers: (file: SourceFile) => FileByStatements | null,
): ModuleFacts | null {
  const { path, at, problems } = file;
  const found = replaceBroken(lexer, fastSource(file).text);
  const others = found === null ? null : readOthers({ ...file, text: found.text, ascii: null });
  if (found === null || others === null) return null;
  const broken = found.broken.map(({ start, message, place }): Refused => {
    return { start, diagnostics: [syntaxError(path, at(place), message)] };
  });
  const refused = [...others.refused, ...broken].sort((a, b) => a.start - b.start);
  if (refused.length > MAX_REFUSED) return null;
  const reasons = new Map(found.broken.map(({ start, message }) => [start, message]));
  const diagnostics = [...problems, ...reported(refused)];
  return factsOnDemand(
    { path, depth, diagnostics },
    () => withErrors(others.facts.body, reasons),
    () => others.facts.mentions,
  );
}

/** Stands for a broken statement in its first line: zeros are a statement of any length, which does nothing. */
const PLACEHOLDER = '0';

/** The text with a placeholder and blanks for each statement that is broken; its lines and offsets stay. */
function replaceBroken(
  lexer: LineLexer,
  source: string,
): { readonly text: string; readonly broken: readonly BrokenStatement[] } | null {
  const broken: BrokenStatement[] = [];
  let text = source;
  let end = 0;
  for (
    let { error } = lexer.scanText(text, 'rows');
    error !== null;
    { error } = lexer.scanText(text, 'rows')
  ) {
    if (!isCertain(error)) return null;
    const part = brokenPart(text, error);
    const { start } = part;
    if (start < end || broken.length === MAX_REFUSED) return null;
    end = part.end;
    broken.push({ start, ...whatIsWrong(lexer, text, error, part) });
    const [first = ''] = /^[^\r\n]*[^\s]/.exec(text.slice(start, end)) ?? [];
    const blanks = text.slice(start + first.length, end).replace(/[^\r\n]/g, ' ');
    text = text.slice(0, start) + PLACEHOLDER.repeat(first.length) + blanks + text.slice(end);
  }
  return { text, broken };
}

/** Where a bracket stays open, what is noticed behind the statement says nothing about it. */
function whatIsWrong(
  lexer: LineLexer,
  text: string,
  { offset, message }: LexError,
  { line, end }: Part,
): Pick<BrokenStatement, 'message' | 'place'> {
  if (offset < end) return { message, place: offset };
  const { error } = lexer.scanText(text.slice(line, end));
  return { message: error?.message ?? message, place: line };
}

/** The statement that is broken, with its decorators, up to the next one. UTF-16 offsets. */
interface Part {
  readonly start: number;
  /** Its own logical line. */
  readonly line: number;
  readonly end: number;
}

function brokenPart(text: string, { code, line, offset, before }: LexError): Part {
  const rows = rowsOf({ count: before.length / ROW_LENGTH, rows: before }).toReversed();
  switch (code) {
    case NO_BODY: {
      // Noticed at the next statement.
      const [header, ...above] = rows;
      const own = header?.start ?? 0;
      return { start: decorated(above, own, text), line: own, end: offset };
    }
    case NOT_OPENED:
    case NOT_CLOSED: {
      // The statement of the nearest block that stands further to the left.
      const begin = lineStart(text, line);
      const columns = rows.map((row) => row.start - row.lineStart);
      const start = begin + (columns.find((column) => column < line - begin) ?? 0);
      return { start, line, end: nextStatement(text, start) };
    }
    default:
      return { start: decorated(rows, line, text), line, end: nextStatement(text, line) };
  }
}

/** Of {@link LexError}. */
const NOT_OPENED = 6;
const NO_BODY = 7;
const NOT_CLOSED = 8;

/**
 * The first of the decorators above the statement at `start`, or that statement.
 *
 * @param rows those before the statement, the last one first
 */
function decorated(rows: readonly Row[], start: number, text: string): number {
  const column = start - lineStart(text, start);
  const other = rows.findIndex(
    (row) => row.kind !== LineKind.decorator || row.start - row.lineStart !== column,
  );
  return rows.slice(0, other === -1 ? rows.length : other).at(-1)?.start ?? start;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** A line that begins like a statement, or the quotes of a string that may have such lines. */
const LANDMARK = /"""|'''|(?<=\n)([ \t\f]*)[@_\p{L}]/gu;

/**
 * The beginning of the first line behind the statement at `offset` that seems to begin one of the same block, or to go
 * on with one around it; the end of the text where none does. Within brackets hardly anybody writes a word so far to
 * the left.
 */
function nextStatement(text: string, offset: number): number {
  const column = offset - lineStart(text, offset);
  let isInString = false;
  LANDMARK.lastIndex = offset;
  for (let found = LANDMARK.exec(text); found !== null; found = LANDMARK.exec(text)) {
    const [, indentation] = found;
    if (indentation === undefined) isInString = !isInString;
    else if (!isInString && found.index > offset) {
      const { length } = indentation;
      // A clause in the same block is one of the broken statement.
      const isOwn = length === column && isClause(text, found.index + length);
      if (length <= column && !isOwn) return found.index;
    }
  }
  return text.length;
}

/** Statements with what is broken in place of its placeholders. */
function withErrors(body: readonly Stmt[], reasons: ReadonlyMap<number, string>): readonly Stmt[] {
  return body.map((stmt): Stmt => {
    const { start, end, line, column } = stmt;
    const reason = reasons.get(start);
    if (reason !== undefined && stmt.kind === 'expression')
      return { kind: 'error', start, end, line, column, reason };
    const holds = [...reasons.keys()].some((offset) => offset > start && offset < end);
    return holds ? withErrorsWithin(stmt, reasons) : stmt;
  });
}

function withErrorsWithin(stmt: Stmt, reasons: ReadonlyMap<number, string>): Stmt {
  const within = (body: readonly Stmt[]): readonly Stmt[] => withErrors(body, reasons);
  switch (stmt.kind) {
    case 'class':
    case 'with':
      return { ...stmt, body: within(stmt.body) };
    case 'function':
      return { ...stmt, body: stmt.body && within(stmt.body) };
    case 'if':
    case 'for':
    case 'while':
      return { ...stmt, body: within(stmt.body), orelse: within(stmt.orelse) };
    case 'try': {
      const handlers = stmt.handlers.map((each) => ({ ...each, body: within(each.body) }));
      const [orelse, finalbody] = [within(stmt.orelse), within(stmt.finalbody)];
      return { ...stmt, body: within(stmt.body), handlers, orelse, finalbody };
    }
    case 'match':
      return { ...stmt, cases: stmt.cases.map((each) => ({ ...each, body: within(each.body) })) };
    default:
      return stmt;
  }
}
