import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import type { Finding } from '../../src/findings/finding.js';
import { parseKernelConfig, listDefinitions, readCookbook } from '../../src/kernels/index.js';
import { layerCounts } from '../../src/kernels/coverage/layer-counts.js';
import { lintConfigs } from '../../src/kernels/coverage/lint-configs.js';
import { lintTags, lintUnlisted } from '../../src/kernels/coverage/lint-tags.js';
import { modelConfigs, type ModelConfigs } from '../../src/kernels/coverage/model-configs.js';
import { lintModels } from '../../src/kernels/models-ts/lint.js';
import { readModels } from '../../src/kernels/models-ts/read.js';
import { memoryTree } from '../../src/source/memory.js';
import { examplePage, pageOf, recipes } from './coverage-page.js';

/** Two layers of experts behind one dense layer; 8 heads of 64 share 2 key-value heads. */
const BIRCH = {
  architectures: ['Qwen3MoeForCausalLM'],
  hidden_size: 512,
  num_hidden_layers: 3,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  head_dim: 64,
  intermediate_size: 1024,
  moe_intermediate_size: 256,
  num_experts: 32,
  num_experts_per_tok: 4,
  mlp_only_layers: [0],
  vocab_size: 32000,
};

const ACORN = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 512,
  num_hidden_layers: 4,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  intermediate_size: 1024,
  vocab_size: 32000,
};

function known(
  files: Readonly<Record<string, unknown>>,
  checkpoints: Readonly<Record<string, string>> = {},
): ModelConfigs {
  const texts = Object.entries(files).map(([path, json]): [string, string] => [path, JSON.stringify(json)]);
  return modelConfigs(memoryTree(Object.fromEntries(texts)), checkpoints);
}

const CONFIGS = known({ 'labs__Acorn-7B.json': ACORN, 'labs__Birch-2B.json': BIRCH });

function pageWith(
  architecture: string,
  rows: readonly string[],
  title = 'Acorn 7B',
  summary = 'GQA + Dense',
): string {
  const page = examplePage();
  const head = page.slice(0, page.indexOf('| Acorn 7B'));
  return `${head}| ${title} | ${summary} | ❌ Not covered |

---

## ${title}

**Architecture**: ${architecture}

| Definition | Op Type | Status |
|-----------|---------|:------:|
${rows.join('\n')}

**Coverage**: 0 / ${rows.length} definitions present.

---
`;
}

const shown = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ line, severity, rule, message }) => `${line} ${severity} ${rule}: ${message}`);

async function lint(
  text: string,
  configs = CONFIGS,
  cookbook: string | null = null,
): Promise<readonly string[]> {
  const recipes =
    cookbook === null
      ? null
      : readCookbook(memoryTree({ 'data/models/generated/v0.5.6/acorn.yaml': cookbook })).value;
  return shown(lintConfigs(await pageOf(text), configs, recipes)).filter(
    (each) => !each.includes('rows-absent'),
  );
}

describe('rows against the configuration', () => {
  test('a name that nothing gives, with the one that is meant', async () => {
    expect(await lint(pageWith('4 layers.', ['| `gemm_n2084_k512` | gemm | ❌ |']))).toEqual([
      '26 error row-not-derivable: No configuration of labs/Acorn-7B gives gemm_n2084_k512; it gives gemm_n2048_k512.',
    ]);
    expect(
      await lint(pageWith('4 layers.', ['| `gemm_n2048_k512` | gemm | ❌ |', '| MLP | gemm | — |'])),
    ).toEqual([]);
  });

  test('has the heading inside of the section in its key', async () => {
    const row = '| `gemm_n2084_k512` | gemm | ❌ |';
    const page = pageWith('4 layers.', [row]);
    const text = page.replace(
      /---\n$/,
      `### At TP=2\n\n| Definition | Op Type | Status |\n|---|---|---|\n${row}\n`,
    );
    const found = lintConfigs(await pageOf(text), CONFIGS, null);
    expect(found.flatMap(({ rule, key }) => (rule === 'row-not-derivable' ? [key] : []))).toEqual([
      'Acorn 7B gemm_n2084_k512',
      'Acorn 7B, At TP=2 gemm_n2084_k512',
    ]);
  });

  test('projections apart, unless the fused one is listed or the shape is needed anyway', async () => {
    const split = '| `gemm_n128_k512` | gemm | ❌ |';
    const fused = '| `gemm_n768_k512` | gemm | ❌ |';
    expect(await lint(pageWith('4 layers.', [split]))).toEqual([
      '26 warning gemm-layout-mismatch: gemm_n128_k512 is k_proj / v_proj on its own, which is executed fused as gemm_n768_k512.',
    ]);
    expect((await lint(pageWith('4 layers.', [split, fused])))[0]).toContain('row-not-derivable');
    // o_proj, and q_proj on its own.
    expect(await lint(pageWith('4 layers.', ['| `gemm_n512_k512` | gemm | ❌ |']))).toEqual([]);
  });

  const row = (name: string, opType = 'gqa_ragged'): string => `| \`${name}\` | ${opType} | ❌ |`;
  const RAGGED = 'gqa_ragged_prefill_causal_h4_kv1_d64';

  test.each([
    ['4 layers. Served at **TP=2**.', row(RAGGED), null],
    ['4 layers. Served at **TP=1 or TP=2**.', row(RAGGED, 'gqa_ragged TP=2'), null],
    ['4 layers.', row(RAGGED), `row-tp: ${RAGGED} is the shape of TP=2, and no degree is stated.`],
    [
      '4 layers. Served at **TP=4**.',
      row(RAGGED),
      `row-tp: ${RAGGED} is the shape of TP=2, and the section says TP=4.`,
    ],
    [
      '4 layers. Served at **TP=2**.',
      row(RAGGED, 'gqa_ragged TP=4'),
      `row-tp-label: ${RAGGED} is the shape of TP=2, not of TP=4.`,
    ],
    // Two key-value heads over eight ranks: one each.
    ['4 layers. Served at **TP=8**.', row('gqa_ragged_prefill_causal_h1_kv1_d64'), null],
  ])('%s %s', async (architecture, text, expected) => {
    const found = await lint(pageWith(architecture, [text]));
    expect(found.map((each) => each.replace(/^\d+ \w+ /, ''))).toEqual(expected === null ? [] : [expected]);
  });

  test('a label of experts is wrong, and its edit makes it right', async () => {
    const text = pageWith(
      '3 layers.',
      [row('moe_fp8_block_scale_renorm_topk4_e8_h512_i256', 'moe (FP8, EP=1)')],
      'Birch 2B',
      'GQA + MoE',
    );
    const page = await pageOf(text);
    const [finding] = lintConfigs(page, CONFIGS, null).filter(({ rule }) => rule === 'row-ep-label');
    expect(finding?.message).toContain('holds the experts of EP=4, not of EP=1.');
    const fixed = applyEdits(text, finding?.edits ?? []);
    expect(fixed).toBe(text.replace('EP=1)', 'EP=4)'));
    expect((await lint(fixed)).filter((each) => each.includes('ep-label'))).toEqual([]);
  });

  test('what has no row, at the degrees that are stated or shown', async () => {
    const absent = async (architecture: string, rows: readonly string[]): Promise<string> => {
      const found = lintConfigs(await pageOf(pageWith(architecture, rows)), CONFIGS, null);
      return found.find(({ rule }) => rule === 'rows-absent')?.message ?? '';
    };
    expect(await absent('4 layers. **TP=4**.', [row(RAGGED)])).toContain('gqa_paged_decode_h2_kv1_d64_ps1');
    expect(await absent('4 layers.', [row(RAGGED)])).toContain('gqa_paged_decode_h4_kv1_d64_ps1');
    expect(await absent('4 layers.', [row('rmsnorm_h512', 'rmsnorm')])).toMatch(
      /needs what has no row: fused_add_rmsnorm_h512, gemm_n768_k512, .*gqa_paged_decode_h8_kv2_d64_ps1/,
    );
  });

  test('a section without configuration is said to be unchecked', async () => {
    expect(await lint(pageWith('1 layers.', [], 'Oak 1B'))).toEqual([
      '20 info section-without-config: No configuration is known for Oak 1B, so its names and numbers are not checked.',
    ]);
    const configs = known({ 'labs__Acorn-7B.json': ACORN }, { 'oak 1B': 'labs/Acorn-7B' });
    expect(await lint(pageWith('1 layers.', [], 'Oak 1B'), configs)).toEqual([
      '22 error prose-layers: labs/Acorn-7B has 4 layers, not 1.',
    ]);
  });
});

describe('sentences against the configuration', () => {
  const BIRCH_ROW = ['| MoE | moe | — |'];

  test.each([
    ['4 decoder layers, GQA attention, dense MLP.', []],
    ['5 decoder layers.', ['prose-layers: labs/Acorn-7B has 4 layers, not 5.']],
    [
      '4 layers (hidden=512, 8 query heads, 2 KV heads, head_dim=64, intermediate=1024, vocab_size=32000).',
      [],
    ],
    ['4 layers with hidden=51.', ['prose-number: hidden_size of labs/Acorn-7B is 512, not 51.']],
    ['4 layers with head_dim=32.', ['prose-number: head_dim of labs/Acorn-7B is 64, not 32.']],
    [
      '4 layers, 9q/3kv heads.',
      [
        'prose-number: num_attention_heads of labs/Acorn-7B is 8, not 9.',
        'prose-number: num_key_value_heads of labs/Acorn-7B is 2, not 3.',
      ],
    ],
    // What a rank sees, and what is computed, is no claim about the model.
    ['4 layers, **TP=2**, giving 4 q-heads and 1 kv-heads per device.', []],
    ['4 layers (8→4 q-heads, h=8/2=4 q-heads).', []],
    ['4 layers. Twice as wide as Oak (vs 128 experts).', []],
    [
      '4 layers, MLA attention.',
      ['prose-architecture: labs/Acorn-7B is GQA + dense: the words claim latent attention.'],
    ],
    [
      '4 layers, sparse MoE FFN.',
      ['prose-architecture: labs/Acorn-7B is GQA + dense: the words claim experts.'],
    ],
  ])('%s', async (architecture, expected) => {
    const found = await lint(pageWith(architecture, ['| Attention | gqa_paged | — |']));
    expect(found.map((each) => each.replace(/^22 error /, ''))).toEqual(expected);
  });

  test('layers with experts and without', async () => {
    const found = await lint(
      pageWith('3 layers, 1 MoE + 2 dense layers, 16 experts.', BIRCH_ROW, 'Birch 2B', 'GQA + Dense'),
    );
    expect(found).toEqual([
      '22 error prose-layers: labs/Birch-2B has 2 layers with experts, not 1.',
      '22 error prose-layers: labs/Birch-2B has 1 dense layers, not 2.',
      '22 error prose-number: num_experts of labs/Birch-2B is 32, not 16.',
      '16 error summary-architecture: The Summary says GQA + Dense, and labs/Birch-2B is GQA + MoE.',
    ]);
  });

  test.each([
    ['**TP=2** (from sgl-cookbook)', 'Acorn 7B', []],
    [
      '**TP=4** (from sgl-cookbook)',
      'Acorn 7B',
      ['No recipe of sgl-cookbook has TP=4 for Acorn 7B; TP is 2 there.'],
    ],
    ['**TP=2** (from sgl-cookbook)', 'Birch 2B', ['There is no recipe for Birch 2B in sgl-cookbook.']],
    ['**TP=2**', 'Birch 2B', []],
    ["**TP=2** (from SGLang's documentation)", 'Birch 2B', []],
  ])('the cookbook as the source of %s for %s', async (says, title, expected) => {
    const found = await lint(pageWith(`Served at ${says}.`, BIRCH_ROW, title, 'GQA'), CONFIGS, recipes(2));
    expect(found.map((each) => each.replace(/^22 error cookbook-claim: /, ''))).toEqual(expected);
  });
});

test("recipes of SGLang's documentation", async () => {
  const path = 'docs/src/snippets/configs/labs/acorn.jsx';
  const module = `export const config = {
    modelName: "Acorn",
    modelNames: { default: "labs/Acorn-7B" },
    cells: [{ match: {}, flags: ["--tp 2"] }],
  };\n`;
  const cookbook = readCookbook(memoryTree({ [path]: module })).value;
  const claims = async (words: string, title: string): Promise<readonly string[]> =>
    lintConfigs(
      await pageOf(pageWith(`Served at ${words}.`, ['| MoE | moe | — |'], title, 'GQA')),
      CONFIGS,
      cookbook,
    )
      .filter(({ rule }) => rule === 'cookbook-claim')
      .map(({ message }) => message);
  expect(await claims("**TP=4** (from SGLang's documentation)", 'Acorn 7B')).toEqual([
    "No recipe of SGLang's documentation has TP=4 for Acorn 7B; TP is 2 there.",
  ]);
  expect(await claims("**TP=2** (from SGLang's documentation)", 'Birch 2B')).toEqual([
    "There is no recipe for Birch 2B in SGLang's documentation.",
  ]);
  expect(await claims('**TP=2** (from SGLang’s\ndocumentation)', 'Birch 2B')).toHaveLength(1);
  expect(await claims("**TP=2** (from the card). SGLang's documentation has flags", 'Birch 2B')).toEqual([]);
  // What the cookbook had is not known without it.
  expect(await claims('**TP=2** (from sgl-cookbook)', 'Birch 2B')).toEqual([]);
  expect(await claims('**TP=4** (from sgl-cookbook)', 'Acorn 7B')).toEqual([]);
});

describe('which configuration a name means', () => {
  const find = (names: readonly string[], paths: readonly string[], checkpoints = {}): string | null =>
    known(Object.fromEntries(paths.map((path) => [path, ACORN])), checkpoints).find(names)?.id ?? null;

  test.each([
    ['labs/Acorn-7B/config.json', 'labs/Acorn-7B'],
    ['labs--Acorn-7B_config.json', 'labs/Acorn-7B'],
    ['some/where/labs__Acorn-7B.json', 'labs/Acorn-7B'],
    ['Acorn-7B.json', 'Acorn-7B'],
    ['models--labs--Acorn-7B/snapshots/0123/config.json', 'labs/Acorn-7B'],
  ])('a file %s', (path, id) => {
    expect(find(['acorn 7b'], [path])).toBe(id);
  });

  test.each([
    ['Acorn 7B', ['a__Acorn-7B-Instruct-2503.json'], 'a/Acorn-7B-Instruct-2503'],
    ['AcornH 47B', ['a__Acorn-H-47B-Base-8K.json'], 'a/Acorn-H-47B-Base-8K'],
    ['Acorn 8x7B', ['a__Acorn-8x7B-v0.1.json'], 'a/Acorn-8x7B-v0.1'],
    ['Acorn V3 / R1', ['a__Acorn-R1.json'], 'a/Acorn-R1'],
    ['Acorn 3.1/3.3 70B', ['a__Acorn-3.3-70B.json', 'a__Acorn-3.1-70B.json'], 'a/Acorn-3.1-70B'],
    ['Acorn 7B', ['a__Acorn-7B-FP8.json', 'a__Acorn-7B.json'], 'a/Acorn-7B'],
    // Two organisations have the name: nobody knows which is meant.
    ['Acorn 7B', ['a__Acorn-7B.json', 'b__Acorn-7B.json'], null],
    ['Acorn 7', ['a__Acorn-7B.json'], null],
    ['../Acorn', ['a__Acorn-7B.json', 'config.json'], null],
    [
      'b/Acorn-7B-Instruct',
      ['b/Acorn-7B/config.json', 'b/Acorn-7B-Instruct/config.json'],
      'b/Acorn-7B-Instruct',
    ],
    ['b/acorn-7b', ['a__Acorn-7B.json', 'b__Acorn-7B.json'], 'b/Acorn-7B'],
  ])('%s among %j', (name, paths, id) => {
    expect(find([name], paths)).toBe(id);
  });

  test.each([
    ['Acorn V3.2', ['a__Acorn-V3.json'], null],
    ['Acorn V3', ['a__Acorn-V3.2.json'], null],
    ['Acorn V3 / R1', ['a__Acorn-V3.2.json'], null],
    ['Acorn V3 / R1', ['a__Acorn-R1.json', 'a__Acorn-V3.2.json', 'a__Acorn-V3.json'], 'a/Acorn-V3'],
    ['Acorn V2', ['a__Acorn-V3-0324.json'], null],
    ['Acorn V3', ['a__Acorn-V3-0324.json'], 'a/Acorn-V3-0324'],
    ['Acorn V3.1', ['a__Acorn.json', 'a__Acorn-V3.1-Base.json'], 'a/Acorn-V3.1-Base'],
    ['Acorn V3.1', ['a__Acorn.json'], 'a/Acorn'],
    ['Acorn', ['a__Acorn-V3.json'], 'a/Acorn-V3'],
    ['Acorn', ['a__Acorn-Base.json', 'a__Acorn-V3.json'], 'a/Acorn-Base'],
    ['Acorn', ['a__Acorn-V3.json', 'a__Acorn-V3-FP8.json'], 'a/Acorn-V3'],
    // Nobody knows which version is meant.
    ['Acorn', ['a__Acorn-V3.json', 'a__Acorn-V3.2.json'], null],
  ])('of versions, %s among %j', (name, paths, id) => {
    expect(find([name], paths)).toBe(id);
  });

  test.each([
    ['a/Acorn-7B-Instruct', ['a__Acorn-7B.json', 'a__Acorn-7B-Instruct.json'], 'a/Acorn-7B-Instruct'],
    ['a/acorn-7b', ['b__Acorn-7B.json', 'a__Acorn-7B.json'], 'a/Acorn-7B'],
    ['a/Acorn-7B', ['Acorn-7B.json'], 'Acorn-7B'],
    ['a/Acorn-7B', ['b__Acorn-7B.json'], null],
    ['a/Acorn-7B-FP8', ['a__Acorn-7B.json'], null],
    ['a/Acorn-V3.2', ['a__Acorn-V3.json'], null],
  ])('the checkpoint %s among %j', (id, paths, expected) => {
    const configs = known(Object.fromEntries(paths.map((path) => [path, ACORN])));
    expect(configs.ofCheckpoint(id)?.id ?? null).toBe(expected);
  });

  test('a checkpoint that the user names wins, also over a name that fits', () => {
    const paths = ['a__Acorn-7B.json', 'a__Oak.json'];
    expect(find(['Acorn 7B'], paths, { 'acorn 7B': 'a/oak' })).toBe('a/Oak');
    expect(find(['Acorn 7B'], paths, { 'acorn 7B': 'a/elsewhere' })).toBe(null);
  });

  test('a file that is no configuration is reported once, and the rest goes on', () => {
    const tree = memoryTree({
      'a__Acorn.json': '{\n  "hidden_size": ,\n}',
      'a__Oak.json': JSON.stringify(ACORN),
    });
    const configs = modelConfigs(tree, {});
    expect([configs.find(['Acorn']), configs.find(['Acorn']), configs.find(['Oak'])?.id]).toEqual([
      null,
      null,
      'a/Oak',
    ]);
    expect(configs.diagnostics()).toMatchObject([{ rule: 'config-unreadable', line: 2 }]);
  });
});

test.each([
  [{ num_hidden_layers: 8 }, { total: 8, moe: 0, dense: 8 }],
  [
    { num_hidden_layers: 8, num_experts: 4, first_k_dense_replace: 3 },
    { moe: 5, dense: 3, placedBy: 'first_k_dense_replace' },
  ],
  [
    { num_hidden_layers: 8, num_experts: 4, interleave_moe_layer_step: 2 },
    { moe: 4, dense: 4 },
  ],
  [
    { num_hidden_layers: 4, num_experts: 4, moe_layer_freq: [0, 1, 1, 1] },
    { moe: 3, dense: 1 },
  ],
  [
    { num_hidden_layers: 4, num_experts: 4, decoder_sparse_step: 2 },
    { moe: null, dense: null },
  ],
  [
    { num_hidden_layers: 8, linear_num_key_heads: 2, full_attention_interval: 4 },
    { attention: 2, linear: 6 },
  ],
  [
    {
      num_hidden_layers: 3,
      linear_num_key_heads: 2,
      layer_types: ['linear_attention', 'full_attention', 'linear_attention'],
    },
    { attention: 1, linear: 2 },
  ],
  [
    { num_hidden_layers: 6, hybrid_override_pattern: 'M-M*-E' },
    { attention: 1, mamba: 2, moe: 1, dense: 2 },
  ],
  [
    { num_hidden_layers: 4, no_rope_layers: [1, 1, 1, 0] },
    { local: 3, global: 1 },
  ],
  [
    { num_hidden_layers: 48, architectures: ['Llama4ForCausalLM'] },
    { local: 36, global: 12 },
  ],
  [
    { num_hidden_layers: 2, layer_types: ['sliding_attention', 'full_attention'] },
    { local: 1, global: 1 },
  ],
  [{ num_hidden_layers: 8 }, { local: null, attention: null, mamba: null }],
])('layers of %j', (fields, expected) => {
  const { value } = parseKernelConfig(JSON.stringify({ num_attention_heads: 2, ...fields }), 'config.json');
  expect(value === null ? null : layerCounts(value)).toMatchObject(expected);
});

test('models.ts is compared with the configuration', async () => {
  const text = `const models = [
  {
    id: "birch-2b",
    modules: {
      Birch: { count: 1, type: "block" },
      layers: { count: 3, parent: "Birch", type: "block", definitions: [] },
      BirchDecoderLayer: { count: 4, parent: "layers", type: "block", definitions: [] },
      mlp_dense: { count: 1, parent: "BirchDecoderLayer", type: "block", definitions: [] },
      moe: { count: 3, parent: "BirchDecoderLayer", type: "block", definitions: [] },
      moe_gate: { count: 3, parent: "moe", type: "layer", definitions: [] },
    },
  },
]
`;
  const found = async (source: string): Promise<readonly string[]> => {
    const { value } = await readModels(source, 'models.ts');
    const all = value === null ? [] : lintModels(value, { definitions: null, page: null, configs: CONFIGS });
    return shown(all.filter(({ severity }) => severity === 'error'));
  };
  expect(await found(text)).toEqual([
    '7 error models-layer-count: birch-2b has 4 decoder layers, and labs/Birch-2B has 3.',
    '9 error models-dense-moe: birch-2b has 1 dense layers and 3 with experts, and labs/Birch-2B has 1 dense and 2 with experts (mlp_only_layers).',
  ]);
  const right = text
    .replace('Layer: { count: 4', 'Layer: { count: 3')
    .replace('moe: { count: 3', 'moe: { count: 2');
  expect(await found(right)).toEqual([]);
  expect(await found(right.replace('birch-2b', 'oak'))).toEqual([]);
});

test('tags and axes are compared with the configurations of the tagged models, files with the page', async () => {
  const NAME = 'moe_fp8_block_scale_renorm_topk4_e8_h512_i256';
  const file = (tags: readonly string[], experts: number): Readonly<Record<string, string>> => ({
    [`definitions/moe/${NAME}.json`]: JSON.stringify(
      { tags, axes: { num_experts: { value: experts } } },
      undefined,
      2,
    ),
  });
  const found = (tags: readonly string[], experts = 32): readonly string[] => {
    const tree = memoryTree(file(tags, experts));
    return shown(lintTags(tree, listDefinitions(tree).value.files, CONFIGS));
  };
  expect(found(['model:birch-2b', 'ep:4', 'tp:8'])).toEqual([]);
  expect(found(['model:birch-2b', 'ep:1'])).toEqual([
    '4 error definition-degree: The tag says ep 1; for labs/Birch-2B the name is that of ep 4.',
  ]);
  expect(found(['model:birch-2b'], 8)).toEqual([
    '6 error definition-experts: The axis num_experts is 8, and labs/Birch-2B has 32 experts.',
  ]);
  // A model that the name is not of says nothing.
  expect(found(['model:acorn-7b', 'model:oak', 'ep:1'], 8)).toEqual([]);
  const tree = memoryTree(file([], 1));
  expect(shown(lintUnlisted(listDefinitions(tree).value.files, await pageOf(examplePage())))).toEqual([
    `1 info definition-not-on-page: ${NAME} is in no row of the page.`,
  ]);
});
