import type { ReadingRule } from '../../findings/rule.js';

export const transformersReading: readonly ReadingRule[] = [
  { id: 'transformers-auto-docstring', title: 'the checkpoint of an `@auto_docstring`' },
  { id: 'transformers-auto-mapping', title: 'an entry of an auto mapping' },
  { id: 'transformers-backend-compatible', title: 'what `is_backend_compatible()` returns for a class' },
  { id: 'transformers-checkpoint-for-doc', title: 'an assignment to `_CHECKPOINT_FOR_DOC`' },
  { id: 'transformers-configuration-link', title: 'a link in the docstring of a configuration class' },
  { id: 'transformers-export', title: 'a class that the transformers package exports' },
  { id: 'transformers-from-pretrained', title: 'a `from_pretrained` call in a string' },
  { id: 'transformers-model-doc', title: "a model's page in the transformers documentation" },
];
