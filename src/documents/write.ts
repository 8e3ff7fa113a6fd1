/**
 * Documents on disk. A document is replaced as a whole and never written to in place: new file beside it, forced
 * to disk, renamed over it. Whatever fails before the rename leaves the original as it was.
 */
import { dirname } from 'node:path';
import type { Diagnostic } from '../diagnostics.js';
import { ArchscanError } from '../errors.js';
import { errorCode, nodeFileSystem, type DocumentFileSystem, type FileStatus } from './file-system.js';
import { ChangingFileError } from '../source/files.js';
import { makeFolder } from '../source/make-folder.js';
import { DEFAULT_PATIENCE, lockDocument, type DocumentLock, type Patience } from './lock.js';
import { readReason, writeReason } from './system-reason.js';

/** Larger documents are not read: parsing Markdown takes several seconds per megabyte. */
export const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

const NO_FILE: Readonly<Record<Exclude<FileStatus['kind'], 'file'>, string>> = {
  directory: 'a folder, not a file',
  dangling: 'a link that leads nowhere',
  other: 'a device or the like, no regular file',
};

/** The text of a document, null when there is none, or why it cannot be edited. */
export type DocumentRead =
  | { readonly ok: true; readonly text: string | null }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** Reads a document so that what is not edited can be written back byte by byte. */
export function readDocument(path: string, fs: DocumentFileSystem = nodeFileSystem): DocumentRead {
  try {
    return readWhatIsThere(path, fs);
  } catch (error) {
    if (!isAboutFile(error)) throw error;
    return unreadable(path, `cannot be read: ${readReason(error, path)}`);
  }
}

function isAboutFile(error: unknown): boolean {
  return errorCode(error) !== undefined || error instanceof ChangingFileError;
}

function readWhatIsThere(path: string, fs: DocumentFileSystem): DocumentRead {
  const status = fs.status(path);
  if (status === undefined) return { ok: true, text: null };
  if (status.kind !== 'file') return unreadable(path, `is ${NO_FILE[status.kind]}; give the path of a file`);
  if (status.bytes > MAX_DOCUMENT_BYTES) return tooLargeDocument(path, status.bytes);
  const text = decode(fs.read(path));
  return text === null
    ? unreadable(path, 'is not UTF-8; convert it first, or its other bytes would change')
    : { ok: true, text };
}

/** What is said about a document of more than MAX_DOCUMENT_BYTES. */
export function tooLargeDocument(path: string, bytes: number): DocumentRead {
  const size = (each: number): string => `${(each / 1024 / 1024).toFixed(1)} MB`;
  return unreadable(
    path,
    `has ${size(bytes)}, more than the ${size(MAX_DOCUMENT_BYTES)} that are edited; split it`,
  );
}

/**
 * Replaces a document if it still is what it was.
 * @param before the text that `after` was made from; null: there must be no file yet
 * @throws ArchscanError `write-refused`; the file is then as it was
 */
export function writeDocument(
  path: string,
  before: string | null,
  after: string,
  fs: DocumentFileSystem = nodeFileSystem,
  patience: Patience = DEFAULT_PATIENCE,
): 'written' | 'unchanged' {
  return putText(path, before === null ? null : Buffer.from(before, 'utf8'), after, fs, patience);
}

/** As {@link writeDocument}, after bytes that may be no text. */
function putText(
  path: string,
  before: Uint8Array | null,
  after: string,
  fs: DocumentFileSystem,
  patience: Patience,
): 'written' | 'unchanged' {
  if (/\p{Cs}/u.test(after))
    throw refusal(path, 'the new text has half a surrogate pair, which no encoding can hold');
  if (before !== null && Buffer.from(after, 'utf8').equals(before)) return 'unchanged';
  try {
    const mode = checkTarget(path, fs);
    const target = mode === undefined ? path : fs.resolve(path);
    const lock = lockDocument(target, fs, patience);
    try {
      replace(target, before, after, mode, lock, fs);
    } finally {
      lock.release();
    }
    return 'written';
  } catch (error) {
    throw errorCode(error) === undefined || error instanceof ArchscanError
      ? error
      : refusal(path, writeReason(error, path), error);
  }
}

/**
 * Makes a folder for documents, and those above it that are missing.
 * @throws ArchscanError `write-refused`
 */
export function makeDocumentFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (error) {
    throw errorCode(error) === undefined
      ? error
      : new ArchscanError('write-refused', `The folder ${path} was not made: ${writeReason(error, path)}`, {
          cause: error,
        });
  }
}

/**
 * Writes a file that archscan makes itself, over whatever bytes are there.
 * @throws ArchscanError `write-refused`
 */
export function replaceDocument(path: string, text: string, fs: DocumentFileSystem = nodeFileSystem): void {
  let before: Uint8Array | null;
  try {
    before = fs.status(path)?.kind === 'file' ? fs.read(path) : null;
  } catch (error) {
    if (!isAboutFile(error)) throw error;
    throw refusal(path, `it cannot be read: ${readReason(error, path)}`, error);
  }
  putText(path, before, text, fs, DEFAULT_PATIENCE);
}

/** The permissions of the file that is there, undefined if none is. */
function checkTarget(path: string, fs: DocumentFileSystem): number | undefined {
  const status = fs.status(path);
  if (status === undefined) {
    const folder = dirname(path);
    if (fs.status(folder)?.kind !== 'directory')
      throw refusal(path, `the folder ${folder} does not exist; create it`);
    return undefined;
  }
  if (status.kind !== 'file') throw refusal(path, `it is ${NO_FILE[status.kind]}; give the path of a file`);
  if ((status.mode & 0o222) === 0 || !fs.isWritable(path)) {
    throw refusal(path, 'it is read-only; make it writable or write to another file');
  }
  return status.mode;
}

function replace(
  path: string,
  before: Uint8Array | null,
  after: string,
  mode: number | undefined,
  lock: DocumentLock,
  fs: DocumentFileSystem,
): void {
  try {
    fs.create(lock.temporaryPath, new TextEncoder().encode(after), mode);
    if (!isStill(path, before, fs)) throw refusal(path, 'it changed while it was being edited; run again');
    if (!lock.isHeld()) throw refusal(path, 'another process took over; run again');
    fs.rename(lock.temporaryPath, path);
  } catch (error) {
    if (fs.status(lock.temporaryPath) !== undefined) fs.remove(lock.temporaryPath);
    throw error;
  }
  fs.syncFolder(dirname(path));
}

function isStill(path: string, before: Uint8Array | null, fs: DocumentFileSystem): boolean {
  if (before === null) return fs.status(path) === undefined;
  return fs.status(path) !== undefined && Buffer.from(fs.read(path)).equals(before);
}

/** Null when it is not UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function refusal(path: string, reason: string, cause?: unknown): ArchscanError {
  return new ArchscanError('write-refused', `${path} was not written: ${reason}`, { cause });
}

function unreadable(file: string, reason: string): DocumentRead {
  const diagnostic = { file, line: 1, column: 1, rule: 'document-unreadable', message: `${file} ${reason}` };
  return { ok: false, diagnostic: { ...diagnostic, severity: 'error' } };
}
