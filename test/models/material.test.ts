import { expect, test } from 'vitest';
import { resolveExample } from '../../src/models/example.js';
import { examplesOf } from '../../src/models/material.js';
import { below, packageSources, type Files } from '../engines/trees.js';

/** The example of a class of model type `oak`, and the refused ids with the reason. */
function example(architecture: string, files: Files): readonly string[] {
  const { examples } = examplesOf(packageSources(below('models', files), 'transformers'), { directory: '' });
  const { id, rejected } = resolveExample(architecture, examples('oak'));
  return [id ?? 'none', ...rejected.map((each) => `${each.id}: ${each.why}`)];
}

const ACORN = {
  'acorn/configuration_acorn.py': '@auto_docstring(checkpoint="grove/Acorn-7B")\nclass AcornConfig: pass\n',
  'acorn/modeling_acorn.py': 'class AcornModel:\n    """AcornModel.from_pretrained("grove/Acorn-7B")"""\n',
};

test.each([
  ['from ..acorn.modeling_acorn import AcornModel', true],
  ['from ...models.acorn.modeling_acorn import AcornModel', true],
  ['from transformers.models.acorn.modeling_acorn import AcornModel', true],
  ['from ....models.acorn.modeling_acorn import AcornModel', false],
  ['from ...acorn import AcornModel', false],
  ['from acorn.modeling_acorn import AcornModel', false],
])('what a modular file imports from is a parent of the model: %s', (line, isParent) => {
  const files = {
    ...ACORN,
    'oak/modular_oak.py': `${line}\nclass OakModel(AcornModel): pass\n`,
    'oak/modeling_oak.py': 'class OakModel:\n    """OakModel.from_pretrained("grove/Oak-7B")"""\n',
  };
  const expected = isParent ? ['none', 'grove/Oak-7B: placeholder'] : ['grove/Oak-7B'];
  expect(example('OakModel', files)).toEqual(expected);
});

test("a checkpoint that a configuration has from another model's is refused, however it is said", () => {
  const files = {
    ...ACORN,
    'oak/configuration_oak.py': '@auto_docstring(checkpoint="grove/Acorn-7B")\nclass OakConfig: pass\n',
    'oak/modeling_oak.py': 'class OakModel:\n    """OakHead.from_pretrained("grove/oak-1b")"""\n',
  };
  expect(example('OakModel', files)).toEqual(['grove/oak-1b', 'grove/Acorn-7B: other-model']);
});

test('what a modular file takes over from a parent is shown only where the class itself shows it', () => {
  const files = {
    ...ACORN,
    'oak/modular_oak.py':
      'from ..acorn.modeling_acorn import AcornModel\nclass OakConfig(AcornConfig): pass\n',
    'oak/configuration_oak.py': '@auto_docstring(checkpoint="grove/Acorn-7B")\nclass OakConfig: pass\n',
    'oak/modeling_oak.py':
      'class OakModel:\n    """OakModel.from_pretrained("grove/Acorn-7B")"""\nclass OakHead: pass\n',
  };
  expect(example('OakModel', files)).toEqual(['grove/Acorn-7B']);
  expect(example('OakHead', files)).toEqual([
    'none',
    'grove/Acorn-7B: other-model',
    'grove/Acorn-7B: other-model',
  ]);
});

test("the checkpoint of the class's own configuration stands first, however it is said", () => {
  const files = {
    'oak/configuration_oak.py': [
      '@auto_docstring(checkpoint="grove/oak-audio")',
      'class OakAudioConfig: pass',
      '@auto_docstring(checkpoint="grove/oak-text")',
      'class OakTextConfig: pass',
    ].join('\n'),
    'oak/modeling_oak.py': 'class OakTextModel: pass\nclass OakAudioModel: pass\n',
  };
  expect(example('OakTextModel', files)).toEqual(['grove/oak-text']);
  expect(example('OakAudioModel', files)).toEqual(['grove/oak-audio']);
});
