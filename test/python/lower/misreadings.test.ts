/** Valid Python that the grammar reads as something else. Each pair has to give the same facts but for places. */
import { expect, test } from 'vitest';
import { createFactExtractor } from '../../../src/python/extract.js';

const extract = await createFactExtractor({ engine: 'full' });

const PLACES: ReadonlySet<string> = new Set(['start', 'end', 'line', 'column']);

/** The statements without their places. */
function shape(text: string): unknown {
  const { partial, body } = extract('m.py', text, 'bodies');
  expect(partial).toBe(false);
  return JSON.parse(JSON.stringify(body), (key, value: unknown) => (PLACES.has(key) ? undefined : value));
}

test.each([
  ['a star takes the whole primary', 'x = *a[0].b(), c', 'x = *(a[0].b()), c'],
  ['a star behind the first argument', 'f(a, *b.c())', 'f(a, *(b.c()))'],
  ['a star in a subscript', 'x[*a[0]]', 'x[(*(a[0]),)]'],
  ['a star before a literal', 'x = *[1], 2', 'x = (*[1], 2)'],
  ['unions in annotations', 'def f(a: A[b] | C | D): pass', 'def f(a: ((A[b]) | C) | D): pass'],
  [
    'other operators in annotations',
    'def f(a: A[b] or None, c=1): pass',
    'def f(a: (A[b] or None), c=1): pass',
  ],
  ['subscripts of subscripts in annotations', 'x: A[B][C](d) / e', 'x: (A[B][C](d) / e)'],
  ['slices in annotations', 'def f() -> A[:, 1:2]: pass', 'def f() -> (A[:, 1:2]): pass'],
  [
    'lambdas in annotations',
    'def f(a: A[b] if c else lambda d, e=1: g, h: lambda i=2, j=3: A[:] = 4): pass',
    'def f(a: (A[b] if c else lambda d, e=1: g), h: (lambda i=2, j=3: A[:]) = 4): pass',
  ],
  ['annotated attributes of constants', 'True.x: A[:](b)()', 'True.x: (A[:](b)())'],
  ['annotated attributes of displays', "{}['a'].x: A[b] < c = d", "{}['a'].x: (A[b] < c) = d"],
  ['bounds of type parameters', 'class a[T: B[c](d)]: pass', 'class a[T: (B[c](d))]: pass'],
  ['bounds of an alias', 'type a[T: b[c] or d] = e', 'type a[T: (b[c] or d)] = e'],
  ['a body behind an annotation', 'def f() -> int: e[1]', 'def f() -> int:\n    e[1]'],
  ['bitwise operators', 'x = a ^ b & c | d', 'x = (a ^ (b & c)) | d'],
  ['a conditional in a walrus', '(y := a if b else c)', '(y := (a if b else c))'],
  ['a power of an await', 'async def f(): await a ** b', 'async def f(): (await a) ** b'],
  ['a comma at the end of a line', 'a,\nb = 1', '(a,)\nb = 1'],
  ['an attribute of type()', 'type(x).y = 1', '(type(x)).y = 1'],
  ['a stream that compares', 'print >>a < b', '(print >> a) < b'],
  ['a subscript of print with a star', 'print[*None, 1]', '(print)[*None, 1]'],
  ['a comment below a decorator', 'class A:\n  @b\n# c\n  def d(): pass', 'class A:\n  @b\n  def d(): pass'],
  [
    'a joined line in a format string',
    "f\"\\\r\n{a}\"'''\r\n'''\r\ndef f():\r\n    x = {a:\r\nb}",
    "f\"\\\r\n{a}\"'''\r\n'''\r\ndef f():\r\n    x = {a: b}",
  ],
  ['a subject in brackets', 'match (a).b:\n    case c: d', 'match a.b:\n    case c: d'],
  [
    'an alias in a keyword pattern',
    'match a:\n    case B(c=d as e): f',
    'match a:\n    case B(c=(d as e)): f',
  ],
  ['an alias of a conditional', 'with a if b else c as d: pass', 'with (a if b else c) as d: pass'],
  ['brackets around one item', 'with (a,): pass', 'with a: pass'],
  [
    'dedents in brackets',
    'def f():\n    x = {a:\nb}\n    return 1',
    'def f():\n    x = {a: b}\n    return 1',
  ],
])('%s', (_, text, plain) => {
  expect(shape(`${text}\n`)).toEqual(shape(`${plain}\n`));
});

test.each([
  ['without comments', "f'{ # }\n (a # b\n) = # c\n!r}'", ' \n (a \n) = \n'],
  ['without comments in fields of fields', `f'{f"{a # b\n}" = }'`, 'f"{a \n}" = '],
  ['with strings that look like comments', `f'{"#" # a\n= }'`, '"#" \n= '],
  ['without the lines that a backslash joins', "f'{\\\na\\\r\n=}'", 'a='],
  ['with the escapes of the literal', `f'{"\\x41" "\\n"=}'`, '"A" "\n"='],
  ['with the escapes of a raw literal', `rf'{"\\x41"=}'`, '"\\x41"='],
])('a field shows its source %s', (_, text, shown) => {
  const { partial, body } = extract('m.py', `${text}\n`);
  expect(partial).toBe(false);
  expect(body).toMatchObject([{ value: { kind: 'fstring', parts: [shown, { debug: true }] } }]);
});

test.each([
  ['is part of a specifier between three quotes', "f'''{a:b\n}'''", ['b\n']],
  ['alone is one', "f'''{a:\n}'''", ['\n']],
  ['is none where a backslash stands before it', "f'{a:b\\\n}'", ['b']],
  ['ends a specifier between single quotes', "f'{a:b\n}'", ['b']],
])('a line end %s', (_, text, spec) => {
  const { partial, body } = extract('m.py', `${text}\n`);
  expect(partial).toBe(false);
  expect(body).toMatchObject([{ value: { kind: 'fstring', parts: [{ spec }] } }]);
});

test.each([
  ['match', '[T]', ['T']],
  ['print', '[T: int, *U]', ['T', 'U']],
  ['exec', '[**P]', ['P']],
])('an alias may be called %s', (name, params, names) => {
  const { partial, body } = extract('m.py', `type ${name}${params} = int\n`);
  expect(partial).toBe(false);
  expect(body).toMatchObject([
    { kind: 'type-alias', name, typeParams: names.map((each) => ({ name: each })) },
  ]);
});

test.each([
  ['of a class', 'class A[T: B[c](d) = e, *U = *[f], **P = [int, str]](g[T]): pass'],
  ['of a function', 'async def a[T = lambda b, c=1: d, *U, **P](e: T = 2): pass'],
  ['of an alias', 'type a[\n  T = # b\n [c,\n d], *U = *e[f]\n, **P] = T'],
])('type parameters %s may have defaults', (_, text) => {
  const { partial, body } = extract('m.py', `${text}\n`);
  expect(partial).toBe(false);
  expect(body).toMatchObject([{ typeParams: [{ name: 'T' }, { name: 'U' }, { name: 'P' }] }]);
});

test('a specifier may name a character', () => {
  const { partial, body } = extract('m.py', "f'{a:\\N{EN SPACE}>{b}}'\n");
  expect(partial).toBe(false);
  expect(body).toMatchObject([{ value: { parts: [{ spec: [null, { value: { id: 'b' } }] }] } }]);
});

test('a repair leaves the places of the file', () => {
  const text = 'def f(a: A[b] or None): pass\nc = 1\n';
  const [first, second] = extract('m.py', text).body;
  if (first?.kind !== 'function') throw new Error('not a function');
  const annotation = first.params[0]?.annotation;
  expect(text.slice(annotation?.start, annotation?.end)).toBe('A[b] or None');
  expect(second).toMatchObject({ line: 2, column: 1, start: text.indexOf('c =') });
});
