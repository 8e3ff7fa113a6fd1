import type { ReadingRule } from '../../findings/rule.js';

export const llamaCppReading: readonly ReadingRule[] = [
  { id: 'llamacpp-projector', title: 'a registration of llama.cpp for a projector' },
];
