import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { archscan } from '../cli/run.js';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';

const SRT = 'python/sglang/srt/models';
const model = (name: string): string => `class ${name}:\n    pass\n\n\nEntryClass = ${name}\n`;
const PAGE =
  '# Trees\n\n| Model | Name |\n|---|---|\n| `ElmForCausalLM` | Elm |\n| `PineForCausalLM` | Pine |\n';
const PROFILE = JSON.stringify({
  id: 'trees',
  engine: 'sglang',
  documents: [
    {
      path: 'docs/trees.md',
      footnotes: true,
      tables: [{ id: 'trees', columns: ['Model', 'Name'], key: 'Model', rows: { where: [{}] } }],
    },
  ],
});
const SOURCES = {
  [`${SRT}/elm.py`]: model('ElmForCausalLM'),
  [`${SRT}/oak.py`]: model('OakForCausalLM'),
  [`${SRT}/pine.py`]: model('PineForCausalLM'),
};
const AFTER = PAGE.replace('| `Pine', '| `OakForCausalLM` |  |\n| `Pine');

interface Grove {
  readonly folder: string;
  readonly page: string;
  readonly profile: string;
  readonly text: () => string;
}

function grove(files: Readonly<Record<string, string>> = {}): Grove {
  const folder = tempFolder({ ...SOURCES, 'docs/trees.md': PAGE, 'trees.json': PROFILE, ...files });
  const page = join(folder, 'docs/trees.md');
  return { folder, page, profile: join(folder, 'trees.json'), text: () => readFileSync(page, 'utf8') };
}

describe('archscan sync', () => {
  test('--check says what is missing, where it is registered and how to repair it', async () => {
    const { folder, page, profile, text } = grove();
    const { code, out, err } = await archscan([
      'sync',
      page,
      '--profile',
      profile,
      '--sglang',
      folder,
      '--check',
    ]);
    expect(code).toBe(1);
    expect(out).toContain('+| `OakForCausalLM` |  |');
    expect(err.replaceAll(folder, 'GROVE')).toBe(
      [
        'GROVE/docs/trees.md:5:1 error SGLang registers OakForCausalLM, and no page names it; its row belongs behind this one; fill in by hand: Name (sync-missing-row)',
        `  registered at ${SRT}/oak.py:5`,
        `  class at ${SRT}/oak.py:1`,
        'To change it: archscan sync GROVE/docs/trees.md --profile GROVE/trees.json --sglang GROVE',
        '',
      ].join('\n'),
    );
    expect(text()).toBe(PAGE);
  });

  test('writes, and then has nothing to do', async () => {
    const { page, profile, text } = grove();
    const first = await archscan(['sync', page, '--profile', profile]);
    expect(first).toMatchObject({ code: 0, out: '' });
    expect(first.err).toContain('trees.md: 1 row added\n  OakForCausalLM: fill in by hand: Name\n');
    expect(text()).toBe(AFTER);
    const second = await archscan(['sync', page, '--profile', profile]);
    expect(second.code).toBe(0);
    expect(second.err).toContain('is up to date');
    expect(await archscan(['sync', page, '--profile', profile, '--check'])).toEqual({
      code: 0,
      out: '',
      err: '',
    });
  });

  test('--dry-run prints a patch that git applies', async () => {
    const repository = gitRepository();
    repository.write({ ...SOURCES, 'docs/trees.md': PAGE, 'trees.json': PROFILE });
    const folder = repository.folder;
    const { code, out } = await archscan([
      'sync',
      '--profile',
      join(folder, 'trees.json'),
      '--sglang',
      folder,
      '--dry-run',
    ]);
    expect(code).toBe(0);
    execFileSync('git', ['apply'], { cwd: folder, input: out });
    expect(readFileSync(join(folder, 'docs/trees.md'), 'utf8')).toBe(AFTER);
  });

  test('--format json has findings with evidence and the patch', async () => {
    const { page, profile } = grove();
    const { out } = await archscan(['sync', page, '--profile', profile, '--check', '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      profiles: [
        {
          profile: 'trees',
          engine: 'sglang',
          pages: [{ file: page, changes: true }],
          findings: [
            {
              rule: 'sync-missing-row',
              subject: 'OakForCausalLM',
              fixable: true,
              evidence: [
                { file: `${SRT}/oak.py`, line: 5 },
                { file: `${SRT}/oak.py`, line: 1 },
              ],
            },
          ],
        },
      ],
      patch: expect.stringContaining('+| `OakForCausalLM`') as unknown,
    });
  });

  test('takes profiles from the configuration, from its own folder', async () => {
    const { folder, text } = grove({
      'archscan.config.json': '{ "sglang": ".", "profiles": ["trees.json"] }',
    });
    const { code } = await archscan(['sync', '--config', join(folder, 'archscan.config.json')]);
    expect(code).toBe(0);
    expect(text()).toBe(AFTER);
  });

  test('of a page given by its path finds the profile of the configuration and the sources beside it', async () => {
    const { page, text } = grove({ 'archscan.config.json': '{ "sglang": ".", "profiles": ["trees.json"] }' });
    const config = page.replace('docs/trees.md', 'archscan.config.json');
    expect(await archscan(['sync', page, '--config', config])).toMatchObject({ code: 0 });
    expect(text()).toBe(AFTER);
  });

  test('--since reports a footnote that shows another remark than before', async () => {
    const repository = gitRepository();
    const noted = AFTER.replace('| Elm |', '| Elm [^1] |');
    repository.write({
      ...SOURCES,
      'docs/trees.md': `${noted}\n[^1]: Tall and straight.\n`,
      'trees.json': PROFILE,
    });
    const since = repository.commit();
    repository.write({ 'docs/trees.md': `${noted}\n[^1]: Needs water.\n` });
    const { code, err } = await archscan([
      ...[
        'sync',
        join(repository.folder, 'docs/trees.md'),
        '--profile',
        join(repository.folder, 'trees.json'),
      ],
      ...['--since', since, '--check'],
    ]);
    expect(code).toBe(1);
    expect(err).toContain('[^1] used to show "Tall and straight."; it now shows "Needs water."');
  });

  test('takes a page that lies elsewhere for the only one of the profile, in however many places that may be', async () => {
    const { documents, ...rest } = JSON.parse(PROFILE) as { readonly documents: readonly object[] };
    const placed = { ...documents[0], alsoAt: ['new/trees.md', 'newer/forest.md'] };
    const { folder, profile } = grove({
      'trees.json': JSON.stringify({ ...rest, documents: [placed] }),
      'mine.md': PAGE,
    });
    const mine = join(folder, 'mine.md');
    const { code } = await archscan(['sync', mine, '--profile', profile, '--sglang', folder]);
    expect([code, readFileSync(mine, 'utf8')]).toEqual([0, AFTER]);
  });

  test('leaves a page alone that its profile no longer fits, and goes on with the next', async () => {
    const two = JSON.parse(PROFILE) as { readonly documents: readonly object[] };
    const other = {
      ...two.documents[0],
      path: 'docs/other.md',
      tables: [{ id: 'other', columns: ['Tree'], key: 'Tree', machine: [] }],
    };
    const { folder, profile, text } = grove({
      'trees.json': JSON.stringify({ ...two, documents: [other, ...two.documents] }),
      'docs/other.md': '# Other\n\n| Plant |\n|---|\n| `Elm` |\n',
    });
    const { code, err } = await archscan(['sync', '--profile', profile, '--sglang', folder]);
    expect(code).toBe(1);
    expect(err).toContain('there is no table with the columns "Tree"');
    expect(err).toContain('trees.md is up to date');
    expect(text()).toBe(PAGE);
  });

  test('of a page that two profiles speak of needs one run', async () => {
    const of = (id: string, name: string): string =>
      JSON.stringify({
        id,
        engine: 'sglang',
        documents: [
          {
            path: 'docs/trees.md',
            tables: [
              {
                id,
                heading: [name],
                columns: ['Model'],
                key: 'Model',
                rows: { where: [{ endings: [`For${name}`] }] },
              },
            ],
          },
        ],
      });
    const { folder, page, text } = grove({
      [`${SRT}/fir.py`]: model('FirForEmbedding'),
      'docs/trees.md': '# CausalLM\n\n| Model |\n|---|\n\n# Embedding\n\n| Model |\n|---|\n',
      'a.json': of('a', 'CausalLM'),
      'b.json': of('b', 'Embedding'),
      'archscan.config.json': '{ "sglang": ".", "profiles": ["a.json", "b.json"] }',
    });
    const run = (...more: readonly string[]): Promise<{ readonly code: number; readonly out: string }> =>
      archscan(['sync', page, '--config', join(folder, 'archscan.config.json'), ...more]);
    const { out } = await run('--check');
    expect(out.match(/^diff --git/gm)).toHaveLength(1);
    expect(await run()).toMatchObject({ code: 0 });
    expect(text()).toBe(
      [
        '# CausalLM\n\n| Model |\n|---|\n| `ElmForCausalLM` |\n| `OakForCausalLM` |\n| `PineForCausalLM` |\n',
        '# Embedding\n\n| Model |\n|---|\n| `FirForEmbedding` |\n',
      ].join('\n'),
    );
    expect(await run('--check')).toMatchObject({ code: 0, out: '' });
  });

  test('ends with 2 when no result is possible', async () => {
    const { folder, page, profile } = grove();
    const run = (...args: readonly string[]): Promise<{ readonly code: number; readonly err: string }> =>
      archscan(['sync', ...args]);
    expect(await run(join(folder, 'docs/none.md'), '--sglang', folder)).toMatchObject({ code: 2 });
    expect((await run(page, '--profile', join(folder, 'none.json'))).err).toContain('cannot be read');
    expect((await run('--profile', 'vllm-hardwar', '--vllm', folder)).err).toMatch(
      /'vllm-hardwar' cannot be read: .* Did you mean "vllm-hardware"\?\n {2}Give the path of a JSON file, or one of /,
    );
    expect((await run('--profile', 'sglang-supported-models', '--sglang', folder)).err).toMatch(
      /has no page of the profile sglang-supported-models: \S+\.md.*\n {2}A profile gives paths from the root/,
    );
    expect(await run(page, '--profile', profile, '--sglang', join(folder, 'docs'))).toMatchObject({
      code: 2,
    });
    expect((await run(join(folder, 'docs'), '--profile', profile, '--sglang', folder)).err).toContain(
      'not a file',
    );
    expect(await run('--profile', profile, '--sglang', folder, '--since', 'none')).toMatchObject({ code: 2 });
  });

  test('says where a profile is wrong, given by option or by the configuration', async () => {
    const { folder, page } = grove();
    const wrong = '\uFEFF{\n  "id": "grove",\n  "engine": "sglang",\n  "documents": {}, "page": 1\n}\n';
    writeFiles(folder, {
      'wrong.json': wrong,
      'wrong.config.json': JSON.stringify({ sglang: '.', profiles: ['wrong.json'] }),
    });
    const path = join(folder, 'wrong.json');
    const before = readFileSync(page, 'utf8');
    for (const given of [
      ['--profile', path],
      ['--config', join(folder, 'wrong.config.json')],
    ]) {
      const { code, out, err } = await archscan(['sync', page, '--quiet', ...given]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.split('\n')).toEqual([
        `${path}:4:16 error documents: expected array, found object. (config-invalid)`,
        expect.stringMatching(/:4:28 error Unknown key "page"\..* \(config-unknown-key\)$/),
        `archscan: The profile ${path} has errors; nothing was done.`,
        expect.stringContaining('docs/sync.md'),
        '',
      ]);
    }
    expect(readFileSync(page, 'utf8')).toBe(before);
    expect((await archscan(['sync', page, '--profile', folder, '--sglang', folder])).err).toContain(
      `The profile ${folder} cannot be read: it is a folder.`,
    );
  });

  test.each([[['--check']], [['--dry-run']], [['--format', 'json']], [[]]])(
    'ends with 2 and one message when nothing of the registry is known: %s',
    async (mode) => {
      const models = { [`${SRT}/broken.py`]: 'EntryClass = [Oak\n' };
      const folder = tempFolder({ ...models, 'docs/trees.md': PAGE, 'trees.json': PROFILE });
      const page = join(folder, 'docs/trees.md');
      const run = ['sync', page, '--profile', join(folder, 'trees.json'), ...mode];
      const { code, out, err } = await archscan(run);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.split('\n').filter((line) => line.includes('(sync-'))).toEqual([
        `${SRT}/broken.py:1:1 error nothing of what SGLang registers is known, so no page can be compared with it: a syntax error may hide what is registered here. Correct the syntax error first (sync-registry-unknown)`,
      ]);
      expect(readFileSync(page, 'utf8')).toBe(PAGE);
    },
  );

  test('of two engines compares the one whose registry is known, and ends with 1', async () => {
    const { folder } = grove({ 'docs/trees.md': AFTER, 'own.json': '{"profiles": ["trees.json"]}' });
    const broken = tempFolder({
      'vllm/model_executor/models/registry.py': 'ModelRegistry = (\n',
      'docs/models/supported_models.md': '# Models\n',
    });
    const paths = ['--sglang', folder, '--vllm', broken, '--config', join(folder, 'own.json')];
    const { code, err } = await archscan(['sync', '--check', ...paths]);
    expect(code).toBe(1);
    expect(err.split('\n').filter((line) => line.includes('(sync-'))).toEqual([
      expect.stringMatching(
        /registry\.py:1:1 error nothing of what vLLM registers is known, .*sync-registry-unknown/,
      ),
    ]);
  });

  test('compares what is known when a syntax error hides a part of the registry', async () => {
    const { page, profile } = grove({ [`${SRT}/broken.py`]: 'EntryClass = [Fir\n' });
    const { code, out, err } = await archscan(['sync', page, '--profile', profile, '--check']);
    expect(code).toBe(1);
    expect(out).toContain('+| `OakForCausalLM` |  |');
    expect(err).not.toContain('sync-registry-unknown');
  });

  test('says that a read-only page cannot be written', async () => {
    const { page, profile, text } = grove();
    chmodSync(page, 0o444);
    const { code, err } = await archscan(['sync', page, '--profile', profile]);
    expect(code).toBe(2);
    expect(err).toContain('(write-refused)');
    expect(text()).toBe(PAGE);
  });
});
