import { describe, expect, test } from 'vitest';
import { addDefinitions } from '../../src/kernels/models-ts/edit.js';
import { addEntry, type NewEntry } from '../../src/kernels/models-ts/entry.js';
import { readModels } from '../../src/kernels/models-ts/read.js';
import type { ModelsFile } from '../../src/kernels/models-ts/model.js';

const TEXT = `import type { Model } from "@/lib/schemas"

// The models that the site shows.
const models: Model[] = [
  {
    id: "acorn-8b",
    name: "Acorn 8B",
    description: "It's an \\"Acorn\\".",
    modules: {
      AcornForCausalLM: { count: 1, type: "block" },
      input_layernorm: {
        count: 32,
        parent: "AcornForCausalLM",
        type: "layer",
        definitions: ["rmsnorm_h4096", "fused_add_rmsnorm_h4096"],
      },
      // --- attention ---
      qkv_proj: {
        count: 32,
        parent: "AcornForCausalLM",
        type: "layer",
        definitions: [],
      },
      attn: {
        count: 32,
        parent: "AcornForCausalLM",
        type: "layer",
        definitions: [
          "gqa_paged_decode_h32_kv8_d128_ps1", // measured
          "gqa_ragged_prefill_causal_h32_kv8_d128" // not yet
        ],
      },
      o_proj: {
        count: 32,
        parent: "AcornForCausalLM",
        type: "layer", // square
      },
    },
  }, // the first
  { id: "odd", name: "Odd", modules: { ...shared, moe: { count: 3, type: "layer", definitions: names } } },
] satisfies Model[]

export default models
`;

async function read(text: string): Promise<ModelsFile> {
  const { value, diagnostics } = await readModels(text, 'models.ts');
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

/** The lines of the change, `-` gone and `+` new. */
function changedLines(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail))
    tail += 1;
  return [
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
  ];
}

describe('reading', () => {
  test('entries, modules and definitions with their places', async () => {
    const { value, diagnostics } = await readModels(TEXT, 'models.ts');
    const [acorn] = value?.entries ?? [];
    expect(acorn).toMatchObject({ line: 5, column: 3, description: `It's an "Acorn".`, opaque: null });
    const shown = acorn?.modules.map(({ name, line, count, parent, type, definitions }) => {
      return [name, line, count?.value, parent?.text, type, definitions?.elements.map((each) => each.line)];
    });
    expect(shown).toEqual([
      ['AcornForCausalLM', 10, 1, undefined, 'block', undefined],
      ['input_layernorm', 11, 32, 'AcornForCausalLM', 'layer', [15, 15]],
      ['qkv_proj', 18, 32, 'AcornForCausalLM', 'layer', []],
      ['attn', 24, 32, 'AcornForCausalLM', 'layer', [29, 30]],
      ['o_proj', 33, 32, 'AcornForCausalLM', 'layer', undefined],
    ]);
    expect(diagnostics.map(({ line, rule, message }) => `${line} ${rule} ${message}`)).toEqual([
      '40 models-opaque The model odd has a property that is computed or spread. It is not edited.',
      '40 models-opaque The module moe of odd has definitions that are no list of strings. It is not edited.',
    ]);
  });

  test.each([
    ['a syntax error', 'const models = [\n  { id: "a", },\n  { id: }\n]\n', 'models-syntax', 3],
    ['an open string', 'const models = [\n  { id: "a }\n]\n', 'models-syntax', 2],
    ['no list', 'export const models = {}\n', 'models-shape', 1],
    ['nothing', '', 'models-shape', 1],
  ])('%s is an error with its place', async (_, text, rule, line) => {
    const { value, diagnostics } = await readModels(text, 'data/models.ts');
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ rule, line, file: 'data/models.ts', severity: 'error' }]);
  });

  test('a byte-order mark and other line ends shift nothing', async () => {
    const text = `\uFEFF${TEXT.replaceAll('\n', '\r\n')}`;
    const { entries } = await read(text);
    const span = entries[0]?.id.span;
    expect(text.slice(span?.start, span?.end)).toBe('"acorn-8b"');
    expect(entries[0]?.id.line).toBe(6);
  });
});

describe('adding definitions', () => {
  const add = async (module: string, names: readonly string[], text = TEXT): Promise<readonly string[]> => {
    const { value, diagnostics } = await addDefinitions(await read(text), 'acorn-8b', module, names);
    expect(diagnostics).toEqual([]);
    const again = await addDefinitions(await read(value.text), 'acorn-8b', module, names);
    expect(again.value).toEqual({ text: value.text, added: [] });
    return changedLines(text, value.text);
  };

  test('on one line as long as it fits', async () => {
    expect(await add('qkv_proj', ['gemm_n6144_k4096', 'gemm_n6144_k4096'])).toEqual([
      '-        definitions: [],',
      '+        definitions: ["gemm_n6144_k4096"],',
    ]);
    expect(await add('input_layernorm', ['rmsnorm_h4096', 'rmsnorm_h128', 'fused_add_rmsnorm_h128'])).toEqual(
      [
        '-        definitions: ["rmsnorm_h4096", "fused_add_rmsnorm_h4096"],',
        '+        definitions: [',
        '+          "rmsnorm_h4096",',
        '+          "fused_add_rmsnorm_h4096",',
        '+          "rmsnorm_h128",',
        '+          "fused_add_rmsnorm_h128",',
        '+        ],',
      ],
    );
  });

  test('behind the last line, its comment and its missing comma', async () => {
    expect(await add('attn', ['a_b', 'c_d'])).toEqual([
      '-          "gqa_ragged_prefill_causal_h32_kv8_d128" // not yet',
      '+          "gqa_ragged_prefill_causal_h32_kv8_d128", // not yet',
      '+          "a_b",',
      '+          "c_d"',
    ]);
    const comma = TEXT.replace('d128" // not yet', 'd128", // not yet');
    expect(await add('attn', ['a_b'], comma)).toEqual(['+          "a_b",']);
  });

  test('in a property that was not there', async () => {
    expect(await add('o_proj', ['gemm_n4096_k4096'])).toEqual([
      '+        definitions: ["gemm_n4096_k4096"],',
    ]);
    expect(await add('AcornForCausalLM', ['a_b'])).toEqual([
      '-      AcornForCausalLM: { count: 1, type: "block" },',
      '+      AcornForCausalLM: { count: 1, type: "block", definitions: ["a_b"] },',
    ]);
  });

  test("in the file's own quotes and line ends", async () => {
    const text = TEXT.replaceAll('\\"', '')
      .replace("It's", 'It is')
      .replaceAll('"', "'")
      .replaceAll('\n', '\r\n');
    const { value } = await addDefinitions(await read(text), 'acorn-8b', 'attn', ["it's"]);
    expect(value.text).toContain(`d128', // not yet\r\n          'it\\'s'\r\n`);
  });

  test.each([
    ['oak', 'attn', 'there is no model oak; there are acorn-8b, odd'],
    ['acorn-8b', 'moe', 'the model acorn-8b has no module moe'],
    ['odd', 'moe', '`...shared` in the modules of odd is computed or spread'],
  ])('%s %s is refused', async (id, module, reason) => {
    const { value, diagnostics } = await addDefinitions(await read(TEXT), id, module, ['a_b']);
    expect(value).toEqual({ text: TEXT, added: [] });
    expect(diagnostics).toMatchObject([
      { severity: 'error', message: `The file is not changed: ${reason}.` },
    ]);
  });

  test.each([
    [
      '      // --- attention ---',
      '      ...SHARED,',
      '`...SHARED` in the modules of acorn-8b is computed or spread',
      17,
      7,
    ],
    [
      '      // --- attention ---',
      '      ["norm8"]: { count: 1 },',
      '`["norm8"]` in the modules of acorn-8b is computed or spread',
      17,
      7,
    ],
    [
      '      // --- attention ---',
      '      attn: { count: 1 },',
      '`attn` in the modules of acorn-8b stands there twice',
      24,
      7,
    ],
    ['    name: "Acorn 8B",', '    ...BASE,', '`...BASE` in acorn-8b is computed or spread', 7, 5],
    [
      '        definitions: [],',
      '        ...NORM,',
      '`...NORM` in qkv_proj of acorn-8b is computed or spread',
      22,
      9,
    ],
    [
      '        definitions: [],',
      '        definitions: [] as const,',
      '`[] as const` in qkv_proj of acorn-8b is no list of strings',
      22,
      22,
    ],
    [
      '        definitions: [],',
      '        definitions: [...N, "a"],',
      '`[...N, "a"]` in qkv_proj of acorn-8b is no list of strings',
      22,
      22,
    ],
  ])('what is no plain data is named at its place: %s → %s', async (from, to, reason, line, column) => {
    const text = TEXT.replace(from, to);
    const message = `The file is not changed: ${reason}.`;
    const expected = [{ rule: 'models-edit-refused', line, column, message }];
    const models = await read(text);
    expect((await addDefinitions(models, 'acorn-8b', 'qkv_proj', ['a_b'])).diagnostics).toMatchObject(
      expected,
    );
    const entry = {
      id: 'oak-1b',
      name: 'Oak',
      description: null,
      architecture: null,
      layers: 1,
      definitions: [],
    };
    expect((await addEntry(models, 'acorn-8b', entry)).diagnostics).toMatchObject(expected);
  });
});

describe('adding a model', () => {
  const OAK: NewEntry = {
    id: 'oak-1b',
    name: 'Oak "1B"',
    description: null,
    architecture: 'OakForCausalLM',
    layers: 16,
    definitions: [
      { name: 'rmsnorm_h512', roles: ['hidden norm'] },
      { name: 'rmsnorm_h64', roles: ['q_norm / k_norm'] },
      { name: 'gemm_n768_k512', roles: ['qkv_proj'] },
      { name: 'gqa_paged_decode_h8_kv2_d64_ps1', roles: ['attn'] },
      { name: 'gqa_paged_decode_h8_kv2_d64_ps64', roles: ['attn'] },
      { name: 'gqa_ragged_prefill_causal_h8_kv2_d64', roles: ['attn'] },
    ],
  };

  test('follows its sibling, in front of everything that is there', async () => {
    const { value, diagnostics } = await addEntry(await read(TEXT), 'acorn-8b', OAK);
    expect(diagnostics).toEqual([]);
    expect(changedLines(TEXT, value.text).join('\n')).toMatchInlineSnapshot(`
      "+  {
      +    id: "oak-1b",
      +    name: "Oak \\"1B\\"",
      +    modules: {
      +      OakForCausalLM: {
      +        count: 1,
      +        type: "block",
      +      },
      +      input_layernorm: {
      +        count: 16,
      +        parent: "OakForCausalLM",
      +        type: "layer",
      +        definitions: ["rmsnorm_h512"],
      +      },
      +      qkv_proj: {
      +        count: 16,
      +        parent: "OakForCausalLM",
      +        type: "layer",
      +        definitions: [],
      +      },
      +      attn: {
      +        count: 16,
      +        parent: "OakForCausalLM",
      +        type: "layer",
      +        definitions: ["gqa_paged_decode_h8_kv2_d64_ps1", "gqa_ragged_prefill_causal_h8_kv2_d64"],
      +      },
      +      o_proj: {
      +        count: 16,
      +        parent: "OakForCausalLM",
      +        type: "layer",
      +      },
      +    },
      +  },"
    `);
    expect((await addEntry(await read(value.text), 'acorn-8b', OAK)).value).toEqual({
      text: value.text,
      added: [],
    });
  });

  test('says which names of classes it keeps', async () => {
    const text = TEXT.replace(
      '      input_layernorm: {',
      '      AcornModel: { count: 1, parent: "AcornForCausalLM", type: "block" },\n      input_layernorm: {',
    );
    const { value, diagnostics } = await addEntry(await read(text), 'acorn-8b', OAK);
    expect(value.added).toEqual(['oak-1b']);
    expect(diagnostics).toMatchObject([
      {
        rule: 'models-names-kept',
        severity: 'warning',
        line: 5,
        message:
          'oak-1b has modules that are called as in acorn-8b: AcornModel. Rename them if OakForCausalLM calls them otherwise.',
      },
    ]);
    const same = await addEntry(await read(text), 'acorn-8b', { ...OAK, architecture: 'AcornForCausalLM' });
    expect(same.diagnostics).toEqual([]);
  });

  test('keeps a comment behind the last entry, and a missing comma missing', async () => {
    const text = TEXT.replace(/\n {2}\{ id: "odd".*/, '').replace('}, // the first', '} // the first');
    const { value } = await addEntry(await read(text), 'acorn-8b', OAK);
    expect(value.text).toContain('  }, // the first\n  {\n    id: "oak-1b",\n');
    expect(value.text).toContain('    },\n  }\n] satisfies Model[]');
  });

  test.each([
    ['oak', 'there is no model oak to follow; there are acorn-8b, odd'],
    ['odd', '`...shared` in the modules of odd is computed or spread'],
  ])('%s cannot be followed', async (sibling, reason) => {
    const { value, diagnostics } = await addEntry(await read(TEXT), sibling, OAK);
    expect(value.text).toBe(TEXT);
    expect(diagnostics).toMatchObject([
      { severity: 'error', message: `The file is not changed: ${reason}.` },
    ]);
  });

  test('a sibling with layers of several kinds is refused', async () => {
    const text = TEXT.replace('count: 32', 'count: 30');
    const { diagnostics } = await addEntry(await read(text), 'acorn-8b', OAK);
    expect(diagnostics[0]?.message).toContain(
      'input_layernorm of acorn-8b has the count 30, neither 1 nor its 32',
    );
  });
});
