import { expect, test } from 'vitest';
import { keptScan } from '../cache/kept-scan.js';
import { FULL } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import { firstParents } from './first-parents.js';

/** Many commits, one after the other, and some far apart. */
const [NEAR, FAR] = FULL ? [60, 20] : [6, 2];

test.each([
  'sglang.git',
  'transformers.git',
  'vllm.git',
  'lmdeploy.git',
  'mlx-lm.git',
  'sglang-jax.git',
  'llama.cpp.git',
])(
  'along the history of %s each revision is as if nothing had been kept of the one before, and less is read',
  { timeout: 3_600_000 },
  async (name) => {
    const repository = corpus(name);
    const all = firstParents(repository).toReversed();
    const far = all.filter((_, index) => index % 50 === 0).slice(0, FAR);
    const commits = [...far.toReversed(), ...all.slice(1, NEAR).toReversed()];
    const cache = tempFolder();
    let little = 0;
    for (const { id } of commits) {
      const options = { roots: [repository], revision: id };
      const fresh = await keptScan(options, null);
      const kept = await keptScan(options, cache);
      expect(kept.result, id).toEqual(fresh.result);
      if (kept.read.length < fresh.read.length / 5) little++;
    }
    // The others change what every model builds on.
    expect(little).toBeGreaterThanOrEqual(NEAR / 3);
  },
);

test(
  'along the history of vllm.git before October 2024 each revision is as if nothing had been kept of the one before',
  { timeout: 3_600_000 },
  async () => {
    const repository = corpus('vllm.git');
    const older = firstParents(repository).filter(({ date }) => date < '2024-10-04');
    const cache = tempFolder();
    let less = 0;
    for (const { id } of older.slice(-3 * NEAR)) {
      const options = { roots: [repository], revision: id };
      const fresh = await keptScan(options, null);
      const kept = await keptScan(options, cache);
      expect(kept.result, id).toEqual(fresh.result);
      if (kept.read.length < fresh.read.length) less++;
    }
    expect(less).toBeGreaterThanOrEqual(2 * NEAR);
  },
);
