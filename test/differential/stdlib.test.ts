import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareAll, FULL, requireCPython } from './harness.js';
import { installedFiles } from './sources.js';

/** Without the full set, every twentieth file in the order of their paths. */
const STEP = FULL ? 1 : 20;

test(
  `reads ${STEP === 1 ? 'every file' : 'a sample of the files'} of the Python installation as CPython does`,
  { timeout: 3_600_000 },
  async () => {
    requireCPython();
    const files = installedFiles().filter((_, index) => index % STEP === 0);
    const tally = await compareAll(
      files.map((path) => ({ request: { id: path, path }, bytes: () => readFileSync(path) })),
    );
    expect(tally.unexplained.slice(0, 20).join('\n\n')).toBe('');
    expect(tally.unexplained).toHaveLength(0);
    expect(tally.same).toBeGreaterThan(files.length * 0.9);
  },
);
