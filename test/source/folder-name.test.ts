import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { folderName } from '../../src/source/folder-name.js';

const here = process.cwd();

test.each(['.', './', ''])('the current folder, written %j', (path) => {
  expect(folderName(path)).toBe(`the current folder (${here})`);
});

test('dots alone say nothing, so the folder is named by its whole path', () => {
  expect(folderName('..')).toBe(dirname(here));
  expect(folderName('../..')).toBe(join(here, '../..'));
});

test('what has a name is named as it was given', () => {
  for (const path of ['sglang', '../sglang', './.hidden', '/srv/...', 'a/..'])
    expect(folderName(path)).toBe(path);
});
