import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { lmdeploy } from '../../src/engines/lmdeploy/index.js';
import { readEngine, reports, undecided, type EngineRead } from '../engines/read-engine.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { corpus } from '../support/corpus.js';
import { byKey, engineFacts } from './engine-facts.js';

const strings = z.record(z.string(), z.string());
const facts = engineFacts(
  'lmdeploy',
  z.object({
    pytorch: strings,
    pytorch_count: z.int(),
    aliases: z.array(z.string()),
    turbomind: strings,
    turbomind_count: z.int(),
    removed: strings,
    vision_models: z.record(z.string(), z.object({ class: z.string(), file: z.string(), line: z.int() })),
    vl_archs_sets: z.record(z.string(), z.array(z.string())),
  }),
);

let cached: EngineRead | undefined;
const read = (): EngineRead => (cached ??= readEngine(lmdeploy, corpus('lmdeploy')));

describe('lmdeploy in August 2026', () => {
  test('registers what a reader with CPython finds for the PyTorch engine', () => {
    const module = (file: string): string => file.replace(/\.py$/, '').replaceAll('/', '.');
    const found = byKey(
      read().scan,
      'pytorch',
      ({ classFile, className }) => `${module(classFile ?? '')}.${className}`,
    );
    expect(found).toEqual(facts.pytorch);
    expect(Object.keys(found)).toHaveLength(facts.pytorch_count);
  });

  test('gives eleven architectures the class of another name', () => {
    const aliases = Object.entries(byKey(read().scan, 'pytorch', ({ className }) => className))
      .filter(([key, className]) => key !== className)
      .map(([key]) => key);
    expect(aliases.sort()).toEqual(facts.aliases);
  });

  test('has the tables of TurboMind and of the removed models', () => {
    const turbomind = byKey(read().scan, 'turbomind', ({ classLine }) => classLine !== null);
    expect(Object.keys(turbomind).sort()).toEqual(Object.keys(facts.turbomind).sort());
    expect(Object.keys(turbomind)).toHaveLength(facts.turbomind_count);
    expect(Object.values(turbomind).every(Boolean)).toBe(true);
    const removed = byKey(read().scan, 'pytorch.removed', ({ status }) => status);
    expect(removed).toEqual(Object.fromEntries(Object.keys(facts.removed).map((key) => [key, 'removed'])));
  });

  test('has the processors of vision-language models, with class, file and line', () => {
    const found = byKey(read().scan, 'vision', ({ className, file, line }) => ({
      class: className,
      file,
      line,
    }));
    // The other reader leaves out what a list takes over from another one (`*_INTERN_S2_ARCHS`).
    const spread = facts.vision_models.Qwen3_5ForConditionalGeneration;
    expect(spread).toBeDefined();
    const names = ['InternS2Mobius', 'InternS2Preview'].flatMap((name) => [
      `${name}ForCausalLM`,
      `${name}ForConditionalGeneration`,
    ]);
    expect(found).toEqual({
      ...facts.vision_models,
      ...Object.fromEntries(names.map((name) => [name, spread])),
    });
  });

  test('takes for multimodal what check_vl_llm accepts by name', () => {
    const listed = Object.values(facts.vl_archs_sets).flat();
    expect([...read().scan.categories.keys()].sort()).toEqual(listed.sort());
  });

  test('leaves two things undecidable: the computed name of a draft, and a processor that matches by code', () => {
    expect(undecided(read())).toEqual([
      'llama.py:21 the architecture of the draft is computed',
      'llava.py:204 what LlavaVisionModel processes is decided by the code of its match()',
    ]);
    expect(reports(read())).toEqual([]);
  });
});

test('before its source models moved, TurboMind had a class for each architecture, too', async () => {
  const { engines, diagnostics } = await readWorkspace({
    roots: [corpus('lmdeploy.git')],
    revision: '81be52961aa324fd5cd3cacebffba1ba051bc107',
  });
  const rows = engines.flatMap(({ scan }) =>
    scan.registrations.filter(({ registry }) => registry === 'turbomind'),
  );
  expect(rows).toHaveLength(32);
  expect(
    rows.filter(({ classFile }) => classFile?.startsWith('lmdeploy/turbomind/deploy/') !== true),
  ).toEqual([]);
  expect(diagnostics).toEqual([]);
});
