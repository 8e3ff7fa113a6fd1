import { expect, test } from 'vitest';
import { readWorkspace } from '../../src/scan/workspace.js';
import { requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { classesOracle, nativeOracle } from '../support/oracle.js';
import { classAnswer, mappingAnswer, oracleClasses, oracleMappings } from './class-answer.js';
import { nativeAnswer, oracleAnswer } from './native-answer.js';
import { counts, subjects, syncCheckout } from './sync-pages.js';

test('SGLang in August 2026 registers what a reader with CPython finds', { timeout: 120_000 }, async () => {
  requireCPython();
  const folder = corpus('sglang-2026-08');
  const expected = oracleAnswer(await nativeOracle({ folder }));
  expect(nativeAnswer(await readWorkspace({ roots: [folder] }))).toEqual(expected);
  expect(Object.keys(expected)).toHaveLength(241);
});

test('its pages, which have moved, name a family that it does not serve', async () => {
  const { result } = await syncCheckout('sglang-2026-08', 'sglang');
  expect(result.pages.map(({ file }) => file)).toEqual(
    ['generative', 'multimodal_language', 'diffusion_language', 'embedding', 'rerank', 'reward'].map(
      (name) => `docs/docs/supported-models/${name}_models.mdx`,
    ),
  );
  expect(counts(result)).toEqual({ 'sync-family-gone': 1, 'sync-key-open': 1, 'sync-unnamed': 1 });
  expect(subjects(result, 'sync-family-gone')).toEqual(['DiffusionGemma']);
});

test(
  'transformers in August 2026 has the classes and mappings that a reader with CPython finds',
  {
    timeout: 240_000,
  },
  async () => {
    requireCPython();
    const folder = corpus('transformers-2026-08');
    const [{ files, auto }, workspace] = await Promise.all([
      classesOracle({ folder }),
      readWorkspace({ roots: [folder] }),
    ]);
    expect(classAnswer(workspace)).toEqual(oracleClasses(files));
    expect(mappingAnswer(workspace)).toEqual(oracleMappings(auto));
  },
);
