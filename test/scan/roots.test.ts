import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRoot } from '../../src/scan/roots.js';
import { scan } from '../../src/scan/scan.js';
import { scanSchema } from '../../src/scan/schema.js';
import { archscan } from '../cli/run.js';
import { gitRepository, type GitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';

const MODELS = 'python/sglang/srt/models';
const model = (name: string): string => `class ${name}:\n    pass\n\n\nEntryClass = ${name}\n`;

function repositoryWith(name: string): GitRepository & { readonly commit1: string } {
  const repository = gitRepository();
  repository.write({ [`${MODELS}/${name.toLowerCase()}.py`]: model(`${name}ForCausalLM`) });
  return { ...repository, commit1: repository.commit() };
}

describe('several roots in one scan', () => {
  test('two checkouts of one engine are two results, in the order of the command line', async () => {
    const [oak, elm] = [repositoryWith('Oak').folder, repositoryWith('Elm').folder];
    const { out, code } = await archscan(['scan', oak, elm, '--engine', 'sglang', '--format', 'json']);
    expect(code).toBe(0);
    expect(scanSchema.parse(JSON.parse(out)).engines).toMatchObject([
      { id: 'sglang', root: oak, revision: null, registrations: [{ key: 'OakForCausalLM' }] },
      { id: 'sglang', root: elm, revision: null, registrations: [{ key: 'ElmForCausalLM' }] },
    ]);
  });

  test('a root with a revision, and the files beside it; an own revision stands before --rev', async () => {
    const repository = repositoryWith('Oak');
    const { folder, commit1 } = repository;
    repository.write({ [`${MODELS}/fir.py`]: model('FirForCausalLM') });
    const commit2 = repository.commit();
    repository.write({ [`${MODELS}/yew.py`]: model('YewForCausalLM') });
    const { out } = await archscan([
      'scan',
      `${folder}@${commit1}`,
      `${folder}@HEAD`,
      folder,
      '--format',
      'json',
    ]);
    const found = scanSchema.parse(JSON.parse(out)).engines;
    expect(found.map(({ root, revision, registrations }) => [root, revision, registrations.length])).toEqual([
      [folder, commit1, 1],
      [folder, commit2, 2],
      [folder, null, 3],
    ]);
    const { engines } = await scan({ roots: [`${folder}@${commit1}`, folder], revision: commit2 });
    expect(engines.map(({ revision }) => revision)).toEqual([commit1, commit2]);
  });

  test('the configuration of the folder is found; a revision that is not there is named', async () => {
    const repository = repositoryWith('Oak');
    const { folder, commit1 } = repository;
    repository.write({ 'archscan.config.json': '{"engines": ["vllm"]}' });
    expect(await archscan(['scan', `${folder}@${commit1}`])).toMatchObject({ code: 2 });
    const { code, err } = await archscan(['scan', `${folder}@v9.9`, '--engine', 'sglang']);
    expect(code).toBe(2);
    expect(err).toContain('v9.9');
  });
});

describe('what a root means', () => {
  test('a folder with @ in its name is that folder; the first folder in front of an @ is the root', () => {
    const parent = tempFolder();
    writeFiles(parent, { 'a@b/c.py': '', 'a/c.py': '' });
    const at = (text: string): string => join(parent, text);
    expect(parseRoot(at('a@b'))).toEqual({ folder: at('a@b'), revision: undefined });
    expect(parseRoot(at('a@v1'))).toEqual({ folder: at('a'), revision: 'v1' });
    expect(parseRoot(at('a@main@{1 day ago}'))).toEqual({ folder: at('a'), revision: 'main@{1 day ago}' });
    expect(parseRoot(at('a@'))).toEqual({ folder: at('a@'), revision: undefined });
    expect(parseRoot(at('none@v1'))).toEqual({ folder: at('none@v1'), revision: undefined });
  });
});
