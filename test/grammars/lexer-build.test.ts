import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { packageRoot, readGrammarFile } from '../../src/assets.js';

const root = packageRoot();

test('the lexer that is shipped is what its sources give', () => {
  const folder = mkdtempSync(join(tmpdir(), 'archscan-lexer-'));
  try {
    const built = join(folder, 'python-lexer.wasm');
    execFileSync(process.execPath, [join(root, 'scripts', 'build-lexer.mjs'), built], { stdio: 'pipe' });
    expect(readFileSync(built).equals(readGrammarFile('python-lexer.wasm'))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the compiler is the one that grammars/parser.json names', () => {
  const require = createRequire(import.meta.url);
  const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const { version } = z
    .object({ version: z.string() })
    .parse(json(require.resolve('assemblyscript/package.json')));
  const manifest = z
    .object({ files: z.object({ 'python-lexer.wasm': z.object({ version: z.string() }) }) })
    .parse(json(join(root, 'grammars', 'parser.json')));
  expect(manifest.files['python-lexer.wasm'].version).toBe(version);
});

test('the sources are TypeScript too, and keep away from what the compiler gets wrong', () => {
  const sources = join(root, 'grammars', 'lexer');
  execFileSync(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '--noEmit',
    '-p',
    sources,
  ]);
  for (const name of readdirSync(join(sources, 'assembly'))) {
    const text = readFileSync(join(sources, 'assembly', name), 'utf8');
    expect(text, `${name}: AssemblyScript 0.28.20 drops what follows a for (;;)`).not.toMatch(
      /for\s*\(\s*;\s*;/,
    );
  }
});
