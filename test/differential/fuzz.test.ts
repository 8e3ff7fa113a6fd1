import { expect, test } from 'vitest';
import { type Case, compareAll, FULL, requireCPython } from './harness.js';
import { programs } from './sources.js';

const SEED = Number(process.env.ARCHSCAN_FUZZ_SEED ?? 20260101);
const COUNT = Number(process.env.ARCHSCAN_FUZZ_COUNT ?? (FULL ? 10_000 : 600));

function* cases(): Generator<Case> {
  let number = 0;
  for (const source of programs(SEED, COUNT)) {
    yield { request: { id: `program ${number++}`, source }, bytes: () => source };
  }
}

test(
  `reads ${COUNT} generated programs as CPython does, and survives those that it rejects`,
  { timeout: 3_600_000 },
  async () => {
    requireCPython();
    const tally = await compareAll(cases());
    expect(tally.unexplained.slice(0, 20).join('\n\n')).toBe('');
    expect(tally.unexplained).toHaveLength(0);
    expect(tally.same).toBeGreaterThan(COUNT / 2);
  },
);
