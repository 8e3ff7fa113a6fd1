import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readOptions } from '../../bench/options.js';

const ENV = { ARCHSCAN_CORPUS: '/corpus', ARCHSCAN_SEEDS: '/seeds/track.md' };

test('the environment gives the defaults', () => {
  expect(readOptions([], ENV, '/package')).toEqual({
    sglang: resolve('/corpus/sglang-2026-01'),
    transformers: resolve('/corpus/transformers-2025-12'),
    seeds: resolve('/seeds/track.md'),
    cli: resolve(join('/package', 'dist', 'cli.cjs')),
    runs: 7,
    comparison: true,
    repository: false,
    growth: false,
    manyFiles: false,
    generated: false,
    keystrokes: false,
    folders: [],
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

test('everything is every measurement, over all checkouts of the corpus', () => {
  const corpus = mkdtempSync(join(tmpdir(), 'archscan-corpus-'));
  onTestFinished(() => {
    rmSync(corpus, { recursive: true });
  });
  for (const name of ['b', 'a', 'bare.git']) mkdirSync(join(corpus, name));
  writeFileSync(join(corpus, 'notes.md'), '');
  expect(readOptions(['--everything'], { ARCHSCAN_CORPUS: corpus }, '/package')).toMatchObject({
    repository: true,
    growth: true,
    manyFiles: true,
    generated: true,
    keystrokes: true,
    folders: [join(corpus, 'a'), join(corpus, 'b')],
  });
  const folders = ['--all', '/x', '--all', '/y'];
  expect(readOptions(['--no-comparison', '--many-files', ...folders], ENV, '/package')).toMatchObject({
    comparison: false,
    manyFiles: true,
    growth: false,
    folders: [resolve('/x'), resolve('/y')],
  });
});

test.each([
  [['--transformers', '/t'], {}, /--sglang/],
  [['--sglang', '/s'], {}, /--transformers/],
  [['--runs', '0'], ENV, /--runs 0/],
  [['--runs', 'many'], ENV, /--runs many/],
  [['--runs', '4', '--write'], ENV, /at least 5 rounds/],
  [['--sgl', '/s'], ENV, /--sgl/],
  [['--sglang', '/s', '--transformers', '/t', '--many-files'], {}, /--all/],
])('%j is refused', (args, env, message) => {
  expect(() => readOptions(args, env, '/package')).toThrow(message);
});
