import { expect, test } from 'vitest';
import { plainBytes, plainValue } from '../../src/cache/plain.js';

test('plain data is read as it was written', () => {
  const shared = { line: 1 };
  const value = {
    text: 'ü\u{1f600}\ud800',
    numbers: [0, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, 2n ** 80n],
    nothing: [null, undefined, true],
    map: new Map<unknown, unknown>([
      ['a', new Set([shared])],
      [shared, []],
    ]),
    again: shared,
  };
  expect(plainValue(plainBytes(value) ?? new Uint8Array())).toStrictEqual({ value });
});

class Point {
  readonly x = 1;
}

function refuse(): never {
  throw new Error('not now');
}

const LOOP: unknown[] = [];
LOOP.push(LOOP);

test('what refers to itself is plain, too', () => {
  const read = plainValue(plainBytes(LOOP) ?? new Uint8Array())?.value;
  expect(Array.isArray(read) && read[0] === read).toBe(true);
});

test.each<[string, unknown]>([
  ['a function', () => 1],
  ['an object of a class', new Point()],
  ['a date', new Date(0)],
  ['a regular expression', /a/],
  ['bytes', new Uint8Array(3)],
  ['something that stays to be awaited', Promise.resolve()],
  ['a symbol', Symbol('a')],
  ['a record without a prototype', Object.create(null)],
  ['a record with a symbol', { a: 1, [Symbol('b')]: 2 }],
  ['a record with something hidden', Object.defineProperty({ a: 1 }, 'b', { value: 2, enumerable: false })],
  ['a list with a symbol', Object.assign([1], { [Symbol('b')]: 2 })],
  ['a map with a name', Object.assign(new Map(), { name: 'a' })],
  ['a map of another kind', new (class extends Map {})()],
  ['something that only looks like a map', Object.create(Map.prototype)],
  [
    'a value that fails when it is asked for',
    Object.defineProperty({}, 'a', { get: refuse, enumerable: true }),
  ],
])('%s is not kept, nor what it is in', (_, value) => {
  expect(plainBytes(value)).toBeNull();
  expect(plainBytes({ deep: [new Map([['key', new Set([value])]])] })).toBeNull();
  expect(plainBytes(new Map([[value, 1]]))).toBeNull();
});

test('what is nested too deeply to be written is not kept', () => {
  let value: unknown = null;
  for (let depth = 0; depth < 1_000_000; depth++) value = [value];
  expect(plainBytes(value)).toBeNull();
});

test.each([
  ['nothing', []],
  ['something else', [1, 2, 3, 4]],
  ['a newer version of the serialiser', [255, 99, 48]],
])('bytes of %s are no value', (_, bytes) => {
  expect(plainValue(Uint8Array.from(bytes))).toBeNull();
});
