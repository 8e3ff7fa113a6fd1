import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nowNs } from '../../src/cache/now.js';
import { readTextFile } from '../../src/source/files.js';
import { tempFolder } from '../support/temp-folder.js';
import { partRun, runPlace } from './part-run.js';

test('a part is made once, and what it depends on is what the run depends on', async () => {
  const folder = tempFolder({ a: 'text' });
  const place = runPlace(join(folder, 'cache'));
  const read = (): readonly string[] => [readTextFile(join(folder, 'a'))];
  const first = await partRun(place, 'a?', read);
  expect(first).toMatchObject({
    value: ['text'],
    made: true,
    result: { entries: [{ path: join(folder, 'a') }] },
  });
  expect(await partRun(place, 'a?', read)).toEqual({ ...first, made: false });
  writeFileSync(join(folder, 'a'), 'more text');
  expect(await partRun(place, 'a?', read)).toMatchObject({ value: ['more text'], made: true });
});

test('another question, and another build, have other parts', async () => {
  const folder = tempFolder();
  await partRun(runPlace(folder), ['tree', 'a'], () => 1);
  expect(await partRun(runPlace(folder), ['tree', 'b'], () => 2)).toMatchObject({ value: 2, made: true });
  expect(await partRun(runPlace(folder, 'another build'), ['tree', 'a'], () => 3)).toMatchObject({
    made: true,
  });
  expect(await partRun(runPlace(folder), ['tree', 'a'], () => 4)).toMatchObject({ value: 1, made: false });
});

test.each<[string, () => unknown]>([
  ['has a function in it', () => ({ scan: { classes: ['A'], find: () => 'A' } })],
  ['is an object of a class', () => ({ scan: new URL('file:///a') })],
])('a part that %s is given whole and kept not at all', async (_, make) => {
  const folder = tempFolder();
  const value = make();
  for (let run = 0; run < 2; run++) {
    const part = await partRun(runPlace(folder), 'a?', () => value);
    expect(part.made).toBe(true);
    expect(part.value).toBe(value);
    // What the run answers may still be kept.
    expect(part.result).toHaveProperty('entries');
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('a part that fails is not kept, and fails again', async () => {
  const folder = tempFolder();
  const fail = (): never => {
    throw new Error('no such folder');
  };
  await expect(partRun(runPlace(folder), 'a?', fail)).rejects.toThrow('no such folder');
  await expect(partRun(runPlace(folder), 'a?', fail)).rejects.toThrow('no such folder');
  expect(readdirSync(folder)).toEqual([]);
});

test('a part that saw a file change meanwhile is not kept', async () => {
  const folder = tempFolder({ a: 'text' });
  const place = runPlace(join(folder, 'cache'));
  const path = join(folder, 'a');
  const read = (): string => {
    const text = readTextFile(path);
    writeFileSync(path, `${text} more`);
    return readTextFile(path);
  };
  const { result } = await partRun(place, 'a?', read, nowNs());
  expect(result).toEqual({ reason: `${path} changed meanwhile` });
  expect(await partRun(place, 'a?', () => 'made')).toMatchObject({ made: true });
});
