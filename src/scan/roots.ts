/** How a root is written: a folder, or `FOLDER@REVISION` for a git revision of it. */
import { kindOfPath } from '../source/files.js';
import { folderName } from '../source/folder-name.js';

export interface Root {
  readonly folder: string;
  readonly revision: string | undefined;
}

/**
 * A folder whose own name has an `@` is that folder. Revisions may hold an `@` too (`main@{yesterday}`), so the
 * first part that is a folder counts.
 */
export function parseRoot(text: string): Root {
  if (!isFolder(text)) {
    for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
      const [folder, revision] = [text.slice(0, at), text.slice(at + 1)];
      if (revision !== '' && isFolder(folder)) return { folder, revision };
    }
  }
  return { folder: text, revision: undefined };
}

export function folderOf(root: string): string {
  return parseRoot(root).folder;
}

/** How a sentence names a root, see {@link folderName}. */
export function rootName(root: string): string {
  const { folder, revision } = parseRoot(root);
  return revision === undefined ? folderName(folder) : `${folderName(folder)} at ${revision}`;
}

function isFolder(path: string): boolean {
  return kindOfPath(path) === 'directory';
}
