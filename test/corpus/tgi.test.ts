import { expect, test } from 'vitest';
import * as z from 'zod';
import { tgi } from '../../src/engines/tgi/index.js';
import { joinModelTypes } from '../../src/engines/model-types.js';
import { autoMappingsIn, readEngine, undecided, type EngineRead } from '../engines/read-engine.js';
import { corpus } from '../support/corpus.js';
import { byKey, engineFacts } from './engine-facts.js';

const names = z.array(z.string());
const facts = engineFacts(
  'tgi',
  z.object({
    count: z.int(),
    types: z.record(z.string(), z.string()),
    multimodal: names,
    not_tested: names,
    tested_beside: names,
  }),
);

let cached: EngineRead | undefined;
const read = (): EngineRead => (cached ??= readEngine(tgi, corpus('tgi')));

test('TGI has the model types that a reader with CPython finds, and no others', () => {
  const found = byKey(read().scan, 'types', ({ status }) => status);
  expect(Object.keys(found).sort()).toEqual(Object.keys(facts.types).sort());
  expect(Object.keys(found)).toHaveLength(facts.count);
  const untested = Object.entries(facts.types).filter(([type]) => found[type] === 'conditional');
  expect(untested.map(([, name]) => name).sort()).toEqual(facts.not_tested);
  expect(undecided(read())).toEqual([]);
});

test('multimodal members, and branches beside the members', () => {
  const multimodal = read().scan.registrations.filter(({ capabilities }) => capabilities.multimodal === true);
  expect(multimodal.map(({ key }) => key)).toEqual(facts.multimodal);
  const branches = Object.keys(byKey(read().scan, 'branches', ({ className }) => className));
  for (const each of branches) expect(facts.tested_beside).toContain(each);
  // `ssm` only raises, `mlp_speculator` is the type of another configuration.
  expect(branches).toEqual(['RefinedWeb', 'RefinedWebModel', 'phi-msft']);
});

test('what no branch takes is looked up in two mappings of transformers', () => {
  const gate = read().scan.fallbackGate;
  expect(gate?.test === 'auto-mapping' ? gate.mappings : []).toEqual([
    'MODEL_FOR_CAUSAL_LM_MAPPING_NAMES',
    'MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES',
  ]);
});

test('model types are joined with architectures through transformers', () => {
  const { registrations } = joinModelTypes(read().scan, autoMappingsIn(corpus('transformers-2025-12')));
  const joined = new Map(registrations.map(({ key, architecture }) => [key, architecture]));
  expect(joined.get('llama')).toBe('LlamaForCausalLM');
  expect(joined.get('t5')).toBe('T5ForConditionalGeneration');
});
