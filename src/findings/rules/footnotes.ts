import type { Rule } from '../rule.js';

/** Remarks that readers do not see as their author meant them. */
export const footnoteRules: readonly Rule[] = [
  {
    id: 'footnote-dangling',
    severity: 'error',
    title: 'a footnote has no definition',
    meaning: 'The text refers to a footnote that the document does not define.',
    reason: 'Readers see `[^1]` as text, and the remark that limits the statement is lost.',
    fix: 'Define the footnote, or remove the reference.',
    example: {
      language: 'markdown',
      before: 'Served with short prompts only[^1].',
      after: 'Served with short prompts only[^1].\n\n[^1]: Up to 4,096 tokens.',
    },
  },
  {
    id: 'footnote-duplicate',
    severity: 'error',
    title: 'a footnote is defined twice',
    meaning: 'A second definition has the name of an earlier one. The first one counts.',
    reason: 'Whatever refers to the second remark shows the first one.',
    fix: 'Give the second definition, and what refers to it, a name of its own.',
    example: {
      language: 'markdown',
      before: 'Slow[^1] and large[^1].\n\n[^1]: Without graphs.\n[^1]: 80 GB.',
      after: 'Slow[^1] and large[^2].\n\n[^1]: Without graphs.\n[^2]: 80 GB.',
    },
  },
  {
    id: 'footnote-gap',
    severity: 'info',
    title: 'a number of the footnotes is left out',
    meaning: 'The footnotes are numbered, and one of the numbers has no definition.',
    reason:
      'A remark was probably removed. Readers do not notice, since footnotes are numbered as they appear.',
    fix: 'Nothing needs to be done. archscan never renumbers footnotes.',
    example: {
      language: 'markdown',
      before: 'Slow[^1] and large[^3].\n\n[^1]: Without graphs.\n[^3]: 80 GB.',
      after: 'Slow[^1] and large[^2].\n\n[^1]: Without graphs.\n[^2]: 80 GB.',
    },
  },
  {
    id: 'footnote-retargeted',
    severity: 'error',
    title: 'a footnote shows the remark of another section',
    meaning:
      'The remark stands in another section, and the own section has a definition that nothing refers to. With `sync --since`, also a name that had another remark at that revision.',
    reason: 'A definition was renamed, and its old name now belongs to another remark.',
    fix: 'Check which remark is meant, and refer to it.',
    example: {
      language: 'markdown',
      before: '# Text\n\nSlow[^1].\n\n[^1]: Without graphs.\n\n# Images\n\nLarge[^1].\n\n[^size]: 80 GB.',
      after: '# Text\n\nSlow[^1].\n\n[^1]: Without graphs.\n\n# Images\n\nLarge[^size].\n\n[^size]: 80 GB.',
    },
  },
  {
    id: 'footnote-unused',
    severity: 'warning',
    title: 'nothing refers to a footnote',
    meaning: 'The document defines a footnote that no text refers to.',
    reason: 'Nobody sees the remark.',
    fix: 'Refer to it where it applies, or remove it.',
    example: {
      language: 'markdown',
      before: 'Slow.\n\n[^1]: Without graphs.',
      after: 'Slow[^1].\n\n[^1]: Without graphs.',
    },
  },
];
