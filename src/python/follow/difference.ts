/** What one text has in place of a range of another; the texts are the same before and behind it. */
export interface Difference {
  /** UTF-16 offset in both texts. */
  readonly start: number;
  /** Where the range ends in the old text, and in the new one. */
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The one range in which two texts differ, as short as it can be; null when they do not. */
export function differenceOf(before: string, after: string): Difference | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  const start = sameLength(shorter, (from, to) => before.slice(from, to) === after.slice(from, to));
  const [ends, newEnds] = [before.length, after.length];
  const behind = sameLength(
    shorter - start,
    (from, to) => before.slice(ends - to, ends - from) === after.slice(newEnds - to, newEnds - from),
  );
  return { start, oldEnd: ends - behind, newEnd: newEnds - behind };
}

/** How many units are the same. Slices are compared, since comparing strings goes over many units at a time. */
function sameLength(length: number, same: (from: number, to: number) => boolean): number {
  let low = 0;
  let high = length;
  if (same(0, length)) return length;
  // The first `low` units are the same, the first `high` are not.
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (same(low, middle)) low = middle;
    else high = middle;
  }
  return low;
}
