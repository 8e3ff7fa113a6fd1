import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeSource } from '../../../src/python/decode.js';
import { folderTree } from '../../../src/source/index.js';
import { PYTHON, pythonVersion } from '../../differential/cpython.js';
import { FULL, requireCPython } from '../../differential/harness.js';
import { mutate } from '../../differential/mutate.js';
import { createRandom } from '../../../bench/random.js';
import { installedFiles, programs } from '../../differential/sources.js';
import { corpus } from '../../support/corpus.js';
import { type Case, compareRows, type Tally } from './compare.js';
import { formatProgram } from './generate-formats.js';

const SEED = Number(process.env.ARCHSCAN_FUZZ_SEED ?? 20260102);
const COUNT = Number(process.env.ARCHSCAN_FUZZ_COUNT ?? (FULL ? 50_000 : 1_000));
const MUTATED = FULL ? 3_000 : 30;
/** Files that are changed are no longer than this, so that many can be. */
const LONGEST = 20_000;
const FULL_RUN = { timeout: 3_600_000 };

/** What may be left to the parser: a lexer that gives up on everything would differ nowhere. */
function check(tally: Tally, mostGivenUp: number): void {
  expect(tally.different.slice(0, 20).join('\n\n')).toBe('');
  expect(tally.different).toHaveLength(0);
  const total = tally.same + tally.givenUp.length;
  const given = tally.givenUp.slice(0, 20).join('\n');
  expect(tally.givenUp.length / total, given).toBeLessThanOrEqual(mostGivenUp);
  expect(tally.untold.length, tally.untold.slice(0, 20).join('\n')).toBeLessThanOrEqual(total / 100);
}

function everyNth(paths: readonly string[], step: number): readonly Case[] {
  return paths
    .filter((_, index) => index % step === 0)
    .map((path) => ({ id: path, text: () => decodeSource(readFileSync(path)).text }));
}

test.each(['sglang-2026-01', 'sglang-2026-04', 'transformers-2025-12', 'vllm'])(
  'finds the logical lines of %s as CPython does',
  FULL_RUN,
  async (name) => {
    const root = corpus(name);
    requireCPython();
    const paths = folderTree(root)
      .list('')
      .filter((path) => path.endsWith('.py'))
      .map((path) => join(root, path));
    check(await compareRows(everyNth(paths, FULL ? 1 : 40)), 0);
  },
);

test('finds the logical lines of the Python installation as CPython does', FULL_RUN, async () => {
  requireCPython();
  check(await compareRows(everyNth(installedFiles(), FULL ? 1 : 150)), 0.001);
});

test(`finds the logical lines of ${MUTATED} changed files as CPython does`, FULL_RUN, async () => {
  requireCPython();
  check(await compareRows(mutated(installedFiles())), 0.05);
});

test(`finds the logical lines of ${COUNT} generated programs as CPython does`, FULL_RUN, async () => {
  requireCPython();
  const tally = await compareRows(generated());
  check(tally, 0.02);
  expect(tally.same).toBeGreaterThan(COUNT / 2);
});

test('finds the ends of nested format strings as CPython does', FULL_RUN, async ({ skip }) => {
  requireCPython();
  const [, minor = 0] = pythonVersion()?.split('.').map(Number) ?? [];
  // No failure where skips are forbidden: the fixtures of strings.test.ts hold these rules without an interpreter.
  skip(minor < 12, `'${PYTHON}' is older than 3.12: set ARCHSCAN_PYTHON`);
  // Most of these programs are broken, and a newline in a specification is left to the parser.
  check(await compareRows(formats(FULL ? 20_000 : 1_000)), 0.005);
});

function* formats(count: number): Generator<Case> {
  for (let number = 0; number < count; number++) {
    const text = formatProgram(createRandom(SEED + number * 7919));
    yield { id: `format ${number} ${JSON.stringify(text)}`, text: () => text };
  }
}

function* generated(): Generator<Case> {
  let number = 0;
  for (const source of programs(SEED, COUNT)) {
    const text = decodeSource(source).text;
    yield { id: `program ${number++}`, text: () => text };
  }
}

/** Real files with up to three changes each, chosen over the whole installation. */
function* mutated(files: readonly string[]): Generator<Case> {
  for (let number = 0; number < MUTATED; number++) {
    const random = createRandom(SEED + number * 104_729);
    const path = files[random.below(files.length)] ?? '';
    const program = readFileSync(path).subarray(0, LONGEST).toString();
    const text = decodeSource(mutate(random, program.slice(0, program.lastIndexOf('\n') + 1))).text;
    yield { id: `change ${number} of ${path}`, text: () => text };
  }
}
