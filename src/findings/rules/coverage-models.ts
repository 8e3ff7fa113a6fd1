import type { Rule } from '../rule.js';

/** The list of models of the web site. */
export const coverageModelsRules: readonly Rule[] = [
  {
    id: 'models-syntax',
    severity: 'error',
    title: 'models.ts has a syntax error',
    meaning: 'The file is not TypeScript.',
    reason: 'Nothing in it is read or changed.',
    fix: 'Correct the place that the message names.',
    example: {
      language: 'text',
      before: 'const models = [{ id: }]',
      after: 'const models = [{ id: "acorn-7b" }]',
    },
  },
  {
    id: 'models-shape',
    severity: 'error',
    title: 'there is no list of models',
    meaning: 'The file has no `const models` whose value is an array.',
    reason: 'It is probably the wrong file.',
    fix: 'Name the right file, or write the list as an array.',
    example: { language: 'text', before: 'export const models = {}', after: 'const models = []' },
  },
  {
    id: 'models-opaque',
    severity: 'warning',
    title: 'a part of models.ts is not plain data',
    meaning:
      'A model or module has a spread, a computed key, a key twice, or definitions that are no list of strings.',
    reason: 'What it holds is known only when the code runs, so it is neither checked nor edited.',
    fix: 'Write it as plain data.',
    example: {
      language: 'text',
      before: 'attn: { ...shared, definitions: names }',
      after: 'attn: { count: 32, type: "layer", definitions: ["rmsnorm_h512"] }',
    },
  },
  {
    id: 'models-edit-refused',
    severity: 'error',
    title: 'the edit of models.ts cannot be made',
    meaning:
      'The model or the module is not there, is not plain data, or the edited text, read again, does not say what was meant. Nothing was changed.',
    reason: 'archscan changes a file as planned or not at all.',
    fix: 'Follow the message.',
    example: {
      language: 'text',
      before: '--add acorn-7b/atn=rmsnorm_h512',
      after: '--add acorn-7b/attn=rmsnorm_h512',
    },
  },
  {
    id: 'models-id-twice',
    severity: 'error',
    title: 'two models have one id',
    meaning: 'An earlier entry has the same `id`.',
    reason: 'Only one of them is found.',
    fix: 'Give one another id.',
    example: {
      language: 'text',
      before: '{ id: "acorn" }, { id: "acorn" }',
      after: '{ id: "acorn" }, { id: "birch" }',
    },
  },
  {
    id: 'models-parent',
    severity: 'error',
    title: 'a module hangs on nothing',
    meaning: 'Its `parent` is no module of the model, or it is its own ancestor.',
    reason: 'It is never drawn.',
    fix: 'Name a module of the same model.',
    example: {
      language: 'text',
      before: 'norm: { parent: "AcornModell" }',
      after: 'norm: { parent: "AcornModel" }',
    },
  },
  {
    id: 'models-definition-missing',
    severity: 'error',
    title: 'models.ts names a definition that does not exist',
    meaning: 'No file of that name lies in the definitions.',
    reason: 'A module with definitions is drawn as traced, so the dead name shows as coverage.',
    fix: 'Correct the name, write the definition, or take it out.',
    example: { language: 'text', before: 'definitions: ["gemm_n1_k2"]', after: 'definitions: []' },
  },
  {
    id: 'models-empty-block',
    severity: 'info',
    title: 'a block holds nothing',
    meaning: 'The block has neither children nor definitions.',
    reason: 'It is drawn as an empty box.',
    fix: 'Add its modules, or leave it.',
    example: {
      language: 'text',
      before: 'mlp: { type: "block", definitions: [] }',
      after: 'mlp: { type: "block" }, down_proj: { parent: "mlp", type: "layer" }',
    },
  },
  {
    id: 'models-no-definitions',
    severity: 'info',
    title: 'a module has no list of definitions',
    meaning: 'The key `definitions` is absent.',
    reason: 'It may be absent; most modules have an empty list.',
    fix: 'Add an empty list, or leave it.',
    example: {
      language: 'text',
      before: 'embed: { count: 1, type: "layer" }',
      after: 'embed: { count: 1, type: "layer", definitions: [] }',
    },
  },
  {
    id: 'models-name',
    severity: 'warning',
    title: 'a model is called otherwise on the page',
    meaning: "The model's `name` is the title of no section, and its `id` is that of one.",
    reason: 'Readers cannot tell that both are one model.',
    fix: 'Use one name.',
    example: {
      language: 'text',
      before: '{ id: "acorn-7b", name: "Acorn 7" }',
      after: '{ id: "acorn-7b", name: "Acorn 7B" }',
    },
  },
  {
    id: 'models-section-missing',
    severity: 'info',
    title: 'a model has no section',
    meaning: 'The page has no section with the name or the id of the model.',
    reason: 'Its coverage is not followed.',
    fix: 'Add it with `archscan coverage --model`.',
    example: {
      language: 'text',
      before: '{ id: "acorn-7b" }',
      after: '{ id: "acorn-7b" }, and a section Acorn 7B',
    },
  },
  {
    id: 'row-not-in-models',
    severity: 'warning',
    title: 'a definition of the page is in no module',
    meaning:
      "The page lists it for the model, and no module of the model's entry does. Information for sampling, which is no module, and for the page size 64.",
    reason: 'The site shows the module as not covered.',
    fix: 'Add it with `archscan coverage --add ENTRY/MODULE=DEFINITION`.',
    example: {
      language: 'text',
      before: 'qkv_proj: { definitions: [] }',
      after: 'qkv_proj: { definitions: ["gemm_n6144_k4096"] }',
    },
  },
  {
    id: 'models-definition-not-on-page',
    severity: 'info',
    title: 'a definition of a module is in no row',
    meaning: "A module of the model has it, and no row of the model's section does.",
    reason: 'The page does not say whether it exists.',
    fix: 'Add the row.',
    example: {
      language: 'text',
      before: 'attn: { definitions: ["gqa_ragged_prefill_causal_h8_kv1_d64"] }',
      after: '| `gqa_ragged_prefill_causal_h8_kv1_d64` | gqa_ragged | ✅ |',
    },
  },
  {
    id: 'models-names-kept',
    severity: 'warning',
    title: 'a new entry keeps class names of its sibling',
    meaning:
      'An entry that `coverage --models` added has modules that are called as in the entry it was modelled on, such as `LlamaModel`.',
    reason:
      'Nothing that archscan reads says what the new architecture calls them, so the names may be wrong.',
    fix: 'Look up the classes of the new architecture, and rename the modules if they are called otherwise.',
    example: {
      language: 'text',
      before: "{ name: 'LlamaModel', parent: 'AcornForCausalLM' }",
      after: "{ name: 'AcornModel', parent: 'AcornForCausalLM' }",
    },
  },
];
