import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { packageRoot, readGrammarFile } from '../src/assets.js';
import { ArchscanError } from '../src/errors.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function packageWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'archscan-assets-'));
  folders.push(root);
  mkdirSync(join(root, 'grammars'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'grammars', name), text);
  return root;
}

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
  const root = packageWith({});
  const error = failure(() => readGrammarFile('tree-sitter-python.wasm', root));
  expect(error.code).toBe('grammar-unusable');
  expect(error.message).toBe(`Cannot read ${join(root, 'grammars', 'tree-sitter-python.wasm')}.`);
  expect(error.hint).toContain('Install archscan again');
  expect(error.cause).toMatchObject({ code: 'ENOENT' });
});

test('a file that is not WebAssembly is refused before it reaches the parser', () => {
  const root = packageWith({ 'web-tree-sitter.wasm': 'version https://example.invalid/pointer\n' });
  const error = failure(() => readGrammarFile('web-tree-sitter.wasm', root));
  expect(error.code).toBe('grammar-unusable');
  expect(error.message).toContain('is not WebAssembly');
});
