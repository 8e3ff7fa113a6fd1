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

test('an error that only the grammar sees: the long text is parsed twice at most, then what stands before it', () => {
  for (const engine of ['fast', 'slices', 'full'] as const) {
    const text = `${LONG}x = = 1\n${LONG}`;
    const found = extract(text, engine);
    expect(found.facts.body).toEqual(extract(LONG).facts.body);
    expect(shown(found)[0]).toContain('Nothing from line');
    expect(found.given).toBeLessThanOrEqual(4 * text.length);
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
