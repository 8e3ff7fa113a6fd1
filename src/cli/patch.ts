import { dirname, join, relative, resolve } from 'node:path';
import { pathExists } from '../source/files.js';

/** A word that a POSIX shell reads as it stands. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `git apply` reads paths from the root of the repository that holds the document, or from the current folder. */
export function patchPath(path: string): string {
  const absolute = resolve(path);
  for (let folder = dirname(absolute); ; folder = dirname(folder)) {
    if (pathExists(join(folder, '.git'))) return posix(relative(folder, absolute));
    if (folder === dirname(folder)) return posix(relative('.', absolute));
  }
}

function posix(path: string): string {
  return path.replaceAll('\\', '/');
}
