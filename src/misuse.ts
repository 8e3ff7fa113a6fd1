/** What JavaScript lets a caller of the library pass although the types do not. */
import { ArchscanError } from './errors.js';

/** @throws ArchscanError `usage` unless `value` is a list of texts */
export function requireTexts(value: unknown, what: string, example: string): void {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return;
  throw new ArchscanError('usage', `${what} must be a list of texts, not ${kindOf(value)}.`, {
    hint: `For example: ${example}`,
  });
}

/** @throws ArchscanError `usage` unless `options` is an object whose `key` is a list of texts */
export function requireTextsIn(options: unknown, key: string, example: string): void {
  const value: unknown = Object.entries(options ?? {}).find(([name]) => name === key)?.[1];
  requireTexts(value, `The option ${key}`, example);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'left out';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list with others' : `of type ${typeof value}`;
}
