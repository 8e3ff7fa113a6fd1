import type { Rule } from '../rule.js';

const FIX = "Correct the checkpoint's `config.json`, or report it to its owner.";
const REASON =
  'transformers reads this value; the answer about the checkpoint rests on the rest of the file.';

/** Defects of a checkpoint's `config.json`; what has the wrong type is left out, nothing is guessed. */
export const checkpointRules: readonly Rule[] = [
  {
    id: 'config-not-an-object',
    severity: 'error',
    title: 'config.json holds no object',
    meaning: 'The file is valid JSON and no object.',
    reason: 'It says nothing about the checkpoint.',
    fix: FIX,
    example: { language: 'json', before: '[]', after: '{ "architectures": ["AcornForCausalLM"] }' },
  },
  {
    id: 'config-architectures',
    severity: 'warning',
    title: '`architectures` is no list of class names',
    meaning: 'The value is no list, or an item is no string.',
    reason: REASON,
    fix: FIX,
    example: {
      language: 'json',
      before: '{ "architectures": "AcornForCausalLM" }',
      after: '{ "architectures": ["AcornForCausalLM"] }',
    },
  },
  {
    id: 'config-auto-map',
    severity: 'warning',
    title: '`auto_map` does not bind classes',
    meaning: 'The value is no object, or an entry does not name a class as `module.Class`.',
    reason: REASON,
    fix: FIX,
    example: {
      language: 'json',
      before: '{ "auto_map": { "AutoModel": "AcornModel" } }',
      after: '{ "auto_map": { "AutoModel": "modeling_acorn.AcornModel" } }',
    },
  },
  {
    id: 'config-model-type',
    severity: 'warning',
    title: '`model_type` is no string',
    meaning: 'The value has another type.',
    reason: REASON,
    fix: FIX,
    example: { language: 'json', before: '{ "model_type": 7 }', after: '{ "model_type": "acorn" }' },
  },
  {
    id: 'config-quantization',
    severity: 'warning',
    title: 'the quantization names no method',
    meaning: '`quantization_config` or `compression_config` has no `quant_method`.',
    reason: REASON,
    fix: FIX,
    example: {
      language: 'json',
      before: '{ "quantization_config": { "bits": 4 } }',
      after: '{ "quantization_config": { "bits": 4, "quant_method": "gptq" } }',
    },
  },
  {
    id: 'config-text-config',
    severity: 'warning',
    title: 'the nested text configuration is no object',
    meaning: '`text_config`, `llm_config` or `language_config` has another type.',
    reason: REASON,
    fix: FIX,
    example: { language: 'json', before: '{ "text_config": "llama" }', after: '{ "text_config": {} }' },
  },
];
