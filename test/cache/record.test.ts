import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeRecord,
  encodeRecord,
  entriesOf,
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

function encoded(record = RECORD): Uint8Array {
  // A copy of its own, as a file is read: the numbers must stand at a multiple of eight.
  return Uint8Array.from(encodeRecord(record));
}

test('a record is read as it was written', () => {
  const loaded = decodeRecord(encoded(), RECORD.key);
  if (loaded === null) throw new Error('not read');
  expect(entriesOf(loaded)).toEqual(RECORD.entries);
  expect(loaded.conditions).toEqual(RECORD.conditions);
  expect(loaded.answer.code).toBe(1);
  expect(Buffer.from(loaded.answer.out).toString()).toBe('{"é": 1}\n');
  expect(Buffer.from(loaded.answer.err).toString()).toBe('a warning\n');
});

test('a run that read nothing and said nothing has a record, too', () => {
  const answer = { code: 0, out: new Uint8Array(), err: new Uint8Array() };
  const loaded = decodeRecord(encoded({ ...RECORD, entries: [], answer }), RECORD.key);
  expect(loaded).toMatchObject({ paths: [], answer: { code: 0 } });
});

test('a record for another command line is none', () => {
  expect(decodeRecord(encoded(), 'who asked something else')).toBeNull();
});

test('a file that is cut, longer, or has one other byte is none', () => {
  const whole = encoded();
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      expect(decodeRecord(whole.slice(0, at), RECORD.key)).toBeNull();
      const other = whole.slice();
      other[at] = (other[at] ?? 0) ^ change;
      expect(decodeRecord(other, RECORD.key)).toBeNull();
    }),
    { seed: 1, numRuns: 300 },
  );
  expect(decodeRecord(Uint8Array.from([...whole, 0]), RECORD.key)).toBeNull();
});

test.each(['size', 'mtimeNs', 'ctimeNs', 'ino'] as const)('another %s is another identity', (number) => {
  const loaded = decodeRecord(encoded(), RECORD.key);
  const [entry] = RECORD.entries;
  if (loaded === null || entry === undefined) throw new Error('not read');
  const { identity } = entry;
  expect(hasIdentity(loaded, 0, identity)).toBe(true);
  expect(hasIdentity(loaded, 0, { ...identity, [number]: identity[number] + 1n })).toBe(false);
});
