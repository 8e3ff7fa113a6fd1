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
  const others = cut(refused, marks);
  return marks.map((mark, index) => {
    const behind = marks[index + 1]?.start ?? Infinity;
    return new FoundChunk(mark, facts, behind, others[index] ?? []);
  });
}

/** A chunk of a text that was read. */
class FoundChunk implements Chunk {
  readonly start: number;
  readonly line: number;
  private ownBody: readonly Stmt[] | undefined;
  private ownMentions: readonly CheckpointMention[] | undefined;

  constructor(
    { start, line }: ChunkMark,
    private readonly facts: Pick<ModuleFacts, 'body' | 'mentions'>,
    private readonly behind: number,
    readonly refused: readonly Refused[],
  ) {
    this.start = start;
    this.line = line;
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

/** A chunk further down; its facts are moved when somebody looks at them. */
class MovedChunk implements Chunk {
  readonly start: number;
  readonly line: number;
  readonly refused: readonly Refused[];
  private ownBody: readonly Stmt[] | undefined;
  private ownMentions: readonly CheckpointMention[] | undefined;

  constructor(
    readonly from: Chunk,
    readonly shift: Shift,
  ) {
    this.start = from.start + shift.offset;
    this.line = from.line + shift.lines;
    this.refused = moved(from.refused, shift);
  }

  get body(): readonly Stmt[] {
    return (this.ownBody ??= movedStatements(this.from.body, this.shift));
  }

  get mentions(): readonly CheckpointMention[] {
    return (this.ownMentions ??= moved(this.from.mentions, this.shift));
  }
}

export function movedChunk(chunk: Chunk, { offset, lines }: Shift): Chunk {
  if (offset === 0 && lines === 0) return chunk;
  if (!(chunk instanceof MovedChunk)) return new MovedChunk(chunk, { offset, lines });
  // From where it was found, so that what was moved before is let go.
  const { from, shift } = chunk;
  const whole = { offset: shift.offset + offset, lines: shift.lines + lines };
  return whole.offset === 0 && whole.lines === 0 ? from : new MovedChunk(from, whole);
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
