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
  ["x = f'}'", 'a format string is not closed, or a replacement field in it is broken'],
  ['def f(self, x', OPENED],
  ['class Elm(Oak', OPENED],
  ['@decorated(', OPENED],
  ['if x(:', OPENED],
  ['del x[, é', OPENED],
];

/** The same text with a number in place of the broken statement, whose facts are known. */
function with0(before: string, broken: string, after: string): string {
  return `${before}${'0'.repeat(broken.length)}${after}`;
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
  ['  x = 1', 'a line is indented where no header asks for it', [2, 5, 9, 24]],
  ['    def f(self): pass', 'a line is indented where no header asks for it', [2, 9, 24]],
  ['  x = 1', 'a line is indented like none of the blocks around it', [19, 23]],
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
    ['error', 2],
    ['assign', 6],
  ]);
});

test('a header without a body takes its decorators with it, not what stands below', () => {
  const { body, diagnostics } = extract('m.py', 'class A:\n    @b\n    def f(self):\n\n    # c\n    x = 1\n');
  const [first] = body;
  expect(first?.kind === 'class' && first.body.map(({ kind, line }) => [kind, line])).toEqual([
    ['error', 2],
    ['assign', 6],
  ]);
  expect(diagnostics).toMatchObject([{ line: 3, column: 5 }]);
});

test('what is indented like nothing ends the blocks that stand further to the right', () => {
  const { body } = extract(
    'm.py',
    'class A:\n    def f(self):\n        x = 1\n      y = 1\n      z = 1\n    u = 1\n',
    'bodies',
  );
  const [first] = body;
  expect(first?.kind === 'class' && first.body.map(({ kind, line }) => [kind, line])).toEqual([
    ['function', 2],
    ['error', 4],
    ['assign', 6],
  ]);
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
  expect(diagnostics.map(({ line, column }) => `${line}:${column}`)).toEqual(['1:1', '4:9', '6:1']);
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

test('however much is wrong, the text is gone over a limited number of times', () => {
  const text = '('.repeat(LONGEST_BROKEN / 2);
  given = 0;
  expect(extract('m.py', text).partial).toBe(true);
  expect(given).toBeLessThanOrEqual(4 * text.length);
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
