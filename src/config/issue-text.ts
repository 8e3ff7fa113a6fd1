/** What a schema has against a value, as a sentence that names the key. */
import type * as z from 'zod';
import { didYouMean } from '../text/suggest.js';

type Issue = z.core.$ZodIssue;

/** The keys and indices that lead to an issue; empty for the whole. */
export function keysOf(issue: Issue): readonly (string | number)[] {
  return issue.path.map((key) => (typeof key === 'symbol' ? key.toString() : key));
}

/**
 * `categories.X: expected one of "text", "embedding".`
 *
 * @param whole what the value is called when it is wrong as a whole
 */
export function issueText(issue: Issue, raw: unknown, whole: string): string {
  const path = keysOf(issue);
  return `${path.length === 0 ? whole : keyPath(path)}: ${reason(issue, lookUp(raw, path))}`;
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
    case 'invalid_format':
      return `${issue.message}${typeof input === 'string' ? `, found ${JSON.stringify(input)}` : ''}.`;
    default:
      return `${issue.message}.`;
  }
}

/** `a[0].b` */
export function keyPath(path: readonly (string | number)[]): string {
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
  if (value === null || value === undefined) return value === null ? 'null' : 'nothing';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
