import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import { createSession, type Session } from '../../src/index.js';
import { archscan } from '../cli/run.js';
import { edited } from '../lint/support.js';
import { ACORN_CONFIG, examplePage, recipes } from '../kernels/coverage-page.js';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { LIST } from './kernels-support.js';
import { positionOf } from './support.js';

const PAGE = 'bench/docs/model_coverage.mdx';
const MODELS = 'bench/web/apps/web/data/models.ts';
const EXPERTS = 'moe_fp8_block_scale_renorm_topk4_e8_h512_i256';
const DEFINITION = `definitions/moe/${EXPERTS}.json`;
const BIRCH = 'configs/groves__Birch-2B.json';
const WHOLE = { line: 1, column: 1, endLine: 9999, endColumn: 1 };

const BIRCH_CONFIG = {
  ...ACORN_CONFIG,
  architectures: ['Qwen3MoeForCausalLM'],
  num_hidden_layers: 3,
  moe_intermediate_size: 256,
  num_experts: 32,
  num_experts_per_tok: 4,
  mlp_only_layers: [0],
};

/** Wrong in every way that a configuration shows: degrees, labels, numbers, names. */
const TEXT = edited(
  examplePage(),
  ['| `rmsnorm_h128` | rmsnorm TP=2 | ❌ |', `| \`${EXPERTS}\` | moe (FP8, EP=1) | ✅ |`],
  ['❌ (if hidden=4096)', '❌ {/* archscan-ignore-line row-not-derivable: the old size */}'],
  ['## Summary', '{/* archscan-ignore-file row-twice: never */}\n\n## Summary'],
);

interface Place {
  readonly folder: string;
  readonly session: Session;
  readonly uri: (path: string) => string;
  /** What `archscan lint` says of what is on disk. */
  readonly linted: (...args: readonly string[]) => Promise<readonly string[]>;
  readonly shown: () => Promise<readonly string[]>;
}

/** @param more further files of the folder, and what the configuration says of them */
function place(more: Readonly<Record<string, string>> = {}, config: object = {}): Place {
  const definition = { name: EXPERTS, op_type: 'moe', tags: ['model:birch', 'ep:1'] };
  const folder = tempFolder({
    [PAGE]: TEXT,
    [MODELS]: LIST,
    [DEFINITION]: JSON.stringify({ ...definition, axes: { num_experts: { value: 8 } } }, undefined, 2),
    'definitions/rmsnorm/rmsnorm_h512.json': '{}',
    'configs/labs__Acorn-7B.json': JSON.stringify(ACORN_CONFIG),
    [BIRCH]: JSON.stringify(BIRCH_CONFIG),
    ...more,
    'archscan.config.json': JSON.stringify({
      flashinferBench: 'bench',
      definitions: 'definitions',
      configs: 'configs',
      checkpoints: { 'Birch / MoE': 'groves/Birch-2B', birch: 'groves/Birch-2B' },
      ...config,
    }),
  });
  const session = createSession({ folders: [folder], environment: {}, date: '2026-01-02' });
  return {
    folder,
    session,
    uri: (path) => pathToFileURL(join(folder, path)).href,
    async linted(...args) {
      const config = join(folder, 'archscan.config.json');
      const { out } = await archscan(['lint', '--config', config, '--format', 'json', ...args]);
      // What the command itself wrote.
      const { findings } = JSON.parse(out) as {
        findings: { file: string; line: number; column: number; rule: string; message: string }[];
      };
      return findings
        .map(
          ({ file, line, column, rule, message }) =>
            `${resolve(file).slice(folder.length + 1)}:${line}:${column} ${rule} ${message}`,
        )
        .sort();
    },
    async shown() {
      const all = [...(await session.allFindings())].flatMap(([, findings]) => findings);
      return all
        .map(
          ({ file, line, column, rule, message }) =>
            `${file.slice(folder.length + 1)}:${line}:${column} ${rule} ${message}`,
        )
        .sort();
    },
  };
}

function rulesOf(findings: readonly string[]): readonly string[] {
  return findings.map((each) => `${each.split(':')[0]?.split('/').at(-1) ?? ''} ${each.split(' ')[1] ?? ''}`);
}

test('with configurations, checkpoints and definitions all findings are those of lint', async () => {
  const { session, shown, linted } = place();
  const found = await shown();
  expect(rulesOf(found)).toEqual(
    expect.arrayContaining([
      'model_coverage.mdx row-ep-label',
      'model_coverage.mdx row-not-derivable',
      'model_coverage.mdx ignore-unused',
      'models.ts models-definition-missing',
      `${EXPERTS}.json definition-degree`,
      `${EXPERTS}.json definition-experts`,
      'rmsnorm_h512.json definition-not-on-page',
    ]),
  );
  expect(found).toEqual(await linted());
  session.dispose();
});

test('a configuration that is edited counts at once, and what is wrong in it is said there', async () => {
  const { folder, session, shown, linted, uri } = place();
  const before = await shown();
  for (const text of ['{\n  "hidden_size": ,\n}', JSON.stringify({ ...BIRCH_CONFIG, num_experts: 16 })]) {
    session.open(uri(BIRCH), text);
    const now = await shown();
    expect(now).not.toEqual(before);
    writeFiles(folder, { [BIRCH]: text });
    expect(now).toEqual(await linted());
  }
  session.change(uri(BIRCH), '{');
  expect((await session.findings(uri(BIRCH))).map(({ rule }) => rule)).not.toEqual([]);
  // Nothing needs it any more, so nobody reads it.
  session.change(uri(DEFINITION), '{}');
  session.change(uri(PAGE), edited(TEXT, ['## Birch / MoE', '## Oak']));
  expect(await session.findings(uri(BIRCH))).toEqual([]);
  session.close(uri(BIRCH));
  session.close(uri(DEFINITION));
  session.close(uri(PAGE));
  writeFiles(folder, { [BIRCH]: JSON.stringify(BIRCH_CONFIG) });
  session.filesChanged([uri(BIRCH)]);
  expect(await shown()).toEqual(before);
  session.dispose();
});

test('fix all is lint --fix, labels of experts included', async () => {
  const { folder, session, linted, uri } = place();
  const all = (await session.codeActions(uri(PAGE), WHOLE)).find(({ kind }) => kind === 'fix-all');
  const done = applyEdits(
    TEXT,
    (all?.edits ?? []).map(({ span, text }) => ({ ...span, text })),
  );
  expect(done).toContain('moe (FP8, EP=4)');
  await linted('--fix');
  expect(done).toBe(readFileSync(join(folder, PAGE), 'utf8'));
  session.dispose();
});

test('another page that is open is compared as well', async () => {
  const { folder, session, uri, linted } = place();
  const text = TEXT.replace('# Kernels {props.version}', '# Kernels').replaceAll(/ ?\{\/\*.*\*\/\}/g, '');
  session.open(uri('other.md'), text);
  writeFiles(folder, { 'other.md': text });
  const found = (await session.findings(uri('other.md'))).map(
    ({ line, column, rule, message }) => `other.md:${line}:${column} ${rule} ${message}`,
  );
  const expected = (await linted(join(folder, 'other.md'))).filter((each) => each.startsWith('other.md'));
  expect(rulesOf(found)).toContain('other.md row-ep-label');
  expect([...found].sort()).toEqual(expected);
  session.dispose();
});

const RECIPES = 'cookbook/data/models/generated/v0.5.6/acorn.yaml';

test('what a page says of the cookbook is held against its recipes, as they are edited too', async () => {
  const text = edited(TEXT, ['dense MLP.', 'dense MLP. Served at **TP=4** (from sgl-cookbook).']);
  const files = { [PAGE]: text, [RECIPES]: recipes(2) };
  const { folder, session, shown, linted, uri } = place(files, { cookbook: 'cookbook' });
  const claims = async (): Promise<readonly string[]> =>
    (await session.findings(uri(PAGE)))
      .filter(({ rule }) => rule === 'cookbook-claim')
      .map(({ message }) => message);
  expect(await claims()).toEqual(['No recipe of sgl-cookbook has TP=4 for Acorn 7B; TP is 2 there.']);
  expect(await shown()).toEqual(await linted());
  // Hover and definition are those of a page without a cookbook.
  const summary = positionOf(text, '| Acorn ¦7B |');
  expect((await session.hover(uri(PAGE), summary))?.markdown).toContain('**Acorn 7B**');
  const [heading] = await session.definition(uri(PAGE), summary);
  expect(heading?.range.line).toBe(positionOf(text, '## Acorn 7B').line);

  session.open(uri(RECIPES), recipes(4));
  expect(await claims()).toEqual([]);
  writeFiles(folder, { [RECIPES]: recipes(4) });
  expect(await shown()).toEqual(await linted());
  session.change(uri(RECIPES), recipes(4).replaceAll('Acorn', 'Birch'));
  expect(await claims()).toEqual(['There is no recipe for Acorn 7B in sgl-cookbook.']);
  // A cookbook without any recipe that can be read is none.
  session.change(uri(RECIPES), 'families: [');
  expect(await claims()).toEqual([]);
  session.close(uri(RECIPES));
  expect(await claims()).toEqual([]);
  session.dispose();
});

test('nothing is said about recipes that are not there', async () => {
  const text = edited(TEXT, ['dense MLP.', 'dense MLP. Served at **TP=4** (from sgl-cookbook).']);
  for (const cookbook of ['nowhere', 'configs']) {
    const { session, uri } = place({ [PAGE]: text }, { cookbook });
    const found = (await session.findings(uri(PAGE))).map(({ rule }) => rule);
    expect(found).not.toContain('cookbook-claim');
    expect(found).toContain('row-not-derivable');
    session.dispose();
  }
});

test('lint reads the recipes of a bare repository, and the editor says nothing about them', async () => {
  const text = edited(TEXT, ['dense MLP.', 'dense MLP. Served at **TP=2** (from sgl-cookbook).']);
  const repository = gitRepository();
  repository.write({ [RECIPES.slice('cookbook/'.length)]: recipes(4) });
  repository.commit();
  const { session, uri, linted } = place({ [PAGE]: text }, { cookbook: join(repository.folder, '.git') });
  expect((await linted()).filter((each) => each.includes('cookbook-claim'))).toEqual([
    expect.stringContaining('No recipe of sgl-cookbook has TP=2 for Acorn 7B; TP is 4 there.'),
  ]);
  expect((await session.findings(uri(PAGE))).map(({ rule }) => rule)).not.toContain('cookbook-claim');
  session.dispose();
});

test('definitions that the configuration names win over those of the checkout', async () => {
  const { session, uri, shown, linted } = place({ 'bench/definitions/gemm/gemm_n6144_k4096.json': '{}' });
  // The page says that it is there, and the checkout has it; the named folder has not.
  const absent = (await session.findings(uri(PAGE))).filter(({ rule }) => rule === 'present-but-no-file');
  expect(absent.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('gemm_n6144_k4096 is 🟡'),
  );
  expect(await session.definition(uri(PAGE), positionOf(TEXT, '`gemm_n6144¦_k4096`'))).toEqual([]);
  const [named] = await session.workspaceSymbols('rmsnorm_h512');
  expect(named?.location.uri).toBe(uri('definitions/rmsnorm/rmsnorm_h512.json'));
  expect(await session.workspaceSymbols('gemm_n6144_k4096')).toEqual([]);
  expect(await shown()).toEqual(await linted());
  session.dispose();

  // Without a name in the configuration, those of the checkout count.
  const own = place(
    { 'bench/definitions/gemm/gemm_n6144_k4096.json': '{}' },
    { definitions: undefined, configs: undefined },
  );
  const [target] = await own.session.definition(own.uri(PAGE), positionOf(TEXT, '`gemm_n6144¦_k4096`'));
  expect(target?.uri).toBe(own.uri('bench/definitions/gemm/gemm_n6144_k4096.json'));
  own.session.dispose();
});
