/**
 * Parts of a text that Python reads alike alone and in their place: each begins at the beginning of a line with a
 * statement of module scope, or with what stands before the first one, and goes on to the next. Every text is the sum
 * of its chunks.
 */
import { lastAtMost } from '../../last-at-most.js';
import type { CheckpointMention, ModuleFacts } from '../facts.js';
import { rowsOf } from '../fast/lines.js';
import { isInner, marksIn, type ChunkMark } from '../fast/marks.js';
import { LineKind, type LineLexer } from '../lexer.js';
import type { FileByStatements, Refused } from '../statements.js';
import type { Stmt } from '../syntax.js';
import { moved, type Shift } from './move.js';
import { movedStatements } from './move-statements.js';

/**
 * A chunk with the facts that its text gives; their places are places of the whole text. They are made when somebody
 * looks at them.
 */
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
  return marks.map((mark, index) => {
    const behind = marks[index + 1]?.start ?? Infinity;
    return new FoundChunk(mark, behind, facts, refused);
  });
}

/** A chunk of a text that was read. */
class FoundChunk implements Chunk {
  readonly start: number;
  readonly line: number;
  readonly refused: readonly Refused[];
  private ownBody: readonly Stmt[] | undefined;
  private ownMentions: readonly CheckpointMention[] | undefined;

  constructor(
    { start, line }: ChunkMark,
    private readonly behind: number,
    private readonly facts: Pick<ModuleFacts, 'body' | 'mentions'>,
    refused: readonly Refused[],
  ) {
    this.start = start;
    this.line = line;
    this.refused = this.own(refused);
  }

  get body(): readonly Stmt[] {
    return (this.ownBody ??= this.own(this.facts.body));
  }

  get mentions(): readonly CheckpointMention[] {
    return (this.ownMentions ??= this.own(this.facts.mentions));
  }

  private own<T extends { readonly start: number }>(items: readonly T[]): readonly T[] {
    const before = (offset: number): number => lastAtMost(items, ({ start }) => start, offset - 1) + 1;
    return items.slice(before(this.start), before(this.behind));
  }
}

type ChunkFacts = Pick<Chunk, 'body' | 'mentions'>;

/** A chunk further down; its facts are moved when somebody looks at them. */
class MovedChunk implements Chunk {
  readonly start: number;
  readonly line: number;
  readonly refused: readonly Refused[];
  private facts: ChunkFacts | { readonly from: Chunk; readonly shift: Shift };

  constructor(from: Chunk, shift: Shift) {
    this.start = from.start + shift.offset;
    this.line = from.line + shift.lines;
    this.refused = moved(from.refused, shift);
    this.facts = { from, shift };
  }

  get body(): readonly Stmt[] {
    return this.made().body;
  }

  get mentions(): readonly CheckpointMention[] {
    return this.made().mentions;
  }

  /** As nobody has looked at them yet, from where it was before it was moved at all. */
  moved(shift: Shift): Chunk {
    if ('body' in this.facts) return new MovedChunk(this, shift);
    const { from, shift: before } = this.facts;
    const whole = { offset: before.offset + shift.offset, lines: before.lines + shift.lines };
    return whole.offset === 0 && whole.lines === 0 ? from : new MovedChunk(from, whole);
  }

  /** Once they are made, what they were made from is let go. */
  private made(): ChunkFacts {
    if ('body' in this.facts) return this.facts;
    const { from, shift } = this.facts;
    this.facts = { body: movedStatements(from.body, shift), mentions: moved(from.mentions, shift) };
    return this.facts;
  }
}

export function movedChunk(chunk: Chunk, shift: Shift): Chunk {
  if (shift.offset === 0 && shift.lines === 0) return chunk;
  return chunk instanceof MovedChunk ? chunk.moved(shift) : new MovedChunk(chunk, shift);
}
