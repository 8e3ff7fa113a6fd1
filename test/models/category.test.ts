import { describe, expect, test } from 'vitest';
import { categorise, type CategoryFacts, type MappingEntry } from '../../src/models/category.js';
import type { Evidence } from '../../src/diagnostics.js';

const at = (line: number): Evidence => ({ file: 'configs/model_config.py', line, column: 1, rule: 'test' });
const mappings = (...names: readonly string[]): readonly MappingEntry[] =>
  names.map((name) => ({ mapping: `MODEL_${name}_NAMES` }));

/** `category source` of an architecture, with auto mappings by the middle of their names. */
function decided(architecture: string, facts: Partial<CategoryFacts> = {}): string {
  const { category, source } = categorise(architecture, { autoMappings: [], ...facts });
  return `${category} ${source}`;
}

describe('precedence', () => {
  const engine = { multimodal: at(1), embedding: at(2), generation: at(3) };
  const autoMappings = mappings('FOR_CAUSAL_LM_MAPPING');

  test('user, engine, shipped set, base model, mapping, name, default', () => {
    const base = { architecture: 'X', category: 'multimodal' } as const;
    expect(decided('BertModel', { user: 'text', engine, base, autoMappings })).toBe('text user');
    expect(decided('BertModel', { engine, base, autoMappings })).toBe('multimodal engine');
    expect(decided('BertModel', { base, autoMappings })).toBe('embedding shipped');
    expect(decided('AcornModel', { base, autoMappings })).toBe('multimodal base-model');
    expect(decided('AcornModel', { autoMappings })).toBe('text auto-mapping');
    expect(decided('AcornModel')).toBe('embedding name');
    expect(decided('Acorn')).toBe('text default');
  });

  test("the engine's multimodal list beats its other lists, no generation beats generation", () => {
    expect(decided('CLIPModel', { engine: { embedding: at(2), multimodal: at(1) } })).toBe(
      'multimodal engine',
    );
    expect(decided('Acorn', { engine: { embedding: at(2), generation: at(3) } })).toBe('embedding engine');
    expect(decided('BertModel', { engine: { generation: at(3) } })).toBe('text engine');
  });

  test('carries reason and evidence', () => {
    expect(categorise('AcornModel', { engine: { multimodal: at(7) }, autoMappings: [] })).toEqual({
      category: 'multimodal',
      source: 'engine',
      reason: 'the engine lists it as multimodal',
      evidence: at(7),
    });
    const entry = { mapping: 'MODEL_FOR_CTC_MAPPING_NAMES', evidence: at(9) };
    expect(categorise('AcornForCTC', { autoMappings: [entry] })).toEqual({
      category: 'multimodal',
      source: 'auto-mapping',
      reason: 'listed in MODEL_FOR_CTC_MAPPING_NAMES: it takes sound',
      evidence: at(9),
    });
    expect(categorise('BertModel', { autoMappings: [] })).toEqual({
      category: 'embedding',
      source: 'shipped',
      reason: 'in the shipped set embedding (source document update-model-tracking, step 5, set EMBEDDING)',
    });
    const base = { architecture: 'AcornForCausalLM', category: 'text' } as const;
    expect(categorise('AcornMTP', { base, autoMappings: [] }).reason).toBe(
      'a draft for AcornForCausalLM, same category',
    );
  });
});

describe('withdrawn entries of the shipped sets', () => {
  test.each([
    ['QWenLMHeadModel', 'text name'],
    ['JAISLMHeadModel', 'text name'],
    ['LLaDA2MoeModelLM', 'text name'],
    ['PixtralVisionModel', 'multimodal name'],
    ['POINTSV15ChatModel', 'text name'],
  ])('%s is %s', (architecture, expected) => {
    expect(decided(architecture, { native: true })).toBe(expected);
  });
});

describe('auto mappings of the class', () => {
  test.each([
    [['FOR_CAUSAL_LM_MAPPING'], 'text'],
    [['FOR_CAUSAL_LM_MAPPING', 'FOR_IMAGE_TEXT_TO_TEXT_MAPPING'], 'multimodal'],
    [['FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING', 'FOR_MULTIMODAL_LM_MAPPING'], 'multimodal'],
    [['FOR_MASKED_LM_MAPPING', 'FOR_CAUSAL_LM_MAPPING'], 'text'],
    [['FOR_SEQUENCE_CLASSIFICATION_MAPPING'], 'embedding'],
    [['MAPPING', 'FOR_TEXT_ENCODING_MAPPING'], 'embedding'],
    [['FOR_SPEECH_SEQ_2_SEQ_MAPPING'], 'multimodal'],
    [['FOR_AUDIO_TOKENIZATION'], 'multimodal'],
    [['FOR_TIME_SERIES_PREDICTION_MAPPING'], 'embedding'],
  ])('%j: %s', (names, category) => {
    expect(decided('Acorn', { autoMappings: mappings(...names) })).toBe(`${category} auto-mapping`);
  });

  test('a mapping of every kind of model, or an unknown one, decides nothing', () => {
    const neutral = mappings('FOR_PRETRAINING_MAPPING', 'WITH_LM_HEAD_MAPPING', 'FOR_TELEPATHY_MAPPING');
    expect(decided('Acorn', { autoMappings: neutral })).toBe('text default');
  });

  test('BART-like ForConditionalGeneration is text, unless its name says sound', () => {
    const autoMappings = mappings('FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING');
    expect(decided('AcornForConditionalGeneration', { autoMappings })).toBe('text auto-mapping');
    expect(decided('AudioAcornForConditionalGeneration', { autoMappings })).toBe('multimodal auto-mapping');
  });
});

describe('base models and unlisted heads follow their model type', () => {
  const base = mappings('MAPPING');
  const images = mappings('MAPPING', 'FOR_OBJECT_DETECTION_MAPPING');
  const words = mappings('MAPPING', 'FOR_CAUSAL_LM_MAPPING', 'FOR_SEQUENCE_CLASSIFICATION_MAPPING');

  test.each([
    ['AcornModel', base, words, 'embedding'],
    ['AcornModel', base, images, 'multimodal'],
    ['AcornModel', base, [{ mapping: 'IMAGE_PROCESSOR_MAPPING_NAMES' }], 'multimodal'],
    ['AcornModel', base, [{ mapping: 'FEATURE_EXTRACTOR_MAPPING_NAMES' }], 'multimodal'],
    ['AcornModel', base, [{ mapping: 'FEATURE_EXTRACTOR_MAPPING_NAMES' }, ...words], 'embedding'],
    ['AcornTextModel', base, images, 'embedding'],
    ['Speech2TextModel', base, images, 'multimodal'],
    ['NanoChatModel', base, words, 'embedding'],
    ['AcornForConditionalGeneration', [], images, 'multimodal'],
    ['AcornForConditionalGeneration', [], mappings('FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING'), 'text'],
  ])('%s: own %j, siblings %j: %s', (architecture, autoMappings, siblingMappings, category) => {
    expect(decided(architecture, { autoMappings, siblingMappings })).toBe(`${category} auto-mapping`);
  });

  test('a base model with another input in its name is multimodal by name', () => {
    expect(decided('AcornVisionModel', { autoMappings: base })).toBe('multimodal name');
  });

  test('a causal head does not follow', () => {
    expect(decided('AcornForCausalLM', { siblingMappings: images })).toBe('text name');
  });
});

describe('names', () => {
  test.each([
    ['AcornForCausalLM', 'text'],
    ['AcornForCausalLMMTP', 'text'],
    ['AcornMTP', 'text'],
    ['Acorn2LMHeadModel', 'text'],
    ['AcornDoubleHeadsModel', 'text'],
    ['AcornChatModel', 'text'],
    ['AcornMMForCausalLM', 'multimodal'],
    ['AcornVLForCausalLM', 'multimodal'],
    ['AcornVLMoeForCausalLM', 'multimodal'],
    ['AcornOCRForCausalLM', 'multimodal'],
    ['Acorn4VisionForCausalLM', 'multimodal'],
    ['AcornASRForConditionalGeneration', 'multimodal'],
    ['AcornForConditionalGeneration', 'multimodal'],
    ['AcornForSequenceClassification', 'embedding'],
    ['AcornForSequenceClassificationWithNormal_Weights', 'embedding'],
    ['AcornForRewardModel', 'embedding'],
    ['AcornForTokenClassification', 'embedding'],
    ['AcornEmbeddingModel', 'embedding'],
    ['AcornModel', 'embedding'],
    ['VLTextModel', 'embedding'],
  ])('%s is %s', (architecture, category) => {
    expect(decided(architecture)).toBe(`${category} name`);
  });

  test("an engine's own …Model generates text unless the engine says otherwise", () => {
    expect(decided('AcornModel', { native: true })).toBe('text default');
    expect(decided('AcornEmbeddingModel', { native: true })).toBe('embedding name');
  });
});
