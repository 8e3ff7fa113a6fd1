import type { Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { ArchscanError } from '../errors.js';
import { kindOfPath, listFolder, realPath, statKind } from './files.js';
import {
  createListing,
  hasPath,
  kindOf,
  type DirectoryView,
  type EntryKind,
  type ListingLimit,
} from './listing.js';
import { errorCode, missing, readFileBytes } from './read-file.js';
import { ancestorsOf, isTreePath, joinPath, nameOf, parentOf } from './tree-path.js';
import { DEFAULT_MAX_FILE_BYTES, type SourceTree } from './types.js';

export interface FolderOptions {
  /** Larger files are skipped as `too-large`; {@link DEFAULT_MAX_FILE_BYTES} unless given. */
  readonly maxFileBytes?: number;
  /** One listing has so many files at most; unlimited unless given. */
  readonly maxFiles?: number;
  /** What messages and output call the root; the path itself unless given. */
  readonly label?: string;
}

/** A directory that could not be listed, or not to its end, so that files below it are unknown. */
export interface UnlistedDirectory {
  readonly path: string;
  readonly detail: string;
}

/** A folder of the file system. Each directory is listed once; its later changes are not seen. */
export interface FolderTree extends SourceTree {
  /** The directories met so far that could not be listed, in the order in which they were met. */
  unlisted(): readonly UnlistedDirectory[];
  /**
   * Whether `path` came or went since its directory was listed, or is a folder in place of a file or the other way
   * round; false where nobody has looked.
   */
  cameOrWent(path: string): boolean;
}

/**
 * The folder `root` as a tree. Symbolic links are followed, also to directories, except where they lead back to
 * a directory above them; a link that leads nowhere is listed, and reading it gives the reason.
 *
 * @throws ArchscanError `root-not-found` when `root` is not a folder that can be listed.
 */
export function folderTree(root: string, options: FolderOptions = {}): FolderTree {
  requireFolder(root);
  const maxFileBytes = options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES;
  const unlisted: UnlistedDirectory[] = [];
  const known = new Map<string, ReadonlyMap<string, EntryKind>>();
  const view = folderView(root, known, (path, detail) => unlisted.push({ path, detail }));
  const { maxFiles } = options;
  const limit = maxFiles === undefined ? undefined : limitOf(maxFiles, unlisted);
  return {
    root: options.label ?? root,
    revision: null,
    list: createListing(view, limit),
    has: (path) => hasPath(view, path),
    read: (path) =>
      isFolderPath(path)
        ? readFileBytes(join(root, path), maxFileBytes)
        : missing('is not a path of the tree'),
    prepare: () => Promise.resolve(),
    unlisted: () => unlisted,
    cameOrWent: (path) => isFolderPath(path) && cameOrWent(root, known, path),
  };
}

function limitOf(maxFiles: number, unlisted: UnlistedDirectory[]): ListingLimit {
  const named = new Set<string>();
  return {
    maxFiles,
    onMore(path) {
      // A directory is listed with and without what is below it.
      if (named.has(path)) return;
      named.add(path);
      unlisted.push({ path, detail: `has more than ${maxFiles} files; the others are not seen` });
    },
  };
}

/** Where nobody looked there may be anything: what is below a folder that was never listed belongs to no answer. */
function cameOrWent(
  root: string,
  known: ReadonlyMap<string, ReadonlyMap<string, EntryKind>>,
  path: string,
): boolean {
  for (const each of ancestorsOf(path).toReversed().slice(1)) {
    const entries = known.get(parentOf(each));
    if (entries === undefined) return false;
    const [before, now] = [entries.get(nameOf(each)), statKind(join(root, each))];
    if ((before === undefined) !== (now === null)) return true;
    if (now === null) return false;
    // A folder in place of a file, or the other way round, is something else that came.
    if (isDirectory(before) !== (now === 'directory')) return true;
  }
  return false;
}

function requireFolder(root: string): void {
  try {
    listFolder(root);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOTDIR') {
      throw new ArchscanError('root-not-found', `${root} is not a folder.`, {
        hint: 'Give the folder that holds it.',
      });
    }
    const missingRoot = code === 'ENOENT';
    throw new ArchscanError(
      'root-not-found',
      missingRoot ? `The folder ${root} does not exist.` : `The folder ${root} cannot be read (${code}).`,
      { cause, hint: missingRoot ? 'Check the path.' : 'Check its permissions.' },
    );
  }
}

function folderView(
  root: string,
  known: Map<string, ReadonlyMap<string, EntryKind>>,
  onUnlisted: (path: string, detail: string) => void,
): DirectoryView {
  const view: DirectoryView = {
    entries(directory) {
      let entries = known.get(directory);
      if (entries === undefined) {
        // Its parent says whether there is one: names that lead nowhere are asked for by the thousand.
        const isThere = directory === '' || (isTreePath(directory) && isDirectory(kindOf(view, directory)));
        entries = isThere ? readEntries(root, directory, onUnlisted) : new Map<string, EntryKind>();
        known.set(directory, entries);
      }
      return entries;
    },
    identity: (directory) => realPath(join(root, directory)),
  };
  return view;
}

function isDirectory(kind: EntryKind | undefined): boolean {
  return kind === 'directory' || kind === 'linked-directory';
}

function readEntries(
  root: string,
  directory: string,
  onUnlisted: (path: string, detail: string) => void,
): ReadonlyMap<string, EntryKind> {
  const entries = new Map<string, EntryKind>();
  if (!isFolderPath(directory)) return entries;
  try {
    for (const entry of listFolder(join(root, directory))) {
      entries.set(entry.name, entryKind(entry, join(root, joinPath(directory, entry.name))));
    }
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') onUnlisted(directory, `could not be listed (${code})`);
  }
  return entries;
}

function entryKind(entry: Dirent, path: string): EntryKind {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'directory' : 'file';
  // A link that leads nowhere is listed as a file, so that reading it reports the reason.
  return kindOfPath(path) === 'directory' ? 'linked-directory' : 'file';
}

/** On Windows a backslash or a drive letter would lead out of the tree. */
function isFolderPath(path: string): boolean {
  return isTreePath(path) && (sep === '/' || !/[\\:]/.test(path));
}
