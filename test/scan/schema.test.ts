import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import { packageRoot } from '../../src/assets.js';
import type { ScanResult } from '../../src/scan/contract.js';
import { scan } from '../../src/scan/scan.js';
import { scanJsonSchema, scanSchema } from '../../src/scan/schema.js';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

test('docs/scan.schema.json is current; write it with npm run config-schema', () => {
  expect(readFileSync(join(packageRoot(), 'docs/scan.schema.json'), 'utf8')).toBe(scanJsonSchema());
});

test('the schema and the type of the library have the same shape', () => {
  // The type checker makes this test.
  expectTypeOf<DeepReadonly<z.infer<typeof scanSchema>>>().toEqualTypeOf<DeepReadonly<ScanResult>>();
});

test('what is printed for the example workspace fits, and the schema knows every key of it', async () => {
  const example = (name: string): string => join(packageRoot(), 'examples', name);
  const result = await scan({ roots: [example('sglang')], transformers: example('transformers') });
  const printed: unknown = JSON.parse(JSON.stringify(result));
  expect(scanSchema.parse(printed)).toEqual(printed);
  expect(result.engines.flatMap(({ registrations }) => registrations).length).toBeGreaterThan(5);
  expect(result.transformers?.classes.filter(({ example: found }) => found !== null).length).toBeGreaterThan(
    3,
  );
});

test('a later release may add keys, and none may be missing', () => {
  const stats = { files: 0, bytes: 0, parsed: 0, cached: 0, skipped: 0 };
  const empty = { schemaVersion: 1, engines: [], transformers: null, diagnostics: [], stats };
  expect(scanSchema.safeParse({ ...empty, later: 1 }).success).toBe(true);
  expect(scanSchema.safeParse({ ...empty, schemaVersion: 2 }).success).toBe(false);
  expect(scanSchema.safeParse({ ...empty, stats: undefined }).success).toBe(false);
  expect(JSON.parse(scanJsonSchema())).not.toHaveProperty('additionalProperties');
});
