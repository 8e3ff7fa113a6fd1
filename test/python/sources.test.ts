import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type SourcesOptions } from '../../src/python/sources.js';
import { folderTree, memoryTree } from '../../src/source/index.js';
import { tempFolder } from '../support/temp-folder.js';

const extract = await createFactExtractor();

test('a file that is gone or too large has no facts, and a diagnostic', () => {
  const folder = tempFolder({
    'gone.py': 'a = 1\n',
    'large.py': 'a = 1  # too long\n',
    'small.py': 'a = 1\n',
  });
  const tree = folderTree(folder, { maxFileBytes: 10 });
  expect(tree.list('')).toContain('gone.py');
  rmSync(join(folder, 'gone.py'));
  const sources = createPythonSources(tree, extract, { packages: [] });
  expect([sources.facts('gone.py'), sources.facts('large.py')]).toEqual([null, null]);
  expect(sources.facts('small.py')).toMatchObject({ partial: false });
  expect(sources.diagnostics().map(({ file, message }) => `${file}: ${message}`)).toEqual([
    'gone.py: Not read (missing): does not exist (ENOENT)',
    'large.py: Not read (too-large): has 18 bytes, more than the limit of 10',
  ]);
  expect(sources.stats()).toMatchObject({ parsed: 1, skipped: 2 });
});

test.each<[string, SourcesOptions]>([
  ['not kept', { packages: [] }],
  ['kept', { packages: [], answers: { earlier: null } }],
])('what is answered is a copy, whether it is %s', (_, options) => {
  const own = { names: ['acorn'] };
  const answered = createPythonSources(memoryTree({}), extract, options).answer('names', () => own);
  expect(answered).toEqual(own);
  expect(answered.names).not.toBe(own.names);
});
