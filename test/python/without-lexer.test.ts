import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/assets.js';
import { exampleWorkspace } from '../cli/run.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';

/** Each process translates the sources anew. */
const SLOW = { timeout: 180_000 };

/** A copy of this package whose lexer does not load. */
function packageWithoutLexer(): string {
  const copy = tempFolder();
  for (const name of ['src', 'grammars', 'package.json']) {
    cpSync(join(packageRoot(), name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(packageRoot(), 'node_modules'), join(copy, 'node_modules'), 'dir');
  writeFileSync(join(copy, 'grammars/python-lexer.wasm'), 'not a module');
  return copy;
}

function scan(root: string, sources: string): { readonly result: unknown; readonly stderr: string } {
  const args = ['scan', sources, '--format', 'json', '--no-cache'];
  const command = ['--import', 'jiti/register', join(root, 'src/cli/main.ts'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  expect(status).toBe(0);
  const result = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  return { result: { ...result, diagnostics: null }, stderr };
}

test('where the lexer does not load, tree-sitter reads whole files, to the same end', SLOW, () => {
  const { sglang, models } = exampleWorkspace();
  // Only who reads the whole file sees this.
  writeFiles(models, { 'odd.py': 'def nobody_calls_this():\n    x = = 1\n' });
  const [as, without] = [scan(packageRoot(), sglang), scan(packageWithoutLexer(), sglang)];
  expect(as.stderr).not.toContain('odd.py');
  expect(without.stderr).toContain('odd.py');
  expect(without.result).toEqual(as.result);
});
