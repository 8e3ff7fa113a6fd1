import type { Rule } from '../rule.js';

/** Defects of `archscan.config.*`, `package.json#archscan` and the profiles of `archscan sync`. */
export const configRules: readonly Rule[] = [
  {
    id: 'config-unreadable',
    severity: 'error',
    title: 'the configuration, or a profile of `archscan sync`, cannot be loaded',
    meaning: 'The file is not there, it is no JSON, or running the module fails.',
    reason: 'Nothing of what it says is known.',
    fix: 'Correct the place that the message names.',
    example: { language: 'json', before: '{ "sglang": "sglang", }', after: '{ "sglang": "sglang" }' },
  },
  {
    id: 'config-invalid',
    severity: 'error',
    title: 'a key of the configuration, or of a profile of `archscan sync`, has a wrong value',
    meaning: 'The value is not of the type that the key takes.',
    reason: 'The key would be ignored.',
    fix: 'Correct the value; `docs/config.schema.json` describes every key, `docs/sync-profile.schema.json` those of profiles.',
    example: { language: 'json', before: '{ "engines": "sglang" }', after: '{ "engines": ["sglang"] }' },
  },
  {
    id: 'config-unknown-key',
    severity: 'error',
    title: 'the configuration, or a profile of `archscan sync`, has an unknown key',
    meaning: 'archscan knows no such key. The message names the nearest ones.',
    reason: 'A misspelled key has no effect.',
    fix: 'Correct or remove the key.',
    example: { language: 'json', before: '{ "sgLang": "sglang" }', after: '{ "sglang": "sglang" }' },
  },
  {
    id: 'config-shadowed',
    severity: 'warning',
    title: 'a second configuration is not read',
    meaning: 'Two configurations stand in one folder; only one is read.',
    reason: 'Changes to the other one have no effect.',
    fix: 'Keep one of them.',
    example: {
      language: 'text',
      before: 'archscan.config.json\narchscan.config.ts',
      after: 'archscan.config.ts',
    },
  },
];
