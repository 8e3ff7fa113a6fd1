import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RecordPlace } from '../../src/cache/place.js';
import { encodeRecord } from '../../src/cache/record.js';
import { loadRecord, saveRecord } from '../../src/cache/store.js';
import { tempFolder } from '../support/temp-folder.js';

const CONDITIONS = { kinds: [], realPaths: [], environment: [], git: [], day: null };

function placeIn(folder: string, name = 'a'): RecordPlace {
  return { folder, file: join(folder, `${name}.run`), key: name };
}

function record(key: string, out = 'answer'): Uint8Array {
  const answer = { code: 0, out: Buffer.from(out), err: new Uint8Array() };
  return encodeRecord({ key, entries: [], conditions: CONDITIONS, answer });
}

test('what is saved is loaded, and only the user can read it', () => {
  const place = placeIn(join(tempFolder(), 'cache', 'runs'));
  expect(loadRecord(place)).toBeNull();
  saveRecord(place, record('a'));
  expect(loadRecord(place)).toMatchObject({ key: 'a' });
  expect(readdirSync(place.folder)).toEqual(['a.run']);
  expect(statSync(place.folder).mode & 0o077).toBe(0);
  expect(statSync(place.file).mode & 0o077).toBe(0);
});

test('a damaged record is replaced by the next', () => {
  const place = placeIn(tempFolder({ 'a.run': 'something else' }));
  expect(loadRecord(place)).toBeNull();
  saveRecord(place, record('a'));
  expect(loadRecord(place)).not.toBeNull();
});

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
