import { expect, test } from 'vitest';
import { addNext } from '../../src/cli/commands/coverage-add.js';
import type { ReadModel } from '../../src/cli/commands/coverage-model.js';
import type { Outcome } from '../../src/diagnostics.js';
import { readCoveragePage, unchanged, type CoverageChange } from '../../src/kernels/coverage/index.js';
import { definitionFiles } from '../../src/kernels/index.js';
import { examplePage } from '../kernels/coverage-page.js';

const target = { file: 'page.md', sources: { definitions: definitionFiles([]), workloads: null } };

const WARNING = {
  file: 'acorn/Acorn-1B',
  line: 1,
  column: 1,
  rule: 'config-unavailable',
  severity: 'warning',
  message: 'No answer.',
} as const;

function unmapped(title: string): ReadModel {
  const reason = 'Nobody knows.';
  return {
    model: { kind: 'unmapped', title, note: 'config unavailable', reason, inSglang: null },
    diagnostics: [WARNING],
  };
}

function start(): Outcome<CoverageChange> {
  const { value: page } = readCoveragePage(examplePage(), target.file);
  if (page === null) throw new Error('The page of the example is none.');
  return { value: unchanged(page), diagnostics: [] };
}

test('each model is added to what the one before has left, and what is said of them is kept', async () => {
  const first = await addNext(start(), target, () => Promise.resolve(unmapped('Acorn 1B')));
  const { value, diagnostics } = await addNext(first, target, () => Promise.resolve(unmapped('Birch 2B')));
  expect(value.added.map(({ title }) => title)).toEqual(['Acorn 1B', 'Birch 2B']);
  expect(diagnostics).toEqual([WARNING, WARNING]);
  expect(value.text.indexOf('\n## Birch 2B\n')).toBeGreaterThan(value.text.indexOf('\n## Acorn 1B\n'));
  expect(value.text).toContain('\n## Acorn 1B\n');
});

test('a page that is none any more stays as it is, with the reason, and no model is asked for', async () => {
  const before = start();
  const broken = { ...before, value: { ...before.value, text: '# Nothing\n' } };
  const { value, diagnostics } = await addNext(broken, target, () => {
    throw new Error('A model was asked for.');
  });
  expect(value).toEqual(broken.value);
  expect(diagnostics.map(({ severity }) => severity)).toEqual(['error']);
});
