import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gitRepository, type GitRepository } from '../support/git-repository.js';
import { tempFolder } from '../support/temp-folder.js';
import { archscan } from './run.js';

const MODELS = 'python/sglang/srt/models';
const model = (name: string): string => `class ${name}:\n    pass\n\n\nEntryClass = ${name}\n`;

/** Two revisions: Elm goes, Fir comes, Oak moves to another file, and Pine stays where it is. */
function history(): Pick<GitRepository, 'folder' | 'git'> & {
  readonly first: string;
  readonly second: string;
} {
  const repository = gitRepository();
  repository.write({
    [`${MODELS}/elm.py`]: model('ElmForCausalLM'),
    [`${MODELS}/oak.py`]: model('OakForCausalLM'),
    [`${MODELS}/pine.py`]: model('PineForCausalLM'),
  });
  const first = repository.commit();
  repository.git('rm', '--quiet', `${MODELS}/elm.py`);
  repository.git('mv', `${MODELS}/oak.py`, `${MODELS}/quercus.py`);
  repository.write({
    [`${MODELS}/fir.py`]: model('FirForCausalLM'),
    [`${MODELS}/pine.py`]: `# A line more.\n${model('PineForCausalLM')}`,
  });
  return { ...repository, first, second: repository.commit() };
}

const EXPECTED = `\
sglang: 1 added, 1 removed, 1 changed
+ FirForCausalLM (srt) ${MODELS}/fir.py:5
- ElmForCausalLM (srt) ${MODELS}/elm.py:5
~ OakForCausalLM (srt) ${MODELS}/quercus.py:5
    file: ${MODELS}/oak.py → ${MODELS}/quercus.py
    classFile: ${MODELS}/oak.py → ${MODELS}/quercus.py
`;

describe('archscan diff', () => {
  test('of two revisions; a line that shifts is no change', async () => {
    const { folder, first, second } = history();
    expect(await archscan(['diff', first, second, '--sglang', folder])).toMatchObject({
      code: 0,
      out: EXPECTED,
    });
  });

  test('what another registry has under the same key now is changed', async () => {
    const folder = (...groups: readonly (readonly [group: string, ...keys: string[]])[]): string => {
      const table = (keys: readonly string[]): string =>
        `{${keys.map((key) => `"${key}": ("oak", "Oak")`).join(', ')}}`;
      const dictionaries = groups.map(([group, ...keys]) => `${group} = ${table(keys)}\n`).join('');
      const spreads = groups.map(([group]) => `**${group}`).join(', ');
      return tempFolder({
        'vllm/model_executor/models/oak.py': 'class Oak:\n    pass\n',
        'vllm/model_executor/models/registry.py': `${dictionaries}_ALL = {${spreads}}\nModelRegistry = _ModelRegistry({k: v for k, v in _ALL.items()})\n`,
      });
    };
    const before = folder(['_TEXT', 'Elm', 'Fir', 'Oak'], ['_EMBED', 'Yew']);
    const after = folder(['_TEXT', 'Elm', 'Yew'], ['_EMBED', 'Oak', 'Ash']);
    const { out } = await archscan(['diff', before, after]);
    const file = 'vllm/model_executor/models/registry.py';
    expect(out).toBe(
      [
        'vllm: 1 added, 1 removed, 2 changed',
        `+ Ash (_EMBED) ${file}:2`,
        `- Fir (_TEXT) ${file}:1`,
        `~ Oak (_EMBED) ${file}:2`,
        '    registry: _TEXT → _EMBED',
        `~ Yew (_TEXT) ${file}:1`,
        '    registry: _EMBED → _TEXT',
        '',
      ].join('\n'),
    );
  });

  test('of two outputs', async () => {
    const { folder, first, second } = history();
    const files = await Promise.all(
      [first, second].map(async (revision) => {
        const { out } = await archscan(['scan', folder, '--rev', revision, '--format', 'json']);
        const file = join(tempFolder(), 'scan.json');
        writeFileSync(file, out);
        return file;
      }),
    );
    expect(await archscan(['diff', ...files])).toMatchObject({ code: 0, out: EXPECTED });
  });

  test('of revisions that stand behind their repository, which may be bare', async () => {
    const { folder, first, second } = history();
    expect(await archscan(['diff', `${folder}@${first}`, folder])).toMatchObject({ code: 0, out: EXPECTED });
    const bare = join(tempFolder(), 'models.git');
    execFileSync('git', ['clone', '--quiet', '--bare', folder, bare]);
    const ran = await archscan(['diff', `${bare}@${first}`, `${bare}@${second}`]);
    expect(ran).toMatchObject({ code: 0, out: EXPECTED });
    expect(await archscan(['diff', `${bare}@${first}`, bare])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`Say which revision, as in ${bare}@HEAD.`) as string,
    });
  });

  test('a revision of the checkout stands before a folder that its name begins with', async () => {
    const { folder, first, second, git } = history();
    git('tag', 'release@1', first);
    mkdirSync(join(folder, 'release'));
    mkdirSync(join(folder, 'main'));
    const before = process.cwd();
    onTestFinished(() => {
      process.chdir(before);
    });
    process.chdir(folder);
    for (const revision of ['release@1', 'main@{1}']) {
      expect(await archscan(['diff', revision, second, '--sglang', folder])).toMatchObject({
        code: 0,
        out: EXPECTED,
      });
    }
  });

  test('a root with a revision of its own does not say what a revision is', async () => {
    const { folder, first, second } = history();
    const roots = ['--sglang', `${folder}@${second}`];
    const ran = await archscan(['diff', `${folder}@${first}`, `${folder}@${second}`, ...roots]);
    expect(ran).toMatchObject({ code: 0, out: EXPECTED });
  });

  test('of a revision and the files as they are', async () => {
    const { folder, first } = history();
    expect(await archscan(['diff', first, folder, '--sglang', folder])).toMatchObject({ out: EXPECTED });
  });

  test('of the same says so', async () => {
    const { folder } = history();
    expect(await archscan(['diff', folder, folder])).toMatchObject({
      code: 0,
      out: 'No registration differs.\n',
    });
  });

  test('as JSON', async () => {
    const { folder, first, second } = history();
    const { out } = await archscan(['diff', first, second, '--sglang', folder, '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      engines: [
        {
          id: 'sglang',
          only: null,
          added: [{ key: 'FirForCausalLM' }],
          removed: [{ key: 'ElmForCausalLM' }],
          changed: [{ after: { key: 'OakForCausalLM' } }],
        },
      ],
      transformers: null,
    });
  });

  test('an engine that only one side has is named', async () => {
    const { folder } = history();
    const file = join(tempFolder(), 'scan.json');
    const { out } = await archscan(['scan', folder, '--format', 'json']);
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(out) as object), engines: [] }));
    expect((await archscan(['diff', folder, file])).out).toContain(
      'sglang (only in the first): 0 added, 3 removed, 0 changed\n',
    );
  });

  test.each([
    ['a file that is no JSON', 'not json', 'is no JSON'],
    [
      'JSON that is no scan result',
      '{"schemaVersion":7}',
      'is no scan result of schema version 1: schemaVersion',
    ],
  ])('%s is refused', async (_name, content, message) => {
    const file = join(tempFolder(), 'scan.json');
    writeFileSync(file, content);
    const { code, err } = await archscan(['diff', file, file]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('what is neither a file nor a folder nor a revision is refused', async () => {
    const { folder } = history();
    const { code, err } = await archscan(['diff', 'v9.9', folder, '--sglang', folder]);
    expect(code).toBe(2);
    expect(err).toContain(
      `There is no file or folder v9.9, so it was taken for a git revision. There is no revision "v9.9" in ${folder}.`,
    );
  });

  test.each(['/nope/checkout@HEAD', './nope@main@{1}'])(
    '%s names the folder that is missing',
    async (side) => {
      const { folder } = history();
      const { code, err } = await archscan(['diff', side, 'HEAD', '--sglang', folder]);
      expect(code).toBe(2);
      const missing = side.startsWith('/') ? '/nope/checkout' : './nope';
      expect(err).toContain(
        `There is no file or folder ${side}, and no folder ${missing} to read a revision of.`,
      );
    },
  );

  test('a folder that is no repository is no place to look for a revision', async () => {
    const folder = tempFolder({ [`${MODELS}/elm.py`]: model('ElmForCausalLM') });
    const { code, err } = await archscan(['diff', 'before', 'after', '--sglang', folder]);
    expect(code).toBe(2);
    expect(err).toContain('There is no file or folder before, so it was taken for a git revision.');
    expect(err).toContain('a revision of the checkout that --sglang, --vllm or another engine names');
    expect(err).not.toContain('leave the revision out');
  });
});
