/**
 * Templates of Python files, as generators of projects have them: lines such as `{% if use_fast %}` between the
 * statements. Python reads none of them; what stands between is read as if the lines were empty, both sides of a
 * choice one after the other, with an `error` where each line is.
 */
import { compareDiagnostics } from '../diagnostics.js';
import { withBlocks } from './blocks-of.js';
import { factsOnDemand } from './facts.js';
import { readLine, rowsOf, type Row } from './fast/lines.js';
import { Reader } from './fast/reader.js';
import { LineKind, type LineLexer } from './lexer.js';
import { fastSource, type SourceFile } from './source-file.js';
import type { FileByStatements } from './statements.js';
import type { ErrorStmt, Stmt } from './syntax.js';
import { MAX_SYNTAX_ERRORS, syntaxError } from './whole.js';

/** Its own line ends: JavaScript knows more of them than Python. */
const TAG = /(?<![^\r\n])[ \t]*(\{%[^\r\n]*%\})[ \t]*(?![^\r\n])/g;

/** A part of a template that is no Python: a line with nothing but a tag, or a statement with a placeholder. */
interface TemplatePart {
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

/** A text in which tags stand among the statements, so that it certainly is no Python. */
interface Template {
  readonly tags: readonly TemplatePart[];
  /** With blanks for each tag, and its logical lines. */
  readonly text: string;
  readonly rows: readonly Row[];
}

const TAG_REASON = 'a tag of a template, {% … %}, is no Python';
const PLACEHOLDER_REASON = 'a placeholder of a template, {{ … }}, is no Python';

/** Null where there are no tags, or where it is not certain that all of them stand outside of statements. */
export function templateIn(lexer: LineLexer, text: string): Template | null {
  const tags = [...text.matchAll(TAG)].map(({ 0: line, 1: tag = '', index }): TemplatePart => {
    const start = index + line.indexOf(tag);
    return { start, end: start + tag.length, reason: TAG_REASON };
  });
  if (tags.length === 0) return null;
  const others = text.replace(TAG, blanks);
  const lexed = lexer.scanText(others, 'rows');
  if (lexed.error !== null) return null;
  const rows = rowsOf(lexed);
  let next = 0;
  for (const { start } of tags) {
    while ((rows[next]?.end ?? Infinity) <= start) next++;
    // In a string, or in brackets: what the statement around it says would depend on the tag.
    if ((rows[next]?.start ?? Infinity) < start) return null;
  }
  return { tags, text: others, rows };
}

function blanks(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** The statements with a placeholder that are not understood, headers with their decorators and blocks. */
function placeholders({ text, rows }: Template): readonly TemplatePart[] {
  const reader = new Reader(text);
  const parts: TemplatePart[] = [];
  let behind = 0;
  for (const [index, row] of rows.entries()) {
    const isUnknown = index >= behind && row.shape === 0 && text.slice(row.start, row.end).includes('{{');
    if (!isUnknown || readLine(reader, row) !== null) continue;
    const next = rows.findIndex((each, at) => at > index && each.depth <= row.depth);
    behind = next === -1 ? rows.length : next;
    const end = rows[behind - 1]?.end ?? row.end;
    let first = index;
    while (rows[first - 1]?.kind === LineKind.decorator && rows[first - 1]?.depth === row.depth) first--;
    parts.push({ start: rows[first]?.start ?? row.start, end, reason: PLACEHOLDER_REASON });
  }
  return parts;
}

/** A zero is a statement that does nothing. */
function withoutParts(text: string, parts: readonly TemplatePart[]): string {
  let behind = 0;
  const pieces = parts.flatMap(({ start, end }) => {
    const others = text.slice(behind, start);
    behind = end;
    return [others, '0', blanks(text.slice(start + 1, end))];
  });
  return [...pieces, text.slice(behind)].join('');
}

/**
 * The facts of a template; null where the text is none, or where what stands between the tags is not read by its
 * statements.
 *
 * @param readOthers reads the text without what is no Python
 */
export function readTemplate(
  lexer: LineLexer,
  file: SourceFile,
  readOthers: (file: SourceFile) => FileByStatements | null,
): FileByStatements | null {
  const { path, at } = file;
  const template = templateIn(lexer, fastSource(file).text);
  if (template === null) return null;
  const statements = placeholders(template);
  const others = readOthers({ ...file, text: withoutParts(template.text, statements), encoded: null });
  if (others === null) return null;
  const { depth, body, mentions } = others.facts;
  const tags = template.tags.filter(
    ({ start }) => !statements.some((each) => each.start < start && start < each.end),
  );
  const errors = [...tags, ...statements]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, reason }): ErrorStmt => ({ kind: 'error', start, end, ...at(start), reason }));
  // Tags are reported once.
  const problems = [...template.tags.slice(0, 1), ...statements.slice(0, MAX_SYNTAX_ERRORS)];
  const reported = problems.map(({ start, reason }) => syntaxError(path, at(start), reason));
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
  const left = [...errors];
  const takeBefore = (offset: number): ErrorStmt[] => {
    const first = left.findIndex(({ start }) => start >= offset);
    return left.splice(0, first === -1 ? left.length : first);
  };
  const all = body.flatMap((stmt) => {
    const before = takeBefore(stmt.start);
    const inside = takeBefore(stmt.end);
    // The zero in place of what is broken.
    if (inside[0]?.start === stmt.start) return [...before, ...inside];
    return [...before, inside.length === 0 ? stmt : withErrorsInside(stmt, inside)];
  });
  return [...all, ...left];
}

/** Between two blocks of a statement they go into the second one. */
function withErrorsInside(stmt: Stmt, errors: readonly ErrorStmt[]): Stmt {
  let left = errors;
  return withBlocks(stmt, (block) => {
    const end = block.at(-1)?.end ?? 0;
    const own = left.filter(({ start }) => start < end);
    left = left.slice(own.length);
    return inserted(block, own);
  });
}
