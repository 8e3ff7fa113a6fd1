/** Middle, least and greatest of some numbers. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError without a number */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.floor(sorted.length / 2)];
  const [min] = sorted;
  const max = sorted[sorted.length - 1];
  if (min === undefined || max === undefined || lower === undefined || upper === undefined) {
    throw new RangeError('no values');
  }
  return { median: (lower + upper) / 2, min, max };
}

/** Of the quotients of values measured in the same round. */
export function pairedRatio(values: readonly number[], by: readonly number[]): Spread {
  if (values.length !== by.length) throw new RangeError('rounds differ');
  return spread(values.map((value, round) => value / (by[round] ?? Number.NaN)));
}

/** What one program cost in one round: its processes one after the other, the greatest peak of them. */
export interface Sample {
  readonly wallMs: number;
  /** User and system time. */
  readonly cpuMs: number;
  readonly peakKib: number;
  /** Peak of the measuring process before: a smaller peak is not seen. */
  readonly floorKib: number;
}

export function addSamples(samples: readonly Sample[]): Sample {
  return {
    wallMs: samples.reduce((sum, each) => sum + each.wallMs, 0),
    cpuMs: samples.reduce((sum, each) => sum + each.cpuMs, 0),
    peakKib: Math.max(...samples.map((each) => each.peakKib)),
    floorKib: Math.max(...samples.map((each) => each.floorKib)),
  };
}
