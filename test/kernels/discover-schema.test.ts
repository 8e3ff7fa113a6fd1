import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import { packageRoot } from '../../src/assets.js';
import type { DiscoverReport } from '../../src/kernels/discover/contract.js';
import { discoverJsonSchema, type discoverSchema } from '../../src/kernels/discover/schema.js';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

test('docs/discover.schema.json is current; write it with npm run config-schema', () => {
  expect(readFileSync(join(packageRoot(), 'docs/discover.schema.json'), 'utf8')).toBe(discoverJsonSchema());
});

test('the schema and the type of the library have the same shape', () => {
  // The type checker makes this test.
  expectTypeOf<DeepReadonly<z.infer<typeof discoverSchema>>>().toEqualTypeOf<DeepReadonly<DiscoverReport>>();
});
