import type { ReadingRule } from '../../findings/rule.js';

export const tgiReading: readonly ReadingRule[] = [
  { id: 'tgi-fallback', title: 'the mappings of transformers that TGI asks for what it has no branch for' },
];
