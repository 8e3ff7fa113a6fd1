import { expect, test } from 'vitest';
import { readWorkspace } from '../../src/scan/workspace.js';
import { createLinter, openedEngines } from '../../src/lint/lint.js';
import { tempFolder } from '../support/temp-folder.js';
import { DATE } from './support.js';

test('several engines in one tree each have their own findings', async () => {
  const folder = tempFolder({
    'lmdeploy/pytorch/models/module_map.py':
      "MODULE_MAP = {'OakForCausalLM': 'lmdeploy.pytorch.models.oak.Oak'}\n",
    'lmdeploy/pytorch/models/oak.py': 'class Oak:\n    x = = 1\n',
    'python/sgl_jax/srt/models/oak.py':
      'class OakForCausalLM: ...\nEntryClass = OakForCausalLM\nx = = 1  # archscan: ignore[python-syntax] kept as a test\n',
  });
  const engines = openedEngines(await readWorkspace({ roots: [folder] }));
  expect(engines.map(({ scan }) => scan.id)).toEqual(['lmdeploy', 'sglang-jax']);
  const linter = createLinter({
    engines,
    transformers: null,
    classes: 'named',
    overrideRows: true,
    date: DATE,
  });
  const { findings, silenced } = linter.lint([]);
  const places = (all: typeof findings): readonly string[] =>
    all.filter(({ rule }) => rule === 'python-syntax').map(({ file, line }) => `${file}:${line}`);
  expect(places(findings)).toEqual([`${folder}/lmdeploy/pytorch/models/oak.py:2`]);
  expect(places(silenced)).toEqual([`${folder}/python/sgl_jax/srt/models/oak.py:3`]);
});
