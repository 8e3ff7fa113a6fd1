import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { z } from 'zod';
import { packageRoot, readGrammarFile } from '../../src/assets.js';

const folder = join(packageRoot(), 'grammars');
/** Taken from an npm package. */
const packedSchema = z.strictObject({
  package: z.string(),
  version: z.string(),
  abi: z.number().optional(),
  sha256: z.string(),
  license: z.literal('MIT'),
  licenseFile: z.string(),
  repository: z.url(),
});
/** Built from a folder beside it, under this project's own licence. */
const builtSchema = z.strictObject({
  source: z.string(),
  compiler: z.string(),
  version: z.string(),
  sha256: z.string(),
  license: z.literal('Apache-2.0'),
});
const entrySchema = z.union([packedSchema, builtSchema]);
const manifest = z
  .strictObject({ files: z.record(z.string(), entrySchema) })
  .parse(JSON.parse(readFileSync(join(folder, 'parser.json'), 'utf8')));

test('every shipped file is described, and nothing else', () => {
  const shipped = readdirSync(folder).filter((name) => name.endsWith('.wasm'));
  expect(shipped.sort()).toEqual(Object.keys(manifest.files).sort());
});

describe.each(Object.entries(manifest.files))('%s', (name, entry) => {
  test('has the recorded hash', () => {
    const bytes = readFileSync(join(folder, name));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(entry.sha256);
  });

  test('comes with its licence', () => {
    const [file, text] =
      'licenseFile' in entry
        ? [join(folder, entry.licenseFile), /^The MIT License \(MIT\)\n[^]*Copyright/]
        : [join(packageRoot(), 'LICENSE'), /^\s*Apache License\s+Version 2\.0/];
    expect(existsSync(file) && readFileSync(file, 'utf8')).toMatch(text);
  });
});

test('the runtime is the one that the installed web-tree-sitter brings', () => {
  const require = createRequire(import.meta.url);
  const installed = readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'));
  expect(installed.equals(readGrammarFile('web-tree-sitter.wasm'))).toBe(true);
});

test('the runtime loads the grammar, which has the recorded ABI and parses Python', async () => {
  await Parser.init({ wasmBinary: readGrammarFile('web-tree-sitter.wasm') });
  const language = await Language.load(readGrammarFile('tree-sitter-python.wasm'));
  expect(manifest.files['tree-sitter-python.wasm']).toMatchObject({ abi: language.abiVersion });

  const parser = new Parser();
  parser.setLanguage(language);
  const tree = parser.parse('class A(B):\n    pass\n');
  try {
    expect(tree?.rootNode.toString()).toBe(
      '(module (class_definition name: (identifier) superclasses: (argument_list (identifier)) ' +
        'body: (block (pass_statement))))',
    );
  } finally {
    tree?.delete();
    parser.delete();
  }
});
