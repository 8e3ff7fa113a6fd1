import type { ReadingRule, Rule } from '../../findings/rule.js';

/** vLLM keeps two registries by hand: that of the models and that of its tests. */
export const vllmRules: readonly Rule[] = [
  {
    id: 'vllm-unresolved-class',
    severity: 'error',
    title: 'the registry names a class that is not there',
    meaning:
      'An entry of the registry names a module that does not exist, or a class that its module does not have.',
    reason: 'Modules are imported only when a model is loaded, so nobody notices before a user does.',
    fix: 'Correct the module or the class, or take the entry out.',
    example: {
      language: 'python',
      before: '"AcornForCausalLM": ("acron", "AcornForCausalLM"),',
      after: '"AcornForCausalLM": ("acorn", "AcornForCausalLM"),',
    },
  },
  {
    id: 'vllm-unregistered-example',
    severity: 'warning',
    title: 'the test registry names an architecture that nothing registers',
    meaning:
      '`tests/models/registry.py` has a checkpoint for an architecture that is neither in the registry of the models nor served by conversion from another ending.',
    reason:
      'The tests run over the registry of the models, so such an entry is never used: the model looks tested and is not.',
    fix: 'Rename the entry to the architecture that is registered, or take it out.',
    example: {
      language: 'python',
      before: '"OldAcornForCausalLM": _HfExamplesInfo("acme/acorn-7b"),',
      after: '"AcornForCausalLM": _HfExamplesInfo("acme/acorn-7b"),',
    },
  },
  {
    id: 'vllm-missing-example',
    severity: 'warning',
    title: 'a registered architecture has no example in the test registry',
    meaning: 'The registry of the models has an architecture that `tests/models/registry.py` does not have.',
    reason: 'The tests of the registry look every architecture up there, and fail for this one.',
    fix: 'Add a checkpoint of the architecture to the test registry.',
    example: {
      language: 'python',
      before: '_TEXT_GENERATION_EXAMPLE_MODELS = {}',
      after:
        '_TEXT_GENERATION_EXAMPLE_MODELS = {\n    "AcornForCausalLM": _HfExamplesInfo("acme/acorn-7b"),\n}',
    },
  },
];

export const vllmReading: readonly ReadingRule[] = [
  { id: 'vllm-fallback-gate', title: 'the test that vLLM makes before it falls back to transformers' },
  { id: 'vllm-generation', title: 'a class of vLLM that generates text' },
  { id: 'vllm-multimodal', title: 'a class of vLLM with `supports_multimodal`' },
  { id: 'vllm-out-of-tree', title: "an entry of vLLM's table of models that a plugin has" },
  { id: 'vllm-pooling', title: 'a class of vLLM that is a pooling model or generates no text' },
  { id: 'vllm-removed', title: "an entry of vLLM's table of models that it had" },
  { id: 'vllm-suffix-conversion', title: 'the endings of names that vLLM converts into each other' },
  { id: 'vllm-test-registry', title: "an entry of the registry of vLLM's tests" },
];
