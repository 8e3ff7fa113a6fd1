import { compareText } from '../diagnostics.js';
import { ancestorsOf, isTreePath, joinPath, nameOf, parentOf } from './tree-path.js';

/** What stands under a name. Whatever is not a directory counts as a file: reading it tells what it is. */
export type EntryKind = 'file' | 'directory' | 'linked-directory';

/** The directories of a tree, as a {@link createListing} walks them. */
export interface DirectoryView {
  /** Direct entries of a directory by name; none when it does not exist. */
  entries(directory: string): ReadonlyMap<string, EntryKind>;
  /**
   * The absolute path of a directory without links, '/'-separated, so that two paths to one directory have the
   * same; null when it is gone.
   */
  identity(directory: string): string | null;
}

/** Directories that hold no sources of the tree's own. */
const IGNORED_DIRECTORIES = new Set(['.git', 'node_modules', '__pycache__']);

/** How many linked directories one path may pass, so that links among siblings cannot multiply without end. */
const MAX_LINKED_DIRECTORIES = 4;

/** How many files one walk lists at most, and who is told of a directory that has more. */
export interface ListingLimit {
  readonly maxFiles: number;
  readonly onMore: (directory: string) => void;
}

/** A function that lists the files below a directory as SourceTree.list is specified, with every answer kept. */
export function createListing(
  view: DirectoryView,
  limit?: ListingLimit,
): (directory: string, depth?: 1) => readonly string[] {
  const answers = new Map<string, readonly string[]>();
  return (directory, depth) => {
    const key = `${String(depth)}:${directory}`;
    let files = answers.get(key);
    if (files === undefined) {
      files = isListed(view, directory) ? walk(view, directory, depth, limit).sort(compareText) : [];
      answers.set(key, files);
    }
    return files;
  };
}

/** The directories that are nearest come first, so that a limit leaves out what lies deepest. */
function walk(
  view: DirectoryView,
  start: string,
  depth: 1 | undefined,
  limit: ListingLimit | undefined,
): string[] {
  const files: string[] = [];
  const pending = [start];
  for (const directory of pending) {
    for (const [name, kind] of entriesOf(view, directory, limit)) {
      const path = joinPath(directory, name);
      if (kind !== 'file') {
        if (depth === undefined && isEntered(view, path, kind)) pending.push(path);
      } else if (limit === undefined || files.length < limit.maxFiles) files.push(path);
      else {
        limit.onMore(start);
        return files;
      }
    }
  }
  return files;
}

/** In an order of their own where a limit makes the order count. */
function entriesOf(
  view: DirectoryView,
  directory: string,
  limit: ListingLimit | undefined,
): Iterable<readonly [string, EntryKind]> {
  const entries = view.entries(directory);
  return limit === undefined ? entries : [...entries].sort(([a], [b]) => compareText(a, b));
}

/** Whether a walk from the root would come to `directory`. */
function isListed(view: DirectoryView, directory: string): boolean {
  if (!isTreePath(directory)) return false;
  return ancestorsOf(directory).every((path) => path === '' || isEntered(view, path, kindOf(view, path)));
}

function isEntered(view: DirectoryView, path: string, kind: EntryKind | undefined): boolean {
  if (kind === undefined || kind === 'file' || IGNORED_DIRECTORIES.has(nameOf(path))) return false;
  return kind === 'directory' || !leadsBack(view, path);
}

/** Whether a linked directory leads to a directory through which it was reached, or passes too many links. */
function leadsBack(view: DirectoryView, path: string): boolean {
  const above = ancestorsOf(path);
  const links = above.filter((directory) => kindOf(view, directory) === 'linked-directory');
  if (links.length > MAX_LINKED_DIRECTORIES) return true;
  const target = view.identity(path);
  return target === null || above.slice(1).some((directory) => contains(target, view.identity(directory)));
}

function contains(directory: string, other: string | null): boolean {
  if (other === null) return false;
  return other === directory || other.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}

/** What stands at `path`; undefined when nothing does, and for the root, which has no name. */
export function kindOf(view: DirectoryView, path: string): EntryKind | undefined {
  return path === '' ? undefined : view.entries(parentOf(path)).get(nameOf(path));
}

/** Whether `path` is a file or a directory; the root is one. */
export function hasPath(view: DirectoryView, path: string): boolean {
  return path === '' || (isTreePath(path) && kindOf(view, path) !== undefined);
}
