import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot, readGrammarFile } from '../src/assets.js';
import { ArchscanError } from '../src/errors.js';
import { tempFolder } from './support/temp-folder.js';

function failure(read: () => unknown): ArchscanError {
  try {
    read();
  } catch (error) {
    if (error instanceof ArchscanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('the package root is the folder of archscan’s package.json', () => {
  expect(JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))).toMatchObject({
    name: 'archscan',
  });
});

test('a missing grammar says where it should be and what to do', () => {
  const root = tempFolder();
  const error = failure(() => readGrammarFile('tree-sitter-python.wasm', root));
  expect(error.code).toBe('grammar-unusable');
  expect(error.message).toBe(`Cannot read ${join(root, 'grammars', 'tree-sitter-python.wasm')}.`);
  expect(error.hint).toContain('Install archscan again');
  expect(error.cause).toMatchObject({ code: 'ENOENT' });
});

test('a file that is not WebAssembly is refused before it reaches the parser', () => {
  const root = tempFolder({ 'grammars/web-tree-sitter.wasm': 'version https://example.invalid/pointer\n' });
  const error = failure(() => readGrammarFile('web-tree-sitter.wasm', root));
  expect(error.code).toBe('grammar-unusable');
  expect(error.message).toContain('is not WebAssembly');
});
