import { describe, expect, test } from 'vitest';
import { lintPage } from '../../src/kernels/coverage/lint-page.js';
import { readCoveragePage } from '../../src/kernels/coverage/read.js';
import { placeholderOf } from '../../src/kernels/coverage/placeholder.js';
import { addModel, refreshPage } from '../../src/kernels/coverage/update.js';
import { listWorkloads } from '../../src/kernels/coverage/statuses.js';
import type { NewModel } from '../../src/kernels/coverage/render.js';
import { definitionFiles, kernelInventory, readKernelConfig } from '../../src/kernels/index.js';
import type { Parallelism } from '../../src/kernels/parallelism.js';
import { memoryTree } from '../../src/source/memory.js';
import {
  ACORN_CONFIG,
  examplePage,
  FILE_LEGEND,
  pageOf,
  sourcesOf,
  WORKLOAD_LEGEND,
} from './coverage-page.js';

/** The lines that differ, `-` before and `+` after. */
function changedLines(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  expect(now).toHaveLength(old.length);
  return now.flatMap((line, at) => (line === old[at] ? [] : [`- ${old[at] ?? ''}`, `+ ${line}`]));
}

function mapped(
  json: Readonly<Record<string, unknown>>,
  parallelisms: readonly Parallelism[] = [{ tp: 1, ep: 1 }],
  rest: Partial<Extract<NewModel, { kind: 'mapped' }>> = {},
): NewModel {
  const { value: config } = readKernelConfig(json, { file: 'config.json', line: 1, column: 1 });
  if (config === null) throw new Error('no configuration');
  const sources = { definitions: definitionFiles([]), flashinfer: null, sglang: null };
  const { value: inventory, diagnostics } = kernelInventory(config, parallelisms, sources);
  const problems = diagnostics.map(({ message }) => message);
  return {
    kind: 'mapped',
    title: 'Cedar 1B',
    config,
    inventory,
    problems,
    recipes: null,
    inSglang: null,
    ...rest,
  };
}

const sectionText = (text: string, title: string): string => text.slice(text.indexOf(`\n## ${title}`));

describe('reading', () => {
  test('titles, rows, numbers and sub-headings', async () => {
    const page = await pageOf(examplePage());
    expect(page.legend).toBe('workload');
    expect(page.summary.rows.map(({ title, label }) => [title, label])).toEqual([
      ['Acorn 7B', '🟡 Partial'],
      ['Birch/MoE', '❌ Not covered'],
    ]);
    const shown = page.sections.map(({ title, line, parts }) => [
      title,
      line,
      parts.map(({ rows, coverage }) => [
        rows.map(({ valid, status }) => [valid, status]),
        coverage?.present,
        coverage?.total,
      ]),
    ]);
    expect(shown).toEqual([
      [
        'Acorn 7B',
        21,
        [
          [
            [
              [true, 'collected'],
              [true, 'present'],
              [true, 'missing'],
              [false, 'missing'],
              [false, 'unmapped'],
            ],
            1,
            4,
          ],
        ],
      ],
      [
        'Birch / MoE',
        37,
        [
          [[[false, 'missing']], 0, null],
          [[[true, 'missing']], 0, 1],
        ],
      ],
    ]);
  });

  test.each([
    ['no Summary', '# Page\n', 'coverage-no-summary', 1],
    ['another Summary', '## Summary\n\n| A |\n|---|\n| b |\n', 'coverage-no-summary', 1],
    ['broken MDX', '# Page\n\nSee {x\n', 'document-syntax', 3],
    ['a conflict', 'a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\n', 'document-conflict', 2],
  ])('%s is an error with its place', async (_, text, rule, line) => {
    await pageOf(examplePage());
    const { value, diagnostics } = readCoveragePage(text, 'page.mdx');
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ rule, line, severity: 'error', file: 'page.mdx' }]);
  });

  test('takes no table of JSX elements for rows of a section', async () => {
    const columns = ['Definition', 'Op Type', 'Status'].map((name) => `<th>${name}</th>`).join('');
    const table = `<table><tr>${columns}</tr>\n<tr><td>\`gemm_n1_k1\`</td><td>gemm</td><td>✅</td></tr></table>`;
    const text = examplePage().replace('## Acorn 7B\n', `## Acorn 7B\n\n${table}\n`);
    const rows = ({ sections }: Awaited<ReturnType<typeof pageOf>>): readonly (string | null)[] =>
      sections.flatMap(({ parts }) => parts.flatMap((part) => part.rows.map(({ name }) => name)));
    expect(text).toContain('gemm_n1_k1');
    expect(rows(await pageOf(text))).toEqual(rows(await pageOf(examplePage())));
  });
});

describe('refreshing', () => {
  test('changes statuses, numbers and the label, and nothing beside them', async () => {
    const page = await pageOf(examplePage());
    const sources = sourcesOf(['rmsnorm_h4096', 'gemm_n4096_k4096', 'rmsnorm_h128']);
    const { value, diagnostics } = refreshPage(page, page.sections, sources);
    expect(diagnostics).toEqual([]);
    expect(changedLines(page.document.text, value.text)).toMatchInlineSnapshot(`
      [
        "- | Birch/MoE | GQA + MoE | ❌ Not covered |",
        "+ | Birch/MoE | GQA + MoE | 🟡 Partial |",
        "- | \`gemm_n6144_k4096\` | gemm | 🟡 |",
        "+ | \`gemm_n6144_k4096\` | gemm | ❌ |",
        "- | \`gemm_n4096_k4096\` | gemm | ❌ (if hidden=4096) |",
        "+ | \`gemm_n4096_k4096\` | gemm | 🟡 (if hidden=4096) |",
        "- **Coverage**: 1 / 4 definitions present. Missing: the rest.",
        "+ **Coverage**: 2 / 3 definitions present. Missing: the rest.",
        "- | \`rmsnorm_h128\` | rmsnorm TP=2 | ❌ |",
        "+ | \`rmsnorm_h128\` | rmsnorm TP=2 | 🟡 |",
        "- **Coverage**: 0 / 1 TP=2 definitions present (norms).",
        "+ **Coverage**: 1 / 1 TP=2 definitions present (norms).",
      ]
    `);
    expect(value.missing).toEqual(['gemm_n6144_k4096']);
    const again = await pageOf(value.text);
    expect(refreshPage(again, again.sections, sources).value.text).toBe(value.text);
  });

  test('leaves alone what a comment calls right as it is', async () => {
    const text = (await pageOf(examplePage())).document.text;
    const last = text.length;
    const rules = 'coverage-n, coverage-m, summary-label, present-but-no-file, missing-but-file-exists';
    const comment = `\n{/* archscan-ignore-file ${rules}: agreed upon */}\n`;
    const page = await pageOf(text.slice(0, last) + comment);
    const sources = sourcesOf(['rmsnorm_h4096', 'gemm_n4096_k4096', 'rmsnorm_h128']);
    expect(refreshPage(page, page.sections, sources).value.text).toBe(page.document.text);
    const counted = await pageOf(page.document.text.replace('coverage-n, coverage-m, ', ''));
    const { refreshed } = refreshPage(counted, counted.sections, sources).value;
    expect(refreshed.map(({ numbers, rows, label }) => ({ numbers, rows, label }))).toEqual([
      { numbers: 1, rows: [], label: null },
    ]);
  });

  test('a comment about files that exist says nothing about those that do not', async () => {
    const sources = sourcesOf(['rmsnorm_h4096', 'gemm_n4096_k4096', 'rmsnorm_h128']);
    const changes = async (rules: string): Promise<readonly string[]> => {
      const page = await pageOf(`${examplePage()}\n{/* archscan-ignore-file ${rules}: agreed upon */}\n`);
      const { refreshed } = refreshPage(page, page.sections, sources).value;
      return refreshed.flatMap(({ rows }) => rows.map(({ from, to }) => `${from} to ${to}`));
    };
    const all = await changes('coverage-n');
    const [added, removed] = [/^missing to /, / to missing$/].map((form) =>
      all.filter((each) => form.test(each)),
    );
    expect([added?.length, removed?.length]).not.toContain(0);
    expect(await changes('missing-but-file-exists')).toEqual(removed);
    expect(await changes('present-but-no-file')).toEqual(added);
  });

  test('known workloads decide between present and collected', async () => {
    const page = await pageOf(examplePage().replace('0 / ?', '0 / 0'));
    const names = ['rmsnorm_h4096', 'gemm_n6144_k4096', 'gemm_n4096_k4096', 'rmsnorm_h128'];
    const { value } = refreshPage(
      page,
      page.sections,
      sourcesOf(names, ['gemm_n6144_k4096', 'rmsnorm_h128']),
    );
    const { sections, summary } = await pageOf(value.text);
    expect(
      sections.flatMap(({ parts }) => parts.flatMap(({ rows }) => rows.map(({ status }) => status))),
    ).toEqual(['present', 'collected', 'present', 'missing', 'unmapped', 'missing', 'collected']);
    expect(summary.rows.map(({ label }) => label)).toEqual(['🟡 Partial', '✅ Fully covered']);
  });

  test('a legend without workloads knows only files', async () => {
    const page = await pageOf(examplePage(FILE_LEGEND));
    const { value } = refreshPage(
      page,
      page.sections,
      sourcesOf(['rmsnorm_h4096', 'gemm_n6144_k4096', 'gemm_n4096_k4096']),
    );
    expect(value.text).toContain('| `gemm_n6144_k4096` | gemm | ✅ |');
    expect(value.text).toContain('| Acorn 7B | GQA + Dense | ✅ Fully covered |');
  });

  test.each([
    ['workload', WORKLOAD_LEGEND, ['rmsnorm_h128'], '🟡 Partial'],
    ['file', FILE_LEGEND, ['rmsnorm_h128'], '🟡 Partial'],
    ['file', FILE_LEGEND, [], '❌ Not covered'],
  ])(
    'with a total that nobody knows, by the rule %s, nothing is fully covered',
    async (_, legend, names, label) => {
      const page = await pageOf(examplePage(legend));
      const sources = sourcesOf(names, names);
      const { value } = refreshPage(page, page.sections, sources);
      const again = await pageOf(value.text);
      expect(again.summary.rows[1]?.label).toBe(label);
      expect(value.text).toContain('**Coverage**: 0 / ? definitions present. Later.');
      expect(refreshPage(again, again.sections, sources).value.text).toBe(value.text);
      expect(lintPage(again, sources).map(({ rule }) => rule)).not.toContain('summary-label');
    },
  );

  test('a section that is not asked for stays', async () => {
    const page = await pageOf(examplePage());
    const { value } = refreshPage(page, page.sections.slice(1), sourcesOf([]));
    expect(value.text).toBe(page.document.text);
  });
});

describe('adding', () => {
  test('a row at the end of the Summary, a section at the end of the page', async () => {
    const page = await pageOf(examplePage());
    const { value, diagnostics } = addModel(
      page,
      mapped(ACORN_CONFIG, [{ tp: 2, ep: 1 }], {
        recipes: { source: 'sgl-cookbook', dataParallel: false },
        inSglang: false,
      }),
      sourcesOf(['rmsnorm_h512', 'gqa_paged_decode_h4_kv1_d64_ps1']),
    );
    expect(diagnostics).toEqual([]);
    expect(value.text).toContain('❌ Not covered |\n| Cedar 1B | GQA + Dense | 🟡 Partial |\n\n---\n');
    expect(
      value.text.startsWith(page.document.text.slice(0, page.document.text.indexOf('\n\n---\n\n## A'))),
    ).toBe(true);
    expect(value.text).toContain(sectionText(page.document.text, 'Acorn 7B'));
    expect(sectionText(value.text, 'Cedar')).toMatchInlineSnapshot(`
      "
      ## Cedar 1B

      **Architecture**: 8 decoder layers, GQA attention, dense MLP. Standard serving configuration: **TP=2** (from sgl-cookbook). SGLang implementation pending.

      | Definition | Op Type | Status |
      |-----------|---------|:------:|
      | \`rmsnorm_h512\` | rmsnorm | 🟡 |
      | \`fused_add_rmsnorm_h512\` | rmsnorm | ❌ |
      | \`gemm_n768_k512\` | gemm | ❌ |
      | \`gemm_n512_k512\` | gemm | ❌ |
      | \`gemm_n2048_k512\` | gemm | ❌ |
      | \`gemm_n512_k1024\` | gemm | ❌ |
      | \`gqa_paged_prefill_causal_h4_kv1_d64_ps1\` | gqa_paged TP=2 | ❌ |
      | \`gqa_paged_prefill_causal_h4_kv1_d64_ps64\` | gqa_paged TP=2 | ❌ |
      | \`gqa_paged_decode_h4_kv1_d64_ps1\` | gqa_paged TP=2 | 🟡 |
      | \`gqa_paged_decode_h4_kv1_d64_ps64\` | gqa_paged TP=2 | ❌ |
      | \`gqa_ragged_prefill_causal_h4_kv1_d64\` | gqa_ragged TP=2 | ❌ |
      | \`top_k_sampling_from_probs_v32000\` | sampling | ❌ |
      | \`top_k_top_p_sampling_from_probs_v32000\` | sampling | ❌ |
      | \`top_p_sampling_from_probs_v32000\` | sampling | ❌ |

      **Coverage**: 2 / 14 definitions present.

      ---
      "
    `);
    const again = await pageOf(value.text);
    expect(addModel(again, mapped(ACORN_CONFIG), sourcesOf([])).value.text).toBe(value.text);
  });

  test('several degrees get a row each, quantised experts only where their file exists', async () => {
    const json = {
      ...ACORN_CONFIG,
      architectures: ['Qwen3MoeForCausalLM'],
      num_experts: 8,
      num_experts_per_tok: 2,
      moe_intermediate_size: 64,
    };
    const page = await pageOf(examplePage());
    const parallelisms = [
      { tp: 1, ep: 1 },
      { tp: 2, ep: 4 },
    ];
    const sources = sourcesOf(['trtllm_fp4_block_scale_moe_topk2_e2_h512_i64']);
    const { value } = addModel(
      page,
      mapped(json, parallelisms, { recipes: { source: 'sglang-docs', dataParallel: true } }),
      sources,
    );
    const section = sectionText(value.text, 'Cedar');
    expect(section.split('\n').filter((line) => /gqa_ragged|moe/.test(line))).toMatchInlineSnapshot(`
      [
        "| \`gqa_ragged_prefill_causal_h8_kv2_d64\` | gqa_ragged TP=1 | ❌ |",
        "| \`gqa_ragged_prefill_causal_h4_kv1_d64\` | gqa_ragged TP=2 | ❌ |",
        "| \`moe_fp8_block_scale_renorm_topk2_e8_h512_i64\` | moe EP=1 | ❌ |",
        "| \`moe_fp8_block_scale_renorm_topk2_e2_h512_i64\` | moe EP=4 | ❌ |",
        "| \`trtllm_fp4_block_scale_moe_topk2_e2_h512_i64\` | moe EP=4 | 🟡 |",
      ]
    `);
    expect(section).toContain(
      "**TP=1 or TP=2 EP=4** (from SGLang's documentation; TP as the attention layers see it).",
    );
  });

  test('what cannot be named is said, and a dump that may be the definition is named', async () => {
    const page = await pageOf(examplePage());
    const dump = { name: 'selective_state_update_d64_s64', opType: 'mamba', path: 'mamba/x.json' };
    const mamba = {
      ...ACORN_CONFIG,
      mamba_num_heads: 8,
      mamba_head_dim: 64,
      ssm_state_size: 64,
      n_groups: 1,
    };
    const model = mapped(mamba, [{ tp: 3, ep: 1 }]);
    const one = mapped(mamba);
    const sources = { definitions: definitionFiles([dump]), workloads: null };
    expect(sectionText(addModel(page, model, sources).value.text, 'Cedar')).toContain(
      'Note: num_attention_heads 8 cannot be divided by',
    );
    const text = sectionText(addModel(page, one, sources).value.text, 'Cedar');
    expect(text).toContain('| `mamba_ssu_decode_h8_d64_s64_ng1` | mamba_ssu | ❌ |');
    expect(text).toContain(
      'Note: `mamba_ssu_decode_h8_d64_s64_ng1` may be the trace dump `selective_state_update_d64_s64`.',
    );
  });

  test.each(['config unavailable', 'architecture not yet mapped'] as const)('%s', async (note) => {
    const page = await pageOf(examplePage());
    const model = {
      kind: 'unmapped',
      title: 'Cedar {x} | <b>',
      note,
      reason: 'Because {y}.',
      inSglang: false,
    } as const;
    const { value, diagnostics } = addModel(page, model, sourcesOf([]));
    expect(diagnostics).toEqual([]);
    const after = await pageOf(value.text);
    expect(after.summary.rows.at(-1)).toMatchObject({
      title: 'Cedar {x} | <b>',
      architecture: note,
      label: '❌ Not covered',
    });
    expect(after.sections.at(-1)).toMatchObject({ title: 'Cedar {x} | <b>' });
    expect(sectionText(value.text, 'Cedar')).toContain(`| all kernels | — | — (${note}) |`);
    expect(sectionText(value.text, 'Cedar')).toContain(
      `**Architecture**: ${note}. SGLang implementation pending.`,
    );
  });

  describe('a section that was written without a configuration', () => {
    const unknown = (title: string): NewModel => ({
      kind: 'unmapped',
      title,
      note: 'config unavailable',
      reason: `The config.json of labs/${title.replace(' ', '_')} could not be had when this section was written.`,
      inSglang: null,
    });
    /** A page on which Cedar 1B, without a configuration, stands between others. */
    async function waiting(text = examplePage()): Promise<string> {
      const one = addModel(await pageOf(text), unknown('Cedar 1B'), sourcesOf([])).value.text;
      return addModel(await pageOf(one), unknown('Dogwood 2B'), sourcesOf([])).value.text;
    }
    const without = (text: string): string =>
      text.replace(/(?<=\n## Cedar 1B\r?\n)[^]*?(?=\n---\r?\n)/, '').replace(/\| Cedar 1B \|.*/, '');

    test.each([
      ['', (text: string) => text],
      [' with carriage returns', (text: string) => text.replaceAll('\n', '\r\n')],
    ])('is replaced by the real one%s, and nothing else changes', async (_, change) => {
      const before = change(await waiting());
      const page = await pageOf(before);
      const { value, diagnostics } = addModel(page, mapped(ACORN_CONFIG), sourcesOf(['rmsnorm_h512']));
      expect(diagnostics).toEqual([]);
      expect(value).toMatchObject({ added: [], replaced: [{ title: 'Cedar 1B', label: '🟡 Partial' }] });
      expect(without(value.text)).toBe(without(before));
      expect(value.text).toContain('| Cedar 1B | GQA + Dense | 🟡 Partial |');
      const fresh = addModel(
        await pageOf(change(examplePage())),
        mapped(ACORN_CONFIG),
        sourcesOf(['rmsnorm_h512']),
      );
      expect(sectionText(value.text, 'Cedar 1B').split('\n## ')[1]?.trimEnd()).toBe(
        sectionText(fresh.value.text, 'Cedar 1B').slice('\n## '.length).trimEnd(),
      );
      const again = await pageOf(value.text);
      expect(addModel(again, mapped(ACORN_CONFIG), sourcesOf([])).value.text).toBe(value.text);
    });

    test('stays while there is none, and where a person wrote into it', async () => {
      const text = await waiting();
      expect(addModel(await pageOf(text), unknown('Cedar 1B'), sourcesOf([])).value.text).toBe(text);
      const edits: readonly (readonly [string, string])[] = [
        ['## Cedar 1B\n', '## Cedar 1B\n\nAsked for in May.\n'],
        ['Note: The config', 'Note: the config'],
        ['| all kernels | — | — (config unavailable) |', '| `rmsnorm_h512` | rmsnorm | ❌ |'],
        ['0 / ? definitions present.\n', '0 / ? definitions present. Later.\n'],
      ];
      for (const [from, to] of edits) {
        const edited = text.replace(from, to);
        expect(edited).not.toBe(text);
        expect(addModel(await pageOf(edited), mapped(ACORN_CONFIG), sourcesOf([])).value.text).toBe(edited);
      }
    });

    test('names its checkpoint, and an architecture that a person wrote stays', async () => {
      const text = (await waiting()).replace('| Cedar 1B | config unavailable |', '| Cedar 1B | my own |');
      const page = await pageOf(text);
      expect(page.sections.map((section) => placeholderOf(page, section)?.id)).toEqual([
        undefined,
        undefined,
        'labs/Cedar_1B',
        'labs/Dogwood_2B',
      ]);
      const { value } = addModel(page, mapped(ACORN_CONFIG), sourcesOf([]));
      expect(value.text).toContain('| Cedar 1B | my own | ❌ Not covered |');
    });
  });

  test('only what the page lacks', async () => {
    const text = examplePage().replace('| Acorn 7B | GQA + Dense | 🟡 Partial |\n', '');
    const page = await pageOf(text);
    const { value } = addModel(page, { ...mapped(ACORN_CONFIG), title: 'acorn-7b' }, sourcesOf([]));
    expect(value.text).toBe(
      text.replace('\n\n---\n\n## Acorn', '\n| acorn-7b | GQA + Dense | 🟡 Partial |\n\n---\n\n## Acorn'),
    );
  });

  test('keeps line ends, and opens the section with a rule where the page ends without one', async () => {
    const text = examplePage()
      .replace(/\n---\n$/, '\n')
      .replaceAll('\n', '\r\n');
    const { value } = addModel(await pageOf(text), mapped(ACORN_CONFIG), sourcesOf([]));
    expect(value.text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(value.text).toContain('(norms).\r\n\r\n---\r\n\r\n## Cedar 1B\r\n');
  });
});

test('a workload counts when it is not empty, and no folder is no knowledge', () => {
  const tree = memoryTree({ 'workloads/gemm/a.jsonl': '{}\n', 'workloads/gemm/b.jsonl': '' });
  expect([...(listWorkloads(tree) ?? [])]).toEqual(['a']);
  expect(listWorkloads(memoryTree({ 'definitions/gemm/a.json': '{}' }))).toBeNull();
});
