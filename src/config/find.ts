import { dirname, join, resolve } from 'node:path';
import { pathExists, readTextFile } from '../source/files.js';

/** The names that are looked for in a folder, the first wins; `package.json` counts when it has an `archscan` key. */
export const CONFIG_NAMES = [
  'archscan.config.ts',
  'archscan.config.mts',
  'archscan.config.js',
  'archscan.config.mjs',
  'archscan.config.json',
  'package.json',
] as const;

export interface FoundConfig {
  readonly file: string;
  /** Further configurations in the same folder, which are not read. */
  readonly shadowed: readonly string[];
}

/**
 * The nearest configuration at or above `start`, at most up to the root of the repository (the folder that has
 * `.git`); without a repository, up to the root of the file system.
 */
export function findConfig(start: string): FoundConfig | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const [file, ...shadowed] = CONFIG_NAMES.map((name) => join(folder, name)).filter(holdsConfig);
    if (file !== undefined) return { file, shadowed };
    if (pathExists(join(folder, '.git')) || folder === dirname(folder)) return undefined;
  }
}

function holdsConfig(path: string): boolean {
  if (!pathExists(path)) return false;
  if (!path.endsWith('package.json')) return true;
  let text: string;
  try {
    text = readTextFile(path);
  } catch {
    // Somebody else's package.json above the sources may be unreadable for us; it cannot be ours.
    return false;
  }
  // Parsing waits for the reader, which says where a broken one is broken.
  return text.includes('"archscan"') && hasArchscanKey(text);
}

function hasArchscanKey(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, 'archscan');
  } catch {
    return true;
  }
}
