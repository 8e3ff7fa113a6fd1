import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/diagnostics.js';
import { discoverModels } from '../../src/kernels/discover/discover.js';
import { openInputs } from '../../src/kernels/discover/inputs.js';
import {
  cookbookFiles,
  findBySlug,
  parallelismsOf,
  readCookbook,
  type CookbookModel,
} from '../../src/kernels/index.js';
import { quantizedSiblings } from '../../src/kernels/slug.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { memoryTree } from '../../src/source/memory.js';
import { datedRepository, model, MODELS } from './discover-support.js';

const FILE = 'docs/src/snippets/configs/treeline/elm.jsx';

const cell = (match: string, flags: string, more = ''): string =>
  `    { match: { ${match} }, ${more} env: [], flags: [${flags}] },`;

/** A module with the names of its checkpoints, and its cells from line 4 on. */
function elm(names: string, ...cells: readonly string[]): string {
  return [
    '// Elm',
    `export const config = { modelName: "Elm", modelNames: { ${names} },`,
    '  cells: [',
    ...cells,
    '  ],',
    '};',
    '',
  ].join('\n');
}

function read(text: string, file = FILE): Outcome<readonly CookbookModel[]> {
  const { value, diagnostics } = readCookbook(memoryTree({ [file]: text }));
  return { value: value.models, diagnostics };
}

const served = (models: readonly CookbookModel[]): readonly string[] =>
  models.flatMap(({ modelPath, recipes }) =>
    recipes.map(
      ({ hardware, phase, parallelism, place }) =>
        `${modelPath} ${hardware} ${phase} ${parallelism?.tp}/${parallelism?.ep} :${place.line}:${place.column}`,
    ),
  );

describe("the recipes of SGLang's documentation", () => {
  it('each cell, by the name that says most about it', () => {
    const names =
      '"a|fp8": "treeline/Elm-A-FP8", "b200|a|fp8": "other/Elm-A-FP8", mi300x: "treeline/Elm-M", default: "treeline/Elm"';
    const { value, diagnostics } = read(
      elm(
        names,
        cell('hw: "h200", variant: "a", quant: "fp8"', '"--model-path {{MODEL_NAME}}", "--tp 8"'),
        cell('hw: "b200", variant: "a", quant: "fp8"', '"--tp-size 4", "--ep=4"'),
        cell('hw: "mi300x"', '`--tensor-parallel-size 2`'),
        cell('hw: "h100"', '"--model-path treeline/Elm-Own"'),
        cell('hw: "h100"', '"--mem-fraction-static 0.8"'),
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(served(value)).toEqual([
      'other/Elm-A-FP8 B200 engine 4/4 :5:5',
      'treeline/Elm H100 engine 1/1 :8:5',
      'treeline/Elm-A-FP8 H200 engine 8/1 :4:5',
      'treeline/Elm-M MI300X engine 2/1 :6:5',
      'treeline/Elm-Own H100 engine 1/1 :7:5',
    ]);
    expect(value[0]).toMatchObject({ vendor: 'treeline', family: 'Elm', files: [FILE] });
    expect(value[2]?.recipes).toMatchObject([{ quantization: 'fp8', version: '', quantizedModelPath: null }]);
  });

  it('what the table says of a cell', () => {
    const { value } = read(
      elm(
        'default: "t/Elm"',
        cell('hw: "h200", quant: "int4", strategy: "balanced", nodes: "multi-2"', ''),
        cell('hw: "h200", profile: "fast"', ''),
      ),
    );
    expect(value[0]?.recipes).toMatchObject([
      { name: 'balanced', quantization: 'int4', nodes: 'multi-2' },
      { name: 'fast', quantization: null, nodes: null },
    ]);
  });

  it.each([
    ['"--tp 4", "--tp-size 8"', 't/Elm 8/1'],
    ['"--tensor-parallel-size=8", "--expert-parallel-size 2"', 't/Elm 8/2'],
    ['"--tp 8 --data-parallel-size 4 --enable-dp-attention"', 't/Elm 2/1'],
    ['"  --tp   2  "', 't/Elm 2/1'],
    ['"--model t/Own --revision x", "--tp 2"', 't/Own 2/1'],
    [`"--model-path 't/Quoted'", '--hooks \\'{"a": "--tp 8"}\\''`, 't/Quoted 1/1'],
    ['"--model-path {{MODEL_NAME}}-FP8"', 't/Elm-FP8 1/1'],
    ['"--model-path {{OTHER}}"', 'recipe-incomplete'],
    ['"--tp 0x10"', 'recipe-invalid'],
    ['"--tp 0"', 'recipe-invalid'],
    ['"--ep 1.5"', 'recipe-invalid'],
    ['"--tp"', 'recipe-invalid'],
  ])('options as on a command line: %s', (flags, expected) => {
    const { value, diagnostics } = read(elm('default: "t/Elm"', cell('', flags)));
    const found = value.flatMap(({ modelPath, recipes }) =>
      recipes.map(({ parallelism }) => `${modelPath} ${parallelism?.tp}/${parallelism?.ep}`),
    );
    expect([...found, ...diagnostics.map(({ rule }) => rule)]).toEqual([expected]);
  });

  it('names of a table without variants', () => {
    const names =
      '"b200|fp8": "t/Elm-B-FP8", fp8: "t/Elm-FP8", "a|fp8": "t/Elm-A-FP8", h200: "t/Elm-H", default: "t/Elm"';
    const { value } = read(
      elm(
        names,
        cell('hw: "b200", quant: "fp8"', ''),
        cell('hw: "h200", quant: "fp8"', ''),
        cell('hw: "h200", quant: "bf16"', ''),
        cell('hw: "b200", variant: "a", quant: "fp8"', ''),
      ),
    );
    expect(served(value)).toEqual([
      't/Elm-A-FP8 B200 engine 1/1 :7:5',
      't/Elm-B-FP8 B200 engine 1/1 :4:5',
      't/Elm-FP8 H200 engine 1/1 :5:5',
      't/Elm-H H200 engine 1/1 :6:5',
    ]);
  });

  it('what the reader of the page may fill in has a default', () => {
    const module = elm(
      'default: "t/Elm"',
      cell('', '"--model-path {{WHOSE}}/{{SMALL}}", "--tp {{TP}}"'),
      cell('', '"--model-path {{NONE}}"'),
      cell('', '"--model-path {{SPREAD}}"'),
    ).replace(
      '  cells:',
      `  placeholders: { WHOSE: { default: "t" }, SMALL: { default: "Elm-Small" }, TP: { default: "2" }, NONE: {},
    SPREAD: { default: "t/No", ...others } }, cells:`,
    );
    const { value, diagnostics } = read(module);
    expect(served(value)).toEqual(['t/Elm-Small  engine 2/1 :5:5']);
    expect(diagnostics.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
      'recipe-incomplete 6',
      'recipe-incomplete 7',
    ]);
  });

  it('a name that is computed is not known, and no other stands for it', () => {
    const names = '"v|fp8": `${ORG}/Elm-FP8`, fp8: "t/Other", default: "t/Elm"';
    const { value, diagnostics } = read(elm(names, cell('variant: "v", quant: "fp8"', '')));
    expect(value).toEqual([]);
    expect(diagnostics).toMatchObject([{ rule: 'recipe-incomplete', line: 4 }]);
  });

  it('a GGUF file of a repository stands for the repository', () => {
    const names = 'a: "t/Elm-GGUF/elm-q4.gguf", b: "/models/elm/q4.gguf", c: "models/elm/q4"';
    const { value } = read(
      elm(names, cell('quant: "a"', ''), cell('quant: "b"', ''), cell('quant: "c"', '')),
    );
    expect(value.map(({ modelPath }) => modelPath)).toEqual([
      '/models/elm/q4.gguf',
      'models/elm/q4',
      't/Elm-GGUF',
    ]);
  });

  it('an empty name is none', () => {
    const { value } = read(elm('"a|": "", default: "t/Elm"', cell('variant: "a"', '')));
    expect(value.map(({ modelPath }) => modelPath)).toEqual(['t/Elm']);
  });

  it.each([
    ['{ ...base, cells: [] }', 'recipe-incomplete'],
    ['{ [key]: 1, cells: [] }', 'recipe-incomplete'],
    ['{ cells: [], get cells() { return []; } }', 'recipe-incomplete'],
    ['{ cells: [], modelNames: { ...names } }', 'recipe-incomplete'],
    ['{ cells: [shared] }', 'recipe-incomplete'],
    ['Object.freeze({ cells: [] })', 'recipe-incomplete'],
    ['{ modelNames: { default: "t/Elm" }, cells: [{ flags: [], ...base }] }', 'recipe-invalid'],
    ['{ modelNames: { default: "t/Elm" }, cells: [{ flags: [], match: { ...base } }] }', 'recipe-invalid'],
    ['{ modelNames: { default: "t/Elm" }, cells: [{ flags: [], match: labels }] }', 'recipe-invalid'],
    ['{ modelNames: { default: "t/Elm" }, cells: [{ flags: [`--tp ${n}`] }] }', 'recipe-invalid'],
    ['{ modelNames: { default: name }, cells: [{}] }', 'recipe-incomplete'],
    ['{ modelNames: { "default": "t/Elm" }, cells: [{}, { redirect: true }] }', 't/Elm'],
    [
      '{ modelNames: { ["default"]: "t/Elm" }, helper() {}, cells: [{ match: { hw: "x", hw: null } }] }',
      't/Elm',
    ],
    ['{ modelNames: { 1: "t/One" }, cells: [{ match: { hw: "1" } }] }', 't/One'],
  ])('what is written down whole, and nothing else: %s', (config, expected) => {
    const { value, diagnostics } = read(`export const config = ${config};\n`);
    const found = [...value.map(({ modelPath }) => modelPath), ...diagnostics.map(({ rule }) => rule)];
    expect(found).toEqual([expected]);
  });

  it('a list of names at the end of a module is no object', () => {
    expect(read('const config = {};\nexport { config };\n').diagnostics).toMatchObject([
      { rule: 'recipe-incomplete', line: 1, column: 1 },
    ]);
    expect(read('export const other = {}, benchmarks = [];\n')).toEqual({ value: [], diagnostics: [] });
  });

  it('a mark at the beginning counts for no column', () => {
    const { diagnostics } = read('\ufeffexport const config = ;\n');
    expect(diagnostics).toMatchObject([
      { line: 1, column: 23, message: 'This is not a recipe: Unexpected token' },
    ]);
  });

  it('data-parallel attention, and prefill and decode apart', () => {
    const { value, diagnostics } = read(
      elm(
        'default: "t/Elm"',
        cell('hw: "h200", pdMode: "prefill"', '"--tp 8", "--dp-size 4", "--enable-dp-attention"'),
        cell('hw: "h200", pdMode: "decode"', '"--tp 16", "--ep-size 16"'),
        cell('hw: "h200", pdMode: "unified"', '"--tp 4", "--dp 8", "--enable-dp-attention"'),
        cell('hw: "b200"', '"--tp 32"', 'redirect: true,'),
      ),
    );
    expect(value[0]?.recipes.map(({ phase, degrees }) => [phase, degrees.tp, degrees.dp])).toEqual([
      ['prefill', 8, 4],
      ['decode', 16, null],
      ['engine', 4, 8],
    ]);
    expect(parallelismsOf(value)).toEqual([
      { tp: 2, ep: 1 },
      { tp: 16, ep: 16 },
    ]);
    expect(diagnostics).toMatchObject([{ rule: 'dp-not-dividing-tp', line: 6, column: 5 }]);
  });

  it('experts are spread over all ranks where they have a backend for their exchange', () => {
    const { value } = read(
      elm(
        'default: "t/Elm"',
        cell('hw: "h200"', '"--tp 8", "--dp 8", "--enable-dp-attention", "--moe-a2a-backend deepep"'),
        cell('hw: "b200"', '"--tp 4", "--ep 2", "--moe-a2a-backend none"'),
      ),
    );
    expect(parallelismsOf(value)).toEqual([
      { tp: 1, ep: 8 },
      { tp: 4, ep: 2 },
    ]);
  });

  it('what cannot be read is a warning with its place, and the rest goes on', () => {
    const { value, diagnostics } = readCookbook(
      memoryTree({
        [FILE]: elm(
          '"a|fp8": "t/Elm"',
          cell('hw: "h200", variant: "b"', '"--tp 8"'),
          cell('hw: "h200", variant: "a", quant: "fp8"', '...shared, "--tp 8"'),
          cell('hw: "h200", variant: "a", quant: "fp8"', '"--tp {{TP}}"'),
          cell('hw: "h200", variant: "a", quant: "fp8"', '"--tp 2"'),
        ),
        'docs/src/snippets/configs/t/broken.jsx': 'export const config = {\n  cells: [,\n',
        'docs/src/snippets/configs/t/computed.jsx': 'export const config = { cells: makeCells() };\n',
        'docs/src/snippets/configs/t/oak-benchmarks.jsx': 'export const benchmarks = [];\n',
      }),
    );
    expect(served(value.models)).toEqual(['t/Elm H200 engine 2/1 :7:5']);
    expect(diagnostics.map(({ file, line, rule }) => `${file.split('/').at(-1)}:${line} ${rule}`)).toEqual([
      'broken.jsx:3 recipe-unreadable',
      'computed.jsx:1 recipe-incomplete',
      'elm.jsx:4 recipe-incomplete',
      'elm.jsx:5 recipe-invalid',
      'elm.jsx:6 recipe-invalid',
    ]);
  });

  it('nothing of them is run', () => {
    const text = `globalThis.wasRun = true;\n${elm('default: "t/Elm"', cell('', '"--tp 2"'))}`;
    expect(served(read(text).value)).toEqual(['t/Elm  engine 2/1 :5:5']);
    expect(globalThis).not.toHaveProperty('wasRun');
  });

  it('of language models, wherever the documentation lies', () => {
    const tree = memoryTree({
      'docs_new/src/snippets/configs/t/elm.jsx': '',
      'docs_new/src/snippets/configs/t/film.jsx': '',
      'docs_new/src/snippets/other.jsx': '',
      'docs_new/src/snippets/configs/notes.md': '',
      'docs_new/cookbook/diffusion/T/notes.txt': 'see "/src/snippets/configs/t/elm.jsx"',
      'docs_new/cookbook/diffusion/T/Film.mdx':
        'import { config } from "/src/snippets/configs/t/film.jsx";\n',
      'docs_new/cookbook/autoregressive/T/Elm.mdx':
        'import { config } from "/src/snippets/configs/t/elm.jsx";\n',
    });
    expect(cookbookFiles(tree)).toEqual(['docs_new/src/snippets/configs/t/elm.jsx']);
  });
});

describe('quantised forms', () => {
  it.each(
    'FP8 NVFP4 MXFP4 MXFP8 INT4 INT8 BF16 AWQ GPTQ-Int4 W8A8 FP8-dynamic Q4_K_M-GGUF Q4_0 IQ4_XS UD-Q4_K_XL-GGUF W4A16-G128 bnb-4bit FP8-KV q4km-gs128-MLX MLX-4bit'.split(
      ' ',
    ),
  )('-%s', (ending) => {
    const { value } = read(
      elm(`"a|": "t/Elm-${ending}", default: "t/Elm"`, cell('', '"--tp 4"'), cell('variant: "a"', '')),
    );
    expect(quantizedSiblings(value, 't/Elm')).toHaveLength(2);
    expect(findBySlug(value, `elm-it`)).toMatchObject({ model: { modelPath: 't/Elm' } });
  });
});

describe('discovery without sgl-cookbook', () => {
  it('takes no file for recipes that only has a version in its path', async () => {
    const repository = datedRepository();
    repository.at('2026-08-01', {
      [`${MODELS}/elm.py`]: model('Elm'),
      'helm/v1.2.3/chart.yaml': '{{ x }}\n',
    });
    const { cookbook, diagnostics } = await openInputs({ sglang: repository.folder });
    expect({ cookbook, diagnostics }).toEqual({ cookbook: null, diagnostics: [] });
  });

  it("takes the recipes of SGLang's documentation, although that has moved", async () => {
    const repository = datedRepository();
    const moved = FILE.replace('docs/', 'docs_new/');
    repository.at('2026-06-01', {
      'docs_new/src/snippets/configs/t/oak.jsx': elm('default: "t/Oak-8B"', cell('', '')),
    });
    repository.at('2026-08-01', {
      [`${MODELS}/elm.py`]: model('ElmForCausalLM'),
      [moved]: elm(
        '"default|fp8": "t/Elm-MXFP8", default: "t/Elm"',
        cell('', '"--tp 4"'),
        cell('variant: "default", quant: "fp8"', '"--tp 2"'),
      ),
    });
    repository.git('mv', 'docs_new', 'docs');
    repository.at('2026-08-02', {});
    const inputs = await openInputs({ sglang: repository.folder });
    expect(inputs.diagnostics).toEqual([]);
    expect(inputs.cookbook?.recipes.source).toBe('sglang-docs');
    const options = { since: undefined, until: undefined, titles: [], examples: {}, signals: [] };
    const { value } = await discoverModels(inputs, await createFactExtractor(), options);
    expect(value.candidates.map(({ hfRepoId, sources }) => [hfRepoId, sources])).toEqual([
      ['t/Elm', ['sglang', 'cookbook']],
    ]);
    expect(value.candidates[0]?.evidence).toMatchObject([
      { source: 'sglang', file: `${MODELS}/elm.py` },
      { source: 'cookbook', file: FILE, line: 4, date: '2026-08-01T12:00:00Z' },
    ]);
  });
});
