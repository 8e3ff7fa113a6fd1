import { compareText } from '../../diagnostics.js';
import { lastAtMost } from '../../last-at-most.js';

export type Comparator = (a: string, b: string) => number;

/** Orders in which people keep tables, the strictest first. */
const COMPARATORS: readonly Comparator[] = [
  compareText,
  (a, b) => compareText(fold(a), fold(b)) || compareText(a, b),
  (a, b) => compareText(fold(stem(a)), fold(stem(b))) || compareText(fold(a), fold(b)) || compareText(a, b),
  (a, b) => compareNatural(fold(a), fold(b)) || compareText(a, b),
];

/** Where new keys go. */
export interface Placement {
  /** The new keys in the order in which they go in. */
  readonly keys: readonly string[];
  /** For each of them the index of the existing key that it goes behind; -1 is before the first. */
  readonly after: readonly number[];
}

/**
 * Where new keys go among existing ones, which stay where they are. The order is the one under which the existing
 * keys have the fewest inversions. Where three quarters of them stand in it, the others lead no new ones to them; in a
 * list that no order explains, a key goes beside its nearest neighbour.
 */
export function placeKeys(existing: readonly string[], added: readonly string[]): Placement {
  const compare = fittingOrder(existing);
  const ordered = longestOrdered(existing, compare);
  const guides = ordered.length * 4 < existing.length * 3 ? [...existing.keys()] : ordered;
  const placed = [...added]
    .sort(compare)
    .map((key) => ({ key, after: placeKey(existing, guides, key, compare) }))
    .sort((a, b) => a.after - b.after);
  return { keys: placed.map((entry) => entry.key), after: placed.map((entry) => entry.after) };
}

/** The number of neighbours that stand in the wrong order under the order that fits best: 0 for a sorted list. */
export function countInversions(keys: readonly string[]): number {
  return inversions(keys, fittingOrder(keys));
}

function fittingOrder(keys: readonly string[]): Comparator {
  let best: Comparator = compareText;
  let fewest = Infinity;
  for (const comparator of COMPARATORS) {
    const found = inversions(keys, comparator);
    if (found < fewest) [best, fewest] = [comparator, found];
  }
  return best;
}

export function inversions(keys: readonly string[], compare: Comparator): number {
  return keys.reduce((n, key, i) => (i > 0 && compare(keys[i - 1] ?? '', key) > 0 ? n + 1 : n), 0);
}

/** The most keys that stand in order, as indices: what is left when as few as possible are taken away. */
export function longestOrdered(keys: readonly string[], compare: Comparator): readonly number[] {
  // ends[n] is the least key that n + 1 ordered keys end in.
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, key] of keys.entries()) {
    const behind = lastNotBehind(ends, keys, key, compare);
    previous.push(ends[behind] ?? -1);
    ends[behind + 1] = index;
  }
  const found: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) found.push(at);
  return found.reverse();
}

/** The last of `ordered`, indices of keys that stand in order, whose key does not come behind `key`; -1 without. */
export function lastNotBehind(
  ordered: readonly number[],
  keys: readonly string[],
  key: string,
  compare: Comparator,
): number {
  return lastAtMost(ordered, (index) => compare(keys[index] ?? '', key), 0);
}

function placeKey(
  existing: readonly string[],
  guides: readonly number[],
  key: string,
  compare: Comparator,
): number {
  let below = -1;
  let above = -1;
  for (const i of guides) {
    const other = existing[i] ?? '';
    const next = existing[compare(other, key) <= 0 ? below : above];
    if (compare(other, key) <= 0) {
      if (next === undefined || compare(other, next) >= 0) below = i;
    } else if (next === undefined || compare(other, next) < 0) above = i;
  }
  if (above === -1 || below === -1) return above === -1 ? below : above - 1;
  if (above === below + 1) return below;
  return sharedPrefix(existing[above] ?? '', key) > sharedPrefix(existing[below] ?? '', key)
    ? above - 1
    : below;
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && fold(a[length] ?? '') === fold(b[length] ?? ''))
    length += 1;
  return length;
}

/** Case folding that does not depend on the locale. */
function fold(text: string): string {
  return text.toLowerCase();
}

/** `Qwen3Moe` of `Qwen3MoeForCausalLM`: tables are often kept by model, not by class. */
function stem(text: string): string {
  return text.replace(/(?<=.)(?:For[A-Z].*|(?:LMHead)?Model)$/, '');
}

/** Runs of digits compare as numbers. */
function compareNatural(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (const [i, part] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order =
      /\d/.test(part) && /\d/.test(other) ? Number(part) - Number(other) : compareText(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
