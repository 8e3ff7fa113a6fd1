import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { ACORN_CONFIG, examplePage } from '../kernels/coverage-page.js';
import {
  cookbookFile,
  datedRepository,
  model as moduleOf,
  MODELS,
  recipes,
} from '../kernels/discover-support.js';
import { gitRepository } from '../support/git-repository.js';
import { loopback } from '../support/loopback.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { archscan, type Ran } from './run.js';

const RECIPES = `vendor: Cedar
families:
  - name: Cedar
    models:
      - name: Cedar 1B
        model_path: cedar-labs/Cedar-1B-Instruct
        hardware:
          H100:
            configurations:
              - name: default
                engine: { tp: 2, dp: null, ep: null, enable_dp_attention: false }
`;

/** A page, definitions with one workload, a configuration and recipes in a temporary folder. */
function workspace(page = examplePage()): { readonly folder: string; readonly page: string } {
  const folder = tempFolder({
    'page.mdx': page,
    'config.json': JSON.stringify(ACORN_CONFIG),
    'trace/definitions/rmsnorm/rmsnorm_h4096.json': '{}',
    'trace/definitions/rmsnorm/rmsnorm_h512.json': '{}',
    'trace/workloads/rmsnorm/rmsnorm_h512.jsonl': '{}\n',
    'cookbook/data/models/generated/v0.5.6/cedar.yaml': RECIPES,
  });
  return { folder, page: join(folder, 'page.mdx') };
}

type At = ReturnType<typeof workspace>;

function coverage({ folder, page }: At, ...args: readonly string[]): Promise<Ran> {
  return archscan(['coverage', page, '--trace', join(folder, 'trace'), ...args]);
}

const text = ({ page }: At): string => readFileSync(page, 'utf8');

test('a model is added with the degrees of its recipes, and a second run changes nothing', async () => {
  const at = workspace();
  const args = ['--model', 'Cedar 1B', '--config', join(at.folder, 'config.json')];
  const run = (): Promise<Ran> => coverage(at, ...args, '--cookbook', join(at.folder, 'cookbook'));
  const { code, out, err } = await run();
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toContain(`Wrote ${at.page}\nAdded: Cedar 1B (🟡 Partial)\nDefinitions to write (13): `);
  const after = text(at);
  expect(after).toContain('| `rmsnorm_h512` | rmsnorm | ✅ |');
  expect(after).toContain('| `gqa_ragged_prefill_causal_h4_kv1_d64` | gqa_ragged TP=2 | ❌ |');
  expect(after).toContain('**TP=2** (from sgl-cookbook).');
  expect(await run()).toEqual({
    code: 0,
    out: '',
    err: `${at.page} is up to date\nCedar 1B is on the page\n`,
  });
  expect(text(at)).toBe(after);
});

test("a model is added with the degrees of SGLang's documentation", async () => {
  const at = workspace();
  const sglang = join(at.folder, 'sglang');
  writeFiles(sglang, {
    'docs/src/snippets/configs/cedar/cedar.jsx': `export const config = {
      modelName: 'Cedar',
      modelNames: { bf16: 'cedar-labs/Cedar-1B', fp8: 'cedar-labs/Cedar-1B-FP8' },
      cells: [
        { match: { quant: 'bf16' }, flags: ['--tp 0'] },
        { match: { quant: 'fp8' }, flags: ['--tp 2'] },
      ],
    };`,
  });
  const config = join(at.folder, 'config.json');
  const added = await coverage(at, '--model', 'Cedar 1B', '--config', config, '--cookbook', sglang);
  expect(added.code).toBe(0);
  expect(text(at)).toContain("**TP=2** (from SGLang's documentation).");
});

test('--refresh-status says what changed; with --model only that model is refreshed', async () => {
  const at = workspace();
  await coverage(at, '--refresh-status', '--model', 'birch moe');
  expect(text(at)).toBe(examplePage());
  const { err } = await coverage(at, '--refresh-status');
  expect(err).toBe(
    `Wrote ${at.page}\nRefreshed (1): Acorn 7B (2 statuses, 1 line of numbers)\n` +
      'Definitions to write (3): gemm_n4096_k4096, gemm_n6144_k4096, rmsnorm_h128\n',
  );
  expect((await coverage(at, '--refresh-status')).err).toContain('is up to date');
});

test('--dry-run writes nothing and prints a patch that git apply takes', async () => {
  const at = workspace();
  const repository = gitRepository();
  repository.write({ 'page.mdx': examplePage() });
  const inside = { ...at, page: join(repository.folder, 'page.mdx') };
  const { code, out } = await coverage(inside, '--refresh-status', '--dry-run');
  expect(code).toBe(0);
  expect(text(inside)).toBe(examplePage());
  repository.write({ 'change.patch': out });
  repository.git('apply', 'change.patch');
  expect((await coverage(inside, '--refresh-status')).err).toContain('is up to date');
});

const ELM_DRAFT = `\
class ElmDraft:
    def forward(self, input_ids, positions, forward_batch):
        return self.fc(forward_batch.spec_info.hidden_states)

EntryClass = ElmDraft
`;

describe('--discover', () => {
  /** Clones in whose last month SGLang gained Elm, and the cookbook Cedar (twice) and a model that the page lists. */
  function clones(): { readonly sglang: string; readonly cookbook: string } {
    const sglang = datedRepository();
    sglang.at('2026-01-01', { [`${MODELS}/old.py`]: moduleOf('OldForCausalLM') });
    sglang.at('2026-03-01', {
      [`${MODELS}/elm.py`]: moduleOf('ElmForCausalLM'),
      [`${MODELS}/elm_spark.py`]: ELM_DRAFT,
    });
    const cookbook = datedRepository();
    const added = [
      'cedar-labs/Cedar-1B-Instruct',
      'cedar-labs/Cedar-1B-Instruct-FP8',
      'oaks/Acorn-7B',
      'firs/fir-2b',
    ];
    const models = added.map((path) => ({ path, tp: 2 }));
    cookbook.at('2026-03-02', { [cookbookFile('v0.5.10', 'trees')]: recipes(...models) });
    return { sglang: sglang.folder, cookbook: cookbook.folder };
  }

  const offline = (at: At): Partial<Io> => {
    return { environment: { HF_HUB_OFFLINE: '1', HF_HUB_CACHE: at.folder, HOME: at.folder } };
  };

  test('adds what the clones gained and the page lacks; a second run changes nothing', async () => {
    const at = workspace();
    writeFiles(at.folder, { 'configs/cedar-labs__Cedar-1B-Instruct.json': JSON.stringify(ACORN_CONFIG) });
    const { sglang, cookbook } = clones();
    const run = (): Promise<Ran> =>
      archscan(
        [
          ...['coverage', at.page, '--discover', '--trace', join(at.folder, 'trace')],
          ...['--sglang', sglang, '--cookbook', cookbook, '--configs', join(at.folder, 'configs')],
        ],
        offline(at),
      );
    const { code, err } = await run();
    expect(code).toBe(0);
    expect(err).toContain('Added: Cedar 1B (🟡 Partial)\nAdded: Fir 2b (❌ Not covered)\n');
    expect(err).toContain('elm.py:5:1 warning The checkpoint of elm is not known, so it is not added.');
    expect(err).not.toContain('elm-spark');
    const after = text(at);
    const at2 = after.indexOf('## Cedar 1B');
    expect(
      after
        .slice(0, at2)
        .replace(/\| (?:Cedar 1B|Fir 2b) \|.*\n/g, '')
        .trimEnd(),
    ).toBe(examplePage().trimEnd());
    expect(after).toContain('| `gqa_ragged_prefill_causal_h4_kv1_d64` | gqa_ragged TP=2 | ❌ |');
    expect(after).toContain('| Fir 2b | config unavailable | ❌ Not covered |');
    expect((await run()).err).toContain(`${at.page} is up to date`);
    expect(text(at)).toBe(after);
  });

  test("without a cookbook with the degrees of SGLang's own recipes", async () => {
    const at = workspace();
    writeFiles(at.folder, { 'configs/cedar-labs__Cedar-1B.json': JSON.stringify(ACORN_CONFIG) });
    const sglang = datedRepository();
    sglang.at('2026-03-01', {
      [`${MODELS}/cedar.py`]: moduleOf('CedarForCausalLM'),
      'docs/src/snippets/configs/cedar-labs/cedar.jsx':
        'export const config = { modelNames: { default: "cedar-labs/Cedar-1B" }, cells: [{ flags: ["--tp 2"] }] };',
    });
    const args = ['--sglang', sglang.folder, '--configs', join(at.folder, 'configs')];
    const command = ['coverage', at.page, '--discover', '--trace', join(at.folder, 'trace'), ...args];
    const { code, err } = await archscan(command, offline(at));
    expect(code).toBe(0);
    expect(err).toContain('Added: Cedar 1B');
    expect(text(at)).toContain('| `gqa_ragged_prefill_causal_h4_kv1_d64` | gqa_ragged TP=2 | ❌ |');
  });

  test('refreshes what is there as well, and looks into the window that is given', async () => {
    const at = workspace();
    const { cookbook } = clones();
    const args = ['coverage', at.page, '--discover', '--refresh-status', '--trace', join(at.folder, 'trace')];
    const { err } = await archscan([...args, '--cookbook', cookbook, '--until', '2026-02-01'], offline(at));
    expect(err).toContain('Refreshed (1): Acorn 7B (2 statuses, 1 line of numbers');
    expect(err).not.toContain('Added');
    expect((await coverage(workspace(), '--refresh-status')).err.split('\n').slice(1)).toEqual(
      err.split('\n').slice(1),
    );
  });

  test.each([
    [['--discover'], 'New models are looked for in the histories'],
    [['--discover', '--model', 'Oak', '--cookbook', '.'], '--discover finds models, and --model names one.'],
    [['--discover', '--fix'], '--fix corrects numbers by what the rows say'],
  ])('%j is refused', async (args, message) => {
    const at = workspace();
    const { code, err } = await coverage(at, ...args);
    expect({ code, first: err.includes(message) }).toEqual({ code: 2, first: true });
    expect(text(at)).toBe(examplePage());
  });
});

describe('a configuration', () => {
  test('comes from the Hub; one that cannot be had gives a section that says so', async () => {
    const hub = await loopback((request, response) => {
      const known = request.url === '/cedar-labs/Cedar-1B/resolve/main/config.json';
      response.writeHead(known ? 200 : 404).end(known ? JSON.stringify(ACORN_CONFIG) : '');
    });
    const at = workspace();
    const environment = { HF_ENDPOINT: hub.origin, HF_HUB_CACHE: at.folder, HOME: at.folder };
    const add = (model: string, id: string): Promise<Ran> =>
      archscan(
        [
          'coverage',
          at.page,
          '--definitions',
          join(at.folder, 'trace'),
          '--model',
          model,
          '--hf-repo-id',
          id,
        ],
        { environment },
      );
    expect(await add('Cedar 1B', 'cedar-labs/Cedar-1B')).toMatchObject({ code: 0 });
    const { code, err } = await add('Dogwood', 'cedar-labs/Dogwood');
    expect(code).toBe(0);
    expect(err).toContain('(config-unavailable)');
    expect(text(at)).toContain(
      '| Cedar 1B | GQA + Dense | 🟡 Partial |\n| Dogwood | config unavailable | ❌ Not covered |',
    );
    expect(text(at)).toContain(
      'Note: The config.json of cedar-labs/Dogwood could not be had when this section was written.',
    );
  });

  test('that can be had later replaces the section that lacked it', async () => {
    const served = new Set<string>();
    const hub = await loopback((request, response) => {
      const known = served.has(request.url ?? '');
      response.writeHead(known ? 200 : 404).end(known ? JSON.stringify(ACORN_CONFIG) : '');
    });
    const at = workspace();
    const environment = { HF_ENDPOINT: hub.origin, HF_HUB_CACHE: at.folder, HOME: at.folder };
    const run = (...args: readonly string[]): Promise<Ran> =>
      archscan(['coverage', at.page, '--definitions', join(at.folder, 'trace'), ...args], { environment });
    for (const name of ['Cedar', 'Dogwood', 'Elm'])
      await run('--model', name, '--hf-repo-id', `labs/${name}`);
    const waiting = text(at);
    const { err } = await run('--model', 'Cedar');
    expect(err).toContain('config.json of labs/Cedar');
    expect(err).toContain(`${at.page} is up to date\nCedar is on the page`);
    served.add('/labs/Dogwood/resolve/main/config.json');
    expect((await run('--model', 'cedar', '--config', join(at.folder, 'config.json'))).err).toContain(
      'Replaced: Cedar (🟡 Partial)',
    );
    expect((await run('--refresh-status')).err).toContain('Replaced: Dogwood (🟡 Partial)');
    const after = text(at);
    expect(after.match(/\| (?:Cedar|Dogwood|Elm) \|.*/g)).toEqual([
      '| Cedar | GQA + Dense | 🟡 Partial |',
      '| Dogwood | GQA + Dense | 🟡 Partial |',
      '| Elm | config unavailable | ❌ Not covered |',
    ]);
    expect(after.slice(after.indexOf('## Elm'))).toBe(waiting.slice(waiting.indexOf('## Elm')));
    expect((await run('--refresh-status')).err).toContain(`${at.page} is up to date`);
    expect((await run('--model', 'Dogwood', '--hf-repo-id', 'labs/Dogwood')).err).not.toContain('Replaced');
    expect(text(at)).toBe(after);
  });

  describe('of --configs', () => {
    const other = (layers: number): string => JSON.stringify({ ...ACORN_CONFIG, num_hidden_layers: layers });
    const add = (at: At, ...args: readonly string[]): Promise<Ran> =>
      archscan(
        [
          ...['coverage', at.page, '--trace', join(at.folder, 'trace'), '--model', 'Cedar 1B'],
          ...['--configs', join(at.folder, 'configs'), ...args],
        ],
        { environment: { HF_HUB_OFFLINE: '1', HF_HUB_CACHE: at.folder, HOME: at.folder } },
      );

    test('is that of just the checkpoint that is given', async () => {
      const at = workspace();
      writeFiles(at.folder, {
        'configs/cedar-labs/Cedar-1B/config.json': other(3),
        'configs/cedar-labs/Cedar-1B-Instruct/config.json': other(5),
      });
      expect((await add(at, '--hf-repo-id', 'cedar-labs/Cedar-1B-Instruct')).code).toBe(0);
      expect(text(at)).toContain('**Architecture**: 5 decoder layers');
    });

    test('is never that of another organisation, when the checkpoint is given', async () => {
      const at = workspace();
      writeFiles(at.folder, { 'configs/elm-labs__Cedar-1B.json': other(3) });
      const { err } = await add(at, '--hf-repo-id', 'cedar-labs/Cedar-1B');
      expect(err).toContain('config.json of cedar-labs/Cedar-1B: ');
      expect(text(at)).toContain('| Cedar 1B | config unavailable |');
    });

    test('is that of the title, where it has none of the checkpoint that the recipes name', async () => {
      const at = workspace();
      writeFiles(at.folder, { 'configs/cedar-labs__Cedar-1B.json': other(3) });
      expect((await add(at, '--cookbook', join(at.folder, 'cookbook'))).code).toBe(0);
      expect(text(at)).toContain('**Architecture**: 3 decoder layers');
      expect(text(at)).toContain('**TP=2** (from sgl-cookbook)');
    });
  });

  test('of no known attention is not mapped; an architecture that SGLang lacks is noted', async () => {
    const at = workspace();
    writeFiles(at.folder, {
      'odd.json': '{"architectures": ["OddForCausalLM"], "hidden_size": 64}',
      'sglang/python/sglang/srt/models/acorn.py':
        'class AcornForCausalLM:\n    pass\n\n\nEntryClass = AcornForCausalLM\n',
    });
    const sglang = ['--sglang', join(at.folder, 'sglang')];
    await coverage(at, '--model', 'Odd', '--config', join(at.folder, 'odd.json'), ...sglang);
    expect(text(at)).toContain(
      '**Architecture**: architecture not yet mapped. SGLang implementation pending.',
    );
    await coverage(at, '--model', 'Cedar', '--config', join(at.folder, 'config.json'), ...sglang);
    expect(text(at)).toContain(
      '**Architecture**: 8 decoder layers, GQA attention, dense MLP. SGLang implementation',
    );
  });
});

describe('nothing is written, and the reason is said', () => {
  const BAD_JSON = '{\n  "hidden_size": ,\n}';
  test.each<[string, readonly string[], RegExp]>([
    [
      'a page without Summary',
      ['none.mdx', '--refresh-status'],
      /none\.mdx:1:1 error .*\(coverage-no-summary\)/,
    ],
    ['a page that is not there', ['gone.mdx', '--refresh-status'], /There is no .*gone\.mdx/],
    ['a path as a title', ['page.mdx', '--model', '../../etc'], /'\.\.\/\.\.\/etc' is no title of a model/],
    [
      'a path as a checkpoint',
      ['page.mdx', '--model', 'X', '--hf-repo-id', '../x'],
      /'\.\.\/x' is no checkpoint/,
    ],
    ['no checkpoint', ['page.mdx', '--model', 'X'], /Which checkpoint is 'X'/],
    [
      'a broken config.json',
      ['page.mdx', '--model', 'X', '--config', 'bad.json'],
      /bad\.json:2:18: This is not JSON/,
    ],
    [
      'no config.json',
      ['page.mdx', '--model', 'X', '--config', 'gone.json'],
      /gone\.json cannot be read \(ENOENT\)/,
    ],
    ['nothing to do', ['page.mdx'], /Say what to do/],
  ])('%s', async (_, [name = '', ...args], message) => {
    const at = workspace();
    writeFiles(at.folder, { 'none.mdx': '# Page\n', 'bad.json': BAD_JSON });
    const paths = args.map((arg) => (arg.endsWith('.json') ? join(at.folder, arg) : arg));
    const { code, out, err } = await coverage({ ...at, page: join(at.folder, name) }, ...paths);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(text(at)).toBe(examplePage());
    expect(readFileSync(join(at.folder, 'none.mdx'), 'utf8')).toBe('# Page\n');
  });

  test('a page that cannot be parsed, or has a conflict', async () => {
    for (const [broken, message] of [
      [
        examplePage().replace('# Kernels {props.version}', '# Kernels {props'),
        /page\.mdx:\d+:\d+ error .*\(document-syntax\)/,
      ],
      [`<<<<<<< a\n${examplePage()}=======\n>>>>>>> b\n`, /page\.mdx:1:1 error .*\(document-conflict\)/],
    ] as const) {
      const at = workspace(broken);
      const { code, err } = await coverage(at, '--refresh-status');
      expect(code).toBe(2);
      expect(err).toMatch(message);
      expect(text(at)).toBe(broken);
    }
  });

  test('no page where one is looked for', async () => {
    const { code, err } = await archscan(['coverage', join(tempFolder(), 'page.mdx'), '--check']);
    expect(code).toBe(2);
    expect(err).toContain('page.mdx.\n  Give the path of the page, or run this in a checkout that has it;');
  });

  test('a title that may be several checkpoints', async () => {
    const at = workspace();
    const twice = ['oaks/Oak-1B-Instruct', 'elms/Oak-1B-Instruct'].map((path) => ({ path }));
    writeFiles(at.folder, { 'cookbook/data/models/generated/v0.5.6/oak.yaml': recipes(...twice) });
    const { code, err } = await coverage(at, '--model', 'Oak 1B', '--cookbook', join(at.folder, 'cookbook'));
    expect(code).toBe(2);
    expect(err).toContain("'Oak 1B' may be elms/Oak-1B-Instruct or oaks/Oak-1B-Instruct.");
    expect(text(at)).toBe(examplePage());
  });

  test('no definitions, or two places for them', async () => {
    const { folder, page } = workspace();
    const run = (...args: readonly string[]): Promise<Ran> =>
      archscan(['coverage', page, '--refresh-status', ...args]);
    expect(await run()).toMatchObject({ code: 2 });
    expect((await run('--definitions', join(folder, 'cookbook'))).err).toContain(
      'There are no definitions in',
    );
    expect((await run('--definitions', folder, '--trace', folder)).err).toContain(
      'either --definitions or --trace',
    );
  });
});

describe('one broken file among many is said, and the rest goes on', () => {
  test('a recipe', async () => {
    const at = workspace();
    writeFiles(at.folder, { 'cookbook/data/models/generated/v0.5.6/bad.yaml': 'families:\n  - name: [\n' });
    const args = ['--model', 'Cedar 1B', '--config', join(at.folder, 'config.json')];
    const { code, err } = await coverage(at, ...args, '--cookbook', join(at.folder, 'cookbook'));
    expect(code).toBe(0);
    expect(err).toMatch(/bad\.yaml:\d+:\d+ warning .*\(recipe-unreadable\)/);
    expect(text(at)).toContain('gqa_ragged TP=2');
  });

  test('a configuration of --configs', async () => {
    const at = workspace();
    writeFiles(at.folder, {
      'configs/a__Acorn-7B.json': '{\n  "hidden_size": ,\n}',
      'configs/b__Birch-MoE.json': JSON.stringify(ACORN_CONFIG),
    });
    const { code, out } = await coverage(at, '--check', '--configs', join(at.folder, 'configs'));
    expect(code).toBe(1);
    expect(out).toContain('configs/a__Acorn-7B.json');
    expect(out).toMatch(/2:18 {2}error {2}This is not JSON.*config-unreadable/);
    expect(out).toContain('No configuration is known for Acorn 7B');
    expect(out).not.toContain('No configuration is known for Birch');
  });

  test('a definition, and names that are paths', async () => {
    const at = workspace();
    writeFiles(at.folder, {
      'trace/definitions/rmsnorm/rmsnorm_h512.json': '{\n  "name": \n}',
      'trace/definitions/gemm/gemm_n6144_k4096.json': JSON.stringify({ name: '../../x', op_type: '..' }),
    });
    const { out } = await coverage(at, '--check', '--format', 'json');
    expect(out).toContain('"definition-unreadable"');
    expect(out).toContain('The name is \\"../../x\\", but the file is gemm_n6144_k4096.json.');
    const { code } = await coverage(at, '--refresh-status');
    expect(code).toBe(0);
    expect(text(at)).toContain('| `gemm_n6144_k4096` | gemm | 🟡 |');
  });

  test('ten thousand definitions', async () => {
    const at = workspace();
    const names = Array.from({ length: 10_000 }, (_, index) => `gemm_n${index + 1}_k7`);
    writeFiles(
      at.folder,
      Object.fromEntries(names.map((name) => [`trace/definitions/gemm/${name}.json`, '{}'])),
    );
    writeFiles(at.folder, { 'page.mdx': examplePage().replace('`gemm_n4096_k4096`', '`gemm_n9999_k7`') });
    expect(await coverage(at, '--refresh-status')).toMatchObject({ code: 0 });
    expect(text(at)).toContain('| `gemm_n9999_k7` | gemm | 🟡 (if hidden=4096) |');
  });
});

describe('a cookbook without recipes is said, once', () => {
  const EMPTY = /^.*elsewhere:1:1 warning .*elsewhere holds no recipes; check the path\. \(input-empty\)$/gm;
  const empty = (at: At): string => {
    writeFiles(at.folder, { 'elsewhere/README.md': '# Elsewhere' });
    return join(at.folder, 'elsewhere');
  };

  test('when a model is added', async () => {
    const at = workspace();
    const config = join(at.folder, 'config.json');
    const { code, err } = await coverage(
      at,
      ...['--model', 'Cedar 1B', '--config', config, '--cookbook', empty(at)],
    );
    expect(code).toBe(0);
    expect(err.match(EMPTY)).toHaveLength(1);
    expect(text(at)).toContain('## Cedar 1B');
  });

  test('when its checkpoint is looked for in it', async () => {
    const at = workspace();
    const { code, err } = await coverage(at, '--model', 'Cedar 1B', '--cookbook', empty(at));
    expect(code).toBe(2);
    expect(err).toMatch(
      /Which checkpoint is 'Cedar 1B'\?\n.*elsewhere holds no recipes; check the path\. Give/,
    );
  });

  test('when several sections are asked for again', async () => {
    const at = workspace();
    const offline = { environment: { HF_HUB_OFFLINE: '1', HF_HUB_CACHE: at.folder, HOME: at.folder } };
    const run = (...args: readonly string[]): Promise<Ran> =>
      archscan(['coverage', at.page, '--trace', join(at.folder, 'trace'), ...args], offline);
    for (const name of ['Cedar', 'Dogwood']) await run('--model', name, '--hf-repo-id', `labs/${name}`);
    const { err } = await run('--refresh-status', '--cookbook', empty(at));
    expect(err.match(EMPTY)).toHaveLength(1);
    expect(err).toContain('config.json of labs/Cedar');
    expect(err).toContain('config.json of labs/Dogwood');
  });

  test('when new models are looked for', async () => {
    const at = workspace();
    const sglang = datedRepository();
    sglang.at('2026-03-01', { [`${MODELS}/elm.py`]: moduleOf('ElmForCausalLM') });
    const { code, err } = await coverage(
      at,
      ...['--discover', '--sglang', sglang.folder, '--cookbook', empty(at)],
    );
    expect(code).toBe(0);
    expect(err.match(EMPTY)).toHaveLength(1);
  });

  test('when the page is checked, which is not judged by it', async () => {
    const claim = 'dense MLP. Served at **TP=4** (from sgl-cookbook).';
    const at = workspace(examplePage().replace('dense MLP.', claim));
    writeFiles(at.folder, { 'configs/labs__Acorn-7B.json': JSON.stringify(ACORN_CONFIG) });
    const check = (cookbook: string): Promise<Ran> =>
      coverage(at, '--check', '--configs', join(at.folder, 'configs'), '--cookbook', cookbook);
    const { out, err } = await check(empty(at));
    expect(err.match(EMPTY)).toHaveLength(1);
    expect(out).not.toContain('cookbook-claim');
    const judged = await check(join(at.folder, 'cookbook'));
    expect(judged.err).toBe('');
    expect(judged.out).toContain('There is no recipe for Acorn 7B in sgl-cookbook.');
  });
});

describe('models.ts', () => {
  const MODELS = `const models: Model[] = [
  {
    id: "acorn-7b",
    name: "Acorn 7B",
    modules: {
      AcornForCausalLM: { count: 1, type: "block" },
      norm: {
        count: 4,
        parent: "AcornForCausalLM",
        type: "layer",
        definitions: ["rmsnorm_h4096"],
      },
    },
  },
]
`;
  const models = (at: At): string => join(at.folder, 'models.ts');
  const read = (at: At): string => readFileSync(models(at), 'utf8');
  const run = (at: At, ...args: readonly string[]): Promise<Ran> =>
    coverage(at, '--models', models(at), ...args);

  function withModels(text = MODELS): At {
    const at = workspace();
    writeFiles(at.folder, { 'models.ts': text });
    return at;
  }

  test('a new model gets an entry that follows another, with the definitions that exist', async () => {
    const at = withModels();
    const args = ['--model', 'Cedar 1B', '--config', join(at.folder, 'config.json'), '--like', 'acorn-7b'];
    const { code, err } = await run(at, ...args);
    expect(code).toBe(0);
    expect(err).toContain(`Wrote ${at.page}\nWrote ${models(at)}\nAdded: Cedar 1B`);
    expect(err).toContain('Added to models.ts (1): cedar-1b\n');
    const [before = '', after = ''] = read(at).split('    id: "cedar-1b",');
    expect(before).toBe(`${MODELS.slice(0, -2)}  {\n`);
    expect(after).toContain('definitions: ["rmsnorm_h512"],');
    expect(after).toContain('LlamaForCausalLM: {\n        count: 1,');
    const now = read(at);
    expect((await run(at, ...args)).err).toContain(`${models(at)} is up to date`);
    expect(read(at)).toBe(now);
  });

  test('definitions are added to a module, without touching the page', async () => {
    const at = withModels();
    const args = ['--add', 'acorn-7b/norm=rmsnorm_h512', '--add', 'acorn-7b/AcornForCausalLM=rmsnorm_h4096'];
    expect(await run(at, ...args)).toMatchObject({ code: 0 });
    expect(read(at)).toBe(
      MODELS.replace('["rmsnorm_h4096"]', '["rmsnorm_h4096", "rmsnorm_h512"]').replace(
        'type: "block" }',
        'type: "block", definitions: ["rmsnorm_h4096"] }',
      ),
    );
    expect(text(at)).toBe(examplePage());
  });

  test.each<[string, string, readonly string[], RegExp]>([
    [
      'a syntax error',
      MODELS.replace('id:', 'id'),
      ['--add', 'acorn-7b/norm=rmsnorm_h512'],
      /models\.ts:3:8 error/,
    ],
    [
      'no list',
      'export {}\n',
      ['--add', 'acorn-7b/norm=rmsnorm_h512'],
      /models\.ts:1:1 error .*models-shape/,
    ],
    [
      'an unknown module',
      MODELS,
      ['--add', 'acorn-7b/attn=rmsnorm_h512'],
      /models\.ts:2:3 error .* no module attn/,
    ],
    ['a name that is none', MODELS, ['--add', 'acorn-7b/norm=../../x'], /does not say which definition/],
    [
      'a definition that is not there',
      MODELS,
      ['--add', 'acorn-7b/norm=rmsnorm_h1'],
      /There is no definition/,
    ],
    ['no models.ts', '', ['--like', 'acorn-7b'], /Which model follows/],
  ])('%s: nothing is written', async (_, before, args, message) => {
    const at = withModels(before);
    const { code, err } = await run(at, ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(read(at)).toBe(before);
  });

  test('a page is not written when models.ts cannot be', async () => {
    const at = withModels(MODELS.replace('count: 4', 'count: four'));
    const config = join(at.folder, 'config.json');
    const { code, err } = await run(at, '--model', 'Cedar', '--config', config, '--like', 'acorn-7b');
    expect(code).toBe(2);
    expect(err).toContain('norm of acorn-7b has no count');
    expect(text(at)).toBe(examplePage());
  });
});

describe('--check and --fix', () => {
  test('--check prints findings and writes nothing', async () => {
    const at = workspace();
    const { code, out } = await coverage(at, '--check');
    expect(code).toBe(1);
    expect(out).toContain(
      '33:15  error  The line says 1, but the table has 2 rows of definitions that exist.',
    );
    expect(out).toContain('present-but-no-file');
    expect(out).toContain(`${join(at.folder, 'trace')}/definitions/rmsnorm/rmsnorm_h512.json`);
    expect(text(at)).toBe(examplePage());
    const json = await archscan(['coverage', at.page, '--check', '--model', 'Oak', '--format', 'json']);
    expect(json.out).toContain('"coverage-model-missing"');
    expect(json.out).not.toContain('present-but-no-file');
  });

  test('--check says which recipes could not be read, where they are', async () => {
    const at = workspace();
    const RECIPE = 'cookbook/data/models/generated/v0.5.6';
    writeFiles(at.folder, {
      [`${RECIPE}/bad.yaml`]: 'families:\n  - name: [\n',
      [`${RECIPE}/ash.yaml`]: RECIPES.replaceAll('Cedar', 'Ash').replace(
        '_attention: false',
        '_attention: true',
      ),
      [`${RECIPE}/elm.yaml`]: RECIPES.replaceAll('Cedar', 'Elm').replace('tp: 2', 'tp: two'),
    });
    const args = ['--check', '--cookbook', join(at.folder, 'cookbook')];
    const { err } = await coverage(at, ...args);
    expect(err).toContain(`${at.folder}/${RECIPE}/bad.yaml:3:1 warning `);
    expect(err).toMatch(/elm\.yaml:11:\d+ warning .*\(recipe-invalid\)/);
    // Degrees that contradict each other were read.
    expect(err).not.toContain('ash.yaml');
    expect((await coverage(at, ...args, '--quiet')).err).toBe('');
  });

  test('--fix corrects numbers and labels, and then they are right', async () => {
    const at = workspace();
    const { err: said, code: fixed } = await archscan(['coverage', at.page, '--fix']);
    expect(fixed).toBe(0);
    expect(said).toContain(`Wrote ${at.page}\nRefreshed (1): Acorn 7B (1 line of numbers)\n`);
    expect(text(at)).toBe(examplePage().replace('1 / 4 definitions', '2 / 3 definitions'));
    const { code, out } = await archscan(['coverage', at.page, '--check']);
    expect(code).toBe(0);
    expect(out).toContain('placeholder-name');
    expect(await archscan(['coverage', at.page, '--fix', '--refresh-status'])).toMatchObject({ code: 2 });
  });

  test('--check names the command that corrects what can be corrected', async () => {
    const at = workspace();
    const { out } = await archscan(['coverage', at.page, '--check', '--configs', at.folder]);
    const [, command = ''] = /can be corrected by archscan (.*)\.\n$/.exec(out) ?? [];
    expect(command).toBe(`coverage ${at.page} --fix --configs ${at.folder}`);
    expect(await archscan(command.split(' '))).toMatchObject({ code: 0 });
    expect((await archscan(['coverage', at.page, '--check'])).out).not.toContain('can be corrected by');
  });

  test('--check says which line of models.ts is no TypeScript', async () => {
    const at = workspace();
    writeFiles(at.folder, { 'models.ts': 'const models = [\n  { id: }\n]\n' });
    const { code, out } = await coverage(at, '--check', '--models', join(at.folder, 'models.ts'));
    expect(code).toBe(1);
    expect(out).toMatch(/models\.ts\n\n? {2}2:9 {2}error {2}This is not TypeScript/);
  });
});
