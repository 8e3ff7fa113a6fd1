import type { ReadingRule, Rule } from '../../findings/rule.js';

/** What SGLang's registries make of what the sources say. */
export const sglangRegistryRules: readonly Rule[] = [
  {
    id: 'sglang-entry-class',
    severity: 'error',
    title: 'the registry would choke on an EntryClass',
    meaning:
      '`EntryClass` is bound to something else than a class or a list of classes (a tuple, a string, `None`), lists a class twice, or importing its module certainly raises.',
    reason:
      'The registry asks every item for `__name__` outside of its own error handling: one such module stops SGLang from starting. A module that raises is skipped with a line in the log.',
    fix: 'Bind `EntryClass` to a class or a list of classes.',
    example: {
      language: 'python',
      before: 'EntryClass = (AcornForCausalLM, AcornChatForCausalLM)',
      after: 'EntryClass = [AcornForCausalLM, AcornChatForCausalLM]',
    },
  },
  {
    id: 'sglang-duplicate-architecture',
    severity: 'error',
    title: 'two modules register one architecture',
    meaning: 'Another module of `srt/models` registers a class of the same `__name__`.',
    reason: 'The registry asserts that names are unique, so SGLang does not start.',
    fix: 'Rename one of the classes, or take it out of its `EntryClass`.',
    example: {
      language: 'python',
      before: '# acorn_v2.py\nEntryClass = [AcornForCausalLM]  # acorn.py registers it too',
      after: '# acorn_v2.py\nEntryClass = [AcornV2ForCausalLM]',
    },
  },
  {
    id: 'sglang-duplicate-component',
    severity: 'warning',
    title: 'a diffusion registration replaces another',
    meaning:
      'Two modules of `multimodal_gen` register one name; the later one wins with a warning in the log.',
    reason: 'Which one wins depends on the order of files.',
    fix: 'Rename one of the two.',
    example: {
      language: 'python',
      before: 'EntryClass = AcornScheduler  # another file registers AcornScheduler too',
      after: 'EntryClass = AcornFlowScheduler',
    },
  },
  {
    id: 'sglang-undecidable-registration',
    severity: 'info',
    title: 'the sources do not say what is registered',
    meaning:
      'What a module registers depends on something that the sources leave open. The place and the reason are in the message.',
    reason: 'What archscan does not know it cannot keep true.',
    fix: 'Write `EntryClass` so that it can be read without running it, if that is possible.',
    example: {
      language: 'python',
      before: 'EntryClass = load_classes("acorn")',
      after: 'EntryClass = [AcornForCausalLM]',
    },
  },
];

/** What the sources say elsewhere, compared with what is registered. */
export const sglangSourceRules: readonly Rule[] = [
  {
    id: 'sglang-unregistered-class',
    severity: 'warning',
    title: 'a class looks registrable and is not registered',
    meaning:
      'A class at module scope of `srt/models` has the name of an architecture, has `load_weights` and `forward`, is no base of a registered class, and no other code uses it. When other code does use it as a part of a larger model, it is only reported (as information) if transformers exports a class of the same name: then checkpoints may declare it.',
    reason: 'A forgotten `EntryClass` is not noticed until somebody tries to load the model.',
    fix: 'Add the class to `EntryClass`, or remove it if it is dead.',
    example: {
      language: 'python',
      before:
        'class AcornForCausalLM(nn.Module): ...\nclass AcornChatForCausalLM(AcornForCausalLM): ...\n\nEntryClass = AcornForCausalLM',
      after:
        'class AcornForCausalLM(nn.Module): ...\nclass AcornChatForCausalLM(AcornForCausalLM): ...\n\nEntryClass = [AcornForCausalLM, AcornChatForCausalLM]',
    },
  },
  {
    id: 'sglang-unregistered-name',
    severity: 'warning',
    title: 'a list of architectures names what nothing registers',
    meaning:
      'A list, tuple or set of strings names registered architectures, and among them one that nothing registers. At least half of the strings must be registered, so lists of other things are left alone. Information when SGLang would serve the architecture through transformers, where the list may be meant for that.',
    reason:
      'Such lists switch features on and off. A name that no longer exists protects nothing; a misspelled one protects the wrong model.',
    fix: 'Correct the name, or take it out of the list.',
    example: {
      language: 'python',
      before: 'multimodal_model_archs = ["LanternVLForConditionalGeneration", "OldVLForCausalLM"]',
      after: 'multimodal_model_archs = ["LanternVLForConditionalGeneration"]',
    },
  },
  {
    id: 'sglang-optional-import',
    severity: 'warning',
    title: 'an import can silently drop a registration',
    meaning:
      "A module that registers architectures imports, at module scope and outside of `try`, a package that SGLang's `pyproject.toml` does not require. Information when the import stands under a condition that decides about the platform or an option. Only the model's own module is looked at, and only in a checkout: an installed package has no `pyproject.toml`.",
    reason:
      'Where the package is missing, the registry logs one line, `Ignore import error when loading …`, and goes on without the model. What the documents call native is then not there.',
    fix: 'Import the package where it is used, guard the import with `try`, or add it to the dependencies.',
    example: {
      language: 'python',
      before: 'import nutcracker\n\nclass AcornForCausalLM(nn.Module): ...',
      after: 'class AcornForCausalLM(nn.Module):\n    def __init__(self, config):\n        import nutcracker',
    },
  },
];

export const sglangReading: readonly ReadingRule[] = [
  { id: 'sglang-class', title: 'the class statement of an implementation' },
  { id: 'sglang-fallback-gate', title: 'the test that SGLang makes before it falls back to transformers' },
  { id: 'sglang-generation', title: "SGLang's `is_generation_model` takes the architecture" },
  { id: 'sglang-import', title: 'an import statement of a model module' },
  { id: 'sglang-multimodal-list', title: "SGLang's `is_multimodal_model` names the architecture" },
  { id: 'sglang-not-generation', title: "SGLang's `is_generation_model` refuses the architecture" },
];
