import { expect, test } from 'vitest';
import { createFactExtractor } from '../../../src/python/extract.js';

const extract = await createFactExtractor({ engine: 'full' });

test.each([
  ['brackets in a case pattern', `match a:\n case ${'['.repeat(3000)}${']'.repeat(3000)}: b\n`],
  ['classes in a case pattern', `match a:\n case ${'A(x='.repeat(3000)}1${')'.repeat(3000)}: b\n`],
  ['a sum', `x = ${'a + '.repeat(50_000)}a\n`],
  ['a union', `x = ${'a | '.repeat(50_000)}a\n`],
  ['powers', `x = ${'a ** '.repeat(10_000)}a\n`],
  ['attributes', `x = a${'.b'.repeat(10_000)}\n`],
  ['calls', `x = a${'()'.repeat(10_000)}\n`],
  ['lambdas', `x = ${'lambda: '.repeat(10_000)}a\n`],
  ['conditionals', `x = ${'a if b else '.repeat(10_000)}a\n`],
  ['annotations', `def f(a: ${'A['.repeat(3000)}B${']'.repeat(3000)}): pass\n`],
  [
    'blocks',
    Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}if a:\n`).join('') +
      ' '.repeat(400) +
      'b\n',
  ],
])('%s nested beyond the limit: the facts say so and can be printed', (_, text) => {
  const facts = extract('m.py', text, 'bodies');
  expect(facts.partial).toBe(true);
  const printed = JSON.stringify(facts);
  expect(printed).toMatch(/"reason":"(?:nested )?more than \d+ /);
});

test('twenty thousand branches end in an error that names the limit', () => {
  const facts = extract('m.py', `if a: b\n${'elif a: b\n'.repeat(20_000)}`, 'bodies');
  expect(facts.diagnostics[0]).toMatchObject({ line: 1002, column: 1 });
  expect(JSON.stringify(facts.body)).toContain('more than 1000 branches');
});

test.each(['(', '[', '{', 'f(', 'a['])('%s a hundred thousand times, never closed, is partial', (open) => {
  expect(extract('m.py', open.repeat(100_000 / open.length), 'bodies').partial).toBe(true);
});

test('what is long without being deep is read whole', () => {
  const text = `x = [${'a, '.repeat(20_000)}]\ny = ${'a and '.repeat(20_000)}a\nz = a${' < b'.repeat(20_000)}\n`;
  const { partial, body } = extract('m.py', text);
  expect(partial).toBe(false);
  expect(body).toHaveLength(3);
});

test('a string of 400 KB that is never closed leaves what stands before it', () => {
  const { body, partial } = extract('m.py', `class A: pass\n"""${'a b\n'.repeat(100_000)}`);
  expect(partial).toBe(true);
  expect(body.map(({ kind }) => kind)).toEqual(['class']);
});
