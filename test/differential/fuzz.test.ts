import { expect, test } from 'vitest';
import { type Case, check, compareAll, FULL, requireCPython } from './harness.js';
import { changes, installedFiles, programs } from './sources.js';

const SEED = Number(process.env.ARCHSCAN_FUZZ_SEED ?? 20260101);
const COUNT = Number(process.env.ARCHSCAN_FUZZ_COUNT ?? (FULL ? 10_000 : 600));
const CHANGES = FULL ? 50_000 : 1_000;
/** So many changed sources are read by every engine, the others by the shipped one. */
const STEP = 20;

function* cases(name: string, sources: Iterable<Uint8Array>, step: number): Generator<Case> {
  let number = 0;
  for (const source of sources) {
    const id = `${name} ${number}`;
    yield { request: { id, source }, bytes: () => source, thorough: number++ % step === 0 };
  }
}

test(
  `reads ${COUNT} generated programs as CPython does, and survives those that it rejects`,
  { timeout: 3_600_000 },
  async () => {
    requireCPython();
    const tally = await compareAll(cases('program', programs(SEED, COUNT), 1));
    check(tally, 0.5);
  },
);

test(
  `reads ${CHANGES} changed programs and pieces of files as CPython does`,
  { timeout: 7_200_000 },
  async () => {
    requireCPython();
    const files = installedFiles();
    expect(files.length).toBeGreaterThan(50);
    check(await compareAll(cases('change', changes(SEED, CHANGES, files), STEP)), 0.4, 0.3);
  },
);
