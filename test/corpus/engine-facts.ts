/** Facts about engines that were computed without archscan: see test/fixtures/facts/README.md. */
import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import type { EngineScan, Registration } from '../../src/engines/types.js';

export function engineFacts<T>(name: string, schema: z.ZodType<T>): T {
  const text = readFileSync(new URL(`../fixtures/facts/${name}.json`, import.meta.url), 'utf8');
  return schema.parse(JSON.parse(text));
}

/** One registry as a record by key; a key that is registered twice is an error. */
export function byKey<T>(
  { registrations }: EngineScan,
  registry: string,
  show: (registration: Registration) => T,
): Readonly<Record<string, T>> {
  const found = registrations.filter((each) => each.registry === registry);
  const result = Object.fromEntries(found.map((each) => [each.key, show(each)]));
  if (Object.keys(result).length !== found.length) throw new Error(`a key occurs twice in ${registry}`);
  return result;
}
