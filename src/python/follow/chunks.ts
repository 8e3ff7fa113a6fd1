/**
 * Parts of a text that Python reads alike alone and in their place: each begins at the beginning of a line with a
 * statement of module scope, or with what stands before the first one, and goes on to the next. Every text is the sum
 * of its chunks.
 */
import type { CheckpointMention, ModuleFacts } from '../facts.js';
import { LineKind, ROW_LENGTH, RowField, type LexedLines, type LineLexer } from '../lexer.js';
import type { Stmt } from '../syntax.js';
import { moved, type Shift } from './move.js';

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
  if (
    isPart &&
    lexed.count > 0 &&
    isInner((lexed.rows[0] ?? 0) & 0xff, text, lexed.rows[RowField.start] ?? 0)
  )
    return null;
  const marks = marksIn(lexed, text);
  const body = cut(facts.body, marks);
  const mentions = cut(facts.mentions, marks);
  return marks.map((mark, index) => ({ ...mark, body: body[index] ?? [], mentions: mentions[index] ?? [] }));
}

export function movedChunk(chunk: Chunk, shift: Shift): Chunk {
  if (shift.offset === 0 && shift.lines === 0) return chunk;
  return {
    start: chunk.start + shift.offset,
    line: chunk.line + shift.lines,
    body: moved(chunk.body, shift),
    mentions: moved(chunk.mentions, shift),
  };
}

/** The first chunk of a text begins with it. */
function marksIn({ count, rows }: LexedLines, text: string): readonly ChunkMark[] {
  const marks: ChunkMark[] = [{ start: 0, line: 1 }];
  let isDecorated = false;
  for (let at = 0; at < count * ROW_LENGTH; at += ROW_LENGTH) {
    if (rows[at + RowField.depth] !== 0) continue;
    const start = rows[at + RowField.start] ?? 0;
    const kind = (rows[at] ?? 0) & 0xff;
    const begins = !isDecorated && start === rows[at + RowField.lineStart];
    if (begins && start > 0 && !goesOn(text, start, kind))
      marks.push({ start, line: rows[at + RowField.line] ?? 1 });
    isDecorated = kind === LineKind.decorator;
  }
  return marks;
}

/** Words that begin a part of a compound statement. `case` stands here for a text that is no Python. */
const PARTS: readonly string[] = ['elif', 'else', 'except', 'finally', 'case'];

function isInner(kind: number, text: string, start: number): boolean {
  return kind === LineKind.compound && PARTS.some((word) => text.startsWith(word, start));
}

function goesOn(text: string, start: number, kind: number): boolean {
  if (isInner(kind, text, start)) return true;
  // A line that seems to be joined to the one above is none to begin with, a comment above it or not.
  return endsInBackslash(text, start);
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
