/** UTF-16 offsets. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges in order, without those that begin inside of others. */
export function outermost<T extends Range>(ranges: readonly T[]): readonly T[] {
  let behind = 0;
  const sorted = ranges.toSorted((a, b) => a.start - b.start || b.end - a.end);
  return sorted.filter(({ start, end }) => {
    if (start < behind) return false;
    behind = end;
    return true;
  });
}
