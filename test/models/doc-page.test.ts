import { expect, test } from 'vitest';
import { docPagesByType, mentionsInDocPage } from '../../src/models/doc-page.js';

const PAGE = [
  '# Acorn',
  'Made by [treeline/acorn-7b](https://huggingface.co/treeline/acorn-7b).',
  '```py',
  'pipe = pipeline(',
  '    task="text-generation",',
  '    model="treeline/acorn-1b",',
  ')',
  'model = AcornForCausalLM.from_pretrained(',
  '    "treeline/acorn-3b",',
  ')',
  "p = pipeline('text-generation', 'x', model='acorn')",
  'q = pipeline("text-generation")',
  'model = "treeline/unused"',
  '```',
];

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
])('finds calls, pipelines and links with their places (%s)', (_, end) => {
  const found = mentionsInDocPage(PAGE.join(end), 'acorn.md');
  expect(found.map(({ id, receiver, evidence }) => [id, receiver, evidence.line, evidence.column])).toEqual([
    ['treeline/acorn-7b', null, 2, 52],
    ['treeline/acorn-1b', null, 6, 12],
    ['treeline/acorn-3b', 'AcornForCausalLM', 9, 6],
    ['acorn', null, 11, 45],
  ]);
  expect(found[0]).toMatchObject({
    scope: '',
    evidence: { file: 'acorn.md', rule: 'transformers-model-doc' },
  });
});

test.each([
  ['kosmos-2.md', 'kosmos2', true],
  ['mgp-str.md', 'mgp_str', true],
  ['bert.md', 'bert', true],
  ['bert-generation.md', 'bert', false],
  ['bert.mdx', 'bert', false],
])('%s is the page of %s: %s', (file, modelType, expected) => {
  expect(docPagesByType([`model_doc/${file}`])(modelType) !== undefined).toBe(expected);
});
