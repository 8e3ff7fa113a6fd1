import { expect, test } from 'vitest';
import {
  decodeHead,
  decodeIndex,
  encodeRecord,
  entriesOf,
  HEAD_BYTES,
  hasIdentity,
  type RunRecord,
} from '../../src/cache/record.js';

const RECORD: RunRecord = {
  key: 'who asked what',
  entries: [
    {
      path: '/sources/models/acorn.py',
      identity: { size: 12n, mtimeNs: 1_700_000_000_123_456_789n, ctimeNs: 7n, ino: -1n },
      digest: '',
      isFolder: false,
      isRacy: false,
    },
    {
      path: '/sources/módels',
      identity: { size: 4096n, mtimeNs: -5n, ctimeNs: 8n, ino: 2n ** 62n },
      digest: 'abc',
      isFolder: true,
      isRacy: true,
    },
  ],
  conditions: {
    kinds: [['/sources/archscan.config.json', null]],
    realPaths: [['/sources/link', '/elsewhere']],
    environment: [['SOURCE_DATE_EPOCH', null]],
    git: [['/sources', ['rev-parse', 'HEAD'], 'abc\n']],
    day: '2026-01-02',
  },
  answer: { code: 1, out: Buffer.from('{"é": 1}\n'), err: Buffer.from('a warning\n') },
};

const STAMP = 1_700_000_000;

function encoded(record = RECORD): Uint8Array {
  // A copy of its own, as a file is read: the numbers must stand at a multiple of eight.
  return Uint8Array.from(encodeRecord(record, STAMP));
}

test('a record is read as it was written', () => {
  const file = encoded();
  const head = decodeHead(file);
  const index = decodeIndex(file, RECORD.key);
  if (head === null || index === null) throw new Error('not read');
  expect(entriesOf(index)).toEqual(RECORD.entries);
  expect(index.conditions).toEqual(RECORD.conditions);
  expect(index.code).toBe(1);
  expect(head).toMatchObject({ stamp: STAMP, fileBytes: file.length });
  const outputs = Buffer.from(file.subarray(HEAD_BYTES + head.indexBytes)).toString();
  expect(outputs).toBe('{"é": 1}\na warning\n');
  expect(head).toMatchObject({ outBytes: 10, errBytes: 10 });
});

test('a run that read nothing and said nothing has a record, too', () => {
  const answer = { code: 0, out: new Uint8Array(), err: new Uint8Array() };
  const file = encoded({ ...RECORD, entries: [], answer });
  expect(decodeIndex(file, RECORD.key)).toMatchObject({ paths: [], code: 0 });
  expect(decodeHead(file)).toMatchObject({ outBytes: 0, errBytes: 0 });
});

test('a record for another command line is none', () => {
  expect(decodeIndex(encoded(), 'who asked something else')).toBeNull();
});

test('what is cut before its head ends, or begins otherwise, is none', () => {
  const whole = encoded();
  expect(decodeHead(whole.slice(0, HEAD_BYTES - 1))).toBeNull();
  // The first twelve bytes say what it is, and in which format.
  for (let at = 0; at < 12; at++) {
    const other = whole.slice();
    other[at] = (other[at] ?? 0) ^ 1;
    expect(decodeHead(other)).toBeNull();
  }
});

test.each(['size', 'mtimeNs', 'ctimeNs', 'ino'] as const)('another %s is another identity', (number) => {
  const loaded = decodeIndex(encoded(), RECORD.key);
  const [entry] = RECORD.entries;
  if (loaded === null || entry === undefined) throw new Error('not read');
  const { identity } = entry;
  expect(hasIdentity(loaded, 0, identity)).toBe(true);
  expect(hasIdentity(loaded, 0, { ...identity, [number]: identity[number] + 1n })).toBe(false);
});
