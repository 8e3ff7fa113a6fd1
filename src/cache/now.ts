/** Nanoseconds since 1970, as exact as the clock of the process. */
export function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** The date in UTC. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
