import { expect, test } from 'vitest';
import type { EngineScan } from '../../src/engines/types.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { FULL, requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { keysOracle } from '../support/oracle.js';
import { everyCommitWith } from './first-parents.js';

interface History {
  readonly engine: string;
  /** The file or folder that has the registry. */
  readonly path: string;
  readonly step: number;
}

const HISTORIES: readonly History[] = [
  { engine: 'lmdeploy', path: 'lmdeploy/turbomind/supported_models.py', step: 150 },
  { engine: 'mlx-lm', path: 'mlx_lm/models', step: 90 },
  { engine: 'sglang-jax', path: 'python/sgl_jax/srt/models', step: 60 },
  { engine: 'tensorrt-llm', path: 'tensorrt_llm/models/__init__.py', step: 8 },
];

function keysOf({ registrations }: EngineScan, registry: string): readonly string[] {
  return registrations.filter((each) => each.registry === registry).map(({ key }) => key);
}

test.each(HISTORIES)(
  'revisions of $engine register what a reader with CPython finds',
  { timeout: 3_600_000 },
  async ({ engine, path, step }) => {
    requireCPython();
    const repository = corpus(`${engine}.git`);
    const commits = everyCommitWith(repository, path, FULL ? Math.ceil(step / 4) : step);
    for (const { id, date } of commits) {
      const expected = await keysOracle(engine, { repository, revision: id });
      const { engines } = await readWorkspace({ roots: [repository], revision: id });
      const found = engines.map(({ scan }) =>
        Object.fromEntries(
          Object.keys(expected).map((registry) => [registry, [...keysOf(scan, registry)].sort()]),
        ),
      );
      expect({ id, date, found }).toEqual({ id, date, found: [expected] });
    }
    expect(commits.length).toBeGreaterThan(7);
  },
);
