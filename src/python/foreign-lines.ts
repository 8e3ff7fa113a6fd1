/**
 * Lines that are no Python among lines that are: the tags of a template from which a generator makes Python
 * (`{% if use_fast %}`), and the marks of a merge conflict. What stands between is read as if such lines were empty,
 * both sides of a choice one after the other, with an `error` where each line is.
 */
import { compareDiagnostics } from '../diagnostics.js';
import { withBlocks } from './blocks-of.js';
import { factsOnDemand } from './facts.js';
import { readLine, rowsOf, type Row } from './fast/lines.js';
import { isInner } from './fast/marks.js';
import { Reader } from './fast/reader.js';
import { holdsOutsideStrings } from './fast/strings-in.js';
import { LineKind, type LineLexer } from './lexer.js';
import { outermost } from './outermost.js';
import { fastSource, type SourceFile } from './source-file.js';
import type { FileByStatements } from './statements.js';
import type { ErrorStmt, Stmt } from './syntax.js';
import { MAX_SYNTAX_ERRORS, syntaxError } from './whole.js';

/** A part of a text that is no Python. */
interface ForeignPart {
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  /** What is like it further down is not: each conflict is reported once, and one tag. */
  readonly isReported: boolean;
}

/** A text that certainly is no Python. */
interface ForeignText {
  /** In order, without indentation. */
  readonly parts: readonly ForeignPart[];
  /** With blanks instead of the parts, and its logical lines, none of which has a part in it. */
  readonly text: string;
  readonly rows: readonly Row[];
}

/** Null where there are no such lines, or where it is not certain that all of them stand outside of statements. */
export function foreignLines(lexer: LineLexer, text: string): ForeignText | null {
  // What both sides of a conflict began with may hold tags.
  const parts = outermost([...tagsIn(text), ...conflictsIn(text)]);
  if (parts.length === 0) return null;
  const others = replaceParts(text, parts, '');
  const lexed = lexer.scanText(others, 'rows');
  if (lexed.error !== null) return null;
  const rows = rowsOf(lexed);
  let next = 0;
  for (const { start } of parts) {
    while ((rows[next]?.end ?? Infinity) <= start) next++;
    // In a string, or in brackets: what the statement around it says would depend on it.
    if ((rows[next]?.start ?? Infinity) < start) return null;
  }
  return { parts, text: others, rows };
}

// Lines end where they do for Python: JavaScript knows more line ends.
const TAG = /(?<![^\r\n])[ \t]*(\{%[^\r\n]*%\})[ \t]*(?![^\r\n])/g;
const MARK = /(?<![^\r\n])(?:[<|>]{7}(?: [^\r\n]*)?|={7})(?![^\r\n])/g;

/** Whether a line that is no statement is one of these: the grammar need not be asked. */
export function beginsForeign(text: string, at: number): boolean {
  return text.startsWith('{%', at) || text.startsWith('<<<<<<<', at);
}

/** Whether there may be such lines: what they mean depends on all of the file. */
export function mayHoldForeign(text: string): boolean {
  return text.search(MARK) >= 0 || (text.includes('{%') && text.search(TAG) >= 0);
}

function tagsIn(text: string): readonly ForeignPart[] {
  const reason = 'a tag of a template, {% … %}, is no Python';
  return [...text.matchAll(TAG)].map(({ 0: line, 1: tag = '', index }, count) => {
    const start = index + line.indexOf(tag);
    return { start, end: start + tag.length, reason, isReported: count === 0 };
  });
}

/** Of conflicts with all their marks, in order; what both sides began with belongs to the mark behind it. */
function conflictsIn(text: string): readonly ForeignPart[] {
  const reason = 'a merge conflict is not resolved';
  const all: ForeignPart[] = [];
  let marks: ForeignPart[] = [];
  let base: number | null = null;
  for (const { 0: line, index } of text.matchAll(MARK)) {
    const end = index + line.length;
    const [mark] = line;
    if (mark === '<') {
      marks = [{ start: index, end, reason, isReported: true }];
      base = null;
    } else if (mark === '|') base ??= index;
    else if (mark === '=' && marks.length === 1)
      marks.push({ start: base ?? index, end, reason, isReported: false });
    else if (mark === '>' && marks.length === 2) {
      all.push(...marks, { start: index, end, reason, isReported: false });
      marks = [];
    }
  }
  return all;
}

/** @param first what each part begins with; the rest becomes blanks, so that offsets and lines stay */
function replaceParts(text: string, parts: readonly ForeignPart[], first: string): string {
  let behind = 0;
  const pieces = parts.flatMap(({ start, end }) => {
    const others = text.slice(behind, start);
    behind = end;
    return [others, first, text.slice(start + first.length, end).replace(/[^\r\n]/g, ' ')];
  });
  return [...pieces, text.slice(behind)].join('');
}

/** The statements with a placeholder that are not understood: with their decorators, blocks and clauses. */
function placeholders({ text, rows }: ForeignText): readonly ForeignPart[] {
  const reason = 'a placeholder of a template, {{ … }}, is no Python';
  const reader = new Reader(text);
  const parts: ForeignPart[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (row?.shape !== 0 || !holdsOutsideStrings(text, row.start, row.end, '{{')) continue;
    if (readLine(reader, row) !== null) continue;
    const first = beginningOf(rows, index, text);
    const depth = rows[first]?.depth ?? 0;
    let behind = index + 1;
    // What it decorates.
    while (rows[behind - 1]?.kind === LineKind.decorator && rows[behind]?.depth === depth) behind++;
    while (belongsTo(rows[behind], depth, text)) behind++;
    // What was found inside of it is a part of it.
    while ((parts.at(-1)?.start ?? -1) >= (rows[first]?.start ?? 0)) parts.pop();
    const end = rows[behind - 1]?.end ?? row.end;
    parts.push({ start: rows[first]?.start ?? row.start, end, reason, isReported: true });
    index = behind - 1;
  }
  return parts;
}

/** The row with which the statement begins that a row belongs to: of a clause that of the first one. */
function beginningOf(rows: readonly Row[], index: number, text: string): number {
  let first = index;
  for (let at = index - 1; at >= 0; at--) {
    const [row, own] = [rows[at], rows[first]];
    if (row === undefined || own === undefined || row.depth > own.depth) continue;
    const isAbove = isInner(own, text) || (row.kind === LineKind.decorator && row.depth === own.depth);
    if (!isAbove) break;
    first = at;
  }
  return first;
}

/** Whether a row is of a block or a clause of the statement at this depth that stands before it. */
function belongsTo(row: Row | undefined, depth: number, text: string): boolean {
  return row !== undefined && (row.depth > depth || (row.depth === depth && isInner(row, text)));
}

/**
 * The facts of a text with such lines; null where it has none, or where what stands between them is not read by its
 * statements.
 *
 * @param readOthers reads the text without what is no Python
 */
export function readBetweenForeign(
  lexer: LineLexer,
  file: SourceFile,
  readOthers: (file: SourceFile) => FileByStatements | null,
): FileByStatements | null {
  const { path, at } = file;
  const found = foreignLines(lexer, fastSource(file).text);
  if (found === null) return null;
  const statements = placeholders(found);
  // A zero is a statement that does nothing.
  const text = replaceParts(found.text, statements, '0');
  const others = readOthers({ ...file, text, encoded: null });
  if (others === null) return null;
  const { depth, body, mentions } = others.facts;
  const parts = [...found.parts, ...statements];
  const errors = outermost(parts).map(({ start, end, reason }): ErrorStmt => ({
    kind: 'error',
    start,
    end,
    ...at(start),
    reason,
  }));
  const reported = parts
    .filter(({ isReported }) => isReported)
    .slice(0, MAX_SYNTAX_ERRORS)
    .map(({ start, reason }) => syntaxError(path, at(start), reason));
  const diagnostics = [...others.facts.diagnostics, ...reported].sort(compareDiagnostics);
  const facts = factsOnDemand(
    { path, depth, diagnostics },
    () => inserted(body, errors),
    () => mentions,
  );
  return { ...others, facts };
}

/** Statements with errors in their places, in the blocks of compound statements too. */
function inserted(body: readonly Stmt[], errors: readonly ErrorStmt[]): readonly Stmt[] {
  let next = 0;
  const takeBefore = (offset: number): readonly ErrorStmt[] => {
    const from = next;
    while ((errors[next]?.start ?? Infinity) < offset) next++;
    return errors.slice(from, next);
  };
  const all = body.flatMap((stmt) => {
    const before = takeBefore(stmt.start);
    const inside = takeBefore(stmt.end);
    // The zero in place of what is broken.
    if (inside[0]?.start === stmt.start) return [...before, ...inside];
    return [...before, ...(inside.length === 0 ? [stmt] : withErrorsInside(stmt, inside))];
  });
  return [...all, ...errors.slice(next)];
}

/** Between two blocks of a statement they go into the second one, and behind it where it has no block for them. */
function withErrorsInside(stmt: Stmt, errors: readonly ErrorStmt[]): readonly Stmt[] {
  // Nobody asked for the body.
  if (stmt.kind === 'function' && stmt.body === null) return [stmt];
  let left = errors;
  const filled = withBlocks(stmt, (block) => {
    const end = block.at(-1)?.end ?? 0;
    const own = left.filter(({ start }) => start < end);
    left = left.slice(own.length);
    return inserted(block, own);
  });
  return [filled, ...left];
}
