import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderTree } from '../../src/source/index.js';
import { corpus } from '../support/corpus.js';
import { compareAll, FULL, requireCPython } from './harness.js';

/** Without the full set, every fortieth file in the order of their paths. */
const STEP = FULL ? 1 : 40;

test.each(['sglang-2026-01', 'sglang-2026-04', 'transformers-2025-12'])(
  'reads %s as CPython does',
  { timeout: 1_800_000 },
  async (name) => {
    const root = corpus(name);
    requireCPython();
    const paths = folderTree(root)
      .list('')
      .filter((path) => path.endsWith('.py'))
      .filter((_, index) => index % STEP === 0);
    const tally = await compareAll(
      paths.map((path) => ({
        request: { id: path, path: join(root, path) },
        bytes: () => readFileSync(join(root, path)),
      })),
    );
    expect(tally.unexplained.slice(0, 20).join('\n\n')).toBe('');
    expect(tally.unexplained).toHaveLength(0);
    expect(tally.same).toBeGreaterThan(paths.length * 0.9);
  },
);
