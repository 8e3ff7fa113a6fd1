import { cpSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { archscan, exampleWorkspace } from './run.js';

const VLLM = {
  'vllm/model_executor/models/registry.py': '_M = {}\nModelRegistry = Registry(_M)\n',
};

async function refusal(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await archscan(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  return err;
}

describe('a root that was given for one engine', () => {
  test('is refused when it has another one, by every command, with what it has', async () => {
    const vllm = tempFolder(VLLM);
    const message = `archscan: There are no SGLang sources in ${vllm}, which was given for SGLang; it has vLLM.\n  Give it with --vllm, or give the root of a checkout`;
    for (const command of ['support Oak', 'matrix', 'scan', 'checklist Oak', 'lint'])
      expect(await refusal(...command.split(' '), '--sglang', vllm)).toContain(message);
  });

  test('and when the configuration names it', async () => {
    const { transformers } = exampleWorkspace();
    const folder = tempFolder({ 'archscan.config.json': JSON.stringify({ vllm: transformers }) });
    expect(await refusal('scan', '--config', `${folder}/archscan.config.json`)).toContain(
      'which was given for vLLM; it has transformers.\n  Give it with --transformers, or',
    );
  });

  test('may have more than that', async () => {
    const { sglang } = exampleWorkspace();
    writeFiles(sglang, VLLM);
    expect(await archscan(['scan', '--sglang', sglang])).toMatchObject({ code: 0 });
  });
});

describe('a root in which nothing was found', () => {
  test('that is a bare repository needs a revision', async () => {
    const repository = gitRepository();
    repository.write(VLLM);
    repository.commit();
    const bare = `${tempFolder()}/vllm.git`;
    repository.git('clone', '--quiet', '--bare', repository.folder, bare);
    const message = `archscan: ${bare} is a bare git repository: it has revisions, but no files.\n  Say which revision, as in ${bare}@HEAD.\n`;
    expect(await refusal('scan', bare)).toBe(message);
    expect(await refusal('support', 'Oak', '--vllm', bare)).toBe(message);
    const { transformers } = exampleWorkspace();
    expect(await refusal('support', 'Oak', '--vllm', transformers, '--transformers', bare)).toContain(
      'which was given for vLLM',
    );
    const at = `${bare}@HEAD`;
    expect(await archscan(['scan', at])).toMatchObject({ code: 0 });
    expect(await refusal('support', 'Oak', '--vllm', at, '--transformers', bare)).toBe(message);
  });

  test('has what the command does not read', async () => {
    const vllm = tempFolder(VLLM);
    expect(await refusal('track', vllm, '--dry-run')).toBe(
      `archscan: ${vllm} has vLLM, and no SGLang sources.\n  Give the root of a checkout, the package folder inside it, or an installed package of SGLang.\n`,
    );
    const { sglang } = exampleWorkspace();
    expect(await refusal('support', 'Oak', '--sglang', sglang, '--transformers', vllm)).toContain(
      `No transformers sources in ${vllm}; it has vLLM.`,
    );
  });

  test('has nothing at all, or is not there', async () => {
    const empty = tempFolder();
    expect(await refusal('scan', empty)).toContain(`No engine and no transformers sources in ${empty}.`);
    expect(await refusal('scan', `${empty}/nowhere`)).toContain(
      `The folder ${empty}/nowhere does not exist.`,
    );
  });
});

test('transformers is enough for a scan, wherever it runs', async () => {
  const { transformers } = exampleWorkspace();
  const before = process.cwd();
  onTestFinished(() => {
    process.chdir(before);
  });
  process.chdir(tempFolder());
  const { code, out } = await archscan(['scan', '--transformers', transformers]);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^transformers /) as string });
  expect(await refusal('scan', '--engine', 'vllm', '--transformers', transformers)).toContain('No engine');
  expect(await refusal('scan')).toContain('No engine and no transformers sources in the current folder');
  expect(await refusal('matrix', '--transformers', transformers)).toContain('No engine and no transformers');
});

test('transformers that is given counts, not that of the current folder', async () => {
  const { transformers } = exampleWorkspace();
  const before = process.cwd();
  onTestFinished(() => {
    process.chdir(before);
  });
  const here = tempFolder();
  cpSync(transformers, here, { recursive: true });
  process.chdir(here);
  expect((await archscan(['scan'])).out).toContain(' in .: ');
  const { code, out } = await archscan(['scan', '--transformers', transformers]);
  expect({ code, here: out.includes(' in .: ') }).toEqual({ code: 0, here: false });
});

test('transformers may be a revision, as a root may', async () => {
  const repository = gitRepository();
  repository.write({
    'src/transformers/__init__.py': '__version__ = "5.0.0"\n',
    'src/transformers/models/auto/modeling_auto.py': '',
  });
  const revision = repository.commit();
  const { sglang } = exampleWorkspace();
  const at = ['--sglang', sglang, '--transformers', `${repository.folder}@${revision}`];
  expect((await archscan(['support', 'Oak', ...at])).out).toContain('not exported by transformers 5.0.0');
});

test.each([
  [['support', 'OakForCausalLM', '--sglang', ''], '--sglang is empty.'],
  [['scan', '--llama.cpp', ''], '--llama.cpp is empty.'],
  [['scan', '--transformers', ''], '--transformers is empty.'],
  [['scan', ''], 'The path of a root is empty.'],
])('an empty path is named by its option: %j', async (args, message) => {
  expect(await archscan(args)).toMatchObject({ code: 2, err: expect.stringContaining(message) as string });
});
