import { describe, expect, it } from 'vitest';
import {
  cookbookFiles,
  findBySlug,
  parallelismsOf,
  quantizedSiblings,
  readCookbook,
  type CookbookModel,
} from '../../src/kernels/index.js';
import { recipesFor } from '../../src/kernels/coverage/section-facts.js';
import { isQuantized, nameOf } from '../../src/kernels/slug.js';
import { memoryTree } from '../../src/source/memory.js';

const server = (fields: string): string => `{env_vars: {}, ${fields}}`;

function recipeFile(
  models: readonly { readonly path: string; readonly servers: readonly string[] }[],
): string {
  const lines = ['vendor: acme', 'families:', '- name: Fam', '  models:'];
  for (const { path, servers } of models) {
    lines.push(`  - name: ${path.split('/').at(-1) ?? ''}`, `    model_path: ${path}`, '    hardware:');
    lines.push('      H200:', '        configurations:');
    for (const text of servers) {
      lines.push(
        '        - name: default',
        '          attributes: {nodes: single, quantization: fp8}',
        `          ${text}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function read(files: Readonly<Record<string, string>>) {
  const { value, diagnostics } = readCookbook(memoryTree(files));
  return { value: value.models, diagnostics };
}

const FOLDER = 'data/models/generated';

describe('reading recipes', () => {
  it('from a checkout, or from its generated folder', () => {
    const files = (prefix: string) => ({
      [`${prefix}v0.5.6/m.yaml`]: '',
      [`${prefix}v0.5.6/m.json`]: '',
      'src/v1/x.yaml': '',
    });
    expect(cookbookFiles(memoryTree(files(`${FOLDER}/`)))).toEqual([`${FOLDER}/v0.5.6/m.yaml`]);
    expect(cookbookFiles(memoryTree(files('')))).toEqual(['v0.5.6/m.yaml']);
    expect(cookbookFiles(memoryTree({ 'README.md': '' }))).toEqual([]);
  });

  it('every version folder, the newest where two have one checkpoint', () => {
    const file = (tp: number) => recipeFile([{ path: 'a/M', servers: [`engine: ${server(`tp: ${tp}`)}`] }]);
    const { value, diagnostics } = read({
      [`${FOLDER}/v0.5.10/m.yaml`]: file(4),
      [`${FOLDER}/v0.5.9/m.yaml`]: file(2),
      [`${FOLDER}/notes/m.yaml`]: file(1),
    });
    expect(diagnostics).toEqual([]);
    expect(value.map(({ files }) => files)).toEqual([[`${FOLDER}/v0.5.10/m.yaml`]]);
    expect(parallelismsOf(value)).toEqual([{ tp: 4, ep: 1 }]);
  });

  it('prefill and decode servers apart', () => {
    const text = recipeFile([{ path: 'a/M', servers: [] }]).concat(
      `        - {name: split, prefill: ${server('tp: 4')}, decode: ${server('tp: 8, ep: 8')}}\n`,
    );
    const { value } = read({ [`${FOLDER}/v0.5.6/m.yaml`]: text });
    expect(value[0]?.recipes.map(({ phase, place }) => [phase, place.line])).toEqual([
      ['prefill', 10],
      ['decode', 10],
    ]);
    expect(parallelismsOf(value)).toEqual([
      { tp: 4, ep: 1 },
      { tp: 8, ep: 8 },
    ]);
  });

  it('a broken file is a diagnostic with its line, and the rest goes on', () => {
    const { value, diagnostics } = read({
      [`${FOLDER}/v0.5.6/bad.yaml`]: 'vendor: x\nfamilies: [\n',
      [`${FOLDER}/v0.5.6/list.yaml`]: '- 1\n',
      [`${FOLDER}/v0.5.6/good.yaml`]: recipeFile([
        { path: 'a/Good', servers: [`engine: ${server('tp: 1')}`] },
        { path: 'a/Odd', servers: [`engine: ${server('tp: many')}`, `engine: ${server('dp: 2')}`] },
      ]),
    });
    expect(value.map(({ modelPath }) => modelPath)).toEqual(['a/Good', 'a/Odd']);
    expect(
      diagnostics.map(({ rule, file, line }) => `${file.split('/').at(-1) ?? ''}:${line} ${rule}`),
    ).toEqual([
      'bad.yaml:3 recipe-unreadable',
      'good.yaml:20 recipe-invalid',
      'good.yaml:23 recipe-incomplete',
      'list.yaml:1 recipe-unreadable',
    ]);
    expect(parallelismsOf(value.filter(({ modelPath }) => modelPath === 'a/Odd'))).toEqual([
      { tp: 1, ep: 1 },
    ]);
  });

  it('an entry without model_path', () => {
    const { value, diagnostics } = read({
      [`${FOLDER}/v0.5.6/m.yaml`]: 'families:\n- models:\n  - name: x\n',
    });
    expect(value).toEqual([]);
    expect(diagnostics).toMatchObject([{ rule: 'recipe-incomplete', line: 3, column: 5 }]);
  });
});

describe('slugs', () => {
  const cookbook = (...paths: readonly string[]): readonly CookbookModel[] =>
    paths.map((modelPath) => {
      const about = { names: [], vendor: null, family: null, files: [], olderFiles: [], recipes: [] };
      return { modelPath, source: 'sgl-cookbook', ...about };
    });

  it('never match by substring', () => {
    expect(findBySlug(cookbook('a/Kimi-K2.5', 'a/Kimi-K26'), 'kimi-k2')).toEqual({ kind: 'none' });
  });

  it('strip suffixes on both sides', () => {
    const match = findBySlug(cookbook('a/Model-Instruct-2507-FP8'), 'model-base');
    expect(match).toMatchObject({ kind: 'stripped', candidates: ['a/Model-Instruct-2507-FP8'] });
  });

  it('keep versions apart', () => {
    const found = (slug: string) => findBySlug(cookbook('a/Model-V3-0324'), slug).kind;
    expect(['model-v2', 'model-v3', 'model-v2-chat', 'model'].map(found)).toEqual([
      'none',
      'stripped',
      'none',
      'stripped',
    ]);
  });

  it('have the version of the model, wherever it stands, and not that of a quantisation', () => {
    expect(
      ['a/Model-V3-0324', 'a/Model-V3.2', 'a/Model-Instruct-v0.3', 'a/Model-v0.1-GPTQ'].map(nameOf),
    ).toEqual(['model-v3', 'model-v3.2', 'model-v0.3', 'model-v0.1']);
    expect(['a/Model-FP8-v1.1', 'a/Model-FP8-v2'].every(isQuantized)).toBe(true);
    expect(['a/Model-BF16-v1.1', 'a/Model-v1.1'].some(isQuantized)).toBe(false);
    expect(['a/Model-FP8-v2', 'a/Model-it'].map(nameOf)).toEqual(['model', 'model']);
  });

  it('give a page the recipes of its version, or of any', () => {
    const all = cookbook('a/Oak-V2', 'a/Oak-V3-0324', 'a/Elm');
    const found = (title: string) => recipesFor(all, [title]).map(({ modelPath }) => modelPath);
    expect(found('Oak V3')).toEqual(['a/Oak-V3-0324']);
    expect(found('Oak')).toEqual(['a/Oak-V2', 'a/Oak-V3-0324']);
    expect(found('Elm V2')).toEqual([]);
  });

  it('list the candidates when nothing prefers one', () => {
    expect(findBySlug(cookbook('b/Model-it', 'a/Model-chat'), 'model')).toEqual({
      kind: 'ambiguous',
      candidates: ['a/Model-chat', 'b/Model-it'],
    });
    expect(findBySlug(cookbook('b/Model', 'a/model'), 'MODEL').kind).toBe('ambiguous');
    expect(findBySlug(cookbook('b/Model', 'a/model'), 'A/Model').kind).toBe('exact');
  });

  it('quantised forms of the same organisation, whatever they were made from', () => {
    const forms = ['a/Model', 'a/Model-FP8', 'a/Model-FP8-MXFP4', 'a/Model-GGUF', 'a/Model-NVFP4-v2'];
    const all = cookbook(...forms, 'b/Model-FP8', 'a/Model-FP8-Chat');
    for (const form of forms)
      expect(quantizedSiblings(all, form).map(({ modelPath }) => modelPath)).toEqual(forms);
  });
});
