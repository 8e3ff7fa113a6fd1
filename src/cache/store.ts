/** Files of records. Nothing here fails: a cache that cannot be used is not used. */
import {
  closeSync,
  fstatSync,
  futimesSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../source/make-folder.js';
import type { RecordPlace } from './place.js';
import {
  checksumOf,
  checksumWith,
  decodeHead,
  decodeIndex,
  encodeRecord,
  HEAD_BYTES,
  type RecordIndex,
  type RunRecord,
} from './record.js';

/** All records together; when there are more, the oldest go. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_RECORDS = 500;

/** Answers of runs, parts of them, and what was left beside those. */
const RECORD = /\.(?:run|part|aside)$/;

/** What another process is writing right now is left alone; what is older was left behind by one that died. */
const ABANDONED_MS = 60_000;

/** A part of an open file. */
export interface FilePart {
  readonly descriptor: number;
  readonly from: number;
  readonly length: number;
}

/** A record whose file is open, so that it stays as it is. */
export interface OpenRecord {
  readonly index: RecordIndex;
  readonly out: FilePart;
  readonly err: FilePart;
  readonly close: () => void;
}

/** The record at a place; null when there is none, or none that can be trusted. */
export function openRecord({ file, key }: RecordPlace): OpenRecord | null {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const record = readRecord(descriptor, key);
    if (record === null) closeSync(descriptor);
    return record;
  } catch {
    if (descriptor !== undefined) closeSync(descriptor);
    return null;
  }
}

function readRecord(descriptor: number, key: string): OpenRecord | null {
  const status = fstatSync(descriptor);
  // Whoever may write into a shared folder could else put words into our mouth.
  if (!status.isFile() || status.uid !== (process.getuid?.() ?? status.uid)) return null;
  const head = decodeHead(readPart({ descriptor, from: 0, length: HEAD_BYTES }));
  // Whatever was written to the file since it was made has changed its length or its time.
  if (head?.fileBytes !== status.size || head.stamp * 1000 !== status.mtimeMs) return null;
  const { indexBytes, outBytes, errBytes } = head;
  const from = HEAD_BYTES + indexBytes;
  const beginning = readPart({ descriptor, from: 0, length: from });
  const answer = { descriptor, from, length: outBytes + errBytes };
  if (checksumOfRest(checksumOf(beginning), answer) !== head.checksum) return null;
  const index = decodeIndex(beginning, key);
  if (index === null) return null;
  return {
    index,
    out: { descriptor, from, length: outBytes },
    err: { descriptor, from: from + outBytes, length: errBytes },
    close: () => {
      closeSync(descriptor);
    },
  };
}

/** A buffer of this size, used again and again, costs less than one for everything. */
const CHUNK_BYTES = 256 * 1024;

function checksumOfRest(start: number, { descriptor, from, length }: FilePart): number {
  const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, length));
  let checksum = start;
  for (let done = 0; done < length;) {
    const read = readSync(descriptor, buffer, 0, Math.min(buffer.length, length - done), from + done);
    if (read === 0) break;
    checksum = checksumWith(checksum, buffer.subarray(0, read));
    done += read;
  }
  return checksum;
}

/** The bytes of a part, fewer when the file ends before. */
export function readPart({ descriptor, from, length }: FilePart): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, from));
}

/** Puts a record in its place, whole or not at all, also when other processes do the same. */
export function saveRecord({ folder, file }: RecordPlace, record: RunRecord): void {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  // Whole seconds are what every file system can hold.
  const stamp = Math.floor(Date.now() / 1000);
  try {
    makeFolder(folder, 0o700);
    writeStamped(temporary, encodeRecord(record, stamp), stamp);
    renameSync(temporary, file);
    prune(folder);
  } catch {
    remove(temporary);
  }
}

function writeStamped(path: string, bytes: Uint8Array, stamp: number): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(descriptor, bytes);
    futimesSync(descriptor, stamp, stamp);
  } finally {
    closeSync(descriptor);
  }
}

function prune(folder: string): void {
  const now = Date.now();
  const records: { readonly path: string; readonly bytes: number; readonly time: number }[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) continue;
    if (RECORD.test(name)) records.push({ path, bytes: status.size, time: status.mtimeMs });
    else if (name.endsWith('.tmp') && now - status.mtimeMs > ABANDONED_MS) remove(path);
  }
  let bytes = 0;
  for (const [index, record] of records.sort((a, b) => b.time - a.time).entries()) {
    bytes += record.bytes;
    if (index > 0 && (index >= MAX_RECORDS || bytes > MAX_BYTES)) remove(record.path);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else was faster, or it was never there.
  }
}
