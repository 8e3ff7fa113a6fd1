/** Statements that make a text no Python, as while something is typed: what stands around them is exact. */
import { describe, expect, test } from 'vitest';
import { LONGEST_BROKEN } from '../../src/python/broken.js';
import { createFactExtractor } from '../../src/python/extract.js';
import type { FactsDepth, ModuleFacts } from '../../src/python/facts.js';
import { statements } from '../../src/python/walk.js';

let given = 0;
const onParse = (units: number): void => {
  given += units;
};
const extract = await createFactExtractor({ onParse });
const full = await createFactExtractor({ engine: 'full' });

const LINES = [
  '"""From `oak/oak-1b`."""',
  'from torch import nn',
  'SIZES = {',
  '    "oak": 1,',
  '}',
  '@register("oak")',
  'class OakForCausalLM(nn.Module):',
  '    """X.from_pretrained("oak/oak-2b")."""',
  '    supports = ["a", "b"]',
  '    @property',
  '    def name(self) -> str:',
  '        """Its name."""',
  '        if self.x:',
  '            return "oak"',
  '        else:',
  '            y = self.y',
  '        return y',
  '    class Inner:',
  '        x = 1',
  'try:',
  '    import elm',
  'except ImportError:',
  '    elm = None',
  'EntryClass = [OakForCausalLM]',
];
/** Lines before which another statement may stand. */
const PLACES = [1, 2, 5, 8, 9, 12, 13, 15, 16, 17, 18, 19, 20, 22, 23, 24];

const OPENED = 'a bracket is opened that is not closed';
/** Brackets and strings: seen wherever they are. */
const BROKEN: readonly (readonly [statement: string, message: string])[] = [
  ['x = (', OPENED],
  ['x = [1, 2,', OPENED],
  ['f(a, "b", {c: d}', OPENED],
  ['x = {"a": [', OPENED],
  ['return self.f(', OPENED],
  ['y = x)', 'a bracket is closed that was not opened'],
  ["x = 'it", 'a string is not closed on its line'],
  ['x = ["a", "b', 'a string is not closed on its line'],
  ["x = f'{a} b", 'a format string is not closed, or a replacement field in it is broken'],
  ["x = f'{", 'a format string is not closed, or a replacement field in it is broken'],
  ['x = f"{a', 'a format string is not closed, or a replacement field in it is broken'],
  ["x = f'}'", 'a format string is not closed, or a replacement field in it is broken'],
  ['def f(self, x', OPENED],
  ['class Elm(Oak', OPENED],
  ['@decorated(', OPENED],
  ['if x(:', OPENED],
  ['del x[, é', OPENED],
];

/** The same text with a number in place of the broken statement without its comment, whose facts are known. */
function with0(before: string, broken: string, after: string): string {
  const { length } = broken.replace(/ *#.*/, '');
  return `${before}${'0'.repeat(length)}${' '.repeat(broken.length - length)}${after}`;
}

/** What stands for the broken statement, made to the number that it is in the other text. */
function asNumber({ body, mentions }: ModuleFacts, other: ModuleFacts): unknown {
  const numbers = new Map([...statements(other.body)].map((stmt) => [stmt.start, stmt]));
  const facts = structuredClone({ body, mentions });
  for (const stmt of statements(facts.body)) {
    if (stmt.kind !== 'error') continue;
    const number = numbers.get(stmt.start);
    if (number?.kind !== 'expression') throw new Error(`no number stands at ${stmt.start}`);
    expect(stmt).toMatchObject({ end: number.end, line: number.line, column: number.column });
    Object.assign(stmt, number);
    Reflect.deleteProperty(stmt, 'reason');
  }
  return facts;
}

/** Lines that stand where they must not: in a function they are seen where its body is read. */
const MISPLACED: readonly (readonly [statement: string, message: string, places: readonly number[]])[] = [
  ['def f(self):', 'the body of a header is missing', [1, 2, 5, 8, 9, 12, 13, 15, 16, 17, 18, 19, 22, 24]],
  ['class Elm(Oak):', 'the body of a header is missing', [1, 2, 5, 8, 9, 12, 13, 15, 16, 17, 18, 19, 22, 24]],
  ['for x in y:  # é', 'the body of a header is missing', [2, 8, 12, 16, 17, 19, 20, 23, 24]],
  ['clas Elm(Oak):', 'a line ends with a colon, but begins like no header', [1, 2, 8, 9, 12, 17, 20, 24]],
];
/** The lines of the function. */
const [BODY_BEGIN, BODY_END] = [11, 17];

function check(index: number, statement: string, message: string, depths: readonly FactsDepth[]): void {
  const line = LINES[index] ?? '';
  const indentation = line.slice(0, line.length - line.trimStart().length);
  const begin =
    LINES.slice(0, index)
      .map((each) => `${each}\n`)
      .join('') + indentation;
  const end = LINES.slice(index)
    .map((each) => `\n${each}`)
    .join('');
  const other = with0(begin, statement, end);
  given = 0;
  for (const depth of depths) {
    const facts = extract('m.py', begin + statement + end, depth);
    const reference = full('m.py', other, depth);
    expect(reference.diagnostics).toEqual([]);
    expect(asNumber(facts, reference)).toEqual({ body: reference.body, mentions: reference.mentions });
    expect(facts.partial).toBe(true);
    expect(facts.diagnostics).toMatchObject([{ rule: 'python-syntax', line: index + 1 }]);
    expect(facts.diagnostics[0]?.message).toContain(message);
  }
  expect(given).toBe(0);
}

describe.each(BROKEN)('%s', (statement, message) => {
  test.each(PLACES)('before line %i', (index) => {
    check(index, statement, message, ['module', 'bodies']);
  });
});

describe.each(MISPLACED)('%s: %s', (statement, message, places) => {
  test.each(places)('before line %i', (index) => {
    const inFunction = index >= BODY_BEGIN && index < BODY_END;
    check(index, statement, message, inFunction ? ['bodies'] : ['module', 'bodies']);
  });
});

test('decorators belong to the header that is broken', () => {
  const { body } = extract(
    'm.py',
    'class A:\n    @b\n    @c(1)\n    def f(self, (\n        return 1\n    x = 1\n',
  );
  const [first] = body;
  expect(first?.kind === 'class' && first.body.map(({ kind, line }) => [kind, line])).toEqual([
    ['error', 4],
    ['assign', 6],
  ]);
});

test('a header without a body takes its decorators with it, not what stands below', () => {
  const { body, diagnostics } = extract('m.py', 'class A:\n    @b\n    def f(self):\n\n    # c\n    x = 1\n');
  const [first] = body;
  expect(first?.kind === 'class' && first.body.map(({ kind, line }) => [kind, line])).toEqual([
    ['error', 3],
    ['assign', 6],
  ]);
  expect(diagnostics).toMatchObject([{ line: 3, column: 5 }]);
});

test('a format specification that goes on in the next line is Python for some versions of CPython', () => {
  given = 0;
  extract('m.py', "x = f'{a:\nb}'\n");
  expect(given).toBeGreaterThan(0);
});

test('the body and the clauses of a broken header go with it', () => {
  const { body } = extract('m.py', 'if a(:\n    b = 1\nelif c:\n    d = 1\nelse:\n    e = 1\nf = 1\n');
  expect(body.map(({ kind, line }) => [kind, line])).toEqual([
    ['error', 1],
    ['assign', 7],
  ]);
});

test('several statements that are broken', () => {
  const text = 'a = (\nb = 1\nclass C:\n    d = "e\n    f = 2\ng = h]\ni = 3\n';
  const { body, diagnostics } = extract('m.py', text);
  expect(body.map(({ kind }) => kind)).toEqual(['error', 'assign', 'class', 'error', 'assign']);
  expect(body[2]).toMatchObject({ body: [{ kind: 'error', line: 4 }, { kind: 'assign' }] });
  expect(diagnostics.map(({ line, column }) => `${line}:${column}`)).toEqual(['1:5', '4:9', '6:6']);
});

test('beside an error that only the grammar sees', () => {
  const { body, diagnostics } = extract('m.py', 'a = = 1\nb = (\nclass C:\n    d = 1\n');
  expect(body.at(-1)).toMatchObject({ kind: 'class', name: 'C', body: [{ kind: 'assign' }] });
  expect(diagnostics.map(({ line }) => line)).toEqual([1, 2]);
});

test('words in a string are no statements', () => {
  const doc = '    """\nclass NotAClass:\n    def f(self): pass\n    """\n';
  const { body } = extract('m.py', `class A:\n    x = (\n${doc}    y = 1\nz = 2\n`);
  expect(body).toMatchObject([
    { kind: 'class', name: 'A', body: [{ kind: 'error' }, { kind: 'assign' }] },
    { kind: 'assign' },
  ]);
});

test.each([20, 21])('%s of them: beyond twenty the file is hardly Python, and read as a whole', (count) => {
  const text = Array.from({ length: count }, (_, index) => `a${index} = (\nb${index} = 1\n`).join('');
  given = 0;
  const { body, diagnostics } = extract('m.py', text);
  expect(diagnostics).not.toEqual([]);
  expect(given > 0).toBe(count > 20);
  if (count === 20) expect(body.filter(({ kind }) => kind === 'assign')).toHaveLength(20);
});

// Statements that are read together are halved until the one that is refused is found.
test('beside many statements that tree-sitter has to look at, it is given no more than without', () => {
  const refused = `a = ${'(b), '.repeat(100)}= = 1\n`;
  const text = `${refused.repeat(19)}x = (\nclass A: pass\n`;
  given = 0;
  expect(extract('m.py', text).body.at(-1)).toMatchObject({ kind: 'class', name: 'A' });
  expect(given).toBeLessThanOrEqual(8 * text.length);
  // Nothing is read around where the lexer finds nothing wrong.
  const other = refused.repeat(30);
  given = 0;
  extract('m.py', other);
  expect(given).toBeLessThanOrEqual(8 * other.length);
});

test('of a long file nothing is cut that some version of Python accepts', () => {
  const lines = LONGEST_BROKEN / 4;
  const rest = 'x = 1\n'.repeat(lines);
  const { partial, body } = extract('m.py', `def f():\n\\\n  y = 1\n${rest}`);
  expect([partial, body.length]).toEqual([false, lines + 1]);
  const broken = extract('m.py', `${rest}class A:\ny = 1\n`);
  expect(broken.diagnostics).toHaveLength(1);
});

test('diagnostics stand in the order of the text, whoever found them', () => {
  const text = 'class A:\n    def f(self):\n        return (\n    x = = 1\n    y = 1\nz = "\n';
  expect(extract('m.py', text).diagnostics.map(({ line }) => line)).toEqual([3, 4, 6]);
});

test('tabs stay what they are', () => {
  const { body } = extract('m.py', 'class A:\n\tdef f(self):\n\tx = 1\n\ty = (\n\tz = 2\nu = 3\n');
  expect(body).toMatchObject([
    { kind: 'class', body: [{ kind: 'error' }, { kind: 'assign' }, { kind: 'error' }, { kind: 'assign' }] },
    { kind: 'assign' },
  ]);
});

test('the clauses of a header without a body go with it', () => {
  for (const text of ['if a:\nelse:\n    b\nc = 1\n', 'try:\nexcept E:\n    b\nfinally:\n    d\nc = 1\n']) {
    const { body, diagnostics } = extract('m.py', text);
    expect(body.map(({ kind }) => kind)).toEqual(['error', 'assign']);
    expect(diagnostics).toHaveLength(1);
  }
});

test('names that begin like clauses are names', () => {
  const { body } = extract('m.py', 'x = (\nexceptions = 1\nelse_dim = 2\n');
  expect(body.map(({ kind }) => kind)).toEqual(['error', 'assign', 'assign']);
});

test.each(['# see """', "# it's '''", 'y = \'a\' # """'])(
  'quotes in comments begin no string: %s',
  (comment) => {
    const { body } = extract('m.py', `class A:\n    b = (\n    ${comment}\n    c = 1\nclass B:\n    d = 1\n`);
    expect(body.map(({ kind }) => kind)).toEqual(['class', 'class']);
  },
);

test('quotes of one kind do not end a string of the other', () => {
  const { body } = extract('m.py', `x = (\ny = """\nclass A: pass\n'''\nclass B: pass\n"""\nclass C: pass\n`);
  expect(body.map(({ kind }) => kind)).toEqual(['error', 'assign', 'class']);
});

test.each(['match x:\n    case (:\n        a\n    case 2:\n        b\n', 'match x:\n    a = (\n'])(
  'where no statement may stand the whole is left to tree-sitter: %j',
  (text) => {
    given = 0;
    expect(JSON.stringify(extract('m.py', text))).not.toContain('00');
    expect(given).toBeGreaterThan(0);
  },
);

test('by slices as by lines', async () => {
  const slices = await createFactExtractor({ engine: 'slices' });
  const text = `${LINES.join('\n')}\nclass Z:\n    a = (\n    b = 1\n`;
  expect(slices('m.py', text)).toEqual(extract('m.py', text));
});

test('carriage returns, alone and before line feeds', () => {
  for (const end of ['\r', '\r\n']) {
    const { body } = extract('m.py', ['a = 1', 'b = (', 'c = 2', ''].join(end));
    expect(body.map(({ kind, line }) => [kind, line])).toEqual([
      ['assign', 1],
      ['error', 2],
      ['assign', 3],
    ]);
  }
});

test.each([
  ['x = (', '1:5'],
  ['x = f(a, [1,', '1:10'],
  ['x = f(a, [1], "(", # [', '1:6'],
  ['x = {\n    "a": [1, 2],\n    "b": (3,\n    "c": 4,\n}', '3:10'],
  ["x = g(f'{a[0]}', r'\\\\', '''\n[''',", '1:6'],
  ["x = [f'{d['k']}', (1), f(", '1:25'],
  ['x = f(a))', '1:9'],
  ["x = ')' + a]  # )", '1:12'],
  ['x = (\n  1\n))', '3:2'],
])('the place of a bracket that is wrong is that of the bracket: %s', (statement, place) => {
  const { diagnostics } = extract('m.py', `${statement}\ny = 1\n`);
  expect(diagnostics.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
});

test('a comment behind what is broken is no part of it', () => {
  const { body } = extract('m.py', 'x = ("#",  # (\ny = 1\n');
  expect(body).toMatchObject([{ kind: 'error', start: 0, end: 9 }, { kind: 'assign' }]);
});

test('the place of a bracket is found in a statement of thousands', () => {
  const { diagnostics } = extract('m.py', `x = [\n${'    ("a", [1, 2]),\n'.repeat(10_000)}y = 1\n`);
  expect(diagnostics).toMatchObject([{ line: 1, column: 5 }]);
});
