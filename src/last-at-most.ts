/**
 * Index of the last item whose number is not greater than `limit`; -1 when there is none.
 *
 * @param numberOf no item above the limit comes before one that is not
 */
export function lastAtMost<T>(items: readonly T[], numberOf: (item: T) => number, limit: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && numberOf(item) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
