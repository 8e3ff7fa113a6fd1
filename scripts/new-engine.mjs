// Adds an engine: npm run new-engine -- <id> "<Title>" [python package]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import * as prettier from 'prettier';

const [id, title, packageName = id?.replaceAll(/[.-]/g, '_')] = process.argv.slice(2);
if (id === undefined || title === undefined) {
  console.error('Write it as: npm run new-engine -- my-engine "My Engine" [my_engine]');
  process.exit(2);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null);
const { scaffoldEngine } = await createJiti(import.meta.url).import('./scaffold-engine.ts');
const files = scaffoldEngine({ id, title, packageName }, read);
for (const { path, text } of files) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, path.endsWith('.ts') ? await format(file, text) : text);
  console.log(`wrote ${path}`);
}
if (files.length === 0) console.log('everything was there already');

// The configuration has a key for the engine, and the pages of rules and engines name it.
for (const script of ['write-config-schema', 'write-rule-pages', 'write-engine-page']) {
  await import(`./${script}.mjs`);
}
console.log('wrote the schema of the configuration, the pages of rules and docs/engines.md');
console.log(`Next: say in src/engines/${id.replaceAll('.', '')}/ where its registry is; see CONTRIBUTING.md`);

async function format(file, text) {
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}
