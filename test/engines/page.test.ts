import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/assets.js';
import { enginesPage } from '../../src/engines/page.js';
import { ENGINES } from '../../src/engines/registry.js';

test('docs/engines.md is current; write it with npm run engine-page', async () => {
  const path = join(packageRoot(), 'docs/engines.md');
  expect(readFileSync(path, 'utf8')).toBe(await enginesPage());
});

test.each(ENGINES)('the adapter of $id has the id and title of its entry', async ({ id, title, load }) => {
  expect(await load()).toMatchObject({ id, title });
});
