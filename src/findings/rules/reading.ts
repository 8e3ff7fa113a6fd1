import type { ReadingRule } from '../rule.js';

/** Rules by which facts are read. They stand in evidence: this fact, at this place, by this rule. */
export const READING_RULES: readonly ReadingRule[] = [
  { id: 'sglang-class', title: 'the class statement of an implementation' },
  { id: 'sglang-fallback-gate', title: 'the test that SGLang makes before it falls back to transformers' },
  { id: 'sglang-generation', title: "SGLang's `is_generation_model` takes the architecture" },
  { id: 'sglang-import', title: 'an import statement of a model module' },
  { id: 'sglang-multimodal-list', title: "SGLang's `is_multimodal_model` names the architecture" },
  { id: 'sglang-not-generation', title: "SGLang's `is_generation_model` refuses the architecture" },
  { id: 'sglang-registration', title: 'an `EntryClass` that the registry reads' },
  { id: 'transformers-auto-docstring', title: 'the checkpoint of an `@auto_docstring`' },
  { id: 'transformers-auto-mapping', title: 'an entry of an auto mapping' },
  { id: 'transformers-backend-compatible', title: 'what `is_backend_compatible()` returns for a class' },
  { id: 'transformers-checkpoint-for-doc', title: 'an assignment to `_CHECKPOINT_FOR_DOC`' },
  { id: 'transformers-configuration-link', title: 'a link in the docstring of a configuration class' },
  { id: 'transformers-export', title: 'a class that the transformers package exports' },
  { id: 'transformers-from-pretrained', title: 'a `from_pretrained` call in a string' },
  { id: 'transformers-model-doc', title: "a model's page in the transformers documentation" },
  { id: 'vllm-fallback-gate', title: 'the test that vLLM makes before it falls back to transformers' },
  { id: 'vllm-generation', title: 'a class of vLLM that generates text' },
  { id: 'vllm-multimodal', title: 'a class of vLLM with `supports_multimodal`' },
  { id: 'vllm-out-of-tree', title: "an entry of vLLM's table of models that a plugin has" },
  { id: 'vllm-pooling', title: 'a class of vLLM that is a pooling model or generates no text' },
  { id: 'vllm-registration', title: "an entry of vLLM's registry" },
  { id: 'vllm-removed', title: "an entry of vLLM's table of models that it had" },
  { id: 'vllm-suffix-conversion', title: 'the endings of names that vLLM converts into each other' },
  { id: 'vllm-test-registry', title: "an entry of the registry of vLLM's tests" },
];
