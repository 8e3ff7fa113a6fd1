import { expect, test } from 'vitest';
import { readWorkspace } from '../../src/scan/workspace.js';
import { requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { nativeOracle } from '../support/oracle.js';
import { everyCommitWith } from './first-parents.js';
import { nativeAnswer, oracleAnswer } from './native-answer.js';

const STEP = 400;

/** Every 400th commit along the first parents, counted from the oldest, that has the models folder. */
test(
  `every ${STEP}th commit of SGLang registers what a reader with CPython finds`,
  { timeout: 1_800_000 },
  async () => {
    requireCPython();
    const repository = corpus('sglang.git');
    const commits = everyCommitWith(repository, 'python/sglang/srt/models', STEP);
    const sizes: number[] = [];
    for (const { id, date } of commits) {
      const oracle = nativeOracle({ repository, revision: id });
      const workspace = await readWorkspace({ roots: [repository], revision: id });
      const expected = oracleAnswer(await oracle);
      expect({ date, ...nativeAnswer(workspace) }).toEqual({ date, ...expected });
      expect(
        workspace.diagnostics.map(({ file, line, message }) => `${date} ${file}:${line} ${message}`),
      ).toEqual([]);
      sizes.push(Object.keys(expected).length);
    }
    expect(sizes.length).toBeGreaterThan(20);
    expect(sizes.at(-1)).toBeGreaterThan(150);
  },
);
