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

describe('TensorRT-LLM: the decorators of the modules that were read one by one', () => {
  let modules: EngineRead | undefined;
  const parts = (): EngineRead => (modules ??= readEngine(tensorrtLlm, corpus('tensorrt-llm-real')));
  /** Rows of the index whose decorator no stored file shows. */
  const UNSEEN = [
    'Gemma4AssistantForCausalLM',
    'MiniMaxM3SparseForConditionalGeneration',
    'NemotronHPuzzleForCausalLM',
    'NemotronH_Nano_Omni_Reasoning_V3',
    'Qwen3ForTextEmbedding',
  ];
  /** Decorators of files that are newer than the index. */
  const NEWER = [
    'ChatGLMForCausalLM',
    'ChatGLMForConditionalGeneration',
    'ChatGLMModel',
    'DeepseekV41ForCausalLM',
    'DeepseekV41ForConditionalGeneration',
  ];

  test('name what the index names', () => {
    const found = Object.keys(byKey(parts().scan, 'pytorch', ({ line }) => line));
    const expected = Object.keys(facts.archs).filter((key) => !UNSEEN.includes(key));
    expect(found.filter((key) => !NEWER.includes(key)).sort()).toEqual(expected.sort());
    expect(found).toHaveLength(facts.count - UNSEEN.length + NEWER.length);
    expect(undecided(parts())).toEqual([]);
  });

  test('what one side lacks is reported there', () => {
    const named = (rule: string): readonly string[] =>
      parts()
        .scan.diagnostics.filter((each) => each.rule === rule && !each.message.includes('class'))
        .map(({ message }) => /[A-Z]\w*For\w+|\w+_V3|ChatGLMModel/.exec(message)?.[0] ?? message)
        .sort();
    expect(named('registry-dead-entry')).toEqual(UNSEEN);
    expect(named('registry-unreachable')).toEqual(NEWER);
    // The text model of an older commit and the multimodal one of a newer.
    expect(named('registry-duplicate')).toEqual(['KimiK3ForConditionalGeneration']);
  });

  test('AutoDeploy: one class for two factories is one registration, two classes for one key are conditional', () => {
    const own = parts().scan.registrations.filter(({ registry }) => registry === 'autodeploy');
    expect([own.length, new Set(own.map(({ key }) => key)).size]).toEqual([55, 50]);
    const conditional = own.filter(({ status }) => status === 'conditional').map(({ key }) => key);
    expect([...new Set(conditional)].sort()).toEqual([
      'DeepseekV4Config',
      'NemotronHConfig',
      'Phi3Config',
      'Qwen3_5MoeConfig',
      'Qwen3_5MoeTextConfig',
    ]);
  });
});
