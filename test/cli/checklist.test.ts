import { describe, expect, test } from 'vitest';
import { gitRepository } from '../support/git-repository.js';
import { archscan } from './run.js';

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

  test('without a name and without --since it says what to give', async () => {
    expect(await archscan(['checklist'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--since REVISION') as string,
    });
  });
});
