/** Where the statements of module scope begin that can be read apart. */
import { CLAUSES } from '../broken.js';
import { LineKind } from '../lexer.js';
import type { Row } from './lines.js';

/** Where a chunk begins: UTF-16 offset, and number of the line from 1. */
export interface ChunkMark {
  readonly start: number;
  readonly line: number;
}

/** The first chunk of a text begins with it. */
export function marksIn(rows: readonly Row[], text: string): readonly ChunkMark[] {
  // A line that seems to be joined to the one above is none to begin with, a comment above it or not.
  const later = beginnings(rows, text).filter(({ start }) => start > 0 && !endsInBackslash(text, start));
  return [{ start: 0, line: 1 }, ...later.map(({ start, line }) => ({ start, line }))];
}

/** A statement of module scope with all that belongs to it, decorators and clauses too. */
export interface StatementRows {
  readonly rows: readonly Row[];
  /** The beginning of its first line. */
  readonly start: number;
  /** Behind its last significant unit. */
  readonly end: number;
}

/**
 * What stands before the first line at which a statement may begin is one statement too, and so is a clause that
 * stands behind something that has no clauses.
 */
export function statementsIn(rows: readonly Row[], text: string): readonly StatementRows[] {
  const begins = new Set(beginnings(rows, text));
  const statements: Row[][] = [];
  /** What clauses belong to: a statement behind a form feed belongs to the one above it, but its clauses are its own. */
  let head: Row | undefined;
  for (const row of rows) {
    const isClause = isInner(row, text);
    const isOrphan =
      isClause && row.depth === 0 && row.start === row.lineStart && head?.kind !== LineKind.compound;
    const isFirst = statements.length === 0 || begins.has(row) || isOrphan;
    if (isFirst) statements.push([row]);
    else statements.at(-1)?.push(row);
    if (isFirst || (row.depth === 0 && !isClause && row.kind !== LineKind.decorator)) head = row;
  }
  return statements.map((own) => ({
    rows: own,
    start: own[0]?.lineStart ?? 0,
    end: own.reduce((end, row) => Math.max(end, row.end, row.bodyEnd), 0),
  }));
}

/** The rows with which statements of module scope begin, at the beginning of a line. */
function beginnings(rows: readonly Row[], text: string): readonly Row[] {
  let isDecorated = false;
  return rows.filter((row) => {
    if (row.depth !== 0) return false;
    const begins = !isDecorated && row.start === row.lineStart && !isInner(row, text);
    isDecorated = row.kind === LineKind.decorator;
    return begins;
  });
}

/** Words that begin a part of a compound statement. `case` stands here for a text that is no Python. */
const PARTS: readonly string[] = [...CLAUSES, 'case'];

export function isInner({ kind, start }: Row, text: string): boolean {
  return kind === LineKind.compound && PARTS.some((word) => text.startsWith(word, start));
}

/** Whether the line that ends at `lineStart` has a backslash before its line end. */
export function endsInBackslash(text: string, lineStart: number): boolean {
  const end = text.charCodeAt(lineStart - 2) === 13 ? lineStart - 3 : lineStart - 2;
  return text.charCodeAt(end) === 92;
}
