import type { ReadingRule } from '../../findings/rule.js';

export const lmdeployReading: readonly ReadingRule[] = [
  {
    id: 'lmdeploy-vision-list',
    title: 'a list or class of LMDeploy that takes the architecture for a multimodal one',
  },
];
