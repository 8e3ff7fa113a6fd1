/** A bracket or a string that does not match, as while something is typed: what stands around it is exact. */
import { describe, expect, test } from 'vitest';
import { LONGEST_BROKEN } from '../../src/python/broken.js';
import { createFactExtractor } from '../../src/python/extract.js';
import type { ModuleFacts } from '../../src/python/facts.js';
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
/** Lines before which another statement may stand, with what it is indented by. */
const PLACES = [1, 2, 5, 8, 9, 12, 13, 15, 16, 17, 18, 19, 20, 22, 23, 24].map((index) => {
  const line = LINES[index] ?? '';
  return { index, indentation: line.slice(0, line.length - line.trimStart().length) };
});

const OPENED = 'a bracket is opened that is not closed';
const BROKEN: readonly (readonly [statement: string, message: string])[] = [
  ['x = (', OPENED],
  ['x = [1, 2,', OPENED],
  ['f(a, "b", {c: d}', OPENED],
  ['x = {"a": [', OPENED],
  ['return self.f(', OPENED],
  ['y = x)', 'a bracket is closed that was not opened'],
  ["x = 'it", 'a string is not closed on its line'],
  ['x = ["a", "b', 'a string is not closed on its line'],
  ["x = f'{a", 'a format string is not closed, or a replacement field in it is broken'],
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

describe.each(BROKEN)('%s', (statement, message) => {
  test.each(PLACES)('before line $index', ({ index, indentation }) => {
    const before = LINES.slice(0, index).map((line) => `${line}\n`);
    const after = LINES.slice(index).map((line) => `\n${line}`);
    const [begin, end] = [before.join('') + indentation, after.join('')];
    const text = begin + statement + end;
    const other = with0(begin, statement, end);
    given = 0;
    for (const depth of ['module', 'bodies'] as const) {
      const facts = extract('m.py', text, depth);
      const reference = full('m.py', other, depth);
      expect(reference.diagnostics).toEqual([]);
      expect(asNumber(facts, reference)).toEqual({ body: reference.body, mentions: reference.mentions });
      expect(facts.partial).toBe(true);
      expect(facts.diagnostics).toMatchObject([{ rule: 'python-syntax', line: index + 1 }]);
      expect(facts.diagnostics[0]?.message).toContain(message);
    }
    expect(given).toBe(0);
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
