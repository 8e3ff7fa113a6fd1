import type { Rule } from '../rule.js';

/** Defects of archscan itself. */
export const checkRules: readonly Rule[] = [
  {
    id: 'check-failed',
    severity: 'error',
    title: 'a check of archscan failed',
    meaning: 'A check stopped with an exception. What the other checks found is reported beside it.',
    reason: 'What the check would have found is not known, so a clean result would be wrong.',
    fix: 'Report it, with the message: it is a defect of archscan.',
    always: true,
    example: { language: 'text', before: 'a check that stops', after: 'a release that corrects it' },
  },
];
