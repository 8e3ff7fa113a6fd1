/** Whatever happens to kept parts and their folder: the value is right, and nothing fails. */
import {
  chmodSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nowNs } from '../../src/cache/now.js';
import { partPlace } from '../../src/cache/place.js';
import { checksumOf, entriesOf, HEAD_BYTES, type Entry } from '../../src/cache/record.js';
import { openRecord, readPart, saveRecord } from '../../src/cache/store.js';
import { readTextFile } from '../../src/source/files.js';
import { tempFolder } from '../support/temp-folder.js';
import { partRun, runPlace, type PartRun } from './part-run.js';

interface Kept {
  readonly folder: string;
  readonly cache: string;
  /** The file of the part. */
  readonly file: string;
  /** The source. */
  readonly source: string;
  readonly run: (startedNs?: bigint) => Promise<PartRun<{ readonly text: string }>>;
}

/** A part that is kept, of one source. */
async function keptPart(startedNs?: bigint): Promise<Kept> {
  const folder = tempFolder({ source: 'some text' });
  const source = join(folder, 'source');
  const cache = join(folder, 'cache');
  const run: Kept['run'] = (started) =>
    partRun(runPlace(cache), 'source?', () => ({ text: readTextFile(source) }), started);
  expect(await run(startedNs)).toMatchObject({ made: true });
  const [name = ''] = readdirSync(cache);
  return { folder, cache, file: join(cache, name), source, run };
}

/** Changes a record and leaves its time as it was, as a bad disk does. */
function damage({ file }: Kept, change: (bytes: Buffer) => Buffer): void {
  const { atime, mtime } = statSync(file);
  writeFileSync(file, change(readFileSync(file)));
  utimesSync(file, atime, mtime);
}

const RIGHT = { value: { text: 'some text' } };

test('a part that was copied byte by byte is believed: what follows is about the damage alone', async () => {
  const kept = await keptPart();
  damage(kept, (bytes) => bytes);
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: false });
});

test('a byte that is another one, wherever it is, makes the part anew', async () => {
  const kept = await keptPart();
  const whole = readFileSync(kept.file);
  const flipped = async (at: number, bits: number): Promise<void> => {
    damage(kept, () => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ bits;
      return bytes;
    });
    expect(await kept.run(), `${bits} at ${at}`).toMatchObject({ ...RIGHT, made: true });
  };
  for (let at = 0; at < whole.length; at++) await flipped(at, 1);
  await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), flipped), {
    seed: 6,
    numRuns: 200,
  });
});

test('a part that is cut, wherever, or longer, is made anew', async () => {
  const kept = await keptPart();
  const { length } = readFileSync(kept.file);
  for (let bytes = 0; bytes < length; bytes++) {
    const { atime, mtime } = statSync(kept.file);
    truncateSync(kept.file, bytes);
    utimesSync(kept.file, atime, mtime);
    expect(await kept.run(), `${bytes} bytes`).toMatchObject({ ...RIGHT, made: true });
  }
  damage(kept, (bytes) => Buffer.concat([bytes, Buffer.from('x')]));
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
});

test.each([0, 1, 3, 0xffffffff])('a whole record of format %i is made anew', async (format) => {
  const kept = await keptPart();
  damage(kept, (bytes) => {
    bytes.writeUInt32LE(format, 8);
    bytes.writeUInt32LE(checksumOf(bytes), HEAD_BYTES - 4);
    return bytes;
  });
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
});

test('a part in the place of another, and something else, are made anew', async () => {
  const kept = await keptPart();
  await partRun(runPlace(kept.cache), 'other?', () => 'other');
  const { file } = partPlace(runPlace(kept.cache), 'other?');
  const { atime, mtime } = statSync(file);
  copyFileSync(file, kept.file);
  utimesSync(kept.file, atime, mtime);
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
  writeFileSync(kept.file, '{"archscan": true}');
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: false });
});

test('a record that is whole, but whose part is no value, is made anew', async () => {
  const kept = await keptPart();
  const place = partPlace(runPlace(kept.cache), 'source?');
  const conditions = { kinds: [], realPaths: [], environment: [], git: [], day: null };
  const answer = { code: 0, out: Buffer.from('no value'), err: new Uint8Array() };
  saveRecord(place, { key: place.key, entries: [], conditions, answer });
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
});

test('a folder that is removed between two runs is made again', async () => {
  const kept = await keptPart();
  rmSync(kept.cache, { recursive: true });
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: false });
});

test('a file in the place of the folder, and a folder in that of the part, are as if there were no cache', async () => {
  const kept = await keptPart();
  rmSync(kept.cache, { recursive: true });
  writeFileSync(kept.cache, '');
  for (let time = 0; time < 2; time++) expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
  rmSync(kept.cache);
  const inside = join(kept.file, 'inside');
  await partRun(runPlace(inside), 'anything?', () => 1);
  for (let time = 0; time < 2; time++) expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
});

test('in a folder that cannot be written, parts are used and none is kept', async () => {
  const kept = await keptPart();
  chmodSync(kept.cache, 0o500);
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: false });
  writeFileSync(kept.source, 'other text');
  expect(await kept.run()).toMatchObject({ value: { text: 'other text' }, made: true });
  // Everything is writable for the superuser.
  expect((await kept.run()).made).toBe(process.getuid?.() !== 0);
  chmodSync(kept.cache, 0o700);
});

test('a part whose file cannot be read is made anew', async () => {
  const kept = await keptPart();
  renameSync(kept.file, `${kept.file}.moved`);
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: true });
});

/** Git's rule for racy entries, as it holds for whole answers. */
const LONG_AGO = 1_500_000_000;

/** Another text of the same length at the same time of modification. */
function rewrite({ source }: Kept): void {
  writeFileSync(source, 'same size');
  utimesSync(source, LONG_AGO, LONG_AGO);
}

test.each([
  ['just now, so that its content counts', nowNs],
  ['long ago, so that its identity counts', undefined],
])('a source of the same size and time that was written %s is read again', async (_, clock) => {
  const kept = await keptPart(clock?.());
  utimesSync(kept.source, LONG_AGO, LONG_AGO);
  await kept.run(clock?.());
  expect(await kept.run(clock?.())).toMatchObject({ ...RIGHT, made: false });
  rewrite(kept);
  expect(await kept.run(clock?.())).toMatchObject({ value: { text: 'same size' }, made: true });
});

test('two changes within a tick of the clock: the content of the source counts, not its identity', async () => {
  const kept = await keptPart(nowNs());
  const place = partPlace(runPlace(kept.cache), 'source?');
  const record = openRecord(place);
  if (record === null) throw new Error('not kept');
  const [entry] = entriesOf(record.index);
  if (entry === undefined) throw new Error('nothing was read');
  expect(entry.isRacy).toBe(true);
  const answer = { code: 0, out: readPart(record.out), err: new Uint8Array() };
  record.close();
  writeFileSync(kept.source, 'same size');
  const { size, mtimeNs, ctimeNs, ino } = statSync(kept.source, { bigint: true });
  const { conditions } = record.index;
  const save = (changed: Partial<Entry>): void => {
    // As if nothing of it showed in the file's times.
    const entries = [{ ...entry, identity: { size, mtimeNs, ctimeNs, ino }, ...changed }];
    saveRecord(place, { key: place.key, entries, conditions, answer });
  };
  save({ isRacy: false });
  // What the mark is for.
  expect(await kept.run()).toMatchObject({ ...RIGHT, made: false });
  save({});
  expect(await kept.run()).toMatchObject({ value: { text: 'same size' }, made: true });
});
