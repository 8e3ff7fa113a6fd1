import type { Rule } from '../rule.js';

/** Comments that silence a finding must say why, and must silence something. */
export const ignoreRules: readonly Rule[] = [
  {
    id: 'ignore-without-reason',
    severity: 'warning',
    title: 'an ignore comment gives no reason',
    meaning: 'The comment names a rule and no reason. It has no effect.',
    reason: 'Nobody can tell later whether the comment may go.',
    fix: 'Write the reason behind the rule.',
    example: {
      language: 'python',
      before: '"OldVLForCausalLM",  # archscan: ignore[sglang-unregistered-name]',
      after: '"OldVLForCausalLM",  # archscan: ignore[sglang-unregistered-name] loaded by a plugin',
    },
  },
  {
    id: 'ignore-unused',
    severity: 'warning',
    title: 'an ignore comment silences nothing',
    meaning:
      'There is no such rule, or it finds nothing where the comment points. Not reported for rules that need transformers when transformers was not read.',
    reason: 'It would hide the next finding at this place.',
    fix: 'Remove the comment, or correct the name of the rule.',
    example: {
      language: 'markdown',
      before: '<!-- archscan-ignore-next-line tracking-wrong-native: fixed long ago -->',
      after: '',
    },
  },
];
