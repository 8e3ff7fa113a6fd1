import { compareText } from '../diagnostics.js';

const MAX_SUGGESTIONS = 3;

/**
 * What somebody who wrote `name` may have meant: the closest candidates by edit distance, letter case ignored;
 * when none is close, those that `name` begins. At most three, closest first, then by code unit. A suggestion
 * is only ever shown, never used in place of the name.
 */
export function suggest(name: string, candidates: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length * 0.4)));
  const unique = [...new Set(candidates)].filter((candidate) => candidate !== name);

  const near = unique
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit);
  if (near.length > 0) {
    const best = Math.min(...near.map(({ distance }) => distance));
    const closest = near.filter(({ distance }) => distance === best).map(({ candidate }) => candidate);
    return closest.sort(compareText).slice(0, MAX_SUGGESTIONS);
  }

  if (wanted.length < 3) return [];
  const begun = unique.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
  return begun.sort((a, b) => a.length - b.length || compareText(a, b)).slice(0, MAX_SUGGESTIONS);
}

/** The sentence that follows a message about an unknown name: ` Did you mean "x"?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const names = suggest(name, candidates).map((candidate) => `"${candidate}"`);
  if (names.length === 0) return '';
  const last = names.pop() ?? '';
  return names.length === 0 ? ` Did you mean ${last}?` : ` Did you mean ${names.join(', ')} or ${last}?`;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours (in UTF-16 units) that turn `a` into `b`;
 * `limit + 1` as soon as it is known to be more than `limit`.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(previous, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, at(previous, j) + 1, at(current, j - 1) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforePrevious, j - 2) + 1);
      }
      current.push(cost);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
