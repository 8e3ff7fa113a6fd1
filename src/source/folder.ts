import type { Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { ArchscanError } from '../errors.js';
import { kindOfPath, listFolder, realPath } from './files.js';
import { createListing, hasPath, kindOf, type DirectoryView, type EntryKind } from './listing.js';
import { errorCode, missing, readFileBytes } from './read-file.js';
import { isTreePath, joinPath } from './tree-path.js';
import { DEFAULT_MAX_FILE_BYTES, type SourceTree } from './types.js';

export interface FolderOptions {
  /** Larger files are skipped as `too-large`; {@link DEFAULT_MAX_FILE_BYTES} unless given. */
  readonly maxFileBytes?: number;
  /** What messages and output call the root; the path itself unless given. */
  readonly label?: string;
}

/** A directory whose entries could not be listed, so that the files in it are unknown. */
export interface UnlistedDirectory {
  readonly path: string;
  readonly detail: string;
}

/** A folder of the file system. Each directory is listed once; its later changes are not seen. */
export interface FolderTree extends SourceTree {
  /** The directories met so far that could not be listed, in the order in which they were met. */
  unlisted(): readonly UnlistedDirectory[];
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
  const view = folderView(root, (path, detail) => unlisted.push({ path, detail }));
  return {
    root: options.label ?? root,
    revision: null,
    list: createListing(view),
    has: (path) => hasPath(view, path),
    read: (path) =>
      isFolderPath(path)
        ? readFileBytes(join(root, path), maxFileBytes)
        : missing('is not a path of the tree'),
    prepare: () => Promise.resolve(),
    unlisted: () => unlisted,
  };
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

function folderView(root: string, onUnlisted: (path: string, detail: string) => void): DirectoryView {
  const known = new Map<string, ReadonlyMap<string, EntryKind>>();
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
