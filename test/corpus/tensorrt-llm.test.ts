import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { tensorrtLlm } from '../../src/engines/trtllm/index.js';
import { indexFile, readArchIndex } from '../../src/engines/trtllm/arch-index.js';
import { asText } from '../../src/python/evaluate/index.js';
import { readEngine, undecided, type EngineRead } from '../engines/read-engine.js';
import { corpus } from '../support/corpus.js';
import { byKey, engineFacts } from './engine-facts.js';

const facts = engineFacts(
  'tensorrt-llm',
  z.object({
    archs: z.record(z.string(), z.string()),
    count: z.int(),
    modules: z.int(),
    legacy_model_map: z.array(z.string()),
    legacy_count: z.int(),
  }),
);

/** Keys that the other reader leaves as the names of constants. */
const CONSTANTS: Readonly<Record<string, string>> = {
  GEMMA_ARCHITECTURE: 'GemmaForCausalLM',
  GEMMA2_ARCHITECTURE: 'Gemma2ForCausalLM',
  GEMMA3_ARCHITECTURE: 'Gemma3ForCausalLM',
};

let cached: EngineRead | undefined;
const read = (): EngineRead => (cached ??= readEngine(tensorrtLlm, corpus('tensorrt-llm')));

describe('TensorRT-LLM: the tables of single files', () => {
  test('the static index', () => {
    const { rows } = readArchIndex(read().sources, indexFile('tensorrt_llm'));
    const found = rows.map(({ key, value }) => [key, (asText(value) ?? '').replace(/^modeling_/, '')]);
    expect(Object.fromEntries(found)).toEqual(facts.archs);
    expect([found.length, new Set(found.map(([, module]) => module)).size]).toEqual([
      facts.count,
      facts.modules,
    ]);
  });

  test('the older table, with the values of imported constants as keys', () => {
    const found = Object.keys(byKey(read().scan, 'legacy', ({ line }) => line));
    const expected = facts.legacy_model_map.map((key) => CONSTANTS[key] ?? key);
    expect(found.sort()).toEqual(expected.sort());
    expect(found).toHaveLength(facts.legacy_count);
    expect(undecided(read())).toEqual([]);
  });

  test('two names that a missing comma joins are named by nothing', () => {
    const joined = read().scan.diagnostics.filter(({ rule }) => rule === 'export-not-bound');
    expect(joined.map(({ message }) => message.split(' ')[2])).toContain('QWenConfigQWenForCausalLM,');
  });
});
