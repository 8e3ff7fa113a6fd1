/**
 * Parts of a text that Python reads alike alone and in their place: each begins at the beginning of a line with a
 * statement of module scope, or with what stands before the first one, and goes on to the next. Every text is the sum
 * of its chunks.
 */
import type { CheckpointMention, ModuleFacts } from '../facts.js';
import { CLAUSES } from '../broken.js';
import { rowsOf, type Row } from '../fast/lines.js';
import { LineKind, type LineLexer } from '../lexer.js';
import type { Stmt } from '../syntax.js';
import { moved, type Shift } from './move.js';
import { movedStatements } from './move-statements.js';

/** Where a chunk begins: UTF-16 offset, and number of the line from 1. */
export interface ChunkMark {
  readonly start: number;
  readonly line: number;
}

/** A chunk with the facts that its text gives; their places are places of the whole text. */
export interface Chunk extends ChunkMark {
  readonly body: readonly Stmt[];
  readonly mentions: readonly CheckpointMention[];
}

/**
 * Cuts facts into chunks. Null when the lexer is not sure of the text, or when it is a part of a text that begins with
 * something that belongs to the statement before it: alone, an `elif` is read as an `if`.
 */
export function chunksOf(
  lexer: LineLexer,
  text: string,
  facts: Pick<ModuleFacts, 'body' | 'mentions'>,
  isPart: boolean,
): readonly Chunk[] | null {
  const lexed = lexer.scanText(text);
  if (lexed.error !== null) return null;
  const rows = rowsOf(lexed);
  const [first] = rows;
  if (isPart && first !== undefined && isInner(first, text)) return null;
  const marks = marksIn(rows, text);
  const body = cut(facts.body, marks);
  const mentions = cut(facts.mentions, marks);
  return marks.map((mark, index) => ({ ...mark, body: body[index] ?? [], mentions: mentions[index] ?? [] }));
}

export function movedChunk(chunk: Chunk, shift: Shift): Chunk {
  if (shift.offset === 0 && shift.lines === 0) return chunk;
  return {
    start: chunk.start + shift.offset,
    line: chunk.line + shift.lines,
    body: movedStatements(chunk.body, shift),
    mentions: moved(chunk.mentions, shift),
  };
}

/** The first chunk of a text begins with it. */
function marksIn(rows: readonly Row[], text: string): readonly ChunkMark[] {
  const marks: ChunkMark[] = [{ start: 0, line: 1 }];
  let isDecorated = false;
  for (const row of rows) {
    const { kind, depth, start, line, lineStart } = row;
    if (depth !== 0) continue;
    const begins = !isDecorated && start === lineStart;
    if (begins && start > 0 && !goesOn(row, text)) marks.push({ start, line });
    isDecorated = kind === LineKind.decorator;
  }
  return marks;
}

/** Words that begin a part of a compound statement. `case` stands here for a text that is no Python. */
const PARTS: readonly string[] = [...CLAUSES, 'case'];

function isInner({ kind, start }: Row, text: string): boolean {
  return kind === LineKind.compound && PARTS.some((word) => text.startsWith(word, start));
}

function goesOn(row: Row, text: string): boolean {
  if (isInner(row, text)) return true;
  // A line that seems to be joined to the one above is none to begin with, a comment above it or not.
  return endsInBackslash(text, row.start);
}

/** Whether the line that ends at `lineStart` has a backslash before its line end. */
export function endsInBackslash(text: string, lineStart: number): boolean {
  const end = text.charCodeAt(lineStart - 2) === 13 ? lineStart - 3 : lineStart - 2;
  return text.charCodeAt(end) === 92;
}

/** Items in the order of the text, by the chunks that they stand in. */
function cut<T extends { readonly start: number }>(
  items: readonly T[],
  marks: readonly ChunkMark[],
): readonly (readonly T[])[] {
  let from = 0;
  return marks.map((_, index) => {
    const limit = marks[index + 1]?.start ?? Infinity;
    let to = from;
    while ((items[to]?.start ?? Infinity) < limit) to++;
    const within = items.slice(from, to);
    from = to;
    return within;
  });
}
