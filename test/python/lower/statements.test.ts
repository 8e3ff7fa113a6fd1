/** What facts promise about statements, one scenario each. The differential tests prove the rest. */
import { expect, test } from 'vitest';
import { createFactExtractor } from '../../../src/python/extract.js';
import type { Expr, Stmt } from '../../../src/python/syntax.js';

const extract = await createFactExtractor({ engine: 'full' });

function statements(text: string): readonly Stmt[] {
  const { partial, body } = extract('m.py', text, 'bodies');
  expect(partial).toBe(false);
  return body;
}

function only(text: string): Stmt {
  const [first, ...rest] = statements(text);
  expect(rest).toEqual([]);
  if (first === undefined) throw new Error('no statement');
  return first;
}

/** The expression of the source `x = …`. */
function value(text: string): Expr {
  const statement = only(`x = ${text}\n`);
  if (statement.kind !== 'assign') throw new Error(`not an assignment: ${statement.kind}`);
  return statement.value;
}

test('stacked decorators are in source order, with their arguments', () => {
  expect(only('@first\n@pkg.second("a", *b, key=1, **c)\nclass A(Base, metaclass=M): pass\n')).toMatchObject({
    kind: 'class',
    name: 'A',
    // The class itself begins at its keyword.
    line: 3,
    column: 1,
    decorators: [
      { kind: 'name', id: 'first', line: 1, column: 2 },
      {
        kind: 'call',
        func: { kind: 'attribute', attr: 'second', value: { id: 'pkg' } },
        args: [
          { form: 'positional', name: null, value: { value: 'a' } },
          { form: 'star', name: null, value: { id: 'b' } },
          { form: 'keyword', name: 'key', value: { text: '1' } },
          { form: 'double-star', name: null, value: { id: 'c' } },
        ],
      },
    ],
    args: [
      { form: 'positional', name: null, value: { id: 'Base' } },
      { form: 'keyword', name: 'metaclass', value: { id: 'M' } },
    ],
  });
});

test('classes and functions hold those inside of them', () => {
  const outer = only(
    'class A:\n    """Doc."""\n    class B:\n        def f(self):\n            class C: pass\n',
  );
  expect(outer).toMatchObject({
    kind: 'class',
    name: 'A',
    docstring: { kind: 'string', value: 'Doc.' },
    body: [
      { kind: 'expression' },
      { kind: 'class', name: 'B', body: [{ kind: 'function', body: [{ kind: 'class', name: 'C' }] }] },
    ],
  });
});

test('without bodies a function keeps its header and docstring', () => {
  const { body, depth } = extract(
    'm.py',
    'async def f(a, /, b: int = 1, *c, d, **e) -> str:\n    "Doc"\n    return 1\n',
  );
  expect(depth).toBe('module');
  expect(body).toMatchObject([
    {
      kind: 'function',
      async: true,
      params: [
        { name: 'a', form: 'positional-only', annotation: null, default: null },
        { name: 'b', form: 'positional', annotation: { id: 'int' }, default: { text: '1' } },
        { name: 'c', form: 'star' },
        { name: 'd', form: 'keyword-only' },
        { name: 'e', form: 'double-star' },
      ],
      returns: { id: 'str' },
      docstring: { value: 'Doc' },
      body: null,
    },
  ]);
});

test('assignments: chained, annotated, augmented, to tuples', () => {
  expect(
    statements('a = b = 1\nc: int\nd: int = 2\ne += [3]\nf, (g, *h) = i\nj.k[0] = l\n(m) = 1\n(n,) = 1\n'),
  ).toMatchObject([
    { kind: 'assign', targets: [{ id: 'a' }, { id: 'b' }], value: { text: '1' } },
    { kind: 'annotated', target: { id: 'c' }, annotation: { id: 'int' }, value: null },
    { kind: 'annotated', target: { id: 'd' }, value: { text: '2' } },
    { kind: 'augmented', target: { id: 'e' }, op: '+', value: { kind: 'list' } },
    {
      kind: 'assign',
      targets: [
        {
          kind: 'tuple',
          items: [
            { id: 'f' },
            { kind: 'tuple', items: [{ id: 'g' }, { kind: 'starred', value: { id: 'h' } }] },
          ],
        },
      ],
    },
    { kind: 'assign', targets: [{ kind: 'subscript', value: { kind: 'attribute', attr: 'k' } }] },
    { kind: 'assign', targets: [{ kind: 'name', id: 'm' }] },
    { kind: 'assign', targets: [{ kind: 'tuple', items: [{ id: 'n' }] }] },
  ]);
});

test('imports: dotted, aliased, relative, star', () => {
  expect(
    statements(
      'import a.b, c as d\nfrom e import f as g, h\nfrom .. import i\nfrom ...j.k import *\nfrom . import (\n  l,\n)\n',
    ),
  ).toMatchObject([
    {
      kind: 'import',
      names: [
        { module: 'a.b', alias: null },
        { module: 'c', alias: 'd' },
      ],
    },
    {
      kind: 'import-from',
      level: 0,
      module: 'e',
      names: [
        { name: 'f', alias: 'g' },
        { name: 'h', alias: null },
      ],
    },
    { kind: 'import-from', level: 2, module: '', names: [{ name: 'i', alias: null }] },
    { kind: 'import-from', level: 3, module: 'j.k', names: null },
    { kind: 'import-from', level: 1, module: '', names: [{ name: 'l', alias: null }] },
  ]);
});

test.each([
  ['adjacent literals', `("a" 'b'\n  """c""")`, 'abc'],
  [
    'escapes',
    String.raw`"\x41\u00e9\101\n\\\
b"`,
    'AéA\n\\b',
  ],
  ['raw', String.raw`r"\n\""`, String.raw`\n\"`],
  ['raw beside another', String.raw`r"\n" "\n"`, '\\n\n'],
  ['raw of escapes alone', String.raw`r'\\'`, '\\\\'],
  ['CRLF in triple quotes', '"""a\r\nb"""', 'a\nb'],
  ['a named escape', String.raw`"\N{DASH}"`, null],
])('the value of a string: %s', (_, text, expected) => {
  expect(value(text)).toMatchObject({ kind: 'string', value: expected });
});

test('bytes have one unit for each byte', () => {
  expect(value(String.raw`b"\xff\u0041"`)).toMatchObject({ kind: 'bytes', value: '\xff\\u0041' });
});

test('a format string has its texts and fields in order, and joins its neighbours', () => {
  expect(value(`"a" f"{b!r:>{w}}{{" "c" f'{d=}'`)).toMatchObject({
    kind: 'fstring',
    parts: [
      'a',
      { value: { id: 'b' }, conversion: 'r', spec: ['>', { value: { id: 'w' } }], debug: false },
      '{cd=',
      { value: { id: 'd' }, conversion: 'r', spec: null, debug: true },
    ],
  });
});

test('positions are 1-based and in UTF-16 units, offsets count from the text without mark', () => {
  const text = '\ufeffa = 1\r\nb = "😀é", c.d\rè = 2\n';
  const plain = text.slice(1);
  const { body } = extract('m.py', Buffer.from(text));
  const [, second, third] = body;
  expect(second).toMatchObject({
    line: 2,
    column: 1,
    start: 7,
    value: { line: 2, column: 5, items: [{}, { kind: 'attribute', line: 2, column: 12 }] },
  });
  if (second?.kind !== 'assign' || second.value.kind !== 'tuple') throw new Error('not a tuple');
  expect(second.value.items.map(({ start, end }) => plain.slice(start, end))).toEqual(['"😀é"', 'c.d']);
  expect(third).toMatchObject({ line: 3, column: 1, targets: [{ id: 'è' }] });
});

test('names are compared as Python compares them', () => {
  expect(only('ﬁ = 1\n')).toMatchObject({ targets: [{ id: 'fi', start: 0, end: 1 }] });
});

test('lone carriage returns, form feeds and tabs separate lines and blocks as in Python', () => {
  expect(statements('a = 1\rif b:\r\tc = 2\r\f\nd = 3')).toMatchObject([
    { kind: 'assign', line: 1 },
    { kind: 'if', line: 2, body: [{ kind: 'assign', line: 3, column: 2 }] },
    { kind: 'assign', line: 5 },
  ]);
});

test('a lone surrogate in a text does not end the reading', () => {
  const { body } = extract('m.py', 'a = "\ud800"\nb = 1\n');
  expect(body).toHaveLength(2);
});
