import { expect, test } from 'vitest';
import { LEX_ERRORS } from '../../../src/python/lexer.js';
import { requireLexer } from './compare.js';

const lexer = requireLexer();

/** Blocks inside of one another; the innermost holds one statement. */
const nested = (blocks: number): string =>
  [
    ...Array.from({ length: blocks }, (_, depth) => `${' '.repeat(depth)}if x:\n`),
    ' '.repeat(blocks),
    'x\n',
  ].join('');

const BROKEN = [
  ["x = 'a\n'", 'def f():\n  x = "'],
  ['x = """a""', "def f():\n  '''"],
  ["x = f'{a", "def f():\n  f'}'"],
  ['x = a)\n', 'def f():\n  a]\nx'],
  ['x = (1,\n', 'x = (', 'def f():\n  x = [\n\ndef g(): pass'],
  ['x\n  y', '  x', 'def f(): pass\n  y', 'class A: pass\n  y', 'if x:\n  y\n    z'],
  ['if x:\ny', 'class A:\n# x\n', 'def f():\n', 'def f():\ny', 'if x:\n  def f():\n  y', '@a\nif x:'],
  ['if x:\n    y\n  z', 'if x:\n    def f():\n        y\n  z'],
  ['if x:\n        y\n\tz', 'if x:\n\tif y:\n\t\tz\n        z', 'if x:\n        def f():\n\t  y'],
  [`x = ${'('.repeat(201)}`, `def f():\n  ${'['.repeat(201)}`],
  [nested(100)],
  ["f'{x:{y:{z:{w}}}}'", "def f():\n  f'{x:{y:{z:{w}}}}'"],
  ['x = \\ 1', 'x = \\1', 'def f():\n  x \\ y'],
  ['\\\nx', 'if x:\n  y\n  \\\nz', 'def f():\n  \\\n  y', 'def f():\n  x\n  \\\n  y'],
  ['x = \\\n', 'x = \\', 'def f():\n  x \\\r\n'],
  ['x:', 'x = lambda:\n  1'],
  ["f'{x:\n}'", "def f():\n  f'{x:>{y}\n}'", "f'{x:{{}}}'"],
];

test.each(BROKEN.map((texts, index) => [index + 1, texts] as const))('error %i', (code, texts) => {
  for (const text of texts) {
    const { error, count, rows } = lexer.scanText(text);
    expect(`${String(error?.code)} for ${JSON.stringify(text)}`).toBe(`${code} for ${JSON.stringify(text)}`);
    expect(error?.message).toBe(Object.entries(LEX_ERRORS).find(([each]) => Number(each) === code)?.[1]);
    expect(error?.offset).toBeGreaterThanOrEqual(0);
    expect(error?.offset).toBeLessThanOrEqual(text.length);
    expect([count, rows.length]).toEqual([0, 0]);
  }
});

test('an error stands where it was noticed', () => {
  const offsets = BROKEN.map((texts) => texts.map((text) => lexer.scanText(text).error?.offset));
  expect(offsets.map((each) => each.join(' '))).toMatchInlineSnapshot(`
    [
      "4 15",
      "4 11",
      "6 13",
      "0 13",
      "8 5 31",
      "4 2 16 16 14",
      "6 13 9 9 19 8",
      "14 31",
      "17 25 26",
      "192 203",
      "5650",
      "11 22",
      "4 4 13",
      "0 12 11 15",
      "4 4 13",
      "0 0",
      "5 20 5",
    ]
  `);
});

test('after an error the next text is read as if nothing had been', () => {
  for (const text of BROKEN.flat()) {
    expect(lexer.scanText(text).error).not.toBeNull();
    const { error, count } = lexer.scanText('if x:\n  y = (f"{1}")\nz\n');
    expect([error, count]).toEqual([null, 3]);
  }
});

test('every code that a text can have is here', () => {
  // The last two are about memory.
  expect(Object.keys(LEX_ERRORS)).toHaveLength(BROKEN.length + 2);
});
