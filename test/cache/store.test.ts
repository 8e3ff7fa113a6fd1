import {
  appendFileSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { RecordPlace } from '../../src/cache/place.js';
import type { RunRecord } from '../../src/cache/record.js';
import { openRecord, readPart, saveRecord } from '../../src/cache/store.js';
import { tempFolder } from '../support/temp-folder.js';

const CONDITIONS = { kinds: [], realPaths: [], environment: [], git: [], day: null };

function placeIn(folder: string, name = 'a'): RecordPlace {
  return { folder, file: join(folder, `${name}.run`), key: name };
}

function record(key: string, out = 'answer'): RunRecord {
  const answer = { code: 0, out: Buffer.from(out), err: new Uint8Array() };
  return { key, entries: [], conditions: CONDITIONS, answer };
}

/** What a record at a place answers, null when there is none. */
function loadRecord(place: RecordPlace): string | null {
  const found = openRecord(place);
  if (found === null) return null;
  const out = readPart(found.out).toString();
  found.close();
  return out;
}

test('what is saved is loaded, and only the user can read it', () => {
  const place = placeIn(join(tempFolder(), 'cache', 'runs'));
  expect(loadRecord(place)).toBeNull();
  saveRecord(place, record('a'));
  expect(loadRecord(place)).toBe('answer');
  expect(readdirSync(place.folder)).toEqual(['a.run']);
  expect(statSync(place.folder).mode & 0o077).toBe(0);
  expect(statSync(place.file).mode & 0o077).toBe(0);
});

test('a damaged record is replaced by the next', () => {
  const place = placeIn(tempFolder({ 'a.run': 'something else' }));
  expect(loadRecord(place)).toBeNull();
  saveRecord(place, record('a'));
  expect(loadRecord(place)).toBe('answer');
});

test.each<[string, (path: string) => void]>([
  [
    'cut',
    (path) => {
      truncateSync(path, statSync(path).size - 1);
    },
  ],
  [
    'longer',
    (path) => {
      appendFileSync(path, 'x');
    },
  ],
  [
    'written to, in its answer',
    (path) => {
      changeByte(path, statSync(path).size - 1);
    },
  ],
  [
    'written to, in its head',
    (path) => {
      changeByte(path, 30);
    },
  ],
  [
    'another one, for another command',
    (path) => {
      saveRecord({ folder: dirname(path), file: path, key: 'b' }, record('b'));
    },
  ],
])('a record that was %s is not believed, and replaced', (_, change) => {
  const place = placeIn(tempFolder());
  saveRecord(place, record('a'));
  change(place.file);
  expect(loadRecord(place)).toBeNull();
  saveRecord(place, record('a', 'new'));
  expect(loadRecord(place)).toBe('new');
});

function changeByte(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

test('a folder that cannot be made, and one in the place of a record, are as if there were no cache', () => {
  const folder = tempFolder({ file: '', 'runs/a.run/inside': '' });
  const below = placeIn(join(folder, 'file', 'runs'));
  saveRecord(below, record('a'));
  expect(loadRecord(below)).toBeNull();
  const taken = placeIn(join(folder, 'runs'));
  saveRecord(taken, record('a'));
  expect(loadRecord(taken)).toBeNull();
  expect(readdirSync(join(folder, 'runs'))).toEqual(['a.run']);
});

test('the oldest go when there are too many; files of others stay', () => {
  const folder = tempFolder({ 'README.txt': 'mine' });
  for (let index = 0; index < 505; index++) {
    const path = join(folder, `${index}.run`);
    writeFileSync(path, '');
    utimesSync(path, 1_000_000 + index, 1_000_000 + index);
  }
  saveRecord(placeIn(folder), record('a'));
  const left = readdirSync(folder);
  expect(left.filter((name) => name.endsWith('.run'))).toHaveLength(500);
  expect(left).toContain('a.run');
  expect(left).toContain('504.run');
  expect(left).not.toContain('5.run');
  expect(readFileSync(join(folder, 'README.txt'), 'utf8')).toBe('mine');
});

test('what a process that died left behind goes, what one is writing stays', () => {
  const folder = tempFolder({ 'b.run.1.x.tmp': '', 'c.run.2.y.tmp': '' });
  utimesSync(join(folder, 'b.run.1.x.tmp'), 1_000_000, 1_000_000);
  saveRecord(placeIn(folder), record('a'));
  expect(readdirSync(folder).sort()).toEqual(['a.run', 'c.run.2.y.tmp']);
});
