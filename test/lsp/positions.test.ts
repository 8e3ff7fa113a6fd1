import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBuffers } from '../../src/lsp/buffers.js';
import {
  applyChange,
  offsetAt,
  protocolText,
  toProtocolRange,
  toSessionRange,
  type Encoding,
} from '../../src/lsp/positions.js';

const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16', 'utf-32'];

/** How many units each encoding has for a character. */
const WIDTHS: Readonly<Record<Encoding, (character: string) => number>> = {
  'utf-8': (character) => new TextEncoder().encode(character).length,
  'utf-16': (character) => character.length,
  'utf-32': () => 1,
};

const text = fc
  .array(fc.constantFrom('a', 'é', '模', '😀', '\u0301', '\n', '\r\n', '\r', '|'), { maxLength: 30 })
  .map((parts) => parts.join(''));
const encoding = fc.constantFrom(...ENCODINGS);
const place = fc.record({
  line: fc.integer({ min: -2, max: 12 }),
  character: fc.oneof(fc.integer({ min: -2, max: 40 }), fc.constantFrom(1e9, 1.5, NaN)),
});

test('a place between two characters is found in every encoding, and given back', () => {
  fc.assert(
    fc.property(text, encoding, fc.boolean(), (body, unit, hasMark) => {
      const view = protocolText((hasMark ? '\ufeff' : '') + body);
      const [seen, width] = [view.text, WIDTHS[unit]];
      let [line, character] = [0, 0];
      let offset = 0;
      // Between CR and LF there is no place.
      for (const [each] of seen.matchAll(/\r\n|[\s\S]/gu)) {
        const position = { line, character };
        expect(offsetAt(view, position, unit)).toBe(offset);
        // A session does not count the mark, so there is no place of its own before it.
        if (!(hasMark && offset === 0)) {
          const range = { start: position, end: position };
          expect(toProtocolRange(view, toSessionRange(view, range, unit), unit)).toEqual(range);
        }
        offset += each.length;
        [line, character] = /[\r\n]/.test(each) ? [line + 1, 0] : [line, character + width(each)];
      }
    }),
    { seed: 20261121, numRuns: 300 },
  );
});

test('an edit anywhere, also outside of the text or backwards, replaces what lies between the nearest places', () => {
  fc.assert(
    fc.property(text, encoding, place, place, (body, unit, start, end) => {
      const view = protocolText(body);
      const [a, b] = [offsetAt(view, start, unit), offsetAt(view, end, unit)];
      for (const offset of [a, b]) {
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThanOrEqual(body.length);
      }
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      expect(applyChange(body, { range: { start, end }, text: '<>' }, unit)).toBe(
        `${body.slice(0, from)}<>${body.slice(to)}`,
      );
    }),
    { seed: 20261121, numRuns: 300 },
  );
});

test.each<[Encoding, number, number]>([
  // a😀b: what lies inside of a character is its beginning, but UTF-16 has halves.
  ['utf-8', 2, 1],
  ['utf-8', 4, 1],
  ['utf-8', 5, 3],
  ['utf-16', 2, 2],
  ['utf-32', 2, 3],
  ['utf-32', 99, 4],
])('in %s character %i is at offset %i', (unit, character, offset) => {
  expect(offsetAt(protocolText('a😀b\nc'), { line: 0, character }, unit)).toBe(offset);
});

test('a document is known by one name, however its URI is spelled, and only while it is open', () => {
  const buffers = createBuffers();
  const [spelled, other] = ['file:///w/a%62.md', 'file:///w/ab.md'];
  expect(buffers.change(other, 1, [{ text: 'x' }], 'utf-16')).toBeUndefined();
  expect(buffers.get(other)).toBeUndefined();
  buffers.open(spelled, 1, 'one');
  expect(buffers.get(other)).toMatchObject({ uri: spelled, version: 1, text: 'one' });
  // Opened twice: the second text counts.
  buffers.open(spelled, 5, 'two');
  const range = { start: { line: 0, character: 3 }, end: { line: 0, character: 3 } };
  // A version that goes backwards is what the client says.
  expect(
    buffers.change(
      other,
      4,
      [
        { range, text: '!' },
        { range, text: '?' },
      ],
      'utf-16',
    ),
  ).toBe('two?!');
  expect(buffers.all()).toMatchObject([{ uri: spelled, version: 4, text: 'two?!' }]);
  buffers.close(other);
  buffers.close(other);
  expect(buffers.all()).toEqual([]);
});
