import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { typescriptIgnores } from '../../src/findings/ignores/typescript.js';
import { ACORN_CONFIG, examplePage } from '../kernels/coverage-page.js';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { archscan, type Ran } from './run.js';

const MODELS = `const models = [
  {
    id: "acorn-7b",
    name: "Acorn 7B",
    modules: {
      norm: { count: 8, parent: "gone", type: "layer", definitions: ["rmsnorm_h1"] },
    },
  },
];
`;

const PAGE = 'bench/docs/model_coverage.mdx';
const LIST = 'bench/web/apps/web/data/models.ts';

interface Place {
  readonly folder: string;
  readonly lint: (...args: readonly string[]) => Promise<Ran>;
  readonly rules: (...args: readonly string[]) => Promise<readonly string[]>;
}

/** A checkout of the benchmark, definitions, configurations, and what names them. */
function place(page = examplePage()): Place {
  const folder = tempFolder({
    [PAGE]: page,
    [LIST]: MODELS,
    'definitions/rmsnorm/rmsnorm_h4096.json': '{}',
    'configs/labs__Acorn-7B.json': JSON.stringify(ACORN_CONFIG),
    'archscan.config.json': JSON.stringify({
      flashinferBench: 'bench',
      definitions: 'definitions',
      configs: 'configs',
    }),
  });
  const lint: Place['lint'] = (...args) =>
    archscan(['lint', '--config', join(folder, 'archscan.config.json'), ...args]);
  const rules: Place['rules'] = async (...args) => {
    const { out } = await lint(...args, '--format', 'json');
    // What the command itself wrote.
    const { findings } = JSON.parse(out) as { findings: { file: string; line: number; rule: string }[] };
    return findings.map(({ file, line, rule }) => `${file.split('/').at(-1) ?? ''}:${line} ${rule}`);
  };
  return { folder, lint, rules };
}

test('the configured page, list and definitions are checked, without sources of an engine', async () => {
  const { lint, rules } = place();
  const found = await rules();
  expect(found).toEqual(
    expect.arrayContaining([
      'model_coverage.mdx:33 coverage-n',
      'model_coverage.mdx:27 row-not-derivable',
      'models.ts:6 models-parent',
      'models.ts:6 models-definition-missing',
      'rmsnorm_h4096.json:1 definition-name',
    ]),
  );
  expect((await lint()).code).toBe(1);
});

test('a configured cookbook without recipes is said, and no page is judged by it', async () => {
  const { folder, lint } = place(
    examplePage().replace('dense MLP.', 'dense MLP. Served at **TP=4** (from sgl-cookbook).'),
  );
  const settings = { flashinferBench: 'bench', configs: 'configs', cookbook: 'definitions' };
  writeFiles(folder, {
    'archscan.config.json': JSON.stringify(settings),
    'second.mdx': examplePage(),
  });
  const { out, err } = await lint(join(folder, PAGE), join(folder, 'second.mdx'));
  expect(err.match(/definitions holds no recipes; check the path\. \(input-empty\)/g)).toHaveLength(1);
  expect(out).toContain('second.mdx');
  expect(out).not.toContain('cookbook-claim');
});

test('sources that are named have to be there all the same', async () => {
  const { folder, lint } = place();
  expect(await lint('--sglang', folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining('No engine and no transformers sources') as string,
  });
});

test('--since of a page asks nothing of the folder that the command runs in', async () => {
  const page = gitRepository();
  page.write({
    [PAGE]: examplePage(),
    'definitions/rmsnorm/rmsnorm_h4096.json': '{}',
    'archscan.config.json': JSON.stringify({ flashinferBench: 'bench', definitions: 'definitions' }),
  });
  page.commit();
  const here = gitRepository();
  here.write({ 'notes.txt': 'Acorn\n' });
  here.commit();
  here.write({ 'notes.txt': '\n' });
  const before = process.cwd();
  onTestFinished(() => {
    process.chdir(before);
  });
  for (const folder of [here.folder, tempFolder()]) {
    process.chdir(folder);
    const config = join(page.folder, 'archscan.config.json');
    const { code, out, err } = await archscan(['lint', '--config', config, '--since', 'HEAD']);
    expect([code, err, out]).toEqual([0, '', expect.stringContaining('Nothing found')]);
  }
});

test('--since sees what changed among the definitions, and a folder outside of git has no changes', async () => {
  const repository = gitRepository();
  const { folder } = repository;
  const config = { flashinferBench: 'bench', definitions: 'definitions' };
  repository.write({
    [PAGE]: examplePage(),
    [LIST]: MODELS,
    'definitions/rmsnorm/rmsnorm_h4096.json': '{}',
    'archscan.config.json': JSON.stringify(config),
  });
  repository.commit();
  const since = async (): Promise<readonly string[]> => {
    const args = ['--config', join(folder, 'archscan.config.json'), '--since', 'HEAD', '--format', 'json'];
    const { out } = await archscan(['lint', ...args]);
    // What the command itself wrote.
    const { findings } = JSON.parse(out) as { findings: { file: string }[] };
    return [...new Set(findings.map(({ file }) => file.split('/').at(-1) ?? ''))];
  };
  expect(await since()).toEqual([]);
  repository.write({ 'definitions/rmsnorm/rmsnorm_h4096.json': '{ }' });
  expect(await since()).toEqual(['rmsnorm_h4096.json']);
  repository.git('checkout', '--quiet', '.');
  repository.write({ 'definitions/gemm/gemm_n4096_k4096.json': '{}' });
  expect(await since()).toEqual(['gemm_n4096_k4096.json']);
  const elsewhere = tempFolder({ 'rmsnorm/rmsnorm_h4096.json': '{}' });
  repository.write({ 'archscan.config.json': JSON.stringify({ ...config, definitions: elsewhere }) });
  expect(await since()).toEqual([]);
});

test('a page and a list may be given by name', async () => {
  const { folder, rules } = place();
  writeFiles(folder, { 'other.md': examplePage().replace(/^.*props.*$/m, '# Kernels') });
  const found = await rules(join(folder, 'other.md'), join(folder, LIST));
  expect(found.filter((each) => each.startsWith('model_coverage'))).toEqual([]);
  expect(found).toEqual(expect.arrayContaining(['other.md:33 coverage-n', 'models.ts:6 models-parent']));
});

test('comments with a reason silence, in MDX and in models.ts', async () => {
  const page = examplePage()
    .replace('❌ (if hidden=4096)', '❌ {/* archscan-ignore-line row-not-derivable: the old size */}')
    .replace(
      '**Coverage**: 1 / 4',
      '{/* archscan-ignore-next-line coverage-n: on purpose */}\n\n**Coverage**: 1 / 4',
    );
  const { folder, rules } = place(page);
  writeFiles(folder, {
    [LIST]: MODELS.replace(
      '      norm:',
      '      // archscan-ignore-next-line models-parent, models-definition-missing: a test\n      norm:',
    ),
  });
  const found = await rules();
  expect(found).not.toContain('model_coverage.mdx:29 row-not-derivable');
  expect(found).toContain('model_coverage.mdx:28 row-not-derivable');
  expect(found.filter((each) => /coverage-n|models-parent|ignore-/.test(each))).toEqual([]);
});

test('a comment without effect is a finding', async () => {
  const { rules } = place(
    examplePage().replace('## Summary', '{/* archscan-ignore-file row-twice: never */}\n\n## Summary'),
  );
  expect(await rules()).toContain('model_coverage.mdx:12 ignore-unused');
});

test('a baseline leaves out what is there, wherever it moves', async () => {
  const { folder, lint } = place();
  const baseline = ['--baseline', join(folder, 'baseline.json')];
  expect((await lint(...baseline, '--write-baseline')).code).toBe(0);
  expect(await lint(...baseline)).toMatchObject({ code: 0 });
  const page = join(folder, PAGE);
  writeFiles(folder, { [PAGE]: readFileSync(page, 'utf8').replace('# Kernels', 'Moved.\n\n# Kernels') });
  expect(await lint(...baseline)).toMatchObject({ code: 0 });
  writeFiles(folder, { [PAGE]: readFileSync(page, 'utf8').replace('1 / 4', '4 / 4') });
  expect((await lint(...baseline)).out).not.toContain('row-not-derivable');
});

test('a baseline covers the numbers of the lines that it has, not those of others', async () => {
  const { folder, lint } = place();
  const baseline = ['--baseline', join(folder, 'baseline.json')];
  await lint(...baseline, '--write-baseline');
  // The line that it has is right now, and another one is not any more.
  const page = examplePage().replace('1 / 4', '2 / 3').replace('0 / 1 TP=2', '1 / 1 TP=2');
  writeFiles(folder, { [PAGE]: page });
  const { code, out } = await lint(...baseline);
  expect(code).toBe(1);
  expect(out).toContain('53:15  error  The line says 1, but the table has 0 rows of definitions that exist.');
});

test('--fix corrects numbers and labels of the page, once, and nothing else', async () => {
  const { folder, lint, rules } = place();
  const { err } = await lint('--fix');
  expect(err).toContain('model_coverage.mdx');
  const text = readFileSync(join(folder, PAGE), 'utf8');
  expect(text).toBe(examplePage().replace('1 / 4', '2 / 3'));
  expect(readFileSync(join(folder, LIST), 'utf8')).toBe(MODELS);
  expect(await rules()).not.toContain('model_coverage.mdx:33 coverage-n');
  expect((await lint('--fix')).err).not.toContain('Wrote');
});

test('a page that cannot be parsed is a finding with its place, and the rest goes on', async () => {
  const { rules } = place(examplePage().replace('## Birch / MoE', '## Birch <Unclosed'));
  const found = await rules();
  expect(found).toEqual(expect.arrayContaining(['models.ts:6 models-parent']));
  expect(found.filter((each) => each.endsWith('document-syntax'))).toHaveLength(1);
});

test.each([
  ['// archscan-ignore-next-line a-b: why', [{ line: 1, target: 2, rules: ['a-b'], reason: 'why' }]],
  ['x: [ // archscan-ignore-line a, b: why', [{ line: 1, target: 1, rules: ['a', 'b'] }]],
  ['"y", // archscan-ignore-file a: why', [{ target: null, column: 6 }]],
  ['// archscan-ignore-line a', [{ reason: '' }]],
  ['"// archscan-ignore-line a: why"', []],
  ['url: "http://archscan-ignore-line a: b"', []],
])('%s', (text, expected) => {
  expect(typescriptIgnores(text, 'models.ts')).toMatchObject(expected);
});
