import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { scaffoldEngine, type NewEngine } from '../../scripts/scaffold-engine.js';
import { packageRoot } from '../../src/assets.js';
import type { EngineAdapter } from '../../src/engines/types.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { readEngine, reports, rows, undecided } from './read-engine.js';

const ENGINE: NewEngine = { id: 'oak-serve', title: "Oak's Engine", packageName: 'oak_serve' };

const entry = z.object({ id: z.string(), title: z.string() });

/** The sources of this project in another folder, where only the lists of engines are copies. */
function copyOfSources(): string {
  const folder = tempFolder();
  const link = (path: string): void => {
    symlinkSync(join(packageRoot(), path), join(folder, path));
  };
  mkdirSync(join(folder, 'src/engines'), { recursive: true });
  for (const name of readdirSync(join(packageRoot(), 'src'))) if (name !== 'engines') link(`src/${name}`);
  const lists = ['registry.ts', 'rules.ts'];
  for (const name of readdirSync(join(packageRoot(), 'src/engines'))) {
    if (!lists.includes(name)) link(`src/engines/${name}`);
  }
  const text = (name: string): string => readFileSync(join(packageRoot(), 'src/engines', name), 'utf8');
  writeFiles(join(folder, 'src/engines'), Object.fromEntries(lists.map((name) => [name, text(name)])));
  return folder;
}

function scaffold(folder: string, engine: NewEngine): readonly string[] {
  const read = (path: string): string | null =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : null;
  const files = scaffoldEngine(engine, read);
  writeFiles(folder, Object.fromEntries(files.map(({ path, text }) => [path, text])));
  return files.map(({ path }) => path);
}

test('a new engine reads its fixture and stands in both lists', async () => {
  const folder = copyOfSources();
  expect(scaffold(folder, ENGINE)).toEqual([
    'src/engines/oak-serve/index.ts',
    'src/engines/oak-serve/rules.ts',
    'test/engines/oak-serve/oak-serve.test.ts',
    'test/fixtures/engines/oak-serve/oak_serve/models/registry.py',
    'test/fixtures/engines/oak-serve/oak_serve/models/acorn.py',
    'src/engines/registry.ts',
    'src/engines/rules.ts',
  ]);
  const registry: unknown = await import(join(folder, 'src/engines/registry.ts'));
  const { ENGINES } = z.object({ ENGINES: z.array(entry) }).parse(registry);
  expect(ENGINES.at(-1)).toEqual({ id: 'oak-serve', title: "Oak's Engine" });
  expect(readFileSync(join(folder, 'src/engines/rules.ts'), 'utf8')).toContain('...oakServeReading,\n');
  const module: unknown = await import(join(folder, 'src/engines/oak-serve/index.ts'));
  const { oakServe } = z.object({ oakServe: z.custom<EngineAdapter>() }).parse(module);
  const it = readEngine(oakServe, join(folder, 'test/fixtures/engines/oak-serve'));
  expect(rows(it, 'models')).toEqual([
    'AcornForCausalLM -> AcornForCausalLM registry.py:4 acorn.py:1',
    'ElmForCausalLM -> ElmForCausalLM registry.py:5 elsewhere',
  ]);
  expect(undecided(it)).toEqual(['registry.py:6 the class of FirForCausalLM is not known: it is a constant']);
  expect(reports(it)).toEqual([]);
});

test('twice is once, and what was written since stays', () => {
  const folder = copyOfSources();
  scaffold(folder, ENGINE);
  writeFiles(folder, { 'src/engines/oak-serve/index.ts': '// Mine.\n' });
  expect(scaffold(folder, ENGINE)).toEqual([]);
  expect(readFileSync(join(folder, 'src/engines/oak-serve/index.ts'), 'utf8')).toBe('// Mine.\n');
});

test.each([
  [{ ...ENGINE, id: 'Oak' }, "'Oak' is no id"],
  [{ ...ENGINE, id: '../oak' }, "'../oak' is no id"],
  [{ ...ENGINE, title: ' ' }, 'the title is empty'],
  [{ ...ENGINE, packageName: 'oak-serve' }, "'oak-serve' is no name of a Python package"],
])('%o is refused', (engine, message) => {
  expect(() => scaffoldEngine(engine, () => '')).toThrow(message);
});
