import type { Rule } from '../rule.js';

const REFRESH = 'Run `archscan track --refresh` or `archscan lint --fix`.';

/** What the machine columns of a row say, against the sources. */
export const trackingCellRules: readonly Rule[] = [
  {
    id: 'tracking-wrong-native',
    severity: 'error',
    title: 'the Native cell contradicts the registrations',
    meaning:
      'The cell says `Y` and no module of `srt/models` registers the architecture, or the cell does not say `Y` and one does. The evidence is the registration, or the transformers class that is all there is.',
    reason: 'It is the one thing that everybody reads this document for.',
    fix: REFRESH,
    fixable: true,
    example: {
      language: 'markdown',
      before: '| **AcornForCausalLM** |  | Y |  |  |',
      after: '| **AcornForCausalLM** | Y | Y | `acorn.py` |  |',
    },
  },
  {
    id: 'tracking-wrong-hf',
    severity: 'error',
    title: 'the HF cell contradicts transformers',
    meaning:
      'The cell says `Y` and `transformers.<name>` does not exist in the sources that were given, or the other way round.',
    reason: 'What is not native can only be served if transformers has the class.',
    fix: `${REFRESH} Give the transformers release that the engine requires: the answer holds for that one.`,
    fixable: true,
    needs: 'transformers',
    example: {
      language: 'markdown',
      before: '| **SorrelForCausalLM** | Y | Y | `sorrel.py` |  |',
      after: '| **SorrelForCausalLM** | Y |  | `sorrel.py` |  |',
    },
  },
  {
    id: 'tracking-wrong-file',
    severity: 'error',
    title: 'the SGLang File cell names another file',
    meaning: 'Another file below `srt/models` registers the architecture than the cell says, or none does.',
    reason: 'The cell is the way from the document to the code.',
    fix: REFRESH,
    fixable: true,
    example: {
      language: 'markdown',
      before: '| **AcornMoeForCausalLM** | Y | Y | `acorn.py` |  |',
      after: '| **AcornMoeForCausalLM** | Y | Y | `acorn_moe.py` |  |',
    },
  },
  {
    id: 'tracking-fallback-refused',
    severity: 'error',
    title: 'the Fallback cell promises what the gate refuses',
    meaning:
      "The Fallback column says `Y`, and SGLang's own gate before transformers refuses the class: it is not exported, is no model class, or `is_backend_compatible()` is false for it. The evidence is the class, and the gate in the loader.",
    reason: 'Whoever tries it gets an error at start-up.',
    fix: REFRESH,
    fixable: true,
    needs: 'transformers',
    example: {
      language: 'markdown',
      before: '| **QuartzForCausalLM** |  | Y |  |  | Y |',
      after: '| **QuartzForCausalLM** |  | Y |  |  |  |',
    },
  },
  {
    id: 'tracking-wrong-fallback',
    severity: 'error',
    title: 'the Fallback cell contradicts the gate',
    meaning:
      "The cell does not say `Y` although SGLang's gate lets the class in, or it says something definite where the sources do not decide (`?`). A cell that promises too much is `tracking-fallback-refused`.",
    reason: 'A model that could be served is taken for one that cannot.',
    fix: REFRESH,
    fixable: true,
    needs: 'transformers',
    example: {
      language: 'markdown',
      before: '| **JuniperForCausalLM** |  | Y |  |  |  |',
      after: '| **JuniperForCausalLM** |  | Y |  |  | Y |',
    },
  },
  {
    id: 'tracking-hf-not-served',
    severity: 'info',
    title: 'HF says Y, and the engine refuses the class',
    meaning:
      'transformers exports the class, SGLang has no implementation of its own, and its gate does not let the class in: `HF` is `Y`, and still nothing serves the model. Not reported for tables that have a `Fallback` column, which is where a document can say so.',
    reason: 'Many readers take `HF = Y` for "SGLang can run it", try it, and get an error at start-up.',
    fix: 'Add the `Fallback` column, which says what the gate answers, with `archscan track --with-fallback`; or say in the text what `HF` means, and ignore the rule for the file with a reason.',
    needs: 'transformers',
    example: {
      language: 'markdown',
      before: '| **QuartzForCausalLM** |  | Y |  |  |',
      after: '| **QuartzForCausalLM** |  | Y |  |  |  |',
    },
  },
  {
    id: 'tracking-placeholder-example',
    severity: 'warning',
    title: 'the example checkpoint is a placeholder',
    meaning:
      "The text is no `org/name` of a real model: words like `your-org/model`, a repository that exists for tests only, or an id that a generator made out of another model's.",
    reason: 'Somebody will paste it into a command.',
    fix: 'If the sources name a real checkpoint, `archscan track --refresh` writes it. Otherwise set `examples` in the configuration.',
    fixable: true,
    example: {
      language: 'markdown',
      before: '| **AcornForCausalLM** | Y | Y | `acorn.py` | your-org/acorn |',
      after: '| **AcornForCausalLM** | Y | Y | `acorn.py` | acorn-labs/Acorn-7B |',
    },
  },
  {
    id: 'tracking-stale-example',
    severity: 'warning',
    title: 'the example checkpoint is not the one that the sources name',
    meaning:
      'The cell is empty or names another checkpoint than the configuration, the docstrings of the class, or the shipped overrides, in that order.',
    reason: 'Examples rot: repositories are renamed, and better ones appear.',
    fix: `${REFRESH} To keep another checkpoint, set \`examples\` in the configuration.`,
    fixable: true,
    example: {
      language: 'markdown',
      before: '| **AcornForCausalLM** | Y | Y | `acorn.py` |  |',
      after: '| **AcornForCausalLM** | Y | Y | `acorn.py` | acorn-labs/Acorn-7B |',
    },
  },
];
