import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { copyOutput, writeOutput } from '../../src/cli/output.js';
import { tempFolder } from '../support/temp-folder.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A descriptor that takes a few bytes at a time, and none any more after `full`. */
function slowDescriptor(full = Infinity): {
  readonly taken: () => string;
  readonly write: (descriptor: number, bytes: Uint8Array) => number;
} {
  let taken = '';
  const write = (_: number, bytes: Uint8Array): number => {
    if (taken.length >= full) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
    const part = Buffer.from(bytes.subarray(0, 3)).toString();
    taken += part;
    return part.length;
  };
  return { taken: () => taken, write };
}

test('a descriptor that takes a part at a time gets everything, in order', () => {
  const { taken, write } = slowDescriptor();
  expect(writeOutput(1, Buffer.from('0123456789'), write)).toBe(true);
  expect(taken()).toBe('0123456789');
});

test('what a full pipe does not take waits in the stream', () => {
  const waiting: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((bytes) => {
    waiting.push(Buffer.from(bytes).toString());
    return false;
  });
  const { taken, write } = slowDescriptor(6);
  expect(writeOutput(1, Buffer.from('0123456789'), write)).toBe(false);
  expect(taken() + waiting.join('')).toBe('0123456789');
  expect(waiting).toEqual(['6789']);
});

test('a part of a file that is larger than a chunk arrives whole, also when the pipe gets full in between', () => {
  const text = Array.from({ length: 30_000 }, (_, line) => `${line}\n`).join('');
  const path = join(tempFolder({ a: `before${text}after` }), 'a');
  const descriptor = openSync(path, 'r');
  const part = { descriptor, from: 6, length: text.length };
  for (const full of [Infinity, 7, 70_000, 131_072]) {
    const waiting: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((bytes) => {
      waiting.push(Buffer.from(bytes).toString());
      return false;
    });
    const { taken, write } = slowDescriptor(full);
    expect(copyOutput(1, part, write)).toBe(full === Infinity);
    spy.mockRestore();
    expect(taken() + waiting.join('') === text).toBe(true);
  }
  closeSync(descriptor);
});

test('another error is not hidden', () => {
  const write = (): never => {
    throw Object.assign(new Error('broken'), { code: 'EIO' });
  };
  expect(() => {
    writeOutput(2, Buffer.from('a'), write);
  }).toThrow('broken');
});

test('a closed pipe ends the process when it was for the result, and not when it was for the log', () => {
  const closed = (): number => {
    throw Object.assign(new Error('closed'), { code: 'EPIPE' });
  };
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('ended');
  });
  expect(writeOutput(2, Buffer.from('log'), closed)).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  expect(() => writeOutput(1, Buffer.from('result'), closed)).toThrow('ended');
  expect(exit).toHaveBeenCalledWith(0);
});
