import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/assets.js';
import { configJsonSchema, configSchema } from '../../src/config/schema.js';

test('docs/config.schema.json is current; write it with npm run config-schema', () => {
  const path = join(packageRoot(), 'docs/config.schema.json');
  expect(readFileSync(path, 'utf8')).toBe(configJsonSchema());
});

test('every key is described and nothing else is allowed', () => {
  for (const schema of Object.values(configSchema.shape)) expect(schema.description).toMatch(/\.$/);
  expect(JSON.parse(configJsonSchema())).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    additionalProperties: false,
  });
});

test.each([
  [{}, false],
  [{ baseUrl: 'https://inference.example.org/v1' }, true],
  [{ baseUrlVariable: 'ONE_URL', keyVariable: 'ONE_KEY' }, true],
  [{ baseUrl: 'https://inference.example.org/v1', baseUrlVariable: 'ONE_URL' }, false],
  [{ baseUrl: 'file:///etc/passwd' }, false],
  [{ baseUrlVariable: 'ONE URL' }, false],
  [{ baseUrl: 'https://inference.example.org/v1', key: 'sesame' }, false],
])('an inference provider %j: %s', (one, valid) => {
  expect(configSchema.safeParse({ popularity: { providers: { one } } }).success).toBe(valid);
});
