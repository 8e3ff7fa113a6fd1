import { describe, expect, it } from 'vitest';
import { findBySlug, parallelismsOf, quantizedSiblings, readCookbook } from '../../src/kernels/index.js';
import { folderTree } from '../../src/source/folder.js';
import facts from '../kernels/fixtures/cookbook.json' with { type: 'json' };
import slugs from '../kernels/fixtures/slugs.json' with { type: 'json' };
import { corpus } from '../support/corpus.js';

let read: ReturnType<typeof readCookbook> | undefined;
const cookbook = () => (read ??= readCookbook(folderTree(corpus('sgl-cookbook'))));

describe('the recipes of sgl-cookbook', () => {
  it('are those of every version folder', () => {
    const { models } = cookbook().value;
    expect(models.map(({ modelPath }) => modelPath)).toEqual(Object.keys(facts).sort());
    const read = models.map((model) => {
      const recipes = model.recipes.map(
        ({ version, hardware, name, phase, quantization, nodes, ...rest }) => {
          const { tp, ep, dp, dpAttention } = rest.degrees;
          const words = [
            version,
            hardware.replaceAll(' ', '_'),
            name,
            phase,
            quantization,
            nodes,
            tp,
            ep,
            dp,
          ];
          return [...words, dpAttention ? 'True' : 'False', rest.parallelism?.tp ?? null]
            .map((word) => (word === null ? 'None' : String(word)))
            .join(' ');
        },
      );
      const { family, vendor, files } = model;
      const parallelisms = parallelismsOf([model]).map(({ tp, ep }) => [tp, ep]);
      return [
        model.modelPath,
        { name: model.names[0], family, vendor, files, parallelisms, recipes },
      ] as const;
    });
    expect(Object.fromEntries(read)).toEqual(facts);
  });

  it('report the degrees that contradict each other', () => {
    const { diagnostics } = cookbook();
    const shown = diagnostics.map(
      ({ rule, file, line }) => `${rule} ${file.split('/').at(-1) ?? ''}:${line}`,
    );
    expect(shown.filter((each) => each.startsWith('dp-not-dividing-tp'))).toHaveLength(9);
    expect(shown.filter((each) => each.startsWith('dp-attention-without-dp'))).toHaveLength(2);
    expect(shown).toHaveLength(11);
  });

  it.each(Object.entries(slugs))('%s', (slug, { modelPath, how, candidates }) => {
    const match = findBySlug(cookbook().value.models, slug);
    expect(match.kind).toBe(how);
    expect(match.kind === 'none' ? [] : match.candidates).toEqual(candidates);
    expect('model' in match ? match.model.modelPath : null).toBe(modelPath);
  });

  it('join a checkpoint with its quantised forms', () => {
    const { models } = cookbook().value;
    const degrees = (id: string): readonly string[] =>
      parallelismsOf(quantizedSiblings(models, id)).map(({ tp, ep }) => `${tp}/${ep}`);
    expect(degrees('Qwen/Qwen3-235B-A22B')).toEqual(['8/1', '8/2']);
    expect(degrees('deepseek-ai/DeepSeek-R1-0528')).toEqual(['1/1', '8/1', '8/8']);
    expect(degrees('deepseek-ai/DeepSeek-V3.2')).toEqual(['1/1', '8/1', '8/8']);
    expect(degrees('moonshotai/Kimi-K2-Instruct')).toEqual(['2/1', '8/1', '8/4']);
    expect(degrees('someone/unlisted')).toEqual(['1/1']);
  });
});
