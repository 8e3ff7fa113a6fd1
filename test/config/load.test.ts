import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { tempFolder } from '../support/temp-folder.js';

async function load(files: Readonly<Record<string, string>>, start = '') {
  const folder = tempFolder(files);
  const { value, diagnostics } = await loadConfig({ start: join(folder, start) });
  return { folder, ...value, diagnostics };
}

async function problems(text: string): Promise<string[]> {
  const { diagnostics } = await load({ 'archscan.config.json': text });
  return diagnostics.map((each) => `${each.line}:${each.column} ${each.rule} ${each.message}`);
}

describe('where it is found', () => {
  const json = (output: string): string => JSON.stringify({ output });

  test('nothing is an empty configuration', async () => {
    const { file, config, diagnostics } = await load({ '.git/HEAD': '' });
    expect({ file, config, diagnostics }).toEqual({ file: null, config: {}, diagnostics: [] });
  });

  test.each([
    ['archscan.config.ts', 'export default { output: "a.md" as string };'],
    ['archscan.config.mts', 'export default { output: "a.md" as string };'],
    ['archscan.config.js', 'export default { output: "a.md" };'],
    ['archscan.config.js', 'module.exports = { output: "a.md" };'],
    ['archscan.config.mjs', 'export default { output: "a.md" };'],
    ['archscan.config.json', json('a.md')],
    ['archscan.config.json', `\uFEFF${json('a.md')}`],
    ['package.json', '{ "name": "x", "archscan": { "output": "a.md" } }'],
  ])('%s is read: %s', async (name, text) => {
    const { folder, file, config, diagnostics } = await load({ [name]: text });
    expect(diagnostics).toEqual([]);
    expect(file).toBe(join(folder, name));
    expect(config).toEqual({ output: join(folder, 'a.md') });
  });

  test('the nearest folder upward wins', async () => {
    const files = {
      '.git/HEAD': '',
      'archscan.config.json': json('top'),
      'a/archscan.config.json': json('a'),
    };
    expect((await load({ ...files, 'a/b/x': '' }, 'a/b')).config.output).toMatch(/a$/);
    expect((await load({ ...files, 'c/x': '' }, 'c')).config.output).toMatch(/top$/);
  });

  test('nothing above the root of the repository is read', async () => {
    const { file } = await load({ 'archscan.config.json': json('top'), 'repo/.git': 'gitdir: x' }, 'repo');
    expect(file).toBeNull();
  });

  test('a package.json without the key does not end the search', async () => {
    const { file, folder } = await load({ 'archscan.config.json': json('a'), 'b/package.json': '{}' }, 'b');
    expect(file).toBe(join(folder, 'archscan.config.json'));
  });

  test('a second configuration in the same folder is a warning', async () => {
    const files = { 'archscan.config.json': json('a'), 'package.json': '{ "archscan": {} }' };
    expect((await load(files)).diagnostics).toEqual([
      {
        rule: 'config-shadowed',
        severity: 'warning',
        message: 'package.json in the same folder is not read. Keep one configuration.',
        file: 'archscan.config.json',
        line: 1,
        column: 1,
      },
    ]);
  });

  test('diagnostics name the file as seen from the start', async () => {
    const { diagnostics } = await load({ '.git/HEAD': '', 'archscan.config.json': '[]', 'a/b/x': '' }, 'a/b');
    expect(diagnostics.map(({ file }) => file)).toEqual(['../../archscan.config.json']);
  });
});

describe('--config', () => {
  test('a file elsewhere is read, its paths are relative to it', async () => {
    const folder = tempFolder({ 'else/where.json': '{ "sglang": "../sglang" }', 'here/x': '' });
    const file = join(folder, 'else/where.json');
    const { value } = await loadConfig({ start: join(folder, 'here'), file });
    expect(value).toEqual({ file, config: { sglang: join(folder, 'sglang') }, plugins: [] });
  });

  test.each([
    ['missing.ts', 'There is no configuration file'],
    ['folder.ts', 'There is no configuration file'],
    ['config.yaml', 'has no extension of a configuration file'],
  ])('%s is refused', async (name, message) => {
    const folder = tempFolder({ 'folder.ts/x': '', 'config.yaml': '' });
    const loading = loadConfig({ start: folder, file: join(folder, name) });
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toMatchObject({ name: 'ArchscanError', code: 'usage' });
  });

  test('a package.json must have the key', async () => {
    const folder = tempFolder({ 'package.json': '{}' });
    const { diagnostics } = await loadConfig({ start: folder, file: join(folder, 'package.json') });
    expect(diagnostics).toMatchObject([
      { message: 'This package.json has no key "archscan".', severity: 'error' },
    ]);
  });
});

describe('what it says', () => {
  test('every key, paths made absolute', async () => {
    const { folder, config, diagnostics } = await load({
      'archscan.config.ts': `
        import { defineConfig } from 'archscan';
        export default defineConfig({
          sglang: 'sglang',
          transformers: '/opt/transformers',
          output: 'docs/MODEL_SUPPORT_TRACKING.md',
          categories: { FooForCausalLM: 'multimodal' },
          examples: { FooForCausalLM: 'org/foo-7b' },
          disabledModules: ['grok'],
          externalPackages: ['plugins/models'],
          engines: ['sglang'],
          maxFileBytes: 1_000_000,
        });`,
    });
    expect(diagnostics).toEqual([]);
    expect(config).toEqual({
      sglang: join(folder, 'sglang'),
      transformers: resolve(folder, '/opt/transformers'),
      output: join(folder, 'docs/MODEL_SUPPORT_TRACKING.md'),
      categories: { FooForCausalLM: 'multimodal' },
      examples: { FooForCausalLM: 'org/foo-7b' },
      disabledModules: ['grok'],
      externalPackages: [join(folder, 'plugins/models')],
      engines: ['sglang'],
      maxFileBytes: 1_000_000,
    });
  });

  test('an unknown key is an error with its place and a suggestion, the rest is kept', async () => {
    const text = '{\n  "output": "a.md",\n  "category": {}\n}';
    const { folder, config, diagnostics } = await load({ 'archscan.config.json': text });
    expect(config).toEqual({ output: join(folder, 'a.md') });
    expect(diagnostics).toEqual([
      {
        rule: 'config-unknown-key',
        severity: 'error',
        message: 'Unknown key "category". Did you mean "categories"?',
        file: 'archscan.config.json',
        line: 3,
        column: 15,
      },
    ]);
  });

  test('wrong values name the key, what is expected and where it stands', async () => {
    const text = `{
  "sglang": 7,
  "output": "",
  "categories": { "FooForCausalLM": "txt", "not a name": "text" },
  "examples": { "FooForCausalLM": "foo" },
  "disabledModules": ["llama", "models/grok.py"],
  "engines": "sglang",
  "maxFileBytes": -1
}`;
    expect(await problems(text)).toMatchInlineSnapshot(`
      [
        "2:13 config-invalid sglang: expected string, found number.",
        "3:13 config-invalid output: expected a path.",
        "4:37 config-invalid categories.FooForCausalLM: expected one of "text", "embedding", "multimodal". Did you mean "text"?",
        "4:58 config-invalid categories.not a name: expected the name of an architecture, such as LlamaForCausalLM.",
        "5:35 config-invalid examples.FooForCausalLM: expected a checkpoint as org/name, found "foo".",
        "6:32 config-invalid disabledModules[1]: expected the name of a module without folder and .py, such as llama, found "models/grok.py".",
        "7:14 config-invalid engines: expected array, found string.",
        "8:19 config-invalid maxFileBytes: expected a positive number of bytes.",
      ]
    `);
  });

  test.each(['null', '[]', '"x"', '7'])('%s is no configuration', async (text) => {
    expect(await problems(text)).toHaveLength(1);
    expect((await problems(text))[0]).toMatch(
      /^1:1 config-invalid The configuration: expected object, found \w+\.$/,
    );
  });

  test('keys inside package.json are found in its text', async () => {
    const text = '{\n  "name": "x",\n  "archscan": {\n    "output": 7\n  }\n}';
    const { diagnostics } = await load({ 'package.json': text });
    expect(diagnostics).toMatchObject([{ file: 'package.json', line: 4, column: 15 }]);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['{ "output": "a.md", }', '1:21'],
    ['{\n  "output" "a.md"\n}', '2:12'],
    ['{ "output": "a.md"', ''],
    ['', ''],
  ])('%j is reported, not thrown', async (text, place) => {
    const [problem, ...others] = await problems(text);
    expect(others).toEqual([]);
    expect(problem).toMatch(/^\d+:\d+ config-unreadable This is not JSON: /);
    expect(problem).toContain(place);
  });

  test.each([
    ['export default {\n  output', 2, 9, 'ParseError: Unexpected token, expected ","'],
    ['throw new Error("no such luck");', 1, 1, 'no such luck'],
    ['import "./missing.js"; export default {};', 1, 1, "Cannot find module './missing.js'"],
  ])('%j in TypeScript is reported, not thrown', async (text, line, column, reason) => {
    const { config, diagnostics } = await load({ 'archscan.config.ts': text });
    expect(config).toEqual({});
    const message = `This cannot be loaded: ${reason}`;
    expect(diagnostics).toMatchObject([
      { rule: 'config-unreadable', severity: 'error', line, column, message },
    ]);
  });

  test('a module needs a default export', async () => {
    const { diagnostics } = await load({ 'archscan.config.mjs': 'export const config = {};' });
    expect(diagnostics).toMatchObject([{ message: 'Export the configuration as default.' }]);
  });

  test('a broken package.json that mentions archscan is reported', async () => {
    const { diagnostics } = await load({ 'package.json': '{ "archscan": { }' });
    expect(diagnostics).toMatchObject([{ rule: 'config-unreadable', file: 'package.json' }]);
  });
});
