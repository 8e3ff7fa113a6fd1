/**
 * Templates of Python files, as generators of projects have them: lines such as `{% if use_fast %}` between the
 * statements. Python reads none of them; what stands between is read as if the lines were empty, both sides of a
 * choice one after the other, with an `error` where each line is.
 */
import { compareDiagnostics } from '../diagnostics.js';
import { withBlocks } from './blocks-of.js';
import { factsOnDemand } from './facts.js';
import { rowsOf } from './fast/lines.js';
import type { LineLexer } from './lexer.js';
import type { SourceFile } from './source-file.js';
import type { FileByStatements } from './statements.js';
import type { ErrorStmt, Stmt } from './syntax.js';
import { syntaxError } from './whole.js';

/** Its own line ends: JavaScript knows more of them than Python. */
const TAG = /(?<![^\r\n])[ \t]*(\{%[^\r\n]*%\})[ \t]*(?![^\r\n])/g;

/** A line with nothing but a template's tag, among the statements. */
export interface TagLine {
  /** UTF-16 offsets of the tag. */
  readonly start: number;
  readonly end: number;
}

/**
 * The lines of tags that stand outside of statements, so that the text certainly is no Python; null where there are
 * none, or where it is not certain of each of them.
 */
export function tagLines(lexer: LineLexer, text: string): readonly TagLine[] | null {
  const tags = [...text.matchAll(TAG)].map(({ 0: line, 1: tag = '', index }) => {
    const start = index + line.indexOf(tag);
    return { start, end: start + tag.length };
  });
  if (tags.length === 0) return null;
  const lexed = lexer.scanText(withoutTags(text), 'rows');
  if (lexed.error !== null) return null;
  const rows = rowsOf(lexed);
  let next = 0;
  for (const { start } of tags) {
    while ((rows[next]?.end ?? Infinity) <= start) next++;
    // In a string, or in brackets: what the statement around it says would depend on the tag.
    if ((rows[next]?.start ?? Infinity) < start) return null;
  }
  return tags;
}

/** The same text with blanks for each tag. */
function withoutTags(text: string): string {
  return text.replace(TAG, (line) => ' '.repeat(line.length));
}

/**
 * The facts of a template; null where the text is none, or where what stands between the tags is not read by its
 * statements.
 *
 * @param readOthers reads the text without the tags
 */
export function readTemplate(
  lexer: LineLexer,
  file: SourceFile,
  readOthers: (file: SourceFile) => FileByStatements | null,
): FileByStatements | null {
  const { path, text, at } = file;
  const tags = tagLines(lexer, text);
  const first = tags?.[0];
  if (tags === null || first === undefined) return null;
  const others = readOthers({ ...file, text: withoutTags(text), encoded: null });
  if (others === null) return null;
  const { depth, body, mentions } = others.facts;
  const errors = tags.map(({ start, end }): ErrorStmt => {
    const { line, column } = at(start);
    return { kind: 'error', start, end, line, column, reason: REASON };
  });
  const problem = syntaxError(path, at(first.start), REASON);
  const diagnostics = [...others.facts.diagnostics, problem].sort(compareDiagnostics);
  const facts = factsOnDemand(
    { path, depth, diagnostics },
    () => inserted(body, errors),
    () => mentions,
  );
  return { ...others, facts };
}

const REASON = 'a tag of a template, {% … %}, is no Python';

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
