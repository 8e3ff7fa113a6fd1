import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { check, compareAll, FULL, requireCPython } from './harness.js';
import { installations, installedFiles } from './sources.js';

/** Every twentieth file, in the order of their paths, is read by every engine; the others only in a full run. */
const STEP = 20;

test(
  `reads ${FULL ? 'every file' : 'a sample of the files'} of the Python installations as CPython does`,
  { timeout: 7_200_000 },
  async () => {
    requireCPython();
    const files = [...new Set(installations().flatMap((python) => installedFiles(python)))]
      .map((path, index) => ({ path, thorough: index % STEP === 0 }))
      .filter(({ thorough }) => FULL || thorough);
    expect(files.length).toBeGreaterThan(50);
    const tally = await compareAll(
      files.map(({ path, thorough }) => ({
        request: { id: path, path },
        bytes: () => readFileSync(path),
        thorough,
      })),
    );
    check(tally, 0.9);
  },
);
