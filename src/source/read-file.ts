import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ReadResult, SkipReason } from './types.js';

/**
 * Reads a whole file of the file system. Never throws for a file that is missing, unreadable, too large, or
 * that changes meanwhile: a file that shrinks is returned as far as it goes, one that grows up to the size it
 * had when it was opened.
 */
export function readFileBytes(path: string, maxBytes: number): ReadResult {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK a named pipe that nobody writes to would hang here.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return notAFile(stats.isDirectory() ? 'is a directory' : 'is not a regular file');
    if (stats.size > maxBytes) return tooLarge(stats.size, maxBytes);
    return { ok: true, bytes: readUpTo(descriptor, stats.size) };
  } catch (error) {
    return { ok: false, ...explain(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
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

function readUpTo(descriptor: number, size: number): Uint8Array {
  // Not from the shared pool: the bytes may be handed to another thread.
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const read = readSync(descriptor, bytes, filled, size - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return filled === size ? bytes : bytes.subarray(0, filled);
}

function explain(error: unknown): { readonly reason: SkipReason; readonly detail: string } {
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
