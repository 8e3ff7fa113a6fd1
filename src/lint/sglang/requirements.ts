/** Which packages an installation of SGLang certainly has, by its `pyproject.toml`. */
import { inDirectory, type Located } from '../../engines/types.js';
import type { SourceTree } from '../../source/types.js';
import distributionData from '../data/distributions.json' with { type: 'json' };
import standardLibrary from '../data/standard-library.json' with { type: 'json' };

/** Whether an installation of the engine has a top-level module. */
export type HasModule = (module: string) => boolean;

interface Distribution {
  readonly modules: readonly string[];
  readonly brings?: readonly string[];
}

const DISTRIBUTIONS: ReadonlyMap<string, Distribution> = new Map(
  Object.entries<Distribution>(distributionData.distributions),
);

/** Null where there is no `pyproject.toml` with dependencies beside the package: then nothing is known. */
export function readRequirements(tree: SourceTree, { directory }: Located): HasModule | null {
  const parent = directory.includes('/') ? directory.slice(0, directory.lastIndexOf('/')) : '';
  const result = directory === '' ? null : tree.read(inDirectory(parent, 'pyproject.toml'));
  if (result?.ok !== true) return null;
  const requirements = projectDependencies(Buffer.from(result.bytes).toString('utf8'));
  if (requirements === null) return null;
  const modules = new Set([...standardLibrary.modules, ...requirements.flatMap(modulesOf)]);
  return (module) => modules.has(module);
}

/** The modules that a requirement installs everywhere; one with a marker is required only somewhere. */
function modulesOf(requirement: string): readonly string[] {
  const name = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?/.exec(requirement)?.[0];
  if (name === undefined || requirement.includes(';')) return [];
  const normal = name.toLowerCase().replace(/[-_.]+/g, '-');
  const known = DISTRIBUTIONS.get(normal);
  if (known === undefined) return [name.replaceAll('-', '_'), normal.replaceAll('-', '_')];
  return [...known.modules, ...(known.brings ?? [])];
}

/** The strings of `dependencies` in the table `[project]`, null when there is no such key. */
export function projectDependencies(toml: string): readonly string[] | null {
  let table = '';
  let items: string[] | null = null;
  for (const line of toml.split(/\r?\n/)) {
    const header = /^\s*\[+\s*([^\]]+?)\s*\]+\s*(?:#.*)?$/.exec(line);
    if (items === null && header !== null) table = header[1] ?? '';
    const start = items === null && table === 'project' ? /^\s*dependencies\s*=\s*\[/.exec(line) : null;
    if (start !== null) items = [];
    if (items === null) continue;
    const { strings, closed } = readArrayLine(start === null ? line : line.slice(start[0].length));
    items.push(...strings);
    if (closed) return items;
  }
  return items;
}

/** The strings of one line inside an array, and whether the array ends on it. */
function readArrayLine(line: string): { readonly strings: readonly string[]; readonly closed: boolean } {
  const strings: string[] = [];
  for (const [token] of line.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|#.*|\]/g)) {
    if (token === ']') return { strings, closed: true };
    if (!token.startsWith('#')) strings.push(token.slice(1, -1));
  }
  return { strings, closed: false };
}
