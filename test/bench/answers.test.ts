import { describe, expect, test } from 'vitest';
import { compareAnswers, isModelingFile, isModelName, type Answer } from '../../bench/answer.js';
import {
  astAnswer,
  astGrepAnswer,
  ctagsAnswer,
  documentAnswer,
  examplesAnswer,
  legacyAnswer,
  ripgrepAnswer,
  scanAnswer,
  transformersVersion,
} from '../../bench/answers-of-peers.js';

const answer = (registrations: readonly string[], classes: readonly string[]): Answer => ({
  registrations: new Set(registrations),
  classes: new Set(classes),
});

describe('comparison', () => {
  test('equal answers have no difference, whatever their order', () => {
    expect(compareAnswers(answer(['A', 'B'], []), answer(['B', 'A'], []))).toEqual([]);
  });

  test('a difference names what is missing and what is extra', () => {
    expect(compareAnswers(answer(['B', 'A', 'C'], ['X']), answer(['C', 'D'], ['X']))).toEqual([
      { part: 'registrations', missing: ['A', 'B'], extra: ['D'] },
    ]);
  });

  test('a part that was not answered is missing entirely', () => {
    expect(compareAnswers(answer([], ['X']), {})).toEqual([{ part: 'classes', missing: ['X'], extra: [] }]);
  });
});

test.each([
  ['FooForCausalLM', true],
  ['FooModel', true],
  ['FooLMHeadModel', true],
  ['_FooModel', false],
  ['FooPreTrainedModel', false],
  ['FooModelOutput', false],
  ['Model', false],
])('%s is a model name: %s', (name, expected) => {
  expect(isModelName(name)).toBe(expected);
});

test.each([
  ['src/transformers/models/llama/modeling_llama.py', true],
  ['models/llama/modeling_llama.py', true],
  ['models/llama/modeling_tf_llama.py', false],
  ['models/llama/modeling_flax_llama.py', false],
  ['models/deprecated/old/modeling_old.py', false],
  ['models/llama/modular_llama.py', false],
])('%s holds model classes: %s', (path, expected) => {
  expect(isModelingFile(path)).toBe(expected);
});

const SCAN = JSON.stringify({
  engines: [
    {
      registrations: [
        { key: 'AForCausalLM', registry: 'srt' },
        { key: 'Vae', registry: 'multimodal_gen' },
      ],
    },
  ],
  transformers: {
    version: '5.0.0',
    classes: [
      { name: 'AModel', file: 'src/transformers/models/a/modeling_a.py' },
      { name: 'AAttention', file: 'src/transformers/models/a/modeling_a.py' },
      { name: 'OldModel', file: 'src/transformers/models/deprecated/old/modeling_old.py' },
    ],
  },
});

test('archscan: the srt registry, and the model classes of the files that all programs read', () => {
  expect(scanAnswer(SCAN)).toEqual(answer(['AForCausalLM'], ['AModel']));
  expect(transformersVersion(SCAN)).toBe('5.0.0');
});

test('the files of the source document', () => {
  const names = legacyAnswer('{"AForCausalLM": "a.py"}', 'AModel\nBModel\n');
  expect(names).toEqual(answer(['AForCausalLM'], ['AModel', 'BModel']));
  const document = '| Architecture | Native |\n|---|---|\n| **AForCausalLM** | Y |\n';
  const steps = examplesAnswer(names, 'AForCausalLM|org/a\nAModel|\n');
  expect(steps).toEqual({ ...names, examples: new Set(['AForCausalLM|org/a', 'AModel|']) });
  expect(documentAnswer(steps, document)).toEqual({ ...steps, rows: new Set(['AForCausalLM']) });
});

test('the ast script', () => {
  expect(astAnswer('{"registrations": ["A"], "classes": ["AModel"]}')).toEqual(answer(['A'], ['AModel']));
  const steps = '{"registrations": ["A"], "classes": [], "examples": {"A": "org/a", "B": ""}}';
  expect(astAnswer(steps)).toEqual({ ...answer(['A'], []), examples: new Set(['A|org/a', 'B|']) });
});

test('ast-grep: names by rule', () => {
  const output = [
    'python/sglang/srt/models/a.py:9:14: help[registration]: AForCausalLM',
    'models/a/modeling_a.py:47:7: help[model-class]: AModel',
    'models/a/modeling_a.py:12:7: help[model-class]: APreTrainedModel',
    'models/a/modeling_a.py:80:7: warning[other]: BModel',
    '',
  ].join('\n');
  expect(astGrepAnswer(output)).toEqual(answer(['AForCausalLM'], ['AModel']));
});

test('ctags: values of one line only, module scope only', () => {
  const variables = [
    'EntryClass\ta.py\t/^EntryClass = [A, B]  # both$/;"\tv',
    'EntryClass\tb.py\t/^EntryClass = C$/;"\tv',
    'EntryClass\tc.py\t/^EntryClass = [$/;"\tv',
    'EntryClass\td.py\t/^    EntryClass = D$/;"\tv\tclass:Other',
    'logger\ta.py\t/^logger = x$/;"\tv',
  ].join('\n');
  const classes = [
    'AModel\ta.py\t/^class AModel(nn.Module):$/;"\tc',
    'BModel\ta.py\t/^    class BModel:$/;"\tc\tclass:AModel',
  ].join('\n');
  expect(ctagsAnswer(variables, classes)).toEqual(answer(['A', 'B', 'C'], ['AModel']));
});

test('ripgrep: lists over several lines', () => {
  const entries = 'EntryClass = A\nEntryClass = [\n    B,  # not C\n    D,\n]\n';
  expect(ripgrepAnswer(entries, 'AModel\nAAttention\n')).toEqual(answer(['A', 'B', 'D'], ['AModel']));
});
