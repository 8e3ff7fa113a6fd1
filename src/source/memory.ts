import { ArchscanError } from '../errors.js';
import { createListing, hasPath } from './listing.js';
import { pathIndex } from './path-index.js';
import { missing, notAFile } from './read-file.js';
import { isTreePath } from './tree-path.js';
import type { SourceTree } from './types.js';

export interface MemoryOptions {
  /** What messages and output call the root; `memory` unless given. */
  readonly root?: string;
  readonly revision?: string;
}

/**
 * A tree of files that are held in memory, by path; a text stands for its UTF-8 bytes.
 *
 * @throws ArchscanError `usage` when a key is not a relative POSIX path, or names a directory of another key.
 */
export function memoryTree(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: MemoryOptions = {},
): SourceTree {
  const contents = new Map(Object.entries(files));
  const index = pathIndex(contents.keys(), new Map());
  for (const path of contents.keys()) {
    if (path === '' || !isTreePath(path) || index.resolve(path).kind !== 'file') {
      throw new ArchscanError('usage', `${JSON.stringify(path)} cannot be the path of a file in this tree.`, {
        hint: "Use a relative path with '/' between its parts, such as 'models/llama.py'.",
      });
    }
  }
  return {
    root: options.root ?? 'memory',
    revision: options.revision ?? null,
    list: createListing(index),
    has: (path) => hasPath(index, path),
    read(path) {
      const content = contents.get(path);
      if (content === undefined)
        return hasPath(index, path) ? notAFile('is a directory') : missing('does not exist');
      return { ok: true, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content };
    },
    prepare: () => Promise.resolve(),
  };
}
