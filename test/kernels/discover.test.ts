import { describe, expect, it } from 'vitest';
import { findCandidates, type CandidateInput } from '../../src/kernels/discover/candidates.js';
import { discoverModels } from '../../src/kernels/discover/discover.js';
import { openHistory, windowOf } from '../../src/kernels/discover/history.js';
import { openInputs } from '../../src/kernels/discover/inputs.js';
import { titleIndex } from '../../src/kernels/discover/titles.js';
import { readCookbook } from '../../src/kernels/index.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { memoryTree } from '../../src/source/index.js';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder } from '../support/temp-folder.js';
import { cookbookFile, datedRepository, model, MODELS, recipes } from './discover-support.js';

const HEAD = { commit: 'c', short: 'c', date: '2026-04-25T04:41:39Z' };

describe('the window', () => {
  it.each([
    [{}, '2026-03-26T04:41:39Z', null],
    [{ since: '2026-04-01' }, '2026-04-01T00:00:00Z', null],
    [{ until: '2026-04-01' }, '2026-03-02T23:59:59Z', '2026-04-01T23:59:59Z'],
    [{ since: '2026-04-01', until: '2026-04-01' }, '2026-04-01T00:00:00Z', '2026-04-01T23:59:59Z'],
    [{ since: '2026-04-01T10:00:00+08:00' }, '2026-04-01T02:00:00Z', null],
  ])('of %j', (given, since, until) => {
    expect(windowOf(HEAD, given)).toEqual({ since, until });
  });

  it.each([
    [{ since: 'yesterday' }, '--since is "yesterday", which is no date.'],
    [{ until: '2026-02-30' }, '--until is "2026-02-30", which is no date.'],
    [{ since: '2026-04-01T10:00:00' }, '--since is "2026-04-01T10:00:00", which is no date.'],
    [{ since: '2026-05-01' }, 'The window begins 2026-05-01T00:00:00Z, after it ends 2026-04-25T04:41:39Z.'],
    [{ since: '2026-04-02', until: '2026-04-01' }, 'after it ends 2026-04-01T23:59:59Z.'],
  ])('%j is refused', (given, message) => {
    expect(() => windowOf(HEAD, given)).toThrow(message);
  });
});

describe('the history', () => {
  it('gives what was added, newest first, with the date of the commit and whatever git is configured to print', async () => {
    const repository = datedRepository();
    repository.at('2026-01-01', { 'models/oak.py': '', 'other/fir.py': '' });
    repository.at('2026-02-01', { 'models/elm.py': '', 'models/deep/ash.py': '' });
    repository.at('2026-02-03', {
      'models/elm.py': 'x = 1\n',
      'models/A\tfir.py': '',
      'models/äsche.py': '',
    });
    repository.git('config', 'format.pretty', 'fuller');
    repository.git('config', 'diff.renames', 'false');
    const history = await openHistory(repository.folder);
    expect(history?.head).toMatchObject({ date: '2026-02-03T12:00:00Z' });
    const added = await history?.added(['models/*.py'], { since: '2026-02-01T00:00:00Z', until: null });
    expect(added?.map(({ path, date }) => `${date} ${path}`)).toEqual([
      '2026-02-03T12:00:00Z models/A\tfir.py',
      '2026-02-03T12:00:00Z models/äsche.py',
      '2026-02-01T12:00:00Z models/deep/ash.py',
      '2026-02-01T12:00:00Z models/elm.py',
    ]);
    const earlier = { since: '2026-01-01T00:00:00Z', until: '2026-01-31T23:59:59Z' };
    expect((await history?.added(['models/*.py'], earlier))?.map(({ path }) => path)).toEqual([
      'models/oak.py',
    ]);
  });

  it('does not take a renamed file for a new one, and looks at the whole repository from a folder of it', async () => {
    const repository = datedRepository();
    repository.at('2026-01-01', { 'models/oak.py': model('OakForCausalLM'), 'sub/x.py': '' });
    repository.git('mv', 'models/oak.py', 'models/quercus.py');
    repository.at('2026-02-01', { 'models/elm.py': '' });
    const history = await openHistory(`${repository.folder}/sub`);
    const added = await history?.added(['models/*.py'], { since: '2026-01-15T00:00:00Z', until: null });
    expect(added?.map(({ path }) => path)).toEqual(['models/elm.py']);
  });

  it('leaves out what the oldest commit of a shallow clone seems to add', async () => {
    const repository = datedRepository();
    repository.at('2026-01-01', { 'models/oak.py': '' });
    repository.at('2026-02-01', { 'models/elm.py': '' });
    repository.at('2026-02-02', { 'models/fir.py': '' });
    const clone = gitRepository();
    clone.git('fetch', '--quiet', '--depth=2', `file://${repository.folder}`, 'main');
    clone.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    const history = await openHistory(clone.folder);
    expect(history?.cutAt).toEqual(['2026-02-01T12:00:00Z']);
    const added = await history?.added(['models/*.py'], { since: '2026-01-01T00:00:00Z', until: null });
    expect(added?.map(({ path }) => path)).toEqual(['models/fir.py']);
  });

  it('of a folder that only lies inside another project is none', async () => {
    const repository = datedRepository();
    repository.at('2026-01-01', { 'page.md': '' });
    repository.write({ 'tmp/sglang/a.py': '' });
    expect(await openHistory(`${repository.folder}/tmp/sglang`)).toBeNull();
    expect(await openHistory(tempFolder())).toBeNull();
    expect(await openHistory(gitRepository().folder)).toBeNull();
  });
});

describe('discovery', () => {
  const options = { titles: [], examples: {}, signals: [] };

  it('keeps what can be served and says why the rest is dropped', async () => {
    const repository = datedRepository();
    repository.at('2026-01-01', { [`${MODELS}/old.py`]: model('OldForCausalLM'), [`${MODELS}/back.py`]: '' });
    repository.git('rm', '--quiet', `${MODELS}/back.py`);
    repository.at('2026-03-01', {
      [`${MODELS}/gone.py`]: model('GoneForCausalLM'),
      [`${MODELS}/deep/ash.py`]: model('AshForCausalLM'),
    });
    repository.git('rm', '--quiet', `${MODELS}/gone.py`);
    repository.at('2026-03-02', {
      [`${MODELS}/back.py`]: model('BackForCausalLM'),
      [`${MODELS}/fir_vl.py`]: model('FirForConditionalGeneration'),
      [`${MODELS}/fir_nextn.py`]: model('FirForCausalLMNextN'),
      [`${MODELS}/fir_mtp.py`]: model('FirMTP'),
      [`${MODELS}/fir_eagle3.py`]: model('FirEagle3'),
      [`${MODELS}/tower.py`]: 'class Tower:\n    pass\n',
      [`${MODELS}/empty.py`]: 'EntryClass = []\n',
      [`${MODELS}/open.py`]: 'import elsewhere\n\nEntryClass = elsewhere.choose()\n',
    });
    const inputs = await openInputs({ sglang: repository.folder });
    const { value, diagnostics } = await discoverModels(inputs, await createFactExtractor(), options);
    expect(
      value.candidates.map(({ slug, architectures, conditionalGeneration }) => ({
        slug,
        architectures,
        conditionalGeneration,
      })),
    ).toEqual([
      { slug: 'back', architectures: ['BackForCausalLM'], conditionalGeneration: false },
      { slug: 'fir-vl', architectures: ['FirForConditionalGeneration'], conditionalGeneration: true },
      { slug: 'open', architectures: [], conditionalGeneration: false },
    ]);
    expect(
      value.dropped.map(({ path, dropped }) => `${path.slice(MODELS.length + 1)} ${dropped ?? ''}`),
    ).toEqual([
      'deep/ash.py nested',
      'empty.py no-entry-class',
      'fir_eagle3.py draft',
      'fir_mtp.py draft',
      'fir_nextn.py draft',
      'gone.py gone',
      'tower.py no-entry-class',
    ]);
    expect(diagnostics).toMatchObject([{ rule: 'entry-class-unclear', file: `${MODELS}/open.py`, line: 3 }]);
    expect(value.sglang?.window).toEqual({ since: '2026-01-31T12:00:00Z', until: null });
  });

  it('marks what SGLang runs as drafts only', async () => {
    const draft = `class ElmDraft:
    def forward(self, input_ids, positions, forward_batch):
        return self.fc(forward_batch.spec_info.hidden_states)

`;
    const repository = datedRepository();
    repository.at('2026-03-01', {
      [`${MODELS}/elm_both.py`]: `${draft}class Elm: ...

EntryClass = [Elm, ElmDraft]
`,
      [`${MODELS}/elm_open.py`]: 'EntryClass = choose()\n',
      [`${MODELS}/elm_spark.py`]: `${draft}EntryClass = ElmDraft
`,
    });
    const inputs = await openInputs({ sglang: repository.folder });
    const { value } = await discoverModels(inputs, await createFactExtractor(), options);
    expect(value.candidates.map((each) => [each.slug, each.draft])).toEqual([
      ['elm-both', false],
      ['elm-open', false],
      ['elm-spark', true],
    ]);
  });

  it('counts a module that went and came back once', async () => {
    const repository = datedRepository();
    repository.at('2026-03-01', { [`${MODELS}/elm.py`]: model('ElmForCausalLM') });
    repository.git('rm', '--quiet', `${MODELS}/elm.py`);
    repository.at('2026-03-02', { x: '' });
    repository.at('2026-03-03', { [`${MODELS}/elm.py`]: model('ElmForCausalLM') });
    const inputs = await openInputs({ sglang: repository.folder });
    const { value } = await discoverModels(inputs, await createFactExtractor(), options);
    expect(value.candidates.map(({ evidence }) => evidence.map(({ date }) => date))).toEqual([
      ['2026-03-03T12:00:00Z'],
    ]);
  });

  it('of a folder without history, and of a clone that ends inside the window, warns', async () => {
    const repository = datedRepository();
    repository.at('2026-03-01', { [cookbookFile('v0.5.8', 'elm')]: recipes({ path: 'treeline/Elm-8B' }) });
    const folder = tempFolder({ [`${MODELS}/elm.py`]: model('ElmForCausalLM') });
    const shallow = gitRepository();
    repository.at('2026-03-02', { [cookbookFile('v0.5.8', 'oak')]: recipes({ path: 'treeline/Oak-8B' }) });
    shallow.git('fetch', '--quiet', '--depth=1', `file://${repository.folder}`, 'main');
    shallow.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    const inputs = await openInputs({ sglang: folder, cookbook: shallow.folder });
    const { value, diagnostics } = await discoverModels(inputs, await createFactExtractor(), options);
    expect(value.candidates).toEqual([]);
    expect(diagnostics.map(({ rule }) => rule)).toEqual(['history-missing', 'history-cut']);
  });

  it('reads every version of the cookbook, and joins quantised forms', async () => {
    const repository = datedRepository();
    repository.at('2026-01-01', {
      [cookbookFile('v0.5.6', 'old')]: recipes({ path: 'treeline/Old-8B' }),
      [cookbookFile('v0.5.6', 'fir')]: recipes({ path: 'treeline/Fir-8B' }),
    });
    repository.at('2026-03-01', {
      [cookbookFile('v0.5.6', 'elm')]: recipes({ path: 'treeline/Elm-8B-FP8' }, { path: 'treeline/Elm-8B' }),
      [cookbookFile('v0.5.10', 'old-fp8')]: recipes({ path: 'treeline/Old-8B-FP8' }),
      // It was there before, in an older version.
      [cookbookFile('v0.5.10', 'fir')]: recipes({ path: 'treeline/Fir-8B' }),
      [cookbookFile('v0.5.10', 'broken')]: 'families: [\n',
      'data/models/src/v0.5.10/elm.yaml': recipes({ path: 'treeline/Hand-8B' }),
    });
    const inputs = await openInputs({ cookbook: repository.folder });
    expect(inputs.diagnostics).toMatchObject([
      { rule: 'recipe-unreadable', file: cookbookFile('v0.5.10', 'broken') },
    ]);
    const { value } = await discoverModels(inputs, await createFactExtractor(), options);
    expect(value.candidates.map(({ hfRepoId }) => hfRepoId)).toEqual(['treeline/Elm-8B']);
  });
});

describe('candidates', () => {
  const PATH = cookbookFile('v0.5.10', 'new');

  function find(
    modules: Readonly<Record<string, readonly string[]>>,
    ids: readonly string[],
    changes: Partial<CandidateInput> = {},
  ) {
    const { models: cookbook } = readCookbook(
      memoryTree({ [PATH]: recipes(...ids.map((path) => ({ path }))) }),
    ).value;
    return findCandidates({
      modules: Object.entries(modules).map(([name, architectures]) => {
        const path = `${MODELS}/${name}.py`;
        const place = { file: path, line: 1, column: 1 };
        return {
          path,
          timesAdded: 1,
          date: '2026-03-01T12:00:00Z',
          commit: 'c',
          architectures,
          place,
          draft: false,
          problem: null,
          dropped: null,
        };
      }),
      recipes: [],
      cookbook,
      titles: [],
      examples: {},
      signals: [],
      ...changes,
    });
  }

  it.each([
    ['kimi_k25', ['m/Kimi-K2.5', 'm/Kimi-K2-Instruct'], 'm/Kimi-K2.5', []],
    ['kimi_k2', ['m/Kimi-K2.5', 'm/Kimi-K2-Instruct'], 'm/Kimi-K2-Instruct', []],
    [
      'qwen3_5',
      ['q/Qwen3.5-397B-A17B', 'q/Qwen3.5-397B-A17B-FP8', 'q/Qwen3.50-1B'],
      null,
      ['q/Qwen3.5-397B-A17B'],
    ],
    ['elm', ['a/Elm', 'b/Elm'], null, ['a/Elm', 'b/Elm']],
    ['elm', ['a/Elmwood-8B'], null, []],
    ['elm', ['a/Elm-8B', 'b/Elm-NVFP4'], null, ['a/Elm-8B']],
    ['elm_2', ['a/Elm.2', 'b/Elm.2-FP8'], 'a/Elm.2', []],
    ['elm', ['b/Elm-FP8', 'b/Elm-NVFP4'], 'b/Elm-FP8', []],
  ])('%s among %j', (name, ids, hfRepoId, possibleIds) => {
    const { candidates } = find({ [name]: ['ElmForCausalLM'] }, ids);
    expect(candidates).toMatchObject([{ hfRepoId, possibleIds }]);
  });

  it("the user's configuration names the checkpoint of an architecture", () => {
    const { candidates } = find({ elm: ['ElmForCausalLM'] }, ['b/Elm'], {
      examples: { ElmForCausalLM: 'a/Elm-9B' },
    });
    expect(candidates).toMatchObject([{ hfRepoId: 'a/Elm-9B', idSource: 'configuration' }]);
  });

  it('that both sources have are one', () => {
    const addition = { path: PATH, commit: 'c', date: '2026-03-02T12:00:00Z' };
    const { candidates } = find({ elm_8b: ['ElmForCausalLM'] }, ['a/Elm-8B', 'a/Oak-8B'], {
      recipes: [addition],
    });
    expect(
      candidates.map(({ slug, hfRepoId, sources }) => `${slug} ${hfRepoId ?? ''} ${sources.join('+')}`),
    ).toEqual(['elm-8b a/Elm-8B sglang+cookbook', 'oak-8b a/Oak-8B cookbook']);
  });

  it("another organisation's quantised forms are not, where the family has the model", () => {
    const addition = { path: PATH, commit: 'c', date: '2026-03-02T12:00:00Z' };
    const ids = ['a/Elm-8B', 'b/El-FP8', 'b/Elm-NVFP4', 'b/Elm-8B-Max-FP8', 'b/Oak-8B-FP8'];
    const { candidates } = find({}, ids, { recipes: [addition] });
    expect(candidates.map(({ hfRepoId }) => hfRepoId)).toEqual(['a/Elm-8B', 'b/El-FP8', 'b/Oak-8B-FP8']);
  });

  it('that the page lists are set aside with its title', () => {
    const { candidates, tracked } = find({ elm: [], oak_2: [] }, [], { titles: ['Oak 2', 'Fir'] });
    expect(candidates.map(({ slug }) => slug)).toEqual(['elm']);
    expect(tracked).toMatchObject([{ slug: 'oak-2', title: 'Oak 2' }]);
  });
});

describe('a title of the page', () => {
  const titleOf = titleIndex(['DeepSeek V3 / R1', 'Llama 3.1/3.3 70B', 'Qwen3 235B A22B', 'Kimi K2']);

  it.each([
    ['deepseek-ai/DeepSeek-R1-0528', 'DeepSeek V3 / R1'],
    ['deepseek-v3', 'DeepSeek V3 / R1'],
    ['deepseek-ai/DeepSeek-V3.2', null],
    ['meta-llama/Llama-3.3-70B-Instruct', 'Llama 3.1/3.3 70B'],
    ['Qwen/Qwen3-235B-A22B-Instruct-2507-FP8', 'Qwen3 235B A22B'],
    ['moonshotai/Kimi-K2.5', null],
    ['kimi-k2', 'Kimi K2'],
  ])('for %s', (name, title) => {
    expect(titleOf([name])).toBe(title);
  });
});
