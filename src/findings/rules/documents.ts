import type { Rule } from '../rule.js';

/** What keeps a Markdown document from being read or edited. */
export const documentRules: readonly Rule[] = [
  {
    id: 'document-conflict',
    severity: 'error',
    title: 'the document has an unresolved merge conflict',
    meaning: 'The markers of a merge conflict stand at the beginnings of lines.',
    reason: 'Nobody but a person can tell which side is right.',
    fix: 'Resolve the conflict.',
    example: {
      language: 'text',
      before:
        '<<<<<<< HEAD\n| **AcornForCausalLM** | Y |\n=======\n| **AcornForCausalLM** |  |\n>>>>>>> branch',
      after: '| **AcornForCausalLM** | Y |',
    },
  },
  {
    id: 'document-edit-refused',
    severity: 'error',
    title: 'the planned edit cannot be made',
    meaning:
      'A table cannot be edited where it stands, or the edited text, parsed again, does not read as planned. Nothing was changed.',
    reason: 'archscan changes a document as planned or not at all.',
    fix: 'Follow the message; usually a table must move to the top level of the document.',
    example: {
      language: 'markdown',
      before: '> | Architecture | Native |\n> |---|---|',
      after: '| Architecture | Native |\n|---|---|',
    },
  },
  {
    id: 'document-not-tracking',
    severity: 'error',
    title: 'this is no tracking document',
    meaning:
      'It has neither a table with the columns `Architecture` and `Native` nor one of the three headings.',
    reason: 'It is probably the wrong file.',
    fix: 'Name the tracking document, or write a new one with `archscan track`.',
    example: {
      language: 'text',
      before: 'archscan lint sglang README.md',
      after: 'archscan lint sglang MODEL_SUPPORT_TRACKING.md',
    },
  },
  {
    id: 'document-syntax',
    severity: 'error',
    title: 'the document cannot be parsed',
    meaning: 'The text is not valid MDX, or it is nested too deeply.',
    reason: 'Nothing in it can be found, so nothing in it is checked.',
    fix: 'Correct the place that the message names.',
    example: { language: 'markdown', before: 'Fewer than <b models', after: 'Fewer than \\<b models' },
  },
  {
    id: 'document-table-not-editable',
    severity: 'warning',
    title: 'a table stands where it is not edited',
    meaning: 'The table stands inside a list, a quote, a code block, an HTML comment or the like.',
    reason: 'Its rows are neither checked nor corrected.',
    fix: 'Move the table to the top level of the document.',
    example: {
      language: 'markdown',
      before: '- | Architecture | Native |\n  |---|---|',
      after: '| Architecture | Native |\n|---|---|',
    },
  },
  {
    id: 'document-unreadable',
    severity: 'error',
    title: 'the document cannot be read',
    meaning: 'It is no regular file, is too large, or is not UTF-8.',
    reason: 'Editing it would change bytes that nobody meant to change.',
    fix: 'Follow the message.',
    example: {
      language: 'text',
      before: 'MODEL_SUPPORT_TRACKING.md in UTF-16',
      after: 'MODEL_SUPPORT_TRACKING.md in UTF-8',
    },
  },
];
