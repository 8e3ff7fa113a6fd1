import type { ReadingRule } from '../../findings/rule.js';

export const tensorrtLlmReading: readonly ReadingRule[] = [
  {
    id: 'tensorrt-llm-input-processor',
    title: 'an input processor that TensorRT-LLM registers for the class',
  },
];
