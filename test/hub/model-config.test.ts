import { describe, expect, test } from 'vitest';
import { readModelConfig } from '../../src/hub/index.js';

const place = { file: 'config.json', line: 1, column: 1 };

function messages(json: unknown): readonly string[] {
  return readModelConfig(json, place).diagnostics.map(
    ({ severity, rule, message }) => `${severity} ${rule}: ${message}`,
  );
}

describe('readModelConfig', () => {
  test('reads what the file says', () => {
    const json = {
      architectures: ['DeepseekV3ForCausalLM'],
      model_type: 'kimi_k2',
      auto_map: {
        AutoConfig: 'configuration_deepseek.DeepseekV3Config',
        AutoModelForCausalLM: 'org/other--modeling.deepseek.DeepseekV3ForCausalLM',
        AutoTokenizer: ['tokenization_kimi.TikTokenTokenizer', null],
      },
      quantization_config: { quant_method: 'fp8', fmt: 'e4m3' },
    };
    expect(readModelConfig(json, place)).toEqual({
      value: {
        architectures: ['DeepseekV3ForCausalLM'],
        modelType: 'kimi_k2',
        autoMap: [
          {
            autoClass: 'AutoConfig',
            reference: 'configuration_deepseek.DeepseekV3Config',
            repository: null,
            module: 'configuration_deepseek',
            className: 'DeepseekV3Config',
          },
          {
            autoClass: 'AutoModelForCausalLM',
            reference: 'org/other--modeling.deepseek.DeepseekV3ForCausalLM',
            repository: 'org/other',
            module: 'modeling.deepseek',
            className: 'DeepseekV3ForCausalLM',
          },
          {
            autoClass: 'AutoTokenizer',
            reference: 'tokenization_kimi.TikTokenTokenizer',
            repository: null,
            module: 'tokenization_kimi',
            className: 'TikTokenTokenizer',
          },
        ],
        quantization: 'fp8',
        textConfig: null,
        raw: json,
      },
      diagnostics: [],
    });
  });

  test.each([
    {},
    { architectures: null, model_type: null, auto_map: null, quantization_config: null, text_config: null },
  ])('what %j does not say is absent', (json) => {
    expect(readModelConfig(json, place)).toEqual({
      value: {
        architectures: [],
        modelType: null,
        autoMap: [],
        quantization: null,
        textConfig: null,
        raw: json,
      },
      diagnostics: [],
    });
  });

  test('names the key of the nested language model', () => {
    const textConfig = (json: unknown): string | null => readModelConfig(json, place).value.textConfig;
    expect(textConfig({ text_config: {}, llm_config: {} })).toBe('text_config');
    expect(textConfig({ text_config: null, llm_config: {} })).toBe('llm_config');
    expect(textConfig({ language_config: {} })).toBe('language_config');
  });

  test('takes the quantization from the outer configuration first', () => {
    const quantization = (json: unknown): string | null => readModelConfig(json, place).value.quantization;
    const [fp8, awq] = [{ quant_method: 'fp8' }, { quant_method: 'awq' }];
    expect(quantization({ quantization_config: fp8, text_config: { quantization_config: awq } })).toBe('fp8');
    expect(quantization({ text_config: { quantization_config: awq } })).toBe('awq');
    expect(quantization({ compression_config: awq })).toBe('awq');
    expect(quantization({ vision_config: { quantization_config: awq } })).toBeNull();
  });

  test('reports values of a wrong type and leaves them out', () => {
    const json = {
      architectures: ['A', 1, null],
      model_type: 7,
      auto_map: { AutoConfig: 'NoModule', AutoModel: 3, AutoTokenizer: [null, '--m.C'] },
      text_config: [],
      quantization_config: { bits: 4 },
    };
    expect(readModelConfig(json, place).value).toEqual({
      architectures: ['A'],
      modelType: null,
      autoMap: [],
      quantization: null,
      textConfig: null,
      raw: json,
    });
    expect(messages(json)).toMatchInlineSnapshot(`
      [
        "warning config-text-config: text_config must be an object, but is a list.",
        "warning config-architectures: architectures must hold class names only, but holds a number.",
        "warning config-architectures: architectures must hold class names only, but holds null.",
        "warning config-model-type: model_type must be a string, but is a number.",
        "warning config-auto-map: auto_map.AutoConfig must name a class as module.Class or org/name--module.Class.",
        "warning config-auto-map: auto_map.AutoModel must name a class as module.Class or org/name--module.Class.",
        "warning config-auto-map: auto_map.AutoTokenizer must name a class as module.Class or org/name--module.Class.",
        "warning config-quantization: quantization_config names no quant_method, so the method is not known.",
      ]
    `);
    expect(messages({ architectures: 'A', auto_map: 'x' })).toMatchInlineSnapshot(`
      [
        "warning config-architectures: architectures must be a list of class names, but is a string.",
        "warning config-auto-map: auto_map must be an object, but is a string.",
      ]
    `);
  });

  test.each([[null], [[]], ['text'], [1]])('%j is no configuration', (json) => {
    expect(readModelConfig(json, place).value.architectures).toEqual([]);
    expect(messages(json)).toEqual([
      expect.stringMatching(/^error config-not-an-object: .*must hold an object/),
    ]);
  });
});
