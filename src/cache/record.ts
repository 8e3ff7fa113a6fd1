/**
 * One run of a command, or a part of one: all that it depends on, and what it answered. A record is one file: a fixed
 * head, the index (identities of what was read as a table of 64-bit numbers, their paths, the rest as JSON), and the
 * bytes of both outputs. It is laid out so that a later process looks it through without making an object for each
 * file, and copies the outputs without holding them.
 */
import type { FileIdentity, PathKind } from '../source/observer.js';

/** Raised when the layout or the meaning of a record changes. */
const FORMAT = 2;
const MAGIC = Buffer.from('archscan');

/** After the magic: format, stamp, entries, length of the index, and of the five parts of index and answer; checksum. */
// Even, so that the table of 64-bit numbers behind the head is aligned.
const HEAD_NUMBERS = 10;
export const HEAD_BYTES = MAGIC.length + HEAD_NUMBERS * 4;
const CHECKSUM_AT = HEAD_BYTES - 4;
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

/** What the head of a record says, before the rest is read. */
export interface RecordHead {
  /** The modification time that the file was given: whoever changed it since left another. */
  readonly stamp: number;
  readonly checksum: number;
  readonly fileBytes: number;
  readonly indexBytes: number;
  readonly outBytes: number;
  readonly errBytes: number;
}

/** The index of a record as it is read: entries as columns. */
export interface RecordIndex {
  readonly code: number;
  readonly paths: readonly string[];
  readonly digests: readonly string[];
  /** Size, mtime, ctime and inode of each entry. */
  readonly identities: BigInt64Array;
  /** Indexes of the entries that are folders, and of those that are racy. */
  readonly folders: ReadonlySet<number>;
  readonly racy: ReadonlySet<number>;
  readonly conditions: Conditions;
}

interface Meta {
  readonly key: string;
  readonly code: number;
  readonly folders: readonly number[];
  readonly racy: readonly number[];
  readonly conditions: Conditions;
}

/** @param stamp seconds since 1970, which the file is to have as its modification time */
export function encodeRecord({ key, entries, conditions, answer }: RunRecord, stamp: number): Uint8Array {
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
  ];
  const index = Buffer.concat([new Uint8Array(table.buffer), ...parts]);
  const lengths = [...parts, answer.out, answer.err].map(({ length }) => length);
  const head = new Uint32Array(HEAD_NUMBERS);
  head.set([FORMAT, stamp, entries.length, index.length, ...lengths]);
  const file = Buffer.concat([MAGIC, new Uint8Array(head.buffer), index, answer.out, answer.err]);
  new Uint32Array(file.buffer, file.byteOffset + CHECKSUM_AT, 1)[0] = checksumOf(file);
  return file;
}

/**
 * Of everything but the checksum itself: a disk or a copy that changes a byte may leave time and length as they were.
 *
 * @param file its beginning, at least the head
 */
export function checksumOf(file: Uint8Array): number {
  return checksumWith(checksumWith(0, file.subarray(0, CHECKSUM_AT)), file.subarray(HEAD_BYTES));
}

/** @param checksum of everything before the bytes */
export function checksumWith(checksum: number, bytes: Uint8Array): number {
  return process.getBuiltinModule('node:zlib').crc32(bytes, checksum);
}

function headNumbers(file: Uint8Array): readonly number[] | null {
  if (file.length < HEAD_BYTES || !MAGIC.equals(file.subarray(0, MAGIC.length))) return null;
  const numbers = new Uint32Array(file.buffer, file.byteOffset + MAGIC.length, HEAD_NUMBERS);
  return numbers[0] === FORMAT ? [...numbers] : null;
}

/**
 * What the head of a file says; null when the file is no record, or one of another format.
 *
 * @param file must begin at a multiple of eight bytes in its buffer
 */
export function decodeHead(file: Uint8Array): RecordHead | null {
  const numbers = headNumbers(file);
  if (numbers === null) return null;
  const [, stamp = 0, , indexBytes = 0, , , , outBytes = 0, errBytes = 0, checksum = 0] = numbers;
  const fileBytes = HEAD_BYTES + indexBytes + outBytes + errBytes;
  return { stamp, checksum, indexBytes, outBytes, errBytes, fileBytes };
}

/**
 * The index of a record; null when it is not for `key`.
 *
 * @param file the file, at least up to the end of its index; must begin at a multiple of eight bytes in its buffer
 */
export function decodeIndex(file: Uint8Array, key: string): RecordIndex | null {
  const numbers = headNumbers(file);
  if (numbers === null) return null;
  const [, , count = 0, indexBytes = 0, metaBytes = 0, pathBytes = 0, digestBytes = 0] = numbers;
  const index = Buffer.from(file.buffer, file.byteOffset + HEAD_BYTES, indexBytes);
  const tableBytes = count * NUMBERS_PER_ENTRY * 8;
  const pathsAt = tableBytes + metaBytes;
  const digestsAt = pathsAt + pathBytes;
  // What nobody touched since was written by `encodeRecord` above.
  const meta = JSON.parse(index.toString('utf8', tableBytes, pathsAt)) as Meta;
  if (meta.key !== key) return null;
  return {
    code: meta.code,
    paths: count === 0 ? [] : index.toString('utf8', pathsAt, digestsAt).split('\0'),
    digests: index.toString('latin1', digestsAt, digestsAt + digestBytes).split('\n'),
    identities: new BigInt64Array(index.buffer, index.byteOffset, count * NUMBERS_PER_ENTRY),
    folders: new Set(meta.folders),
    racy: new Set(meta.racy),
    conditions: meta.conditions,
  };
}

/** The entries of a record that was read, to write it again. */
export function entriesOf(record: RecordIndex): readonly Entry[] {
  return record.paths.map((path, index) => ({
    path,
    identity: identityAt(record, index),
    digest: record.digests[index] ?? '',
    isFolder: record.folders.has(index),
    isRacy: record.racy.has(index),
  }));
}

function identityAt({ identities }: RecordIndex, index: number): FileIdentity {
  const at = index * NUMBERS_PER_ENTRY;
  const number = (offset: number): bigint => identities[at + offset] ?? 0n;
  return { size: number(0), mtimeNs: number(1), ctimeNs: number(2), ino: number(3) };
}

/** Whether the entry at an index still has the identity that it was read with. */
export function hasIdentity({ identities }: RecordIndex, index: number, now: FileIdentity): boolean {
  const at = index * NUMBERS_PER_ENTRY;
  return (
    identities[at + 1] === now.mtimeNs &&
    identities[at + 2] === now.ctimeNs &&
    identities[at] === now.size &&
    identities[at + 3] === now.ino
  );
}
