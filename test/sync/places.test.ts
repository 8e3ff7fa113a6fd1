import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeAt, splitLines } from '../../src/documents/markdown/lines.js';
import { placesBefore } from '../../src/sync/places.js';
import { runs } from '../documents/property.js';

const BEFORE = 'Trees\n| elm | yes |\n| oak | yes |\nEnd\n';

/** Where the beginning of a piece of the changed text was, as `line:column`. */
function placed(before: string, after: string, piece: string): string {
  const place = placeAt(splitLines(after), after.indexOf(piece), '');
  const { line, column } = placesBefore(before, after)(place);
  return `${line}:${column}`;
}

test('a place of a line that is in both texts moves with it', () => {
  const after = BEFORE.replace('| oak', '| fir | no |\n| oak').replace('Trees\n', '');
  expect(placed(BEFORE, after, 'elm')).toBe('2:3');
  expect(placed(BEFORE, after, 'oak')).toBe('3:3');
  expect(placed(BEFORE, after, 'End')).toBe('4:1');
  expect(placed(BEFORE, `${BEFORE}more\n`, 'End')).toBe('4:1');
});

test('a place of an added line is where it was added', () => {
  const after = BEFORE.replace('| oak', '| fir | no |\n| yew | no |\n| oak');
  expect(placed(BEFORE, after, 'no |\n| yew')).toBe('3:1');
  expect(placed(BEFORE, after, 'yew')).toBe('3:1');
  expect(placed(BEFORE, `${BEFORE}more\n`, 'more')).toBe('5:1');
});

test('a place of a changed line is in the line that it replaced', () => {
  const after = BEFORE.replace('| elm | yes |', '| ash | no |\n| elm |  | new').replace(
    '| oak | yes |',
    '| oak |  |',
  );
  expect(placed(BEFORE, after, 'elm')).toBe('2:3');
  expect(placed(BEFORE, after, 'oak')).toBe('3:3');
  const longer = BEFORE.replace('| oak | yes |', '| oak, or holm | yes |');
  expect(placed(BEFORE, longer, 'yes |\nEnd')).toBe('3:9');
});

test('every line end and a byte-order mark are counted as findings count them', () => {
  for (const eol of ['\r\n', '\r', '\n']) {
    const [before, after] = ['\uFEFFa\nb\nc\n', '\uFEFFnew\na\nb\nc\n'].map((each) =>
      each.replaceAll('\n', eol),
    );
    expect(placed(before ?? '', after ?? '', 'c')).toBe('3:1');
  }
});

test('every place of a text leads to one of the other', () => {
  const texts = fc
    .array(fc.constantFrom('a', 'b', 'ab', '| a |', '', '\uFEFF'), { maxLength: 8 })
    .chain((lines) => fc.constantFrom('\n', '\r\n', '\r').map((eol) => lines.join(eol)));
  fc.assert(
    fc.property(texts, texts, fc.nat(), (before, after, at) => {
      const lines = splitLines(before);
      const place = placeAt(splitLines(after), at % (after.length + 1), '');
      const { line, column } = placesBefore(before, after)(place);
      const found = lines[line - 1];
      expect(found).toBeDefined();
      expect(column).toBeGreaterThan(0);
      expect(column - 1).toBeLessThanOrEqual(
        (found?.end ?? 0) + (found?.eol.length ?? 0) - (found?.start ?? 0),
      );
      const { line: same, column: there } = placesBefore(after, after)(place);
      expect([same, there]).toEqual([place.line, place.column]);
    }),
    runs(300),
  );
});
