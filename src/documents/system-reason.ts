/** What the system has against a path, in words that say what to do. */
import { dirname } from 'node:path';
import { statKind } from '../source/files.js';
import { errorCode } from './file-system.js';

/** Why a document or a folder cannot be written to `path`. */
export function writeReason(error: unknown, path: string): string {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'there is no space left on the disk; free some and run again';
    case 'EACCES':
    case 'EPERM':
      return `the folder ${dirname(path)} does not allow it; check its permissions`;
    case 'EROFS':
      return 'the file system is read-only; write to another file';
    default:
      return pathReason(error, path);
  }
}

/** Why the document at `path` cannot be read. */
export function readReason(error: unknown, path: string): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'you are not allowed to; check its permissions and those of its folder';
    default:
      return pathReason(error, path);
  }
}

/** What is wrong with the path itself. */
function pathReason(error: unknown, path: string): string {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return parentReason(path, error);
    case 'ELOOP':
      return 'its symbolic links lead in a circle; give another path';
    case 'ENAMETOOLONG':
      return 'its name is too long for the file system; give a shorter one';
    default:
      return messageOf(error);
  }
}

/** The nearest thing above that exists says what is in the way. */
function parentReason(path: string, error: unknown): string {
  if (path === '') return 'the path is empty; give one';
  const kind = statKind(path);
  if (kind === null && errorCode(error) === 'EEXIST') return 'it is a link to nothing; give another path';
  if (kind !== null && kind !== 'directory') return `${path} is a file, not a folder; give another path`;
  const parent = dirname(path);
  if (parent === path || kind !== null) return messageOf(error);
  return statKind(parent) === 'directory'
    ? `the folder ${parent} does not take it; give another path`
    : parentReason(parent, error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
