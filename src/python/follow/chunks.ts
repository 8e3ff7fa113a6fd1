/**
 * Parts of a text that Python reads alike alone and in their place: each begins at the beginning of a line with a
 * statement of module scope, or with what stands before the first one, and goes on to the next. Every text is the sum
 * of its chunks.
 */
import type { CheckpointMention } from '../facts.js';
import { rowsOf } from '../fast/lines.js';
import { isInner, marksIn, type ChunkMark } from '../fast/marks.js';
import { LineKind, type LineLexer } from '../lexer.js';
import type { FileByStatements, Refused } from '../statements.js';
import type { Stmt } from '../syntax.js';
import { moved, type Shift } from './move.js';
import { movedStatements } from './move-statements.js';

/** A chunk with the facts that its text gives; their places are places of the whole text. */
export interface Chunk extends ChunkMark {
  readonly body: readonly Stmt[];
  readonly mentions: readonly CheckpointMention[];
  /** Its statements that tree-sitter had to read alone. */
  readonly refused: readonly Refused[];
}

/** What stands around a part of a text. */
export interface Surroundings {
  readonly before: boolean;
  readonly behind: boolean;
}

/**
 * Cuts facts into chunks. Null when the lexer is not sure of the text, or when it is a part of a text and does not
 * stand for itself: alone, an `elif` that belongs to the statement before it is an error, and a decorator at the end
 * decorates nothing.
 */
export function chunksOf(
  lexer: LineLexer,
  text: string,
  { facts, refused }: Pick<FileByStatements, 'facts' | 'refused'>,
  around: Surroundings,
): readonly Chunk[] | null {
  const lexed = lexer.scanText(text);
  if (lexed.error !== null) return null;
  const rows = rowsOf(lexed);
  const first = rows[0];
  if (around.before && first !== undefined && (isInner(first, text) || first.start !== first.lineStart))
    return null;
  if (around.behind && rows.at(-1)?.kind === LineKind.decorator) return null;
  const marks = marksIn(rows, text);
  const bodies = cut(facts.body, marks);
  const mentions = cut(facts.mentions, marks);
  const others = cut(refused, marks);
  return marks.map((mark, index) => ({
    ...mark,
    body: bodies[index] ?? [],
    mentions: mentions[index] ?? [],
    refused: others[index] ?? [],
  }));
}

export function movedChunk(chunk: Chunk, shift: Shift): Chunk {
  if (shift.offset === 0 && shift.lines === 0) return chunk;
  return {
    start: chunk.start + shift.offset,
    line: chunk.line + shift.lines,
    body: movedStatements(chunk.body, shift),
    mentions: moved(chunk.mentions, shift),
    refused: moved(chunk.refused, shift),
  };
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
