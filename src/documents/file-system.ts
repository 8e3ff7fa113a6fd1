import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { kindOfPath, kindOfStats, readOpened } from '../source/files.js';
import { observer } from '../source/observer.js';

/** What stands at a path; `other` is neither file nor folder, like a device; `dangling` is a link to nothing. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'dangling' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly bytes: number;
}

/** The file system as documents need it. Methods throw Node's errors with their `code`. */
export interface DocumentFileSystem {
  /** Undefined when nothing is there. Links are followed. */
  status(path: string): FileStatus | undefined;
  read(path: string): Uint8Array;
  /** Whether the permissions allow this user to write to what is at `path`. */
  isWritable(path: string): boolean;
  /** The path without symbolic links. */
  resolve(path: string): string;
  /** Makes a new file, whole and on disk or not at all; `EEXIST` when the path is taken. `mode` overrides the umask. */
  create(path: string, bytes: Uint8Array, mode?: number): void;
  /** Replaces `to` atomically. */
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Forces the names in a folder to disk. */
  syncFolder(path: string): void;
}

export const nodeFileSystem: DocumentFileSystem = {
  status(path) {
    kindOfPath(path);
    const target = statSync(path, { throwIfNoEntry: false });
    const found = target ?? lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    const kind = target === undefined ? 'dangling' : kindOfStats(target);
    return { kind, mode: found.mode & 0o7777, bytes: found.size };
  },
  read: (path) => readOpened<never>(path, () => null),
  isWritable(path) {
    try {
      accessSync(path, constants.W_OK);
      return true;
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return false;
      throw error;
    }
  },
  resolve: (path) => realpathSync(path),
  create(path, bytes, mode) {
    observer().unrepeatable(`${path} was written`);
    const handle = openSync(path, 'wx');
    try {
      if (mode !== undefined) fchmodSync(handle, mode);
      writeFileSync(handle, bytes);
      fsyncSync(handle);
    } catch (error) {
      unlinkSync(path);
      throw error;
    } finally {
      closeSync(handle);
    }
  },
  rename: (from, to) => {
    renameSync(from, to);
  },
  remove: (path) => {
    unlinkSync(path);
  },
  syncFolder(path) {
    // Windows opens no folders; its rename is durable without.
    if (process.platform === 'win32') return;
    const handle = openSync(path, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
};

/** The `code` of an error of the system, like `ENOENT`; undefined for other errors. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
