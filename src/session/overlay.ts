import { compareText } from '../diagnostics.js';
import { createListing, hasPath } from '../source/listing.js';
import { pathIndex } from '../source/path-index.js';
import { missing, notAFile, tooLarge } from '../source/read-file.js';
import { isTreePath } from '../source/tree-path.js';
import { DEFAULT_MAX_FILE_BYTES, type ReadResult, type SourceTree } from '../source/types.js';

/** A tree with texts in place of some files, and the paths that somebody has read of it. */
export interface OverlayTree {
  readonly tree: SourceTree;
  /** Whether anything that was read depends on the content of this file. */
  wasRead(path: string): boolean;
  /** The files that were read; trees that follow this one have them too. */
  readonly read: Set<string>;
}

/**
 * Open texts win over the files of `base`. A text may be replaced while nobody has read it; which files there are
 * must stay as it is.
 *
 * @param read what was read of the trees before this one, where some of that is kept
 */
export function overlayTree(
  base: SourceTree,
  texts: ReadonlyMap<string, string>,
  maxFileBytes = DEFAULT_MAX_FILE_BYTES,
  read = new Set<string>(),
): OverlayTree {
  const added = [...texts.keys()].filter((path) => isTreePath(path) && path !== '' && !base.has(path));
  const index = pathIndex(added, new Map());
  const listAdded = createListing(index);
  const lists = new Map<string, readonly string[]>();

  function list(directory: string, depth?: 1): readonly string[] {
    if (added.length === 0) return base.list(directory, depth);
    const key = `${String(depth)}:${directory}`;
    const known = lists.get(key);
    if (known !== undefined) return known;
    const paths = new Set([...base.list(directory, depth), ...listAdded(directory, depth)]);
    const files = [...paths].sort(compareText);
    lists.set(key, files);
    return files;
  }

  const tree: SourceTree = {
    root: base.root,
    revision: base.revision,
    list,
    has: (path) => base.has(path) || hasPath(index, path),
    read(path) {
      read.add(path);
      const text = texts.get(path);
      if (text !== undefined) return textResult(text, maxFileBytes);
      if (added.length === 0 || base.has(path)) return base.read(path);
      return hasPath(index, path) ? notAFile('is a directory') : missing('does not exist');
    },
    prepare: (paths) => base.prepare(paths),
  };
  return { tree, wasRead: (path) => read.has(path), read };
}

function textResult(text: string, maxFileBytes: number): ReadResult {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length > maxFileBytes ? tooLarge(bytes.length, maxFileBytes) : { ok: true, bytes };
}
