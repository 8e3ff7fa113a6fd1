/** Which lines changed since a revision, and which findings that concerns. */
import type { Evidence } from '../diagnostics.js';
import type { Finding } from './finding.js';

/** What a difference says about one file. */
export interface FileChange {
  /** Lines of the file as it is now, 1-based, end exclusive. */
  readonly added: readonly { readonly start: number; readonly end: number }[];
  /** The text of the lines that are gone. */
  readonly removed: string;
}

/** Changes by path. A file that git does not know yet is changed as a whole. */
export type Changes = ReadonlyMap<string, FileChange>;

export const WHOLE_FILE: FileChange = { added: [{ start: 1, end: Infinity }], removed: '' };

/** Reads `git diff -U0 --no-prefix`; paths are relative to the folder that git was asked in (`--relative`). */
export function parseDiff(diff: string): Changes {
  const changes = new Map<string, { added: { start: number; end: number }[]; removed: string }>();
  let current: { added: { start: number; end: number }[]; removed: string } | undefined;
  let from = '';
  // Inside of a hunk, lines may look like headers; the numbers of the hunk say how many belong to it.
  let [oldLeft, newLeft] = [0, 0];
  for (const line of diff.split('\n')) {
    if (oldLeft > 0 && line.startsWith('-')) {
      oldLeft -= 1;
      if (current !== undefined) current.removed += `${line.slice(1)}\n`;
    } else if (newLeft > 0 && line.startsWith('+')) {
      newLeft -= 1;
    } else if (line.startsWith('--- ')) {
      from = unquote(line.slice(4));
    } else if (line.startsWith('+++ ')) {
      const to = unquote(line.slice(4));
      current = { added: [], removed: '' };
      changes.set(to === '/dev/null' ? from : to, current);
    } else {
      const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
      if (hunk === null) continue;
      oldLeft = Number(hunk[1] ?? 1);
      newLeft = Number(hunk[3] ?? 1);
      const start = Number(hunk[2]);
      if (newLeft > 0) current?.added.push({ start, end: start + newLeft });
    }
  }
  return changes;
}

/**
 * Findings that a change brought about: they stand on a changed line, their evidence does, or lines that are gone
 * named what they are about (the registration that was removed).
 */
export function findingsSince(findings: readonly Finding[], changes: Changes): readonly Finding[] {
  const removed = [...changes.values()].map((change) => change.removed).join('\n');
  const words = new Set(removed.match(/[\p{L}\p{N}_]+/gu));
  return findings.filter(
    (finding) =>
      [finding, ...finding.evidence].some((place) => isChanged(place, changes)) ||
      finding.architectures.some((name) => words.has(name)),
  );
}

function isChanged({ file, line }: Pick<Evidence, 'file' | 'line'>, changes: Changes): boolean {
  return changes.get(file)?.added.some(({ start, end }) => start <= line && line < end) ?? false;
}

/** Git writes a path with unusual characters as a C string of its UTF-8 bytes. */
function unquote(path: string): string {
  const bare = path.replace(/\t$/, '');
  if (!bare.startsWith('"')) return bare;
  const bytes: number[] = [];
  for (const [token, octal, escaped] of bare.slice(1, -1).matchAll(/\\(?:([0-7]{3})|(.))|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (escaped !== undefined) bytes.push(ESCAPES[escaped] ?? escaped.charCodeAt(0));
    else bytes.push(...Buffer.from(token, 'utf8'));
  }
  return Buffer.from(bytes).toString('utf8');
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
