import type { Rule } from '../rule.js';

/** Which rows the document has, and where. */
export const trackingRowRules: readonly Rule[] = [
  {
    id: 'tracking-missing-row',
    severity: 'error',
    title: 'an architecture has no row',
    meaning:
      'SGLang registers the architecture, or transformers exports a class of its name, and no table of the document names it. The finding stands where the row belongs; its evidence is the registration or the class.',
    reason: 'Who looks an architecture up and finds no row concludes that it is not supported.',
    fix: 'Run `archscan track --update`. It adds the missing rows in their places and corrects the numbers.',
    fixable: true,
    ofFile: true,
    example: {
      language: 'markdown',
      before: '| **AcornForCausalLM** | Y | Y | `acorn.py` |  |',
      after:
        '| **AcornForCausalLM** | Y | Y | `acorn.py` |  |\n| **AcornMoeForCausalLM** | Y |  | `acorn_moe.py` |  |',
    },
  },
  {
    id: 'tracking-unsupported-row',
    severity: 'error',
    title: 'nothing supports the architecture of a row',
    meaning:
      'Neither SGLang nor the transformers sources that were given know the architecture, and no example override names it. An error when the row still says `Y` somewhere, otherwise a warning. Without transformers sources, a row whose `HF` cell says `Y` is believed.',
    reason: 'A row that outlives its implementation promises what the software no longer does.',
    fix: 'Run `archscan track --prune`, which removes such rows, or correct the name by hand if it is misspelled. `--fix` never removes a row.',
    needs: 'transformers',
    example: {
      language: 'markdown',
      before: '| **AcornForCausalLM** | Y | Y | `acorn.py` |  |\n| **AcronForCausalLM** | Y |  |  |  |',
      after: '| **AcornForCausalLM** | Y | Y | `acorn.py` |  |',
    },
  },
  {
    id: 'tracking-duplicate-row',
    severity: 'warning',
    title: 'two rows name one architecture',
    meaning: 'The architecture has an earlier row, in this table or in another one.',
    reason: 'Both rows are counted, and sooner or later they disagree.',
    fix: 'Keep one row and remove the other. archscan does not choose, because people may have written into either.',
    example: {
      language: 'markdown',
      before:
        '| **AcornForCausalLM** | Y | Y | `acorn.py` |  |\n| **AcornForCausalLM** | Y |  | `acorn.py` |  |',
      after: '| **AcornForCausalLM** | Y | Y | `acorn.py` |  |',
    },
  },
  {
    id: 'tracking-wrong-category',
    severity: 'error',
    title: 'a row stands in the section of another category',
    meaning:
      "The sources put the architecture into another category than the section in which its row stands. SGLang's own lists and predicates decide first; the evidence is what decided.",
    reason: 'The counts of two sections are wrong, and readers look in the wrong table.',
    fix: 'Run `archscan track --refresh`, which moves the row together with what people wrote into it. If the sources are wrong, set `categories` in the configuration.',
    fixable: true,
    example: {
      language: 'markdown',
      before:
        '## Text-only Language Models (Generative)\n\n| Architecture | Native |\n|---|---|\n| **LanternVLForConditionalGeneration** | Y |',
      after:
        '## Multimodal Models (Vision / Audio / OCR)\n\n| Architecture | Native |\n|---|---|\n| **LanternVLForConditionalGeneration** | Y |',
    },
  },
  {
    id: 'tracking-row-order',
    severity: 'warning',
    title: 'a row stands out of order in a sorted table',
    meaning:
      'The rest of the table is sorted, and this row is not where its name belongs. Tables that are not sorted to begin with, or sorted by something else than the name, are left alone.',
    reason: 'Rows out of order are added a second time, and make every later difference longer.',
    fix: 'Move the row. An editor that talks to archscan offers the edit; `--fix` never moves a row within its table.',
    example: {
      language: 'markdown',
      before: '| **Acorn** |\n| **Sorrel** |\n| **Lantern** |\n| **Pebble** |\n| **Quartz** |',
      after: '| **Acorn** |\n| **Lantern** |\n| **Pebble** |\n| **Quartz** |\n| **Sorrel** |',
    },
  },
  {
    id: 'tracking-several-architectures',
    severity: 'warning',
    title: 'a row names several architectures',
    meaning:
      'The key cell names more than one architecture, so the cells of the row cannot be checked. `track --update` and `--refresh` leave it alone; a full rebuild (`archscan track` without a mode) makes a row of each, and removes the names that the sources do not have.',
    reason: 'One `Y` cannot be right for two architectures for long.',
    fix: 'Give each architecture a row of its own.',
    example: {
      language: 'markdown',
      before: '| **AcornForCausalLM**, **AcornChatForCausalLM** | Y |',
      after: '| **AcornForCausalLM** | Y |\n| **AcornChatForCausalLM** | Y |',
    },
  },
  {
    id: 'tracking-row-dropped',
    severity: 'warning',
    title: 'a rebuild would drop text of a row',
    meaning:
      'A full rebuild (`archscan track` without a mode) has no place for something that a row says: the row names no architecture, a second row of the architecture says something else in the same column, or a cell stands beyond the last column. The rebuild also says so of a footnote, a link, a comment or a remark in a cell that it corrects.',
    reason: 'Text that somebody wrote would be lost.',
    fix: 'Move the text out of the table, into the first row of the architecture, or into a column of its own.',
    example: {
      language: 'markdown',
      before: '| **AcornForCausalLM** | Y |\n| see also the notes | |',
      after: '| **AcornForCausalLM** | Y |\n\nSee also the notes.',
    },
  },
  {
    id: 'tracking-move-refused',
    severity: 'warning',
    title: 'a row cannot move to its section',
    meaning:
      'The row belongs to another section, whose table lacks a column for something that people wrote in this row.',
    reason: 'Moving the row would lose that text, so it stays where it is wrong.',
    fix: 'Add the column to the other table, or move the row by hand.',
    example: {
      language: 'markdown',
      before: '| Architecture | Native |\n|---|---|\n| **PebbleModel** | Y |',
      after: '| Architecture | Native | Notes |\n|---|---|---|\n| **PebbleModel** | Y |  |',
    },
  },
];
