import type { writeSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { writeOutput } from '../../src/cli/output.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A descriptor that takes a few bytes at a time, and none any more after `full`. */
function slowDescriptor(full = Infinity): { readonly taken: () => string; readonly write: typeof writeSync } {
  let taken = '';
  const write = (_: number, bytes: Uint8Array, at: number): number => {
    if (taken.length >= full) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
    const part = Buffer.from(bytes.subarray(at, at + 3)).toString();
    taken += part;
    return part.length;
  };
  // The only one of its signatures that is used.
  return { taken: () => taken, write: write as typeof writeSync };
}

test('a descriptor that takes a part at a time gets everything, in order', () => {
  const { taken, write } = slowDescriptor();
  writeOutput(1, Buffer.from('0123456789'), write);
  expect(taken()).toBe('0123456789');
});

test('what a full pipe does not take waits in the stream', () => {
  const waiting: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((bytes) => {
    waiting.push(Buffer.from(bytes).toString());
    return false;
  });
  const { taken, write } = slowDescriptor(6);
  writeOutput(1, Buffer.from('0123456789'), write);
  expect(taken() + waiting.join('')).toBe('0123456789');
  expect(waiting).toEqual(['6789']);
});

test('another error is not hidden', () => {
  const write = (): never => {
    throw Object.assign(new Error('broken'), { code: 'EIO' });
  };
  expect(() => {
    writeOutput(2, Buffer.from('a'), write);
  }).toThrow('broken');
});
