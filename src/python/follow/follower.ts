/**
 * Follows a text while it is edited: only the chunks that an edit touches are read again, what stands behind them is
 * moved. The facts are always those that reading the text afresh gives; where that is not certain, it is read afresh.
 */
import { isTooLongToGuess } from '../broken.js';
import { dropMark } from '../decode.js';
import type { FactReaders } from '../extract.js';
import { factsOnDemand, type FactsDepth, type ModuleFacts } from '../facts.js';
import type { LineLexer } from '../lexer.js';
import { lastAtMost } from '../../last-at-most.js';
import { endsInBackslash } from '../fast/marks.js';
import { mayHoldForeign } from '../foreign-lines.js';
import { chunksOf, movedChunk, type Chunk } from './chunks.js';
import { MAX_REFUSED, reported } from '../statements.js';
import { differenceOf, type Difference } from './difference.js';

/** How many more chunks before those that were touched are tried: an edit may make a line part of the one above. */
const CHUNKS_BEFORE = 2;

export interface FactFollower {
  /** The facts of the text as it is now. Never throws for what it contains. */
  readonly facts: (text: string) => ModuleFacts;
}

/** A text whose chunks are known. */
interface Known {
  readonly text: string;
  readonly chunks: readonly Chunk[];
}

/** Told how many UTF-16 units of a text were read: all of them, or those of the chunks that an edit touched. */
export type OnRead = (units: number) => void;

/** @returns makes the follower of one file */
export function createFactFollowers(
  readers: FactReaders,
  onRead: OnRead = () => undefined,
): (path: string, depth: FactsDepth) => FactFollower {
  return (path, depth) => follower({ readers, path, depth, onRead });
}

interface Followed {
  readonly readers: FactReaders;
  readonly path: string;
  readonly depth: FactsDepth;
  readonly onRead: OnRead;
}

function follower({ readers, path, depth, onRead }: Followed): FactFollower {
  const { lexer } = readers;
  let known: Known | null = null;

  function afresh(text: string): ModuleFacts {
    onRead(text.length);
    const read = readers.byStatements(path, text, depth);
    const chunks =
      read === null || read.cut || lexer === null || !isFollowed(text)
        ? null
        : chunksOf(lexer, text, read, { before: false, behind: false });
    if (chunks !== null) known = { text, chunks };
    return read?.facts ?? readers.whole(path, text, depth);
  }

  /** Null where reading a part of the text does not tell what the whole is. */
  function follow(before: Known, text: string, range: Difference): Known | null {
    if (lexer === null) return null;
    const [first, last] = touched(before.chunks, range);
    for (let from = first; from >= Math.max(0, first - CHUNKS_BEFORE); from--) {
      const next = reread(lexer, before, text, { from, to: last + 1, range });
      if (next !== null) return next;
    }
    return null;
  }

  function reread(
    lines: LineLexer,
    { text: before, chunks }: Known,
    text: string,
    { from, to, range }: { readonly from: number; readonly to: number; readonly range: Difference },
  ): Known | null {
    const begin = chunks[from];
    const behind = chunks[to];
    if (begin === undefined) return null;
    const grown = range.newEnd - range.oldEnd;
    const part = copied(text, begin.start, behind === undefined ? text.length : behind.start + grown);
    if (part.length * 2 > text.length || !isFollowed(linesOf(text, range)) || dropMark(part) !== part)
      return null;
    if (behind !== undefined && (!part.endsWith('\n') || endsInBackslash(part, part.length))) return null;
    onRead(part.length);
    const read = readers.byStatements(path, part, depth);
    const around = { before: from > 0, behind: behind !== undefined };
    const found = read === null || read.cut ? null : chunksOf(lines, part, read, around);
    if (found === null) return null;
    const place = { offset: begin.start, lines: begin.line - 1 };
    const added = text.slice(range.start, range.newEnd);
    const removed = before.slice(range.start, range.oldEnd);
    const shift = { offset: grown, lines: lineEnds(added) - lineEnds(removed) };
    const between = found.map((chunk) => movedChunk(chunk, place));
    const after = chunks.slice(to).map((chunk) => movedChunk(chunk, shift));
    return { text, chunks: [...chunks.slice(0, from), ...between, ...after] };
  }

  return {
    facts(source) {
      const text = dropMark(source);
      if (known === null) return afresh(text);
      const range = differenceOf(known.text, text);
      const next = range === null ? known : follow(known, text, range);
      const facts = next === null ? null : factsOf(path, depth, next);
      if (facts === null) return afresh(text);
      known = next;
      return facts;
    },
  };
}

/** Null where a text with what is wrong with this one is not read statement by statement. */
function factsOf(path: string, depth: FactsDepth, { text, chunks }: Known): ModuleFacts | null {
  const refused = chunks.flatMap((chunk) => chunk.refused);
  if (refused.length > (isTooLongToGuess(text) ? 0 : MAX_REFUSED)) return null;
  const diagnostics = reported(refused);
  return factsOnDemand(
    { path, depth, diagnostics },
    () => chunks.flatMap((chunk) => chunk.body),
    () => chunks.flatMap((chunk) => chunk.mentions),
  );
}

/** The first and the last chunk that a range of the text is in; what stands directly behind it counts. */
function touched(
  chunks: readonly Chunk[],
  { start, oldEnd }: Difference,
): readonly [first: number, last: number] {
  const chunkAt = (offset: number): number => lastAtMost(chunks, (chunk) => chunk.start, offset);
  return [chunkAt(start), chunkAt(oldEnd)];
}

/** The lines that a range of the new text is in: the others are as they were. */
function linesOf(text: string, { start, newEnd }: Difference): string {
  const behind = text.indexOf('\n', newEnd);
  return text.slice(
    start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1,
    behind < 0 ? text.length : behind + 1,
  );
}

/** A part of a text that does not keep the rest of it alive, as a slice would in what is read later. */
function copied(text: string, start: number, end: number): string {
  return ` ${text.slice(start, end)}`.slice(1);
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Python ends a line at a lone carriage return too, and reads no text with a NUL character. */
function isFollowed(text: string): boolean {
  const isPlain = !text.includes('\0') && !text.includes('\ufeff') && !mayHoldForeign(text);
  return isPlain && !(text.includes('\r') && /\r(?!\n)/.test(text));
}
