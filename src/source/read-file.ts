import { ChangingFileError, readOpened, type OpenedFile } from './files.js';
import type { ReadResult, SkipReason } from './types.js';

/**
 * Reads a whole file of the file system. Never throws for a file that is missing, unreadable, too large, or
 * that changes meanwhile: it is read again, and not at all when it does not stop changing.
 */
export function readFileBytes(path: string, maxBytes: number): ReadResult {
  try {
    const read = readOpened(path, (file) => refusal(file, maxBytes));
    return 'ok' in read ? read : { ok: true, bytes: read };
  } catch (error) {
    return { ok: false, ...explain(error) };
  }
}

function refusal({ isFile, isDirectory, size }: OpenedFile, maxBytes: number): ReadResult | null {
  if (!isFile) return notAFile(isDirectory ? 'is a directory' : 'is not a regular file');
  return size > maxBytes ? tooLarge(size, maxBytes) : null;
}

export function tooLarge(size: number, maxBytes: number): ReadResult {
  return { ok: false, reason: 'too-large', detail: `has ${size} bytes, more than the limit of ${maxBytes}` };
}

export function notAFile(detail: string): ReadResult {
  return { ok: false, reason: 'not-a-file', detail };
}

export function missing(detail: string): ReadResult {
  return { ok: false, reason: 'missing', detail };
}

function explain(error: unknown): { readonly reason: SkipReason; readonly detail: string } {
  if (error instanceof ChangingFileError)
    return { reason: 'unreadable', detail: 'changes while it is read; try again when it is written' };
  const code = errorCode(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return { reason: 'missing', detail: `does not exist (${code})` };
    case 'EISDIR':
      return { reason: 'not-a-file', detail: 'is a directory' };
    case 'ENXIO':
      return { reason: 'not-a-file', detail: 'is not a regular file' };
    case 'ELOOP':
      return { reason: 'unreadable', detail: 'is a symbolic link that leads to itself (ELOOP)' };
    case 'EACCES':
    case 'EPERM':
      return { reason: 'unreadable', detail: `may not be read by this user (${code})` };
    default:
      return { reason: 'unreadable', detail: `could not be read (${code})` };
  }
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}
