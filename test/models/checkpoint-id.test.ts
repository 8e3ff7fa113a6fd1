import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  classifyCheckpoint,
  isCheckpointId,
  type CheckpointContext,
} from '../../src/models/checkpoint-id.js';
import { mentionsInText } from '../../src/python/mentions.js';
import { corpus } from '../support/corpus.js';

function why(id: string, context?: CheckpointContext): string {
  const verdict = classifyCheckpoint(id, context);
  return verdict.usable ? 'usable' : verdict.why;
}

test.each([
  ['Qwen/Qwen3-8B', true],
  ['01-ai/Yi-34B', true],
  ['timm/resnet50.a1_in1k', true],
  ['gpt2', false],
  ['a/b/c', false],
  ['-a/b', false],
  ['a/b-', false],
  ['a/b..c', false],
  ['a/b--c', false],
  ['a/b.git', false],
  ['a/', false],
  ['a/b c', false],
  ['(generic fallback)', false],
  [`a/${'b'.repeat(95)}`, false],
])('isCheckpointId(%j) is %s', (id, expected) => {
  expect(isCheckpointId(id)).toBe(expected);
});

test.each([
  ['openai/whisper-tiny.en', 'usable'],
  ['sesame/csm-1b', 'usable'],
  ['UsefulSensors/moonshine-tiny', 'usable'],
  ['TinyLlama/TinyLlama-1.1B-Chat-v1.0', 'usable'],
  ['hustvl/yolos-tiny', 'usable'],
  ['susnato/clvp_dev', 'usable'],
  ['google/model', 'usable'],
  ['(generic fallback)', 'malformed'],
  ['path/to/model', 'malformed'],
  ['gpt_bigcode', 'no-organisation'],
  ['hf-internal-testing/llama-tokenizer', 'test-repository'],
  ['trl-internal-testing/Qwen2ForCausalLM', 'test-repository'],
  ['treeline/tiny-random-acorn', 'test-repository'],
  ['treeline/acorn-tiny-random', 'test-repository'],
  ['treeline/tiny-acorn', 'test-repository'],
  ['treeline/test-32m', 'test-repository'],
  ['treeline/acorn-dummy', 'test-repository'],
  ['TODO/TODO', 'placeholder'],
  ['your-username/acorn', 'placeholder'],
  ['your_org/your_model', 'placeholder'],
  ['my-org/acorn', 'placeholder'],
  ['treeline/your-model', 'placeholder'],
  ['username/repo_name', 'placeholder'],
  ['org/model', 'placeholder'],
  ['path-to/acorn', 'placeholder'],
  ['treeline/Not_yet_released', 'placeholder'],
  ['treeline/coming-soon', 'placeholder'],
  ['treeline/unreleased-acorn', 'usable'],
])('%s is %s', (id, expected) => {
  expect(why(id)).toBe(expected);
});

describe('ids made from a template', () => {
  test.each([
    ['meta-acorn/Acorn-2-7b-hf', 'placeholder'],
    ['meta-acorn_v1_dense/AcornDenseV1-2-7b-hf', 'placeholder'],
    ['mistralai/Acorn-8x7B-v0.1', 'placeholder'],
    ['meta-llama/Llama-2-7b-hf', 'usable'],
    ['meta-llama/CodeLlama-2-7b-hf', 'usable'],
    ['mistralai/Mixtral-8x7B-v0.1', 'usable'],
    ['meta-acorn/Oak-2-7b-hf', 'usable'],
  ])('%s is %s', (id, expected) => {
    expect(why(id)).toBe(expected);
  });

  test('names the template', () => {
    expect(classifyCheckpoint('meta-acorn/Acorn-2-7b-hf')).toEqual({
      usable: false,
      why: 'placeholder',
      detail: "made from meta-llama/Llama-2-7b-hf by replacing the model's name",
    });
  });
});

describe('ids made by renaming a parent', () => {
  const context: CheckpointContext = {
    modelType: 'red_oak',
    parents: [{ modelType: 'acorn', ids: ['treeline/acorn-7b', 'AcornForAI/base', 'treeline/acorn2-3b'] }],
  };

  test.each([
    ['treeline/red_oak-7b', 'placeholder'],
    ['treeline/RedOak-7b', 'placeholder'],
    ['RedOakForAI/base', 'placeholder'],
    ['treeline/red_oak2-3b', 'placeholder'],
    ['treeline/red_oak-13b', 'usable'],
    ['treeline/acorn-7b', 'usable'],
    ['forest/red_oak-7b', 'usable'],
  ])('%s is %s', (id, expected) => {
    expect(why(id, context)).toBe(expected);
  });

  test.each([
    ['red_oak-hf/red_oak-7b-hf', 'placeholder'],
    ['RedOak-hf/red_oak-7b-hf', 'placeholder'],
    ['red_oak_text-hf/red_oak_text-7b-hf', 'placeholder'],
    ['red_oak-hf/red_oak_text-7b-hf', 'usable'],
    ['acorn-hf/red_oak-7b-hf', 'usable'],
    ['red_oak-hf/acorn-7b-hf', 'usable'],
    ['treeline/tinyacorn-red_oak', 'placeholder'],
    ['treeline/tinyred_oak-red_oak', 'usable'],
  ])('every occurrence at the beginning of a word is replaced: %s is %s', (id, expected) => {
    const ids = ['acorn-hf/acorn-7b-hf', 'treeline/tinyacorn-acorn'];
    const parents = [{ modelType: 'acorn', ids, renamedTo: ['RedOakText'] }];
    expect(why(id, { modelType: 'red_oak', parents })).toBe(expected);
  });

  test('an id that a person wrote is usable', () => {
    expect(why('treeline/red_oak-7b', { ...context, confirmed: new Set(['treeline/red_oak-7b']) })).toBe(
      'usable',
    );
  });

  test('without parents nothing is known', () => {
    expect(why('treeline/red_oak-7b', { modelType: 'red_oak' })).toBe('usable');
  });
});

test('a checkpoint of another model is refused', () => {
  const foreign = new Map([['forest/oak-base', 'oak']]);
  expect(classifyCheckpoint('forest/oak-base', { foreign })).toEqual({
    usable: false,
    why: 'other-model',
    detail: 'a checkpoint of oak',
  });
});

test('in transformers of December 2025 exactly the ids of the two templates are refused by shape as placeholders', () => {
  const models = join(corpus('transformers-2025-12'), 'src/transformers/models');
  const ids = new Set(
    readdirSync(models, { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?:^|[\\/])modeling_[^\\/]*\.py$/.test(file))
      .flatMap((file) => mentionsInText(readFileSync(join(models, file), 'utf8')))
      .map(({ id }) => id)
      .filter((id) => id.includes('/')),
  );
  const refused = [...ids].filter((id) => why(id) === 'placeholder');
  const copies = [...ids].filter(
    (id) =>
      (id.startsWith('meta-') && !id.startsWith('meta-llama/')) ||
      (id.endsWith('-8x7B-v0.1') && !id.includes('Mixtral')),
  );
  expect(refused.sort()).toEqual(copies.sort());
  expect(copies).toHaveLength(29);
});
