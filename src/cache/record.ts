/**
 * One run of a command: all that it depends on, and what it answered. A record is one file: a fixed head, the
 * identities of what was read as a table of 64-bit numbers, their paths, the rest as JSON, and the bytes of both
 * outputs. It is laid out so that a later process looks it through without making an object for each file.
 */
import { crc32 } from 'node:zlib';
import type { FileIdentity, PathKind } from '../source/observer.js';

/** Raised when the layout or the meaning of a record changes. */
const FORMAT = 1;
const MAGIC = Buffer.from('archscan');

/** Eight 32-bit numbers after the magic: format, checksum, entries, and the lengths of five parts. */
const HEAD_BYTES = 8 + 8 * 4;
const NUMBERS_PER_ENTRY = 4;

/** A file that was read or a directory that was listed. */
export interface Entry {
  readonly path: string;
  readonly identity: FileIdentity;
  /** A hash of the content, in hex: of every directory, and of files whose identity alone says too little. */
  readonly digest: string;
  readonly isFolder: boolean;
  /** It changed so shortly before it was read that a second change may not show in its identity. */
  readonly isRacy: boolean;
}

/** What is asked again before an answer is given, apart from {@link Entry}. */
export interface Conditions {
  /** Paths and what stood there. */
  readonly kinds: readonly (readonly [path: string, kind: PathKind | null])[];
  readonly realPaths: readonly (readonly [path: string, real: string | null])[];
  readonly environment: readonly (readonly [name: string, value: string | null])[];
  readonly git: readonly (readonly [repository: string, command: readonly string[], said: string])[];
  /** The date, when the run asked for it. */
  readonly day: string | null;
}

export interface RunRecord {
  /** Who asked what: two runs with equal keys and equal inputs have equal answers. */
  readonly key: string;
  readonly entries: readonly Entry[];
  readonly conditions: Conditions;
  readonly answer: Answer;
}

export interface Answer {
  readonly code: number;
  readonly out: Uint8Array;
  readonly err: Uint8Array;
}

/** A record as it is read: entries as columns. */
export interface LoadedRecord {
  readonly key: string;
  readonly paths: readonly string[];
  readonly digests: readonly string[];
  /** Size, mtime, ctime and inode of each entry. */
  readonly identities: BigInt64Array;
  /** Indexes of the entries that are folders, and of those that are racy. */
  readonly folders: ReadonlySet<number>;
  readonly racy: ReadonlySet<number>;
  readonly conditions: Conditions;
  readonly answer: Answer;
}

interface Meta {
  readonly key: string;
  readonly code: number;
  readonly folders: readonly number[];
  readonly racy: readonly number[];
  readonly conditions: Conditions;
}

export function encodeRecord({ key, entries, conditions, answer }: RunRecord): Uint8Array {
  const table = new BigInt64Array(entries.length * NUMBERS_PER_ENTRY);
  for (const [index, { identity }] of entries.entries()) {
    table.set([identity.size, identity.mtimeNs, identity.ctimeNs, identity.ino], index * NUMBERS_PER_ENTRY);
  }
  const indexesOf = (pick: (entry: Entry) => boolean): readonly number[] =>
    entries.flatMap((entry, index) => (pick(entry) ? index : []));
  const meta: Meta = {
    key,
    code: answer.code,
    folders: indexesOf(({ isFolder }) => isFolder),
    racy: indexesOf(({ isRacy }) => isRacy),
    conditions,
  };
  const parts = [
    Buffer.from(JSON.stringify(meta)),
    Buffer.from(entries.map(({ path }) => path).join('\0')),
    Buffer.from(entries.map(({ digest }) => digest).join('\n')),
    answer.out,
    answer.err,
  ];
  const body = Buffer.concat([new Uint8Array(table.buffer), ...parts]);
  const head = new Uint32Array([FORMAT, crc32(body), entries.length, ...parts.map(({ length }) => length)]);
  return Buffer.concat([MAGIC, new Uint8Array(head.buffer), body]);
}

/**
 * The record that stands in a file; null when it is damaged, of another format or not for `key`.
 *
 * @param file must begin at a multiple of eight bytes in its buffer
 */
export function decodeRecord(file: Uint8Array, key: string): LoadedRecord | null {
  if (file.length < HEAD_BYTES || !MAGIC.equals(file.subarray(0, MAGIC.length))) return null;
  const head = new Uint32Array(file.buffer, file.byteOffset + MAGIC.length, 8);
  const [format = 0, checksum = 0, count = 0, ...lengths] = head;
  const tableBytes = count * NUMBERS_PER_ENTRY * 8;
  const body = file.subarray(HEAD_BYTES);
  const isWhole = lengths.reduce((sum, length) => sum + length, tableBytes) === body.length;
  if (format !== FORMAT || !isWhole || crc32(body) !== checksum) return null;
  let at = tableBytes;
  const parts = lengths.map((length) =>
    Buffer.from(body.buffer, body.byteOffset + (at += length) - length, length),
  );
  const [metaText, pathText, digestText, out, err] = parts;
  if (!metaText || !pathText || !digestText || !out || !err) return null;
  // What the checksum confirms was written by `encodeRecord` above.
  const meta = JSON.parse(metaText.toString('utf8')) as Meta;
  if (meta.key !== key) return null;
  return {
    key,
    paths: count === 0 ? [] : pathText.toString('utf8').split('\0'),
    digests: digestText.toString('latin1').split('\n'),
    identities: new BigInt64Array(body.buffer, body.byteOffset, count * NUMBERS_PER_ENTRY),
    folders: new Set(meta.folders),
    racy: new Set(meta.racy),
    conditions: meta.conditions,
    answer: { code: meta.code, out, err },
  };
}

/** The entries of a record that was read, to write it again. */
export function entriesOf(record: LoadedRecord): readonly Entry[] {
  return record.paths.map((path, index) => ({
    path,
    identity: identityAt(record, index),
    digest: record.digests[index] ?? '',
    isFolder: record.folders.has(index),
    isRacy: record.racy.has(index),
  }));
}

function identityAt({ identities }: LoadedRecord, index: number): FileIdentity {
  const at = index * NUMBERS_PER_ENTRY;
  const number = (offset: number): bigint => identities[at + offset] ?? 0n;
  return { size: number(0), mtimeNs: number(1), ctimeNs: number(2), ino: number(3) };
}

/** Whether the entry at an index still has the identity that it was read with. */
export function hasIdentity({ identities }: LoadedRecord, index: number, now: FileIdentity): boolean {
  const at = index * NUMBERS_PER_ENTRY;
  return (
    identities[at + 1] === now.mtimeNs &&
    identities[at + 2] === now.ctimeNs &&
    identities[at] === now.size &&
    identities[at + 3] === now.ino
  );
}
