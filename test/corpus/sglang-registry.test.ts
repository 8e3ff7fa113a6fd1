import { expect, test } from 'vitest';
import { readWorkspace } from '../../src/scan/workspace.js';
import { requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { registryOracle } from '../support/oracle.js';
import { engineOf, moduleName } from './workspace.js';

test.each([
  ['sglang-2026-01', 149],
  ['sglang-2026-04', 201],
  ['sglang-2026-08', 241],
])(
  "%s registers what SGLang's own registry does when CPython runs it",
  { timeout: 120_000 },
  async (name, count) => {
    requireCPython();
    const folder = corpus(name);
    const { models, failed } = await registryOracle(folder);
    const { registrations } = engineOf(await readWorkspace({ roots: [folder] }));
    const found = registrations
      .filter(({ registry, status }) => registry === 'srt' && status === 'active')
      .map(({ key, classFile }) => [key, moduleName(classFile)]);
    expect(Object.fromEntries(found)).toEqual(models);
    expect([Object.keys(models).length, failed]).toEqual([count, {}]);
  },
);
