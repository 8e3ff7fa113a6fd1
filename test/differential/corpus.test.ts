import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { folderTree } from '../../src/source/index.js';
import { corpus, corpusRoot } from '../support/corpus.js';
import { check, compareAll, FULL, requireCPython } from './harness.js';

/** Every fortieth file, in the order of their paths, is read by every engine; the others only in a full run. */
const STEP = 40;

const SAMPLE = ['sglang-2026-01', 'sglang-2026-04', 'transformers-2025-12'];

/** The checkouts to read: all that are there in a full run. */
function checkouts(): readonly string[] {
  const root = FULL ? corpusRoot() : undefined;
  if (root === undefined) return SAMPLE;
  const there = readdirSync(root)
    .filter((name) => !name.endsWith('.git'))
    .sort();
  return [...new Set([...SAMPLE, ...there])];
}

test.each(checkouts())('reads %s as CPython does', { timeout: 3_600_000 }, async (name) => {
  const root = corpus(name);
  requireCPython();
  const files = folderTree(root)
    .list('')
    .filter((path) => path.endsWith('.py'))
    .map((path, index) => ({ path, thorough: index % STEP === 0 }))
    .filter(({ thorough }) => FULL || thorough);
  const tally = await compareAll(
    files.map(({ path, thorough }) => ({
      request: { id: join(name, path), path: join(root, path) },
      bytes: () => readFileSync(join(root, path)),
      thorough,
    })),
  );
  if (files.length > 0) check(tally, 0.9);
});
