import { expect, test } from 'vitest';
import * as archscan from '../../src/index.js';

test('the package exports these values', () => {
  expect(Object.keys(archscan).sort()).toMatchInlineSnapshot(`
    [
      "ArchscanError",
      "SCHEMA_VERSION",
      "createSession",
      "defineConfig",
      "scan",
      "support",
    ]
  `);
});

test('defineConfig returns what it is given', () => {
  const config = { examples: { FernForCausalLM: 'grove/Fern-1B' } };
  expect(archscan.defineConfig(config)).toBe(config);
});
