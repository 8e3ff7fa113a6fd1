import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArchscanError } from '../../src/errors.js';
import { lineIndex, type Position } from '../../src/source/index.js';

/** Counts from the beginning, one unit at a time. */
function naivePosition(text: string, offset: number): Position {
  let line = 1;
  let column = 1;
  for (let at = 0; at < offset; at++) {
    const ends = text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
    if (ends) {
      line += 1;
      column = 1;
    } else if (at > 0 || text[at] !== '\uFEFF') {
      column += 1;
    }
  }
  return { line, column };
}

describe('lineIndex', () => {
  test.each([
    ['', 0, { line: 1, column: 1 }],
    ['ab', 2, { line: 1, column: 3 }],
    ['a\nb', 1, { line: 1, column: 2 }],
    ['a\nb', 2, { line: 2, column: 1 }],
    ['a\r\nb', 2, { line: 1, column: 3 }],
    ['a\r\nb', 3, { line: 2, column: 1 }],
    ['a\rb', 2, { line: 2, column: 1 }],
    ['\r\r\n\n', 4, { line: 4, column: 1 }],
    ['a\f\v\u0085\u2028b', 5, { line: 1, column: 6 }],
    ['😀x', 2, { line: 1, column: 3 }],
    ['\uFEFFab', 1, { line: 1, column: 1 }],
    ['\uFEFFab\n\uFEFFc', 5, { line: 2, column: 2 }],
  ])('%j at %i', (text, offset, expected) => {
    expect(lineIndex(text).position(offset)).toEqual(expected);
  });

  test('counts the lines', () => {
    expect(['', 'a', 'a\n', 'a\r\nb\rc'].map((text) => lineIndex(text).lineCount)).toEqual([1, 1, 2, 3]);
  });

  test('agrees with counting unit by unit', () => {
    const text = fc
      .array(fc.constantFrom('\n', '\r', '\r\n', '\f', 'a', '😀', '\u2028', '\uFEFF'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (value) => {
        const index = lineIndex(value);
        const offsets = Array.from({ length: value.length + 1 }, (_, offset) => offset);
        expect(offsets.map((offset) => index.position(offset))).toEqual(
          offsets.map((offset) => naivePosition(value, offset)),
        );
      }),
      { seed: 20_260_101, numRuns: 500 },
    );
  });

  test.each([-1, 3, 0.5, Number.NaN])('refuses the offset %d of a text of two units', (offset) => {
    expect(() => lineIndex('ab').position(offset)).toThrow(ArchscanError);
  });
});
