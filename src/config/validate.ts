import type * as z from 'zod';
import { didYouMean } from '../text/suggest.js';
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
  const path = issue.path.map((key) => (typeof key === 'symbol' ? key.toString() : key));
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(configSchema.shape);
    return issue.keys.map((key) => ({
      path: [...path, key],
      unknownKey: true,
      message: `Unknown key "${key}".${didYouMean(key, known)}`,
    }));
  }
  return [{ path, unknownKey: false, message: `${written(path)}: ${reason(issue, lookUp(raw, path))}` }];
}

function reason(issue: z.core.$ZodIssue, input: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected === 'record' ? 'object' : issue.expected}, found ${kindOf(input)}.`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const hint = typeof input === 'string' ? didYouMean(input, values) : '';
      return `expected one of ${values.map((value) => `"${value}"`).join(', ')}.${hint}`;
    }
    case 'invalid_key':
      return `${issue.issues[0]?.message ?? issue.message}.`;
    default:
      return `${issue.message}.`;
  }
}

function written(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'The configuration';
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('');
}

function lookUp(raw: unknown, path: readonly (string | number)[]): unknown {
  let value = raw;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key];
    else if (isRecord(value)) value = value[key];
    else return undefined;
  }
  return value;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
