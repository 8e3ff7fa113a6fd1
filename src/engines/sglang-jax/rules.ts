import type { ReadingRule, Rule } from '../../findings/rule.js';

export const sglangJaxRules: readonly Rule[] = [
  {
    id: 'sglang-jax-entry-class',
    severity: 'error',
    title: "sglang-jax's registry would choke on an EntryClass",
    meaning:
      '`EntryClass` is bound to something else than a class or a list of classes, or lists a class twice.',
    reason: 'The registry asks every item for `__name__` outside of its own error handling.',
    fix: 'Bind `EntryClass` to a class or a list of classes.',
    example: {
      language: 'python',
      before: 'EntryClass = (AcornForCausalLM,)',
      after: 'EntryClass = [AcornForCausalLM]',
    },
  },
  {
    id: 'sglang-jax-duplicate-architecture',
    severity: 'error',
    title: 'two modules of sglang-jax register one architecture',
    meaning: 'Another module registers a class of the same `__name__`.',
    reason: 'The registry asserts that names are unique, so the engine does not start.',
    fix: 'Rename one of the classes, or take it out of its `EntryClass`.',
    example: {
      language: 'python',
      before: 'EntryClass = [AcornForCausalLM]  # acorn.py registers it too',
      after: 'EntryClass = [AcornV2ForCausalLM]',
    },
  },
];

export const sglangJaxReading: readonly ReadingRule[] = [
  {
    id: 'sglang-jax-fallback-gate',
    title: 'the statement of SGLang-JAX that looks like a fallback to transformers',
  },
];
