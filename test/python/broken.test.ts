/** Files that are no Python, and too long to guess what they mean: what is given to tree-sitter is counted. */
import { describe, expect, test } from 'vitest';
import { LONGEST_BROKEN } from '../../src/python/broken.js';
import { createFactExtractor, type ExtractorEngine } from '../../src/python/extract.js';
import type { FactsDepth, ModuleFacts } from '../../src/python/facts.js';

interface Counted {
  readonly facts: ModuleFacts;
  /** UTF-16 units that tree-sitter was given, all texts together. */
  readonly given: number;
}

let given = 0;
const onParse = (units: number): void => {
  given += units;
};
const extractors = {
  fast: await createFactExtractor({ onParse }),
  slices: await createFactExtractor({ engine: 'slices', onParse }),
  full: await createFactExtractor({ engine: 'full', onParse }),
};

function extract(text: string, engine: ExtractorEngine = 'fast', depth: FactsDepth = 'module'): Counted {
  given = 0;
  const facts = extractors[engine]('m.py', text, depth);
  return { facts, given };
}

// Few statements with much between them, which are soon read.
const BLOCK = `@d\nclass A(B):\n    '''${'Words. '.repeat(500)}'''\n    x = [1, "two"]\n`;
const blocks = (units: number): string => BLOCK.repeat(Math.ceil(units / BLOCK.length));
const LONG = blocks(LONGEST_BROKEN);

const shown = ({ facts }: Counted): readonly string[] =>
  facts.diagnostics.map(({ rule, severity, line, column, message }) =>
    [rule, severity, `${line}:${column}`, message].join(' '),
  );

test('of a long file with a string that is not closed, what stands before is read, and the rest said to be unread', () => {
  const lines = LONG.split('\n').length;
  const found = extract(`${LONG}x = "abc\n${LONG}`);
  expect(found.facts.body).toEqual(extract(LONG).facts.body);
  expect(found.facts.partial).toBe(true);
  expect(shown(found)).toEqual([
    `python-syntax warning ${lines}:5 Syntax error: a string is not closed on its line. Nothing from line ${lines} on ` +
      'was read: the file has more than 256 KiB, too much to guess what it means.',
  ]);
});

describe.each([
  ['a quote', 'x = "'],
  ['three quotes', 'x = """'],
  ['a format string', "x = f'"],
  ['a field', "x = f'{a"],
  ['a bracket', 'x = ['],
  ['brackets', '['.repeat(1000)],
  ['a closing bracket', 'x = ]'],
])('%s that does not end', (_, opening) => {
  test.each(['a b, ', 'a = = b\n', '1, ', '"" \'\' ', '{a} '])('before many times %j', (piece) => {
    for (const depth of ['module', 'bodies'] as const) {
      const [once, twice] = [1, 2].map((times) => {
        const rest = piece.repeat(Math.ceil((times * LONGEST_BROKEN) / piece.length));
        return extract(`x = y = f"{z}"\n${opening}${rest}`, 'fast', depth);
      });
      expect(once?.facts.partial).toBe(true);
      // The first statement is the only one that is parsed, if any; a text that is closed by chance is read.
      expect(once?.facts.body.length).toBeGreaterThanOrEqual(1);
      expect(twice?.given).toBeLessThanOrEqual(4 * 2 * LONGEST_BROKEN);
    }
  });
});

test('nothing behind an unclosed quote is given to tree-sitter, however much it is', () => {
  const line = 'abc def, ';
  const counts = [1, 2, 4].map(
    (times) => extract(`x = "${line.repeat((times * LONGEST_BROKEN) / line.length + 1)}\n`).given,
  );
  expect(counts).toEqual([0, 0, 0]);
});

describe('an error that only the grammar sees', () => {
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
  const lines = LONG.split('\n').length;

  test('by tree-sitter alone: the long text is parsed twice at most, then what stands before it', () => {
    const text = `${LONG}x = = 1\n${LONG}`;
    const found = extract(text, 'full');
    expect(found.facts.body).toEqual(extract(LONG).facts.body);
    expect(shown(found)[0]).toContain('Nothing from line');
    expect(found.given).toBeLessThanOrEqual(4 * text.length);
  });

  test.each([
    ['in a line', 'x = = 1\n', 0, 5],
    ['in a class', '@d\nclass B:\n    a = 1\n    x = = 1\n    b = 2\n', 3, 9],
    ['in the class of a class', 'class B:\n    class C:\n        x = = 1\n', 2, 13],
    ['in brackets', 'x = [\n    1,\n    2 3 = 4,\n]\n', 2, 7],
    ['behind a clause', 'if a:\n    b\nelse:\n    x = = 1\n', 3, 9],
    ['in letters of any kind', 'é = "😀"; é = = 1\n', 0, 15],
  ])('%s: little is given to tree-sitter', (_, broken, line, column) => {
    for (const engine of ['fast', 'slices'] as const) {
      for (const [before, text] of [
        [LONG, `${LONG}${broken}${LONG}`],
        [LONG, `${LONG}${broken}`],
        [crlf(LONG), crlf(`${LONG}${broken}${LONG}`)],
      ] as const) {
        const found = extract(text, engine);
        expect(found.facts.body).toEqual(extract(before).facts.body);
        expect(shown(found)).toEqual([
          `python-syntax warning ${lines + line}:${column} Syntax error: this is not Python that the grammar knows. ` +
            `Nothing from line ${lines} on was read: the file has more than 256 KiB, too much to guess what it means.`,
        ]);
        expect(found.given).toBeLessThanOrEqual((engine === 'fast' ? 0.2 : 1.2) * text.length);
      }
    }
  });

  test('in a function is met where its body is asked for', () => {
    const text = `${LONG}def f():\n    x = = 1\n${LONG}`;
    expect(extract(text).facts.diagnostics).toEqual([]);
    const found = extract(text, 'fast', 'bodies');
    expect(shown(found).join()).toContain(`Nothing from line ${lines} on was read`);
    expect(found.facts.body).toEqual(extract(LONG, 'fast', 'bodies').facts.body);
  });

  test.each([
    ['nothing else', 'x = = 1\n', ''],
    ['many lines of which the grammar reads each', 'f"{a}"\n', 'x = = 1\n'],
    ['a class of such lines', 'class A:\n', `${'    f"{a}"\n'.repeat(30_000)}    x = = 1\n`],
    ['one long line', '', `x = [${'1, '.repeat(100_000)} = 1]\n`],
  ])('with %s: no more is given than twice the text', (_, piece, end) => {
    const text = piece.repeat(Math.ceil(LONGEST_BROKEN / (piece.length + 1))) + end;
    for (const engine of ['fast', 'slices'] as const) {
      const found = extract(text, engine);
      expect(found.facts.partial).toBe(true);
      expect(found.given).toBeLessThanOrEqual(2.2 * text.length);
    }
  });
});

test('up to twenty statements are wrong: what the others say is exact, in a text of any length', () => {
  const good = Array.from({ length: 20 }, (_, index) => `class A${index}(B):\n    x = ${index}\n`);
  const mixed = (broken: string, count: number): string =>
    good.map((text, index) => (index < count ? `${text}${broken}\n` : text)).join('');
  for (const broken of [
    'x = = 1',
    'def f(a b): return 1',
    'class C D: pass',
    'x =',
    'a.',
    'print "x"',
    'return 1',
  ]) {
    const { facts } = extract(mixed(broken, 20));
    expect(facts.body.filter((stmt) => stmt.kind === 'class' && stmt.name.startsWith('A'))).toHaveLength(20);
    const lines = facts.diagnostics.map(({ line }) => line);
    expect(lines).toEqual(good.map((_, index) => 3 * index + 3));
  }
});

test('without the lexer the same statements are read', () => {
  for (const rest of ['x = "abc', 'x = [1,', 'x = """abc', "x = f'{"]) {
    const found = extract(`${LONG}${rest}\n${LONG}`, 'full');
    expect(found.facts.partial).toBe(true);
    expect(found.facts.body.slice(0, 100)).toEqual(extract(LONG).facts.body.slice(0, 100));
    expect(found.given).toBeLessThanOrEqual(8 * LONG.length);
  }
});

test.each([
  ['class A(B):\n    x = 1\n', 'else:\n    y = 2\n'],
  ['@d\ndef f():\n    return 1\n', 'except E:\n    y = 2\n'],
  ['x = 1\n', 'finally:\n    y = 2\n'],
])('what stands above a clause that belongs to nothing is exact: %j', (above, clause) => {
  const [first] = extract(above).facts.body;
  const { facts } = extract(`${above}${clause}EntryClass = A\n`);
  expect(facts.body[0]).toEqual(first);
  expect(facts.body.at(-1)).toMatchObject({ kind: 'assign' });
  expect(facts.partial).toBe(true);
});

describe('the statement with the error is left out as a whole', () => {
  const ends: readonly (readonly [string, string])[] = [
    ['a = 1\n', 'b = "\n'],
    ['a = 1\n', '@d\n@e("x")\nclass A:\n    x = "\n'],
    ['a = 1\n', '@d\ndef f():\n    x = [\n'],
    ['a = 1\n', '@d(")\nclass A: pass\n'],
    ['a = 1\n', 'if a:\n    b\nelif "c:\n    d\n'],
    ['a = 1\n', 'try:\n    b\nexcept A:\n    c\nfinally:\n    d = "\n'],
    ['a = 1\n', 'class A:\n    def f(self):\n        return "\n'],
    ['a = 1\nclass A:\n    b = 1\n', 'c = "\n'],
    ['a = 1\rdef f():\r    return 1\r', 'c = "\r'],
    ['', 'b = "\n'],
  ];
  test.each(ends)('%j before %j', (before, broken) => {
    const rest = '# more\n'.repeat(LONGEST_BROKEN / 7 + 1);
    const found = extract(`${before}${broken}${rest}`);
    expect(found.facts.body).toEqual(extract(before).facts.body);
    const line = before.split(/[\n\r]/).length;
    expect(shown(found).join()).toContain(`Nothing from line ${line} on was read`);
  });
});

describe('nothing is cut from', () => {
  test('a shorter file: it is read as well as can be', () => {
    const short = blocks(LONGEST_BROKEN / 4);
    const { facts } = extract(`${short}x = "abc\n${short}`);
    expect(facts.partial).toBe(true);
    expect(facts.body.length).toBeGreaterThan(extract(short).facts.body.length);
    expect(facts.diagnostics.map(({ message }) => message).join()).not.toContain('Nothing from line');
  });

  test.each([
    ['', 'fast'],
    ['', 'full'],
    // Left to the grammar by the lexer.
    ['if a: \\\n  b\n\\\nc\n', 'fast'],
    // Misread by the grammar, and repaired.
    ['match (a):\n    case b: pass\n', 'full'],
    ['x = {a:\nb}\n', 'full'],
  ] as const)('a long file that Python accepts, with %j, by %s', (odd, engine) => {
    const { facts } = extract(`${LONG}${odd}`, engine);
    expect(facts.diagnostics).toEqual([]);
    expect(facts.body.length).toBeGreaterThanOrEqual(LONG.length / BLOCK.length);
  });
});
