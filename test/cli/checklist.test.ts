import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder } from '../support/temp-folder.js';
import { archscan, exampleWorkspace } from './run.js';

const MODELS = 'python/sglang/srt/models';
const model = (name: string): string => `class ${name}:\n    pass\n\n\nEntryClass = ${name}\n`;
const page = (...names: readonly string[]): string =>
  ['| Architecture | Native |', '|---|---|', ...names.map((name) => `| ${name} | yes |`), ''].join('\n');

function history(): { readonly folder: string; readonly first: string; readonly second: string } {
  const repository = gitRepository();
  const document = 'MODEL_SUPPORT_TRACKING.md';
  repository.write({ [`${MODELS}/oak.py`]: model('OakForCausalLM'), [document]: page('OakForCausalLM') });
  const first = repository.commit();
  repository.write({ [`${MODELS}/fir.py`]: model('FirForCausalLM') });
  const second = repository.commit();
  repository.write({ [document]: page('OakForCausalLM', 'FirForCausalLM') });
  repository.commit();
  return { folder: repository.folder, first, second };
}

describe('archscan checklist', () => {
  test('ends with 0 when everything that is needed is there', async () => {
    const { folder } = history();
    expect(await archscan(['checklist', 'OakForCausalLM', '--sglang', folder])).toEqual({
      code: 0,
      err: '',
      out: [
        `SGLang in ${folder}`,
        'OakForCausalLM',
        `  [x] a registry of the engine: ${MODELS}/oak.py:5 (srt)`,
        '   -  the list of multimodal architectures: python/sglang/srt/configs/model_config.py, not needed',
        '  [x] the tracking document: MODEL_SUPPORT_TRACKING.md:3',
        '',
      ].join('\n'),
    });
  });

  test('ends with 1 and says what lacks an architecture', async () => {
    const { folder, second } = history();
    const { code, out } = await archscan([
      'checklist',
      'FirForCausalLM',
      '--sglang',
      folder,
      '--rev',
      second,
    ]);
    expect(code).toBe(1);
    expect(out).toContain(`SGLang in ${folder} at ${second.slice(0, 12)}\n`);
    expect(out).toContain(
      '  [ ] the tracking document: MODEL_SUPPORT_TRACKING.md, missing: the document has every model that checkpoints declare\n',
    );
  });

  test('--since takes what was added; JSON has places with evidence', async () => {
    const { folder, first } = history();
    const line = ['checklist', '--since', first, '--sglang', folder, '--format', 'json'];
    const { code, out } = await archscan(line);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      engines: [
        {
          id: 'sglang',
          root: folder,
          architectures: [
            {
              architecture: 'FirForCausalLM',
              complete: true,
              places: [
                { id: 'registry', state: 'present', evidence: [{ file: `${MODELS}/fir.py`, line: 5 }] },
                { id: 'multimodal-list', state: 'absent', evidence: [] },
                { id: 'tracking-document', state: 'present', evidence: [{ line: 4, column: 3 }] },
              ],
            },
          ],
        },
      ],
    });
    expect((await archscan(['checklist', '--since', 'HEAD', '--sglang', folder])).out).toBe(
      `SGLang in ${folder}\nnothing was added\n`,
    );
  });

  test('reads the tracking document that the configuration names, inside the root and outside of it', async () => {
    const { folder, first } = history();
    const config = (output: string): string => {
      const file = join(
        tempFolder({ 'archscan.config.json': JSON.stringify({ output }) }),
        'archscan.config.json',
      );
      return file;
    };
    const outside = join(tempFolder({ 'support.md': page('FirForCausalLM') }), 'support.md');
    const run = async (output: string, ...more: readonly string[]): Promise<readonly string[]> => {
      const line = ['checklist', 'FirForCausalLM', 'OakForCausalLM', '--sglang', folder, ...more];
      const { out } = await archscan([...line, '--config', config(output)]);
      return out.split('\n').filter((each) => each.includes('the tracking document'));
    };
    expect(await run(outside)).toEqual([
      `  [x] the tracking document: ${outside}:3`,
      `  [ ] the tracking document: ${outside}, missing: the document has every model that checkpoints declare`,
    ]);
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'docs/support.md'), page('OakForCausalLM'));
    expect(await run(join(folder, 'docs/support.md'))).toEqual([
      '  [ ] the tracking document: docs/support.md, missing: the document has every model that checkpoints declare',
      '  [x] the tracking document: docs/support.md:3',
    ]);
    // What a revision is asked for is what its own document says.
    expect(await run(join(folder, 'MODEL_SUPPORT_TRACKING.md'), '--rev', first)).toEqual([
      '  [ ] the tracking document: MODEL_SUPPORT_TRACKING.md, missing: the document has every model that checkpoints declare',
      '  [x] the tracking document: MODEL_SUPPORT_TRACKING.md:3',
    ]);
    expect(await run(join(folder, 'nowhere.md'))).toEqual([]);
  });

  test('what transformers would decide is not known without its sources, as support says', async () => {
    const { transformers } = exampleWorkspace();
    const engine = tempFolder({
      'mlx_lm/utils.py': 'MODEL_REMAPPING = {}\n',
      'mlx_lm/models/acorn.py': 'class ModelArgs: ...\nclass Model: ...\n',
    });
    const about = ['AcornForCausalLM', '--mlx-lm', engine];
    const { code, out } = await archscan(['checklist', ...about]);
    expect(code).toBe(1);
    const [, reason = ''] =
      /\[\?\] a registry of the engine \(not known: (.*): give them with/.exec(out) ?? [];
    expect((await archscan(['support', ...about])).out).toContain(`undecidable (${reason})`);
    const { architectures } = (
      JSON.parse((await archscan(['checklist', ...about, '--format', 'json'])).out) as {
        engines: [{ architectures: unknown }];
      }
    ).engines[0];
    expect(architectures).toMatchObject([{ complete: false, places: [{ state: 'unknown' }] }]);
    expect(await archscan(['checklist', ...about, '--transformers', transformers])).toMatchObject({
      code: 0,
      out: expect.stringContaining('[x] a registry of the engine: mlx_lm/models/acorn.py:2') as string,
    });
  });

  test('without a name and without --since it says what to give', async () => {
    expect(await archscan(['checklist'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--since REVISION') as string,
    });
  });
});
