/** The door to the user's file system: what is read here is observed. */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
  type BigIntStats,
  type Dirent,
  type Stats,
} from 'node:fs';
import { sep } from 'node:path';
import { isObserved, observer, type PathKind } from './observer.js';

/** What stands at `path`, links followed; null when there is nothing, or nothing that this user can see. */
export function kindOfPath(path: string): PathKind | null {
  const kind = statKind(path);
  observer().kind(path, kind);
  return kind;
}

export function pathExists(path: string): boolean {
  return kindOfPath(path) !== null;
}

/** The same without being observed: for checking what was observed. */
export function statKind(path: string): PathKind | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    return kindOfStats(stats);
  } catch {
    // Asked again under the same conditions, it would fail again: that is an answer, too.
    return null;
  }
}

export function kindOfStats(stats: Pick<Stats, 'isFile' | 'isDirectory'>): PathKind {
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
}

/**
 * The entries of a directory.
 *
 * @throws the error of the system
 */
export function listFolder(path: string): readonly Dirent[] {
  if (!isObserved()) return readdirSync(path, { withFileTypes: true });
  try {
    const status = statSync(path, { bigint: true });
    const entries = readdirSync(path, { withFileTypes: true });
    observer().folder(path, status, listingText(entries));
    return entries;
  } catch (error) {
    observeFailure(path, error);
    throw error;
  }
}

/** A text that two listings share when they have the same entries, in whatever order the system gives them. */
export function listingText(entries: readonly Dirent[]): string {
  return entries
    .map((entry) => `${entry.name}\0${entryMark(entry)}`)
    .sort()
    .join('\0');
}

function entryMark(entry: Dirent): string {
  if (entry.isSymbolicLink()) return 'l';
  return entry.isDirectory() ? 'd' : entry.isFile() ? 'f' : 'o';
}

/** The path without links, '/'-separated; null when it leads nowhere. */
export function realPath(path: string): string | null {
  const real = resolveRealPath(path);
  observer().realPath(path, real);
  return real;
}

/** The same without being observed. */
export function resolveRealPath(path: string): string | null {
  try {
    return realpathSync(path).split(sep).join('/');
  } catch {
    return null;
  }
}

/** What is known of a file before it is read. */
export interface OpenedFile {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly size: number;
}

/** How often a file is read that changes meanwhile. */
const MAX_READS = 3;

/** A file that changed each time while it was read: none of what was read is known to be what anybody wrote. */
export class ChangingFileError extends Error {
  override readonly name = 'ChangingFileError';
}

/**
 * Opens a file, asks `refuse` whether there is something against it, and reads it otherwise. What changes meanwhile
 * is read again.
 *
 * @throws the error of the system; {@link ChangingFileError} for a file that does not stop changing
 */
export function readOpened<T>(path: string, refuse: (file: OpenedFile) => T | null): Buffer | T {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK a named pipe that nobody writes to would hang here.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    for (let reads = 0; reads < MAX_READS; reads++) {
      const read = readOnce(path, descriptor, refuse);
      if (read !== null) return read;
    }
    throw new ChangingFileError(`${path} changes while it is read`);
  } catch (error) {
    observeFailure(path, error);
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Null when the file changed meanwhile. */
function readOnce<T>(
  path: string,
  descriptor: number,
  refuse: (file: OpenedFile) => T | null,
): Buffer | T | null {
  // Before the first byte: whatever changes the file from here on changes its identity, too.
  const status = fstatSync(descriptor, { bigint: true });
  const [isFile, isDirectory, size] = [status.isFile(), status.isDirectory(), Number(status.size)];
  const refused = refuse({ isFile, isDirectory, size });
  const tell = (bytes: Uint8Array | null): void => {
    if (isFile) observer().file(path, status, bytes);
    else observer().kind(path, isDirectory ? 'directory' : 'other');
  };
  if (refused !== null) {
    tell(null);
    return refused;
  }
  const bytes = readUpTo(descriptor, size);
  const after = fstatSync(descriptor, { bigint: true });
  if (isFile && !hasSameTimes(status, after)) return null;
  tell(bytes);
  return bytes;
}

function hasSameTimes(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs;
}

/**
 * A whole file as text.
 *
 * @throws the error of the system
 */
export function readTextFile(path: string): string {
  return readOpened<never>(path, () => null).toString('utf8');
}

function readUpTo(descriptor: number, size: number): Buffer {
  // Not from the shared pool: the bytes may be handed to another thread.
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const read = readSync(descriptor, bytes, filled, size - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return filled === size ? bytes : bytes.subarray(0, filled);
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/** That there is nothing can be checked later; why else a path could not be read is nobody's promise. */
function observeFailure(path: string, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (ABSENT.has(code)) observer().kind(path, null);
  else observer().unrepeatable(`${path} could not be read (${code})`);
}
