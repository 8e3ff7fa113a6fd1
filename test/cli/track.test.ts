import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { gitRepository } from '../support/git-repository.js';
import { writeFiles } from '../support/temp-folder.js';
import { archscan, exampleWorkspace, type ExampleWorkspace, type Ran } from './run.js';

const THISTLE = 'class ThistleForCausalLM:\n    pass\n\n\nEntryClass = ThistleForCausalLM\n';

function track({ folder, sglang }: ExampleWorkspace, ...args: readonly string[]): Promise<Ran> {
  return archscan(['track', sglang, '--output', join(folder, 'out.md'), ...args]);
}

const rowsOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith('| **'));
const names = (text: string): readonly string[] => rowsOf(text).map((row) => row.split('**')[1] ?? '');

test('the document is written, in a folder that is made for it, and the log says what is in it', async () => {
  const { folder, sglang } = exampleWorkspace();
  const output = join(folder, 'a/b/out.md');
  const { code, out, err } = await archscan(['track', sglang, '--output', output, '--date', '2025-11-30']);
  expect({ code, out }).toEqual({ code: 0, out: '' });
  const text = readFileSync(output, 'utf8');
  expect(text).toContain('**Last updated:** 2025-11-30 |');
  expect(names(text)).toContain('AcornForCausalLM');
  expect(err).toContain(`Wrote ${output}: 17 architectures in the sources\n`);
  expect(err).toContain(
    'Not exported by transformers, so without a row (2): LanternVLVisionModel, QuartzCacheModel',
  );
});

test('a second run finds it up to date, whatever the date', async () => {
  const at = exampleWorkspace();
  await track(at);
  const before = readFileSync(join(at.folder, 'out.md'), 'utf8');
  const { err } = await track(at, '--date', '2031-01-01');
  expect(err).toContain('out.md is up to date');
  expect(readFileSync(join(at.folder, 'out.md'), 'utf8')).toBe(before);
});

test('--check writes nothing, shows the difference, and its command makes it', async () => {
  const at = exampleWorkspace();
  await track(at);
  expect(await track(at, '--check')).toMatchObject({ code: 0, out: '' });
  writeFiles(at.models, { 'thistle.py': THISTLE });
  const before = readFileSync(join(at.folder, 'out.md'), 'utf8');
  const legacy = join(at.folder, 'legacy');
  const { code, out, err } = await track(at, '--check', '--legacy-dir', legacy);
  expect(code).toBe(1);
  expect(out).toContain('\n+| **ThistleForCausalLM** | Y |  | `thistle.py` |');
  expect(readFileSync(join(at.folder, 'out.md'), 'utf8')).toBe(before);
  expect(existsSync(legacy)).toBe(false);
  const [, command = ''] = /To change it: archscan (.*)\n/.exec(err) ?? [];
  expect(await archscan(command.split(' '))).toMatchObject({ code: 0 });
  expect(await track(at, '--check')).toMatchObject({ code: 0 });
});

test('--dry-run writes nothing and prints a patch that git apply takes', async () => {
  const at = exampleWorkspace();
  const repository = gitRepository();
  const output = join(repository.folder, 'docs.md');
  const run = (...args: readonly string[]): Promise<Ran> =>
    archscan(['track', at.sglang, '--output', output, ...args]);
  const legacy = join(at.folder, 'legacy');
  const { code, out } = await run('--dry-run', '--legacy-dir', legacy);
  expect(code).toBe(0);
  expect([output, legacy].filter((path) => existsSync(path))).toEqual([]);
  repository.write({ 'change.patch': out });
  repository.git('apply', 'change.patch');
  expect(await run('--check')).toMatchObject({ code: 0, out: '' });
});

test.each([
  ['registers models that others import', 'models/acorn.py'],
  ['says which models are multimodal', 'configs/model_config.py'],
])('rows that a file may decide stay when it cannot be read: one that %s', async (_, name) => {
  const at = exampleWorkspace();
  const config = join(at.sglang, 'python/sglang/srt/configs/model_config.py');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace('multimodal_model_archs = [', '$&"ThistleForCausalLM",'));
  writeFiles(at.models, { 'thistle.py': THISTLE });
  await track(at);
  const output = join(at.folder, 'out.md');
  const before = readFileSync(output, 'utf8');
  const file = join(at.sglang, 'python/sglang/srt', name);
  rmSync(file);
  symlinkSync(basename(file), file);
  for (const modes of [['--check'], ['--update', '--refresh', '--prune'], []]) {
    const { code, err } = await track(at, ...modes);
    expect(code).toBe(0);
    expect(err).toContain(`${name}:1:1 warning Not read (unreadable)`);
    expect(readFileSync(output, 'utf8')).toBe(before);
  }
});

test('what a comment of the document calls right is not told', async () => {
  const at = exampleWorkspace();
  await track(at);
  const output = join(at.folder, 'out.md');
  const comment = '<!-- archscan-ignore-next-line tracking-heading-respelled: linked -->\n\n';
  const ours = readFileSync(output, 'utf8').replace(/^## Text-only.*$/m, `${comment}## Text models`);
  for (const modes of [['--check'], ['--update'], []]) {
    writeFileSync(output, ours.replace(comment, ''));
    expect((await track(at, ...modes)).err).toContain('tracking-heading-respelled');
    writeFileSync(output, ours);
    expect((await track(at, ...modes)).err).not.toContain('tracking-heading-respelled');
    expect(readFileSync(output, 'utf8')).toBe(ours);
  }
});

test('rows that nothing supports any more are told wherever they stay', async () => {
  const at = exampleWorkspace();
  writeFiles(at.models, { 'thistle.py': THISTLE });
  await track(at);
  rmSync(join(at.models, 'thistle.py'));
  const told =
    'Supported by nothing any more, and left as they are; --prune removes them (1): ThistleForCausalLM';
  for (const modes of [['--check'], ['--update'], ['--refresh']]) {
    const { code, err } = await track(at, ...modes);
    expect(code).toBe(0);
    expect(err).toContain(told);
  }
  const { err } = await track(at, '--prune');
  expect(err).not.toContain('left as they are');
  expect(err).toContain('Removed (1): ThistleForCausalLM');
});

test('a file where a folder has to be is said, and nothing is written', async () => {
  const { folder, sglang } = exampleWorkspace();
  writeFiles(folder, { 'file.md': 'mine\n' });
  const file = join(folder, 'file.md');
  const before = readdirSync(folder);
  const inFile = await archscan(['track', sglang, '--output', join(file, 'x.md')]);
  expect(inFile).toMatchObject({ code: 2, out: '' });
  expect(inFile.err).toContain(`cannot be read: ${file} is a file, not a folder; give another path`);
  const output = join(folder, 'out.md');
  const legacy = await archscan(['track', sglang, '--output', output, '--legacy-dir', join(file, 'x')]);
  expect(legacy.code).toBe(2);
  expect(legacy.err).toBe(
    `archscan: The folder ${join(file, 'x')} was not made: ${file} is a file, not a folder; give another path\n`,
  );
  expect(readdirSync(folder)).toEqual(before);
  expect(readFileSync(file, 'utf8')).toBe('mine\n');
});

test('--legacy-dir holds the three files of the older scripts', async () => {
  const at = exampleWorkspace();
  const legacy = join(at.folder, 'legacy');
  await track(at, '--legacy-dir', legacy);
  const read = (name: string): string => readFileSync(join(legacy, name), 'utf8');
  expect(readdirSync(legacy).sort()).toEqual([
    'hf_arch_examples.txt',
    'sglang_native_archs.json',
    'transformers_architectures.txt',
  ]);
  expect(JSON.parse(read('sglang_native_archs.json'))).toMatchObject({ AcornForCausalLM: 'acorn.py' });
  expect(read('hf_arch_examples.txt')).toContain('\nAcornForCausalLM|treeline-labs/Acorn-7B\n');
  expect(read('transformers_architectures.txt').split('\n')).toContain('QuartzForCausalLM');
});

test('--with-fallback adds a last column with what the gate says', async () => {
  const at = exampleWorkspace();
  await track(at, '--with-fallback');
  const text = readFileSync(join(at.folder, 'out.md'), 'utf8');
  const last = (name: string): string | undefined =>
    rowsOf(text)
      .find((row) => row.includes(`**${name}**`))
      ?.split('|')
      .at(-2)
      ?.trim();
  expect(last('JuniperForCausalLM')).toBe('Y');
  expect(last('JuniperForSequenceClassification')).toBe('');
});

test('--classes all has every exported model class', async () => {
  const at = exampleWorkspace();
  await track(at);
  const named = names(readFileSync(join(at.folder, 'out.md'), 'utf8'));
  await track(at, '--classes', 'all');
  const all = names(readFileSync(join(at.folder, 'out.md'), 'utf8'));
  expect(named.filter((name) => !all.includes(name))).toEqual([]);
  expect(all.filter((name) => !named.includes(name))).toContain('AcornPreTrainedModel');
});

test.each(['2026-1-1', '2026-02-31', 'today'])(
  '--date %s is refused and nothing is written',
  async (date) => {
    const at = exampleWorkspace();
    const { code, err } = await track(at, '--date', date);
    expect(code).toBe(2);
    expect(err).toContain('Write it as YYYY-MM-DD.');
    expect(existsSync(join(at.folder, 'out.md'))).toBe(false);
  },
);

test('--output of a folder is refused', async () => {
  const at = exampleWorkspace();
  const { code, err } = await archscan(['track', at.sglang, '--output', at.models]);
  expect(code).toBe(2);
  expect(err).toContain('is a folder, not a file');
});
