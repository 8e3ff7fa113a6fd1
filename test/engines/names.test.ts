/** Engines are named in `src/engines`, in profiles and in data. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/assets.js';
import { ENGINES, loadEngines } from '../../src/engines/registry.js';

const SRC = join(packageRoot(), 'src');

/** Rooms in which no engine may be named, with what lies in them and is a profile. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  source: [],
  python: [],
  documents: ['documents/tracking'],
  findings: ['findings/rules'],
  checklist: [],
  diff: [],
  matrix: [],
  support: [],
  text: [],
};

function filesOf(room: string, except: readonly string[]): readonly string[] {
  return readdirSync(join(SRC, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|json)$/.test(entry.name))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !except.some((folder) => path.startsWith(`${folder}/`)));
}

async function engineNames(): Promise<readonly string[]> {
  const packages = (await loadEngines()).map(({ packageName }) => packageName);
  // A package that has a common word as its name.
  const own = packages.filter((name) => name !== 'conversion');
  return [...new Set([...ENGINES.flatMap(({ id, title }) => [id, title]), ...own])];
}

async function namedIn(path: string): Promise<readonly string[]> {
  const text = readFileSync(join(SRC, path), 'utf8').toLowerCase();
  return (await engineNames()).filter((name) => {
    const at = new RegExp(`(?<![a-z])${name.toLowerCase().replaceAll('.', '\\.')}(?![a-z])`);
    return at.test(text);
  });
}

describe('no engine is named', () => {
  test.each(Object.entries(ROOMS))('in %s', async (room, except) => {
    const files = filesOf(room, except);
    expect(files.length).toBeGreaterThan(0);
    const named = await Promise.all(files.map(async (path) => [path, await namedIn(path)] as const));
    expect(named.filter(([, names]) => names.length > 0)).toEqual([]);
  });

  test('and a name would be found', async () => {
    expect(await namedIn('engines/vllm/index.ts')).toContain('vLLM');
    expect(await namedIn('engines/registry.ts')).toEqual(expect.arrayContaining(ENGINES.map(({ id }) => id)));
  });
});
