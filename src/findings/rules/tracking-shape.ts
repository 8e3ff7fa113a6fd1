import type { Rule } from '../rule.js';

/** Numbers, headings and tables of the tracking document. */
export const trackingShapeRules: readonly Rule[] = [
  {
    id: 'tracking-stale-count',
    severity: 'error',
    title: 'a number does not agree with the rows',
    meaning:
      'The numbers under a section, in the summary table, or in the closing lines differ from what counting the rows of the document gives, and would still be wrong after wrong rows are corrected.',
    reason: 'A number that can be wrong is worth nothing.',
    fix: 'Run `archscan track --refresh` or `archscan lint --fix`, which recounts after the rows are corrected.',
    fixable: true,
    example: {
      language: 'markdown',
      before: '**4** native / **1** HF-only / **0** no fallback / **6** total',
      after: '**5** native / **1** HF-only / **0** no fallback / **6** total',
    },
  },
  {
    id: 'tracking-heading-respelled',
    severity: 'warning',
    title: 'a section has another heading than expected',
    meaning:
      'A heading is taken for one of the three sections because it reads alike, or because the architectures below it are of that category.',
    reason:
      'Scripts older than archscan know only the one spelling, and lose the rows of a section that they do not find.',
    fix: 'Spell the heading as the message says.',
    example: {
      language: 'markdown',
      before: '## Multi-modal models',
      after: '## Multimodal Models (Vision / Audio / OCR)',
    },
  },
  {
    id: 'tracking-heading-missing',
    severity: 'warning',
    title: 'a section is missing',
    meaning: 'The document has no heading for one of the three categories.',
    reason: 'The architectures of that category have no place.',
    fix: 'Run `archscan track --update`, which creates the section as soon as a row belongs there, or write the heading.',
    example: {
      language: 'markdown',
      before: '## Text-only Language Models (Generative)\n\n…',
      after:
        '## Text-only Language Models (Generative)\n\n…\n\n---\n\n## Embedding / Classification / Reward / Retrieval Models\n\n…',
    },
  },
  {
    id: 'tracking-foreign-table',
    severity: 'warning',
    title: 'a table of architectures stands in no section',
    meaning:
      'The table has the columns of the tracking document, and no heading above it is that of a section.',
    reason: 'Its rows are neither counted nor checked.',
    fix: 'Move the table below the heading of its section, or give its columns other names.',
    example: {
      language: 'markdown',
      before: '## Wishes\n\n| Architecture | Native |\n|---|---|\n| **AcornForCausalLM** | Y |',
      after:
        '## Text-only Language Models (Generative)\n\n| Architecture | Native |\n|---|---|\n| **AcornForCausalLM** | Y |',
    },
  },
  {
    id: 'tracking-column-twice',
    severity: 'error',
    title: 'a table has two columns of one name',
    meaning: 'Two columns that people fill have the same name.',
    reason: 'A rebuild keeps cells by the name of their column and would lose one of them.',
    fix: 'Rename one of the columns.',
    example: {
      language: 'markdown',
      before: '| Architecture | Native | Notes | Notes |',
      after: '| Architecture | Native | Notes | Owner |',
    },
  },
];
