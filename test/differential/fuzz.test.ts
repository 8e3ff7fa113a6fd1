import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateProgram } from './generate.js';
import { type Case, compareAll, FULL, requireCPython } from './harness.js';
import { mutate } from './mutate.js';
import { createRandom } from './random.js';

const SEED = Number(process.env.ARCHSCAN_FUZZ_SEED ?? 20260101);
const COUNT = Number(process.env.ARCHSCAN_FUZZ_COUNT ?? (FULL ? 10_000 : 600));

/** Programs written by people, in pieces of whole statements: those that this folder's neighbours are made of. */
function realPrograms(): readonly [string, ...string[]] {
  const folder = new URL('../oracles/', import.meta.url);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .sort();
  const pieces = files.flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split(/\n\n\n(?=\S)/));
  const [first = '', ...rest] = pieces;
  return [first, ...rest];
}

/** Each program has a generator of its own, so that one of them can be made again by its number. */
function* programs(): Generator<Case> {
  const real = realPrograms();
  for (let number = 0; number < COUNT; number++) {
    const random = createRandom(SEED + number * 7919);
    const program = random.chance(0.2) ? random.pick(real) : generateProgram(random);
    const source = random.chance(0.5) ? mutate(random, program) : Buffer.from(program);
    yield { request: { id: `program ${number}`, source }, bytes: () => source };
  }
}

test(
  `reads ${COUNT} generated programs as CPython does, and survives those that it rejects`,
  { timeout: 3_600_000 },
  async () => {
    requireCPython();
    const tally = await compareAll(programs());
    expect(tally.unexplained.slice(0, 20).join('\n\n')).toBe('');
    expect(tally.unexplained).toHaveLength(0);
    expect(tally.same).toBeGreaterThan(COUNT / 2);
  },
);
