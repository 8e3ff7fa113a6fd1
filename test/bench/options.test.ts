import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions } from '../../bench/options.js';

const ENV = { ARCHSCAN_CORPUS: '/corpus', ARCHSCAN_SEEDS: '/seeds/track.md' };

test('the environment gives the defaults', () => {
  expect(readOptions([], ENV, '/package')).toEqual({
    sglang: resolve('/corpus/sglang-2026-01'),
    transformers: resolve('/corpus/transformers-2025-12'),
    seeds: resolve('/seeds/track.md'),
    cli: resolve(join('/package', 'dist', 'cli.cjs')),
    runs: 7,
    growth: false,
    write: false,
  });
});

test('options stand before the environment; without scripts their peers stay out', () => {
  const args = ['--sglang', '/s', '--transformers', '/t', '--runs', '5', '--write', '--growth'];
  expect(readOptions(args, { ARCHSCAN_SEEDS: '' }, '/package')).toMatchObject({
    sglang: resolve('/s'),
    transformers: resolve('/t'),
    seeds: undefined,
    runs: 5,
    growth: true,
    write: true,
  });
});

test.each([
  [['--transformers', '/t'], {}, /--sglang/],
  [['--sglang', '/s'], {}, /--transformers/],
  [['--runs', '0'], ENV, /--runs 0/],
  [['--runs', 'many'], ENV, /--runs many/],
  [['--runs', '4', '--write'], ENV, /at least 5 rounds/],
  [['--sgl', '/s'], ENV, /--sgl/],
])('%j is refused', (args, env, message) => {
  expect(() => readOptions(args, env, '/package')).toThrow(message);
});
