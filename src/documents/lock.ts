/**
 * One writer per document. The lock is a file beside the document, made with O_EXCL, that names its holder. A
 * holder that died on this machine is replaced: its lock is renamed over, not removed and made anew, and whoever
 * holds a lock checks that it still does right before it replaces the document.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ArchscanError } from '../errors.js';
import { errorCode, type DocumentFileSystem } from './file-system.js';

export interface DocumentLock {
  /** Where the new content is written before it replaces the document. */
  readonly temporaryPath: string;
  /** Whether the lock is still this holder's. */
  isHeld(): boolean;
  release(): void;
}

/** How long a writer waits for another one. */
export interface Patience {
  readonly attempts: number;
  readonly pauseMilliseconds: number;
}

export const DEFAULT_PATIENCE: Patience = { attempts: 100, pauseMilliseconds: 50 };

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/**
 * Waits for the lock of a document and takes it.
 * @throws ArchscanError `write-refused` when another process keeps it; errors of the file system as they are
 */
export function lockDocument(
  path: string,
  fs: DocumentFileSystem,
  patience = DEFAULT_PATIENCE,
): DocumentLock {
  const lockPath = join(dirname(path), `.${basename(path)}.archscan-lock`);
  const own: Holder = { pid: process.pid, host: hostname(), token: randomBytes(8).toString('hex') };
  for (let attempt = 0; attempt < patience.attempts; attempt += 1) {
    if (tryCreate(lockPath, own, fs) || takeOver(path, lockPath, own, fs))
      return heldLock(path, lockPath, own, fs);
    pause(patience.pauseMilliseconds);
  }
  const holder = readHolder(lockPath, fs)?.holder;
  const who = holder === undefined ? 'Another process' : `Process ${holder.pid} on ${holder.host}`;
  throw new ArchscanError('write-refused', `${who} is writing ${path}; it is unchanged`, {
    hint: `Run again when it is done. If it is gone, remove ${lockPath}.`,
  });
}

function heldLock(path: string, lockPath: string, own: Holder, fs: DocumentFileSystem): DocumentLock {
  const isHeld = (): boolean => readHolder(lockPath, fs)?.holder?.token === own.token;
  return {
    temporaryPath: temporaryPath(path, own),
    isHeld,
    release() {
      if (isHeld()) fs.remove(lockPath);
    },
  };
}

function temporaryPath(path: string, holder: Holder): string {
  return join(dirname(path), `.${basename(path)}.archscan-${holder.token}.tmp`);
}

function tryCreate(lockPath: string, own: Holder, fs: DocumentFileSystem): boolean {
  try {
    fs.create(lockPath, encode(own));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Replaces a lock whose holder died on this machine, and removes the file that it left. */
function takeOver(path: string, lockPath: string, own: Holder, fs: DocumentFileSystem): boolean {
  const found = readHolder(lockPath, fs);
  const dead = found?.holder;
  if (dead?.host !== own.host || isAlive(dead.pid)) return false;
  const mine = `${lockPath}-${own.token}`;
  fs.create(mine, encode(own));
  if (readHolder(lockPath, fs)?.text !== found?.text) {
    fs.remove(mine);
    return false;
  }
  fs.rename(mine, lockPath);
  const leftover = temporaryPath(path, dead);
  if (fs.status(leftover) !== undefined) fs.remove(leftover);
  return readHolder(lockPath, fs)?.holder?.token === own.token;
}

function readHolder(
  lockPath: string,
  fs: DocumentFileSystem,
): { readonly text: string; readonly holder: Holder | undefined } | undefined {
  try {
    const text = new TextDecoder().decode(fs.read(lockPath));
    const match = /^(\d+) (\S+) ([0-9a-f]{16})\n$/.exec(text);
    if (match === null) return { text, holder: undefined };
    const [, pid = '', host = '', token = ''] = match;
    return { text, holder: { pid: Number(pid), host, token } };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function encode(holder: Holder): Uint8Array {
  return new TextEncoder().encode(`${holder.pid} ${holder.host} ${holder.token}\n`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
