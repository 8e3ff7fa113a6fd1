import type * as z from 'zod';
import { didYouMean } from '../text/suggest.js';
import { isRecord, issueText, keysOf } from './issue-text.js';
import { configSchema } from './schema.js';
import type { ArchscanConfig } from './types.js';

/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** The keys and indices that lead to it; empty for the whole. */
  readonly path: readonly (string | number)[];
  readonly unknownKey: boolean;
  readonly message: string;
}

/**
 * Checks what a configuration file holds. The value keeps every top-level key that has no issue, so that one
 * mistake does not hide the others; whoever wants all or nothing looks at the issues.
 */
export function validateConfig(raw: unknown): { value: ArchscanConfig; issues: readonly ConfigIssue[] } {
  const whole = configSchema.safeParse(raw);
  if (whole.success) return { value: whole.data, issues: [] };
  const issues = whole.error.issues.flatMap((issue) => describe(issue, raw));
  if (!isRecord(raw)) return { value: {}, issues };
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const sound = Object.fromEntries(Object.entries(raw).filter(([key]) => !wrong.has(key)));
  return { value: configSchema.parse(sound), issues };
}

function describe(issue: z.core.$ZodIssue, raw: unknown): ConfigIssue[] {
  const path = keysOf(issue);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(configSchema.shape);
    return issue.keys.map((key) => ({
      path: [...path, key],
      unknownKey: true,
      message: `Unknown key "${key}".${didYouMean(key, known)}`,
    }));
  }
  return [{ path, unknownKey: false, message: issueText(issue, raw, 'The configuration') }];
}
