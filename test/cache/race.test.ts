import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkRecord } from '../../src/cache/check.js';
import { nowNs } from '../../src/cache/now.js';
import { digestOf, isRacy } from '../../src/cache/racy.js';
import { decodeIndex, encodeRecord, type Entry, type RecordIndex } from '../../src/cache/record.js';
import { createRecorder } from '../../src/cache/recorder.js';
import { ChangingFileError, readOpened, readTextFile } from '../../src/source/files.js';
import { observe } from '../../src/source/observer.js';
import { tempFolder } from '../support/temp-folder.js';
import { longAfter } from './cached-run.js';

const CONDITIONS = { kinds: [], realPaths: [], environment: [], git: [], day: null };

function loaded(entries: readonly Entry[]): RecordIndex {
  const answer = { code: 0, out: new Uint8Array(), err: new Uint8Array() };
  const bytes = encodeRecord({ key: 'key', entries, conditions: CONDITIONS, answer }, 0);
  const record = decodeIndex(Uint8Array.from(bytes), 'key');
  if (record === null) throw new Error('not read');
  return record;
}

async function holds(record: RecordIndex): Promise<boolean> {
  const world = { environment: {}, now: () => new Date(), startedNs: nowNs() };
  return (await checkRecord(record, world, false)).holds;
}

async function recorded(
  read: () => void,
  startedNs = longAfter(),
): Promise<{ readonly entries: readonly Entry[] } | { readonly reason: string }> {
  const recorder = createRecorder({}, () => new Date(), startedNs);
  await observe(recorder.observer, () => {
    read();
    return Promise.resolve();
  });
  return recorder.result();
}

function entriesOf(result: Awaited<ReturnType<typeof recorded>>): readonly Entry[] {
  if ('reason' in result) throw new Error(result.reason);
  return result.entries;
}

test('a file that is changed while it is read is read again', async () => {
  const path = join(tempFolder({ a: 'before' }), 'a');
  let reads = 0;
  let read = '';
  const entries = entriesOf(
    await recorded(() => {
      read = readOpened<never>(path, () => {
        // Its identity is taken, its bytes are not.
        if (reads++ === 0) writeFileSync(path, 'longer than before');
        return null;
      }).toString();
    }),
  );
  expect({ reads, read }).toEqual({ reads: 2, read: 'longer than before' });
  expect(entries.map(({ identity }) => Number(identity.size))).toEqual(['longer than before'.length]);
  expect(await holds(loaded(entries))).toBe(true);
});

test('a file that does not stop changing is not read, and makes the whole run unknown', async () => {
  const path = join(tempFolder({ a: '' }), 'a');
  const read = (): unknown =>
    readOpened<never>(path, ({ size }) => {
      writeFileSync(path, 'x'.repeat(size + 1));
      return null;
    });
  expect(read).toThrow(ChangingFileError);
  expect(await recorded(refused(read))).toHaveProperty('reason');
});

test('a file that is changed between two looks at it makes the whole run unknown', async () => {
  const path = join(tempFolder({ a: 'before' }), 'a');
  const result = await recorded(() => {
    readTextFile(path);
    writeFileSync(path, 'longer than before');
    readTextFile(path);
  });
  expect(result).toEqual({ reason: `${path} changed meanwhile` });
});

test('a file that cannot be read makes the whole run unknown', async () => {
  const folder = tempFolder();
  expect(await recorded(refused(() => readTextFile(folder)))).toHaveProperty('reason');
  // That there is none can be asked again.
  const result = await recorded(refused(() => readTextFile(join(folder, 'none'))));
  expect(result).toMatchObject({ conditions: { kinds: [[join(folder, 'none'), null]] } });
});

test('two changes within a tick of the clock: the content decides, not the identity', async () => {
  const path = join(tempFolder({ a: 'second' }), 'a');
  const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
  // Read between the first and the second change, which left the same identity behind.
  const entry = { path, identity: { size, mtimeNs, ctimeNs, ino }, isFolder: false };
  const first = digestOf('first!');
  expect(await holds(loaded([{ ...entry, digest: first, isRacy: true }]))).toBe(false);
  expect(await holds(loaded([{ ...entry, digest: digestOf('second'), isRacy: true }]))).toBe(true);
  // What the mark is for.
  expect(await holds(loaded([{ ...entry, digest: first, isRacy: false }]))).toBe(true);
});

test('an entry is racy when it changed shortly before, or after, the run began', () => {
  const second = 1_000_000_000n;
  const identity = { size: 0n, ino: 0n, mtimeNs: 0n, ctimeNs: 0n };
  const began = 1000n * second;
  expect(isRacy({ ...identity, ctimeNs: began - 10n * second }, began)).toBe(false);
  expect(isRacy({ ...identity, ctimeNs: began - second }, began)).toBe(true);
  expect(isRacy({ ...identity, mtimeNs: began - second }, began)).toBe(true);
  // The clock of a file server may be ahead of ours.
  expect(isRacy({ ...identity, ctimeNs: began + 100n * second }, began)).toBe(true);
});

test('what is read from a file just written has a hash of the bytes that were read', async () => {
  const path = join(tempFolder({ a: 'text' }), 'a');
  const [entry] = entriesOf(await recorded(() => readTextFile(path), nowNs()));
  expect(entry).toMatchObject({ digest: digestOf('text'), isRacy: true });
});

function refused(read: () => unknown): () => void {
  return () => {
    expect(read).toThrow();
  };
}
