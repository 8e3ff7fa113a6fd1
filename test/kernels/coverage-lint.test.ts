import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import type { Finding } from '../../src/findings/finding.js';
import { lintDefinitions } from '../../src/kernels/coverage/lint-definitions.js';
import { lintPage } from '../../src/kernels/coverage/lint-page.js';
import { refreshPage } from '../../src/kernels/coverage/update.js';
import { listDefinitions } from '../../src/kernels/index.js';
import { lintModels } from '../../src/kernels/models-ts/lint.js';
import { readModels } from '../../src/kernels/models-ts/read.js';
import { memoryTree } from '../../src/source/memory.js';
import { examplePage, pageOf, sourcesOf } from './coverage-page.js';

const shown = (findings: readonly Finding[]): readonly string[] =>
  findings.map(
    ({ line, column, severity, rule, message }) => `${line}:${column} ${severity} ${rule}: ${message}`,
  );

describe('a page', () => {
  const BAD = examplePage()
    .replace('| Birch/MoE | GQA + MoE |', '| Birk | GQA + MoE |')
    .replace(
      '| `gemm_n6144_k4096` | gemm | 🟡 |',
      '| `gemm_n6144_k4096` | rmsnorm | 🟡 |\n| `rmsnorm_h4096` | rmsnorm | ✅ |',
    )
    .replace('`rmsnorm_h128` | rmsnorm TP=2 | ❌', '`rmsnorm_h4096` | rmsnorm TP=2 | ❌');

  test('is compared with itself', async () => {
    expect(shown(lintPage(await pageOf(BAD), null))).toMatchInlineSnapshot(`
      [
        "34:15 error coverage-n: The line says 1, but the table has 3 rows of definitions that exist.",
        "29:3 warning row-twice: rmsnorm_h4096 has a row in this table already.",
        "17:1 warning section-missing: There is no section for Birk.",
        "38:1 warning summary-row-missing: The Summary has no row for Birch / MoE.",
        "28:24 error row-op-type: gemm_n6144_k4096 is of op type gemm, not rmsnorm.",
        "31:3 warning placeholder-name: rmsnorm_h{hidden} is no name of a definition, so the row is not counted.",
        "27:31 error status-differs-between-sections: rmsnorm_h4096 has several statuses: ✅ in Acorn 7B, ✅ in Acorn 7B, ❌ in Birch / MoE.",
      ]
    `);
  });

  test('has footnotes that readers see as they are meant', async () => {
    const text = examplePage().replace('| Birch/MoE |', '| Birch/MoE[^1] |');
    const found = shown(lintPage(await pageOf(text), null));
    expect(found.filter((each) => each.includes('footnote'))).toEqual([
      '17:12 error footnote-dangling: [^1] has no definition, so readers see it as text. Define or remove it',
    ]);
  });

  test('is compared with the definitions', async () => {
    const found = lintPage(await pageOf(examplePage()), sourcesOf(['gemm_n4096_k4096', 'rmsnorm_h4096']));
    expect(shown(found).filter((each) => each.includes('file'))).toEqual([
      '28:31 error present-but-no-file: gemm_n6144_k4096 is 🟡, but there is no such file.',
      '29:31 error missing-but-file-exists: gemm_n4096_k4096 is ❌, but definitions/gemm/gemm_n4096_k4096.json exists.',
    ]);
  });

  test('its edits are those of a refresh without sources, after which they are gone', async () => {
    const page = await pageOf(BAD);
    const edits = lintPage(page, null).flatMap((finding) => finding.edits);
    const text = applyEdits(page.document.text, edits);
    expect(text).not.toBe(BAD);
    expect(refreshPage(page, page.sections, null).value.text).toBe(text);
    expect(lintPage(await pageOf(text), null).filter(({ fixable }) => fixable)).toEqual([]);
  });

  test.each([
    [' Missing: the rest.', '✅', true],
    [' Missing: the rest.', '❌', false],
    [' Fully covered.', '❌', true],
    [' Fully covered.', '✅', false],
    [' Shared. Workloads not yet collected.', '✅', true],
    [' Shared. Non-sampling workloads not yet collected.', '✅', true],
    [' Shared. Non-rmsnorm workloads not yet collected.', '🟡', false],
    [' Shared. Non-local workloads not yet collected.', '✅', false],
  ])('prose %s with %s', async (prose, mark, contradicted) => {
    const text = examplePage()
      .replace(' Missing: the rest.', prose)
      .replace(/(?<=`gemm.* \| )(?:🟡|❌)/gu, mark);
    const found = lintPage(await pageOf(text), null).filter(({ rule }) => rule === 'coverage-prose');
    expect(found.map(({ line }) => line)).toEqual(contradicted ? [33] : []);
  });

  test('has keys that tell sections, and the headings inside of them, apart', async () => {
    const part = `| Definition | Op Type | Status |
|---|---|---|
| \`rmsnorm_h64\` | rmsnorm | ❌ |
| \`rmsnorm_h64\` | rmsnorm | ❌ |
| \`gemm_n64_k64\` | rmsnorm | ✅ |
| \`rmsnorm_h{hidden}\` | rmsnorm | ❌ |

**Coverage**: 7 / 9 definitions present. Fully covered.
`;
    const [head = ''] = examplePage().split('## Acorn 7B');
    const text = `${head}## Acorn 7B\n\n${part}\n## Birch / MoE\n\n${part}\n### At TP=2\n\n${part}`;
    const found = lintPage(await pageOf(text), sourcesOf(['rmsnorm_h64']));
    const keysOf = (wanted: string): readonly string[] => [
      ...new Set(found.filter(({ rule }) => rule === wanted).map(({ key }) => key)),
    ];
    expect(keysOf('coverage-n')).toEqual([
      'rows of definitions that exist: Acorn 7B',
      'rows of definitions that exist: Birch / MoE',
      'rows of definitions that exist: Birch / MoE, At TP=2',
    ]);
    const rules = [
      ...['coverage-m', 'coverage-prose', 'row-twice', 'row-op-type', 'placeholder-name'],
      ...['present-but-no-file', 'missing-but-file-exists'],
    ];
    expect(rules.map((rule) => [rule, keysOf(rule).length])).toEqual(rules.map((rule) => [rule, 3]));
  });

  test('lacks a model that is wanted', async () => {
    const page = await pageOf(examplePage());
    expect(lintPage(page, null, 'acorn 7b')).toEqual(lintPage(page, null));
    expect(shown(lintPage(page, null, 'Oak'))).toContain(
      '14:1 error coverage-model-missing: The page has no section for Oak.',
    );
  });
});

test('models.ts is compared with itself, the definitions and the page', async () => {
  const text = `const models = [
  {
    id: "acorn-7b",
    name: "Acorn 7",
    modules: {
      root: { count: 1, type: "block", definitions: [] },
      mlp: { count: 4, parent: "root", type: "block" },
      norm: { count: 4, parent: "rot", type: "layer", definitions: ["rmsnorm_h4096", "rmsnorm_h1"] },
      a: { count: 4, parent: "b", type: "layer", definitions: ["x"] },
      b: { count: 4, parent: "a", type: "layer", definitions: [] },
    },
  },
  { id: "acorn-7b", modules: {} },
  { id: "oak", modules: {} },
]
`;
  const { value } = await readModels(text, 'models.ts');
  if (value === null) throw new Error('not read');
  const { definitions } = sourcesOf(['rmsnorm_h4096']);
  const found = lintModels(value, { definitions, page: await pageOf(examplePage()) });
  expect(shown(found)).toMatchInlineSnapshot(`
    [
      "13:9 error models-id-twice: Another model has the id acorn-7b.",
      "8:33 error models-parent: acorn-7b has no module rot, which is the parent of norm.",
      "9:30 error models-parent: a of acorn-7b is its own ancestor.",
      "10:30 error models-parent: b of acorn-7b is its own ancestor.",
      "7:7 info models-empty-block: The block mlp of acorn-7b holds nothing.",
      "7:7 info models-no-definitions: mlp of acorn-7b has no definitions.",
      "8:86 error models-definition-missing: There is no definition rmsnorm_h1, but norm is drawn as traced.",
      "9:64 error models-definition-missing: There is no definition x and it is no name of a definition, but a is drawn as traced.",
      "4:11 warning models-name: The page calls acorn-7b "Acorn 7B", not "Acorn 7".",
      "28:1 warning row-not-in-models: gemm_n6144_k4096 is on the page for Acorn 7B, but in no module of acorn-7b.",
      "29:1 warning row-not-in-models: gemm_n4096_k4096 is on the page for Acorn 7B, but in no module of acorn-7b.",
      "8:86 info models-definition-not-on-page: rmsnorm_h1 is in no row of the page for Acorn 7B.",
      "9:64 info models-definition-not-on-page: x is in no row of the page for Acorn 7B.",
      "27:1 warning row-not-in-models: rmsnorm_h4096 is on the page for Acorn 7B, but in no module of acorn-7b.",
      "28:1 warning row-not-in-models: gemm_n6144_k4096 is on the page for Acorn 7B, but in no module of acorn-7b.",
      "29:1 warning row-not-in-models: gemm_n4096_k4096 is on the page for Acorn 7B, but in no module of acorn-7b.",
      "14:9 info models-section-missing: The page has no section for oak.",
    ]
  `);
  expect(shown(lintModels(value, { definitions: null, page: null })).join('\n')).not.toMatch(/missing|page/);
});

test('a row that two entries of one name lack has a key for each of them', async () => {
  const entry = (id: string): string => `{ id: "${id}", name: "Acorn 7B", modules: {} }`;
  const { value } = await readModels(`const models = [${entry('a')}, ${entry('b')}]`, 'models.ts');
  if (value === null) throw new Error('not read');
  const found = lintModels(value, { definitions: null, page: await pageOf(examplePage()) });
  expect(found.filter(({ key }) => key.includes('rmsnorm_h4096')).map(({ key }) => key)).toEqual([
    'Acorn 7B rmsnorm_h4096 a',
    'Acorn 7B rmsnorm_h4096 b',
  ]);
});

describe('the files of definitions', () => {
  const GOOD = {
    name: 'rmsnorm_h512',
    op_type: 'rmsnorm',
    tags: ['status:verified', 'model:acorn-7b', 'fi_api:flashinfer.norm.rmsnorm'],
    axes: { batch: { type: 'var' }, hidden_size: { type: 'const', value: 512 } },
    inputs: { x: { shape: ['batch', 'hidden_size'] }, eps: { shape: null } },
    outputs: { y: { shape: ['batch', 'hidden_size'] } },
    reference: 'import torch\n\ndef run(x, eps):\n    return x\n',
  };

  function lint(
    change: Readonly<Record<string, unknown>> | string,
    path = 'rmsnorm/rmsnorm_h512.json',
  ): readonly string[] {
    const text = typeof change === 'string' ? change : JSON.stringify({ ...GOOD, ...change }, undefined, 2);
    const tree = memoryTree({ [`definitions/${path}`]: text });
    return shown(lintDefinitions(tree, listDefinitions(tree).value.files));
  }

  test('one without fault has no finding', () => {
    expect(lint({})).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>> | string, readonly string[]]>([
    ['broken JSON', '{\n  "name": ,\n}', ['2:11 error definition-unreadable: This is not JSON: ']],
    ['no object', '[]', ['1:1 error definition-unreadable: The file holds no object.']],
    ['a name', { name: 'rmsnorm_h521' }, ['2:3 error definition-name: The name is "rmsnorm_h521", but']],
    [
      'an op type',
      { op_type: 'gemm' },
      ['3:3 error definition-op-type: The op type is "gemm", but the folder'],
    ],
    [
      'an axis of another value',
      { axes: { batch: { type: 'var' }, hidden_size: { type: 'const', value: 521 } } },
      ['9:3 error definition-axes: The name gives 512 for hidden_size, but the axis is 521.'],
    ],
    [
      'an axis that is none',
      {
        axes: { batch: { type: 'any' }, hidden_size: { type: 'const', value: 1.5 } },
        inputs: {},
        outputs: {},
      },
      [
        '10:5 error definition-axes: The axis batch is neither const nor var.',
        '13:5 error definition-axes: The constant axis hidden_size has no whole number.',
        '9:3 error definition-axes: The name gives 512 for hidden_size, but no constant axis has it.',
      ],
    ],
    [
      'a shape and an output',
      { inputs: { x: { shape: ['n'] } }, outputs: { x: { shape: ['batch'] } } },
      [
        '19:5 error definition-axes: The shape of x has the axis n, which is not declared.',
        '25:3 error definition-output: x is an input and an output.',
      ],
    ],
    [
      'a reference',
      { reference: 'class A:\n    def run(self): pass' },
      ['37:3 error definition-reference: '],
    ],
    [
      'tags',
      { tags: ['ep:4', 'ep:1', 'fi_api:flashinfer.rmsnorm', 'fi_api:torch.norm'] },
      [
        '5:5 error definition-tag: The tag ep has several values: 1, 4.',
        '7:5 error definition-tag: fi_api flashinfer.rmsnorm leaves out the module that other tags name: flashinfer.norm.rmsnorm.',
        '8:5 error definition-tag: fi_api torch.norm names nothing of FlashInfer.',
        '8:5 warning definition-api: fi_api torch.norm is not what computes it: that is rmsnorm.',
        '4:3 warning definition-tag: No tag says which model needs it.',
      ],
    ],
  ])('%s', (_, change, expected) => {
    const found = lint(change);
    expect(found.map((each, at) => each.slice(0, expected[at]?.length))).toEqual(expected);
  });

  test('a name of another kind than its folder, and of no kind', () => {
    expect(lint({ op_type: 'gemm' }, 'gemm/rmsnorm_h512.json')).toEqual([
      '3:3 error definition-op-type: A name like rmsnorm_h512 is of op type rmsnorm.',
    ]);
    expect(lint({ name: 'norm' }, 'rmsnorm/norm.json')).toEqual([
      '2:3 warning definition-pattern: norm is no name of a known kind of definition.',
    ]);
  });
});
