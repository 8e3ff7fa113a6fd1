import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineShape, loadLineLexer, RowField } from '../../../src/python/lexer.js';
import { requireLexer } from './compare.js';
import { shapesOf } from './judge.js';
import { numbers, showLines } from './show.js';

const lexer = requireLexer();
const rowsOf = (text: string): readonly (readonly number[])[] => numbers(lexer.scanText(text));

/** A long text: a quadratic step would show as a test that does not end. */
const MANY = 200_000;

describe('memory', () => {
  test('a file of more rows than were reserved', () => {
    const rows = rowsOf('a\n'.repeat(MANY));
    expect(rows).toHaveLength(MANY);
    const wanted = (index: number): string =>
      `${1 + LineShape.expression * 2 ** 20},${2 * index},${2 * index + 1},${index + 1},${2 * index},0,0,0`;
    expect(rows.findIndex((row, index) => row.join() !== wanted(index))).toBe(-1);
  });

  test('every number of rows around what is reserved for it', () => {
    const fresh = requireLexer();
    for (let count = 1000; count < 1100; count++) {
      expect(fresh.scanText('a\n'.repeat(count)).count).toBe(count);
      // A function whose docstring has the row that is one too many.
      const text = `${'a\n'.repeat(count)}def f():\n  "b"\n  c`;
      expect(numbers(fresh.scanText(text)).at(-2)?.slice(6)).toEqual([2 * count + 9, text.length]);
    }
  });

  test('a table of many lines is one row', () => {
    const text = `x = [\n${'  "name", # why\n'.repeat(MANY)}]\ny = 1`;
    expect(rowsOf(text).map((row) => row[RowField.line])).toEqual([1, MANY + 3]);
  });

  test('a file that is too large is refused, and nothing is lost', () => {
    const { error, count } = lexer.scan(new Uint8Array(2 ** 30 + 1));
    expect([error?.code, count]).toEqual([19, 0]);
    expect(lexer.scanText('x').count).toBe(1);
  });

  test('what an earlier text has left behind is not seen', () => {
    const before = '"""'.repeat(100);
    for (const text of [
      'x = "',
      'x = """',
      'x = "a\\',
      'x = (',
      '#',
      'x \\',
      'def f():\n  """',
      "f'{",
      "f'{x:",
      "f'\\N{",
      'async',
      '@',
      'def',
    ]) {
      const alone = requireLexer().scanText(text);
      lexer.scanText(before);
      const { count, error } = lexer.scanText(text);
      expect({ count, error }).toEqual({ count: alone.count, error: alone.error });
    }
  });
});

describe('long texts', () => {
  const size = 4_000_000;

  test.each([
    ['x = "', 1],
    ["x = '''", 2],
    ["x = f'", 3],
    ["x = f'''", 3],
    ["x = f'{", 3],
    ["x = f'{x:", 3],
    ['def f():\n  x = """', 2],
    ['def f():\n  """', 2],
    ['x = (', 5],
    ['def f():\n  x = (', 5],
  ])('%j is not closed in megabytes', (opening, code) => {
    expect(lexer.scanText(opening + 'a '.repeat(size / 2)).error?.code).toBe(code);
    if (opening.endsWith("'''") || opening.endsWith('"""')) {
      // Each quote, escape and line end is a place to stop at.
      expect(lexer.scanText(opening + '\\x\n""\'\''.repeat(size / 8)).error?.code).toBe(code);
    }
  });

  test('many quotes that could each begin a string that ends nowhere', () => {
    expect(lexer.scanText(`x = ${"'".repeat(MANY * 6 + 1)}`).error?.code).toBe(1);
    expect(lexer.scanText(`x = ${"'".repeat(MANY * 6 + 3)}`).error?.code).toBe(2);
    expect(lexer.scanText(`x = ${'"" '.repeat(MANY)}`).count).toBe(1);
  });

  test('lines in brackets of a function that look like statements', () => {
    const text = `def f():\n  x = [\n${'y,\n@z,\n#\n\n'.repeat(MANY / 4)}]\n  return x\ny = 1`;
    expect(rowsOf(text).map((row) => row[RowField.line])).toEqual([1, MANY + 5]);
  });

  test('functions after one another, with comments and blank lines', () => {
    const text = 'def f():\n    x  # y\n\n    # z\n\n'.repeat(MANY / 4);
    const rows = rowsOf(text);
    expect(rows).toHaveLength(MANY / 4);
    const wanted = (index: number): string => {
      const start = index * 30;
      return [start, start + 8, 1 + 5 * index, start, 0, start + 9, start + 14].join();
    };
    expect(rows.findIndex((row, index) => row.slice(1).join() !== wanted(index))).toBe(-1);
  });

  test('trailing blank lines, joined lines and comments', () => {
    for (const rest of ['\n', '    \n', '#\n', '          # x\n', '\r\n', '\f\n']) {
      expect(rowsOf(`def f():\n  x\n${rest.repeat(MANY)}y`).map((row) => row[RowField.bodyEnd])).toEqual([
        12, 0,
      ]);
      expect(rowsOf(`if x:\n  x\n${rest.repeat(MANY)}y`).map((row) => row[RowField.line])).toEqual([
        1,
        2,
        MANY + 3,
      ]);
    }
    expect(rowsOf(`x ${'\\\n'.repeat(MANY)}\ny`).map((row) => row[RowField.end])).toEqual([1, MANY * 2 + 4]);
  });

  test.each([
    'a, ',
    'a=b, ',
    '"s" ',
    '"\\\\" ',
    '-1, ',
    'a if b else c, ',
    '*a, ',
    '\n# c\n',
    'not a[b], ',
    '\\\n',
  ])('a line whose shape is known, with many %j', (part) => {
    expect(shapesOf(`f(${part.repeat(MANY)})`)).toEqual(['expression']);
    expect(shapesOf(`f(${part.repeat(MANY)}?)`)).toEqual(['unknown']);
  });

  test('one long line', () => {
    expect(rowsOf(`x = ${'y + '.repeat(MANY)}z; w`)).toHaveLength(1);
    expect(rowsOf(`x = (${'f"{y}" '.repeat(MANY)})`)).toHaveLength(1);
    expect(rowsOf(`def f(): ${'y + '.repeat(MANY)}z`)).toHaveLength(1);
  });
});

describe('nesting', () => {
  const formats = (levels: number): string => `${"f'{".repeat(levels)}x${"}'".repeat(levels)}`;
  const blocks = (levels: number): string =>
    [
      ...Array.from({ length: levels }, (_, depth) => `${' '.repeat(depth)}if x:\n`),
      ' '.repeat(levels),
      'x\n',
    ].join('');

  test("goes as far as CPython's limits", () => {
    expect(lexer.scanText('('.repeat(200) + ')'.repeat(200)).error).toBeNull();
    expect(lexer.scanText(formats(149)).error).toBeNull();
    expect(rowsOf(blocks(99)).at(-1)?.[RowField.depth]).toBe(99);
  });

  test('and no further', () => {
    expect(lexer.scanText('('.repeat(201) + ')'.repeat(201)).error?.code).toBe(10);
    expect(lexer.scanText(formats(150)).error?.code).toBe(12);
    expect(lexer.scanText(blocks(100)).error?.code).toBe(11);
    for (const text of [formats(20_000), '['.repeat(1_000_000), blocks(3_000), "f'{x:{".repeat(20_000)]) {
      expect(lexer.scanText(text).error).not.toBeNull();
      expect(lexer.scanText(`def f():\n  x = ${text}`).count).toBe(text.startsWith('if') ? 1 : 0);
    }
  });

  test('ends at the closing bracket', () => {
    expect(lexer.scanText(`x = (${formats(100)}, ${formats(149)})`).error).toBeNull();
    expect(rowsOf('if x:\n  y\n'.repeat(MANY)).at(-1)?.[RowField.depth]).toBe(1);
  });
});

describe('bytes', () => {
  test('a lone carriage return ends a line, and offsets stay', () => {
    const text = 'if x:\n  y = """\n"""  # z\n\n  def f():\n    "a"\n    b = 1 \\\n + 2\nw\n';
    const expected = rowsOf(text);
    expect(rowsOf(text.replaceAll('\n', '\r'))).toEqual(expected);
    expect(lexer.scan(Buffer.from(text.replaceAll('\n', '\r'))).rows.slice()).toEqual(
      Int32Array.from(expected.flat()),
    );
    expect(rowsOf('x\r\r\ny\r')).toEqual(rowsOf('x\n\r\ny\n'));
  });

  test('the bytes of the caller stay as they are', () => {
    const bytes = Buffer.from('x\ry\r');
    lexer.scan(bytes);
    expect(bytes.toString()).toBe('x\ry\r');
  });

  test('NUL is a byte like any other', () => {
    expect(showLines('x\0 = "\0" # \0\n\0y\n')).toEqual([
      '1:0 simple x\\u0000 = \\"\\u0000\\"',
      '2:0 simple \\u0000y',
    ]);
    expect(showLines('def f():\n  \0\n\0')).toEqual([
      '1:0 def def f(): body   \\u0000',
      '3:0 simple \\u0000',
    ]);
    expect(lexer.scanText('x = "\0').error?.code).toBe(1);
    expect(lexer.scanText(`x = """${'\0'.repeat(100)}"""`).count).toBe(1);
  });

  test('a text and its bytes give the same rows', () => {
    const text = 'ä = "é"\n# 𝒳 \u0100\u010a\u0122\u0127\n"\u0122" \'\u0127\u0428\u0a0a\'\n𝒳\u0a0a = 1';
    const units = Uint8Array.from({ length: text.length }, (_, index) =>
      Math.min(text.charCodeAt(index), 0xff),
    );
    expect(numbers(lexer.scan(units))).toEqual(rowsOf(text));
    expect(rowsOf(text)).toHaveLength(3);
  });
});

test('no lexer where the module cannot be had', () => {
  expect(loadLineLexer(() => Buffer.from('\0asm\x01\0\0\0 broken', 'latin1'))).toBeNull();
  expect(
    loadLineLexer(() => {
      throw new Error('no such file');
    }),
  ).toBeNull();
});

test('any text gives ordered rows within it, or an error, and always the same', () => {
  const pieces = fc.constantFrom(
    ...[
      '\n',
      '\r\n',
      '  ',
      '\t',
      '\\\n',
      '"',
      "'",
      '"""',
      "'''",
      'f"',
      "f'{",
      '}',
      '{',
      ':',
      ':\n  ',
      '(',
      ')',
      '[',
      ']',
    ],
    ...[
      'def f():\n ',
      'class A:\n ',
      'if x:',
      'match x:\n ',
      'case y:',
      'async def g(): ',
      '#',
      ';',
      '@',
      'é',
      '\0',
      '\\',
    ],
    ...['x', ' = ', 'from_pretrained', 'rb', '\f', '                '],
  );
  const other = requireLexer();
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      const { error } = lexer.scanText(text);
      const rows = rowsOf(text);
      expect(numbers(other.scanText(text))).toEqual(rows);
      expect(error === null || rows.length === 0).toBe(true);
      let from = 0;
      for (const [, start = 0, end = 0, , lineStart = 0, , bodyStart = 0, bodyEnd = 0] of rows) {
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(text.slice(lineStart, start).trim()).toBe('');
        expect(bodyEnd === 0 || (bodyStart >= end && bodyEnd >= bodyStart && bodyEnd <= text.length)).toBe(
          true,
        );
        from = bodyEnd === 0 ? end : bodyStart;
      }
    }),
    { seed: 20260103, numRuns: 3000 },
  );
});
