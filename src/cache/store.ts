/** Files of records. Nothing here fails: a cache that cannot be used is not used. */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RecordPlace } from './place.js';
import { decodeRecord, type LoadedRecord } from './record.js';

/** All records together; when there are more, the oldest go. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_RECORDS = 500;

/** What another process is writing right now is left alone; what is older was left behind by one that died. */
const ABANDONED_MS = 60_000;

/** The record at a place; null when there is none, or none that can be trusted. */
export function loadRecord({ file, key }: RecordPlace): LoadedRecord | null {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const status = fstatSync(descriptor);
    // Whoever may write into a shared folder could else put words into our mouth.
    if (!status.isFile() || status.uid !== (process.getuid?.() ?? status.uid)) return null;
    const bytes = Buffer.allocUnsafeSlow(status.size);
    return readSync(descriptor, bytes) === status.size ? decodeRecord(bytes, key) : null;
  } catch {
    return null;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Puts a record in its place, whole or not at all, also when other processes do the same. */
export function saveRecord({ folder, file }: RecordPlace, bytes: Uint8Array): void {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 });
    renameSync(temporary, file);
    prune(folder);
  } catch {
    remove(temporary);
  }
}

function prune(folder: string): void {
  const now = Date.now();
  const records: { readonly path: string; readonly bytes: number; readonly time: number }[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) continue;
    if (name.endsWith('.run')) records.push({ path, bytes: status.size, time: status.mtimeMs });
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
