import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareSource, type Engines } from './compare.js';
import { type CPython, pythonVersion, startCPython } from './cpython.js';
import { GRAMMAR_DEFECTS } from './grammar-defects.js';
import { createEngines, requireCPython } from './harness.js';

let cpython: CPython | undefined;
let engines: Engines;

beforeAll(async () => {
  engines = await createEngines();
  if (pythonVersion() !== null) cpython = await startCPython();
});

afterAll(() => {
  cpython?.close();
});

describe('a listed defect of the grammar', () => {
  test.for(GRAMMAR_DEFECTS)('still differs: $name', async ({ name, example, explains }) => {
    requireCPython();
    if (cpython === undefined) throw new Error('CPython did not start');
    const source = Buffer.from(example);
    const verdict = await compareSource(cpython, engines, { id: name, source }, source);
    expect(verdict.outcome).toBe('different');
    if (verdict.outcome !== 'different') return;
    expect(verdict.differences.filter((each) => !explains(example, each))).toEqual([]);
  });
});
