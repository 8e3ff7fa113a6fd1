import type { Edit } from './markdown/edits.js';
import { bomLength } from './markdown/lines.js';

/** Lines around a change that a patch shows. */
const CONTEXT = 3;

interface Hunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/**
 * The change of one file as a patch that `git apply` takes; empty when nothing changes.
 * @param path relative to where the patch is applied, POSIX
 * @param before null for a new file
 */
export function diffPatch(path: string, before: string | null, after: string): string {
  if (before === after) return '';
  const oldLines = toLines(before ?? '');
  const newLines = toLines(after);
  const from = quotePath(`a/${path}`);
  const to = quotePath(`b/${path}`);
  const header = [`diff --git ${from} ${to}`, ...(before === null ? ['new file mode 100644'] : [])];
  const hunks = group(changedRanges(oldLines, newLines));
  if (hunks.length === 0) return `${header.join('\n')}\n`;
  const body = hunks.map((hunk) => formatHunk(hunk, oldLines, newLines)).join('');
  return `${header.join('\n')}\n--- ${before === null ? '/dev/null' : from}\n+++ ${to}\n${body}`;
}

/** Edits of whole lines that make one text of another; a byte-order mark that both have belongs to none. */
export function lineEdits(before: string, after: string): readonly Edit[] {
  if (before === after) return [];
  const mark = Math.min(bomLength(before), bomLength(after));
  const [oldLines, newLines] = [toLines(before.slice(mark)), toLines(after.slice(mark))];
  const starts = [mark];
  for (const line of oldLines) starts.push((starts.at(-1) ?? mark) + line.length);
  const startOf = (line: number): number => starts[line] ?? before.length;
  return changedRanges(oldLines, newLines).map(({ oldStart, oldEnd, newStart, newEnd }) => ({
    start: startOf(oldStart),
    end: startOf(oldEnd),
    text: newLines.slice(newStart, newEnd).join(''),
  }));
}

/** Ranges of lines that differ, in order, as half-open intervals. */
function changedRanges(oldLines: readonly string[], newLines: readonly string[]): readonly Hunk[] {
  const result: Hunk[] = [];
  const visit = (range: Hunk): void => {
    let { oldStart, oldEnd, newStart, newEnd } = range;
    while (oldStart < oldEnd && newStart < newEnd && oldLines[oldStart] === newLines[newStart]) {
      oldStart += 1;
      newStart += 1;
    }
    while (oldStart < oldEnd && newStart < newEnd && oldLines[oldEnd - 1] === newLines[newEnd - 1]) {
      oldEnd -= 1;
      newEnd -= 1;
    }
    const rest = { oldStart, oldEnd, newStart, newEnd };
    if (oldStart === oldEnd && newStart === newEnd) return;
    const anchors = uniqueCommonLines(oldLines, newLines, rest);
    if (anchors.length === 0) {
      result.push(rest);
      return;
    }
    for (const [oldAt, newAt] of anchors) {
      visit({ oldStart, newStart, oldEnd: oldAt, newEnd: newAt });
      oldStart = oldAt + 1;
      newStart = newAt + 1;
    }
    visit({ oldStart, newStart, oldEnd, newEnd });
  };
  visit({ oldStart: 0, oldEnd: oldLines.length, newStart: 0, newEnd: newLines.length });
  return result;
}

/** Pairs of equal lines that are unique on both sides, as many as keep their order (patience diff). */
function uniqueCommonLines(
  oldLines: readonly string[],
  newLines: readonly string[],
  range: Hunk,
): readonly (readonly [number, number])[] {
  const oldPlaces = uniquePlaces(oldLines, range.oldStart, range.oldEnd);
  const newPlaces = uniquePlaces(newLines, range.newStart, range.newEnd);
  const pairs: (readonly [number, number])[] = [];
  for (const [line, oldAt] of oldPlaces) {
    const newAt = newPlaces.get(line);
    if (oldAt !== undefined && newAt !== undefined) pairs.push([oldAt, newAt]);
  }
  return longestIncreasing(pairs.sort((a, b) => a[0] - b[0]));
}

/** Where each line stands that occurs once; undefined for those that occur again. */
function uniquePlaces(
  lines: readonly string[],
  start: number,
  end: number,
): ReadonlyMap<string, number | undefined> {
  const places = new Map<string, number | undefined>();
  for (let i = start; i < end; i += 1) {
    const line = lines[i] ?? '';
    places.set(line, places.has(line) ? undefined : i);
  }
  return places;
}

function longestIncreasing(
  pairs: readonly (readonly [number, number])[],
): readonly (readonly [number, number])[] {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [i, pair] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[1] ?? 0) < pair[1]) low = middle + 1;
      else high = middle;
    }
    previous[i] = low === 0 ? -1 : (tails[low - 1] ?? -1);
    tails[low] = i;
  }
  const chain: (readonly [number, number])[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) chain.unshift(pair);
  }
  return chain;
}

/** Changes with their context; those whose contexts touch become one hunk. */
function group(changes: readonly Hunk[]): readonly (readonly Hunk[])[] {
  const groups: Hunk[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last !== undefined && change.oldStart - (last.at(-1)?.oldEnd ?? 0) <= 2 * CONTEXT) last.push(change);
    else groups.push([change]);
  }
  return groups;
}

function formatHunk(
  changes: readonly Hunk[],
  oldLines: readonly string[],
  newLines: readonly string[],
): string {
  const first = changes[0] ?? { oldStart: 0, oldEnd: 0, newStart: 0, newEnd: 0 };
  const last = changes.at(-1) ?? first;
  const lead = Math.min(CONTEXT, first.oldStart);
  const trail = Math.min(CONTEXT, oldLines.length - last.oldEnd);
  const lines: string[] = [];
  let at = first.oldStart - lead;
  for (const change of changes) {
    for (; at < change.oldStart; at += 1) lines.push(` ${oldLines[at] ?? ''}`);
    for (; at < change.oldEnd; at += 1) lines.push(`-${oldLines[at] ?? ''}`);
    for (let i = change.newStart; i < change.newEnd; i += 1) lines.push(`+${newLines[i] ?? ''}`);
  }
  for (; at < last.oldEnd + trail; at += 1) lines.push(` ${oldLines[at] ?? ''}`);
  const oldRange = rangeOf(first.oldStart - lead, last.oldEnd + trail);
  const newRange = rangeOf(first.newStart - lead, last.newEnd + trail);
  const body = lines.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`));
  return `@@ -${oldRange} +${newRange} @@\n${body.join('')}`;
}

function rangeOf(start: number, end: number): string {
  const count = end - start;
  return `${count === 0 ? start : start + 1},${count}`;
}

/** Lines with their `\n`; a `\r` is part of the line, as it is for git. */
function toLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A path as git writes it: in double quotes, with octal bytes, when it is not plain ASCII without quotes. */
function quotePath(path: string): string {
  if (/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(path)) return path;
  const bytes = [...new TextEncoder().encode(path)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    return `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${bytes.join('')}"`;
}
