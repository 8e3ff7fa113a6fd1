import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../../../src/python/evaluate/index.js';
import { createFactExtractor, type FactExtractor } from '../../../src/python/extract.js';
import { PYTHON } from '../../differential/cpython.js';
import { requireCPython } from '../../differential/harness.js';
import { MAIN, openProgram } from './open-program.js';
import {
  CLASSES,
  COLLECTIONS,
  CONTROL,
  FUNCTIONS,
  IMPORTS,
  NUMBERS,
  TEXT,
  type Program,
} from './programs.js';
import { shown } from './shown.js';

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

const GROUPS: Readonly<Record<string, readonly Program[]>> = {
  text: TEXT,
  'numbers and conditions': NUMBERS,
  collections: COLLECTIONS,
  'control flow': CONTROL,
  functions: FUNCTIONS,
  classes: CLASSES,
  imports: IMPORTS,
};

describe.each(Object.entries(GROUPS))('%s', (_, programs) => {
  test.each(programs)('$feature', ({ source, files, answer }) => {
    const project: Project = openProgram(extract, source, files);
    expect(shown(project.lookup(MAIN, 'answer'), project)).toBe(answer);
  });
});

test('the expectations are what CPython says', () => {
  requireCPython();
  const script = fileURLToPath(new URL('../../oracles/run_programs.py', import.meta.url));
  const programs = Object.values(GROUPS).flat();
  const { stdout, stderr } = spawnSync(PYTHON, [script], {
    encoding: 'utf8',
    input: JSON.stringify(programs),
  });
  expect(stderr).toBe('');
  const answers: unknown = JSON.parse(stdout);
  expect(answers).toEqual(programs.map(({ answer }) => answer));
});
