import type fc from 'fast-check';

const SEED = 20_260_401;

/**
 * Parameters of a property: a fixed seed, and a number of runs that ARCHSCAN_PROPERTY_SCALE multiplies. A scale
 * other than 1 also draws other cases.
 */
export function runs(numRuns: number): fc.Parameters<unknown> {
  const scale = Number(process.env.ARCHSCAN_PROPERTY_SCALE ?? '1');
  return { seed: SEED + scale, numRuns: Math.round(numRuns * scale) };
}
