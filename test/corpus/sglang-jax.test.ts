import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { sglangJax } from '../../src/engines/sglang-jax/index.js';
import type { Registration } from '../../src/engines/types.js';
import { readEngine, reports, type EngineRead } from '../engines/read-engine.js';
import { corpus } from '../support/corpus.js';
import { byKey, engineFacts } from './engine-facts.js';

const entries = z.record(z.string(), z.object({ defined_in: z.string(), file: z.string(), line: z.int() }));
const facts = engineFacts(
  'sglang-jax',
  z.object({
    archs: entries,
    count: z.int(),
    multimodal_components: entries,
    reexported: z.array(z.tuple([z.string(), z.string(), z.string()])),
    transformers_fallback_class_registered: z.boolean(),
  }),
);

let cached: EngineRead | undefined;
const read = (): EngineRead => (cached ??= readEngine(sglangJax, corpus('sglang-jax')));

function module(path: string): string {
  return path
    .replace(/^python\//, '')
    .replace(/\.py$/, '')
    .replaceAll('/', '.');
}

function shown({ file, line, classFile }: Registration): z.infer<typeof entries>[string] {
  return { defined_in: module(classFile ?? ''), file, line };
}

describe('sglang-jax in August 2026', () => {
  test('registers what a reader with CPython finds, a class that is imported under its own file', () => {
    const found = byKey(read().scan, 'srt', shown);
    expect(found).toEqual(facts.archs);
    expect(Object.keys(found)).toHaveLength(facts.count);
    const imported = read()
      .scan.registrations.filter(({ registry, file, classFile }) => registry === 'srt' && file !== classFile)
      .map(({ key, file, classFile }) => [key, module(file), module(classFile ?? '')]);
    expect(imported).toEqual(facts.reexported);
  });

  test('has the components of multimodal pipelines', () => {
    expect(byKey(read().scan, 'multimodal', shown)).toEqual(facts.multimodal_components);
  });

  test('has no fallback: the class that the registry would fall back to is registered nowhere', () => {
    expect(facts.transformers_fallback_class_registered).toBe(false);
    expect(read().scan.fallbackGate).toBeNull();
    expect(reports(read())).toEqual([
      'registry-dead-entry registry.py:54 the registry falls back to TransformersForCausalLM, but no module of python/sgl_jax/srt/models registers it: an unregistered architecture is refused',
    ]);
  });

  test('leaves nothing undecidable, and tells drafts from models', () => {
    expect(read().scan.undecidable).toEqual([]);
    const drafts = read().scan.registrations.filter(({ kind }) => kind === 'draft');
    expect(drafts.map(({ key }) => key)).toEqual([
      'LlamaForCausalLMEagle3',
      'MiMoMTPForCausalLM',
      'MiMoV2MTPForCausalLM',
    ]);
  });
});
