/** The engines that read a file by its lines give what reading it as a whole gives, whatever it holds. */
import { describe, expect, test } from 'vitest';
import { createFactExtractor, type ExtractorEngine } from '../../../src/python/extract.js';

interface Reading {
  readonly engine: ExtractorEngine;
  readonly lines: number;
  readonly sliced: number;
}

const readings: Reading[] = [];
const onExtracted = (_: string, engine: ExtractorEngine, lines: number, sliced: number): void => {
  readings.push({ engine, lines, sliced });
};
const full = await createFactExtractor({ engine: 'full' });
const slices = await createFactExtractor({ engine: 'slices' });
const fast = await createFactExtractor({ onExtracted });

/** How the default engine read the text, after holding all of them against the reference. */
function read(text: string): Reading {
  readings.length = 0;
  for (const depth of ['bodies', 'module'] as const) {
    const reference = full('m.py', text, depth);
    expect(reference.diagnostics).toEqual([]);
    expect(fast('m.py', text, depth)).toEqual(reference);
    expect(slices('m.py', text, depth)).toEqual(reference);
  }
  const [reading] = readings;
  if (reading === undefined) throw new Error('the extractor did not say how it read the file');
  return reading;
}

describe('read without tree-sitter', () => {
  test.each([
    ['names, attributes, calls and subscripts', 'x = a.b(c, d=e, *f, **g)[h].i\n'],
    ['subscripts and slices', 'x = a[1], a[1:2], a[::3, :, None], a[b, ], a[(1)], a[-1:]\n'],
    ['numbers', 'x = [0, 12, 1_000, 0x_fF, 0b01, 0o17, 1., .5, 1e3, 1.5E-3j, 1j, 00]\n'],
    ['constants', 'x = [True, False, None, ...]\n'],
    ['strings of every quote', `x = ["a", 'b', """c\nd""", '''e'f''', r'\\d', u"g", b'h', Rb"\\i"]\n`],
    ['escapes', String.raw`x = "\n\x41\u00e9\U0001f600\N{DASH}\101\q\'"` + '\n'],
    ['a string over joined lines', 'x = "a\\\nb"\ny = 1\n'],
    ['neighbouring strings are one', "x = ('a' \"b\"\n     r'c'  # d\n     'e')\n"],
    ['arithmetic and its order', 'x = -a ** -b + c * d // e % f @ g - ~h << i >> j & k ^ l | m\n'],
    ['brackets leave the inner place alone', 'x = ((a) + (b)) * ((c))\n'],
    ['comparisons', 'x = a < b <= c != d is not e not in f in g is h == (i > j)\n'],
    ['not, and, or', 'x = not a and b and not c or (d or e) or f\n'],
    ['conditionals', 'x = a if b else c if d else e\n'],
    ['tuples with and without brackets', 'x = a, b,\ny = ()\nz = (a,), ((b, c))\nfor i, in j: k\n'],
    ['lists, sets and dicts', 'x = [a, *b, ], {c, *d}, {}, {e: f, **g, h: i,}\n'],
    ['comprehensions', 'x = [a for b, *c in d if e if f for g.h in i], {j: k for l in m}, {n for o in p}\n'],
    ['generators', 'x = (a for b in c), d(e for f in g if h), i(j, (k for l in m))\n'],
    ['assignments to several targets', 'a = b.c = d[0] = (e, [f, *g]) = h\n'],
    ['annotations', 'a: int\nb: A[B, "C"] | None = 1, 2\nc.d: E = f\n'],
    ['augmented assignments', 'a += 1\na.b **= c, d\na[0] >>= e\na //= f\na @= g\n'],
    ['several statements in a line', 'a = 1; b = 2 ;c;\npass; d()\n'],
    [
      'imports',
      'import a, b.c as d\nfrom . import e\nfrom ...f.g import (h as i,\n  j,)  # k\nfrom l import *\n',
    ],
    ['del, assert, raise, global', 'del a, b.c, d[0],\nassert e, f\nraise g from h\nraise i\n'],
    ['a class with everything', '@a.b(c)\n@d\nclass E(f.G, metaclass=H, *i, **j):\n    """K"""\n    l = 1\n'],
    ['a class with nothing', 'class A:\n    pass\nclass B(): pass\n'],
    [
      'functions with every kind of parameter',
      'def f(a, b: c, /, d: e = 1, *, g, h=2, **i: j) -> k[l]:\n    """M"""\n' +
        'async def n(*o: p, q) -> "r": return 1\ndef s(): ...\n',
    ],
    [
      'every yield that is a statement',
      'def f(): yield\ndef g(): yield a; yield\ndef h():\n    yield from i.j\n    yield k, *l\n    yield # m\n',
    ],
    ['a body behind the docstring', 'def f():\n    "a"\n    return b\n\n\nx = 1\n'],
    [
      'a comment and a semicolon behind a body',
      'class A:\n    def f(self):\n        pass;\n        # b\n    # c\n# d\n',
    ],
    ['if, elif, else', 'if a:\n    b\nelif c:\n    d\nelif e: f\nelse:\n    g\nh\n'],
    [
      'loops',
      'for a, b in c, d:\n    e\nelse:\n    f\nwhile g:\n    break\n' +
        'async def h():\n    async for i in j: continue\n',
    ],
    [
      'try with everything',
      'try:\n    a\nexcept B as c:\n    d\nexcept (E, F): g\nexcept:\n    h\nelse:\n    i\nfinally:\n    j\n',
    ],
    ['exception groups', 'try:\n    a\nexcept* B:\n    c\n'],
    ['with', 'with a as b, c.d() as (e, f), g:\n    h\n'],
    [
      'statements under a condition in a class',
      'class A:\n    if b:\n        c = 1\n        def d(self): pass\n',
    ],
    [
      'CR LF line ends',
      'class A(B):\r\n    x = """a\r\nb"""\r\n\r\ndef f():\r\n    return 1\r\ny = [\r\n  1,\r\n]\r\n',
    ],
    ['lone carriage returns', 'a = 1\rb = """c\rd"""\rclass E:\r    f = 1\r'],
    ['joined lines', 'x = a + \\\n    b\nif c and \\\n   d:\n    e\n'],
    [
      'joined lines before a name',
      'class \\\n  A(B):\n    async \\\n def \\\r\n\tf(self):\n        pass\ndef\\\n\\\ng(): pass\ndef \\\n h():\n    "i"\n',
    ],
    ['form feeds', '\fa = 1\n\f\nclass B:\n    c = 1\n'],
    ['tabs', 'class A:\n\tx = 1\n\tdef f(self):\n\t\treturn x\n'],
    ['letters beyond ASCII in strings and comments', 'a = "ä€😀"; b = 1  # é\nclass C: pass\n'],
    ['no line end at the end', 'class A:\n    x = [1,\n         2]'],
    ['names like soft keywords', 'match = case = type = _ = 1\ntype(a)\nprint(b)\nmatch[c]\n'],
    [
      'lambdas',
      'a = lambda: 0\nb = lambda c, d=1, /, *e, f, **g: lambda: h\ni(key=lambda j: -j, k=[lambda *, l: m])\n',
    ],
    ['await', 'async def f(a=await b.c(d)[0] ** 2): e\ng = -await h if await i else (await j, k)\n'],
    ['format strings', `a = f'', f"b{c}d{e.f[0]('g')}", F'{{h}} {i}{{{j}}}'\n`],
    [
      'format strings among others',
      `a = ('b' f"c{d}" 'e' "f"\n     u'g'  # h\n     f'{i}')\nj = 'k' 'l' f''\n`,
    ],
    ['conversions and format specifications', `a = f"{b!r} {c!s:>{d}} {e:{f}.{g}} {h:%Y-%m: %d}"\n`],
    ['an equals sign behind a colon', "a = f'{b:=10}'\n"],
    ['escapes in format strings', String.raw`a = f"b\t{c}\n\x41\"{d}\\"` + '\n'],
    [
      'brackets and strings in fields',
      `a = f"{b['c']} {d({'e': f})} { {g} } {(h, i)} {j if k != l else m}"\n`,
    ],
    ['a format string in a field', `a = f"{f'{b}' + f'{c:{d}}'}"\n`],
    ['a lambda in the arguments of a field beside it', "a = f'{b}', lambda: c, f'{d}'\n"],
    [
      'assignment expressions in brackets',
      'a = (b := c), [d := e, *f, g := h], {i := j}, k(l := m, n=(o := p)), q[r := s], q[t := u, v:w]\n' +
        'x = (y := lambda: z, (y := a if b else c)), (d := e for f in g if (h := i)), {j: (l := m)}\n',
    ],
    [
      'assignment expressions as conditions',
      '@a.b(c := d)\nclass C: d\nif e := f:\n    g\nelif (h := i) and j: k\nwhile l := m:\n    o\n',
    ],
    ['a lambda behind else', 'a = b if c else lambda: d if e else lambda f: g\n'],
    ['format strings over several lines', 'a = (f"""b{c}\n"d"\\\n {e.f}""g{{\n{h}""" f\'i{j}\')\nk = 1\n'],
    ['raw format strings', String.raw`a = rf'\d{b}\'{{c}}\{d}\\' FR"""e\N{f}"g\{{"""` + '\n'],
    [
      'fields that show their source',
      String.raw`a = f'{b = }' f"{c=!r:>{d}} {e['f']=:g} {h =!s}" rf'{i["\n"]=}'` + '\n',
    ],
    [
      'checkpoints in format strings',
      `a = f"b{c} X.from_pretrained('d/e')", f'{f("X.from_pretrained('g/h')")} Y.from_pretrained("i/j")'\n`,
    ],
    ['nothing', ''],
    ['only comments', '# a\n\n   # b\n'],
  ])('%s', (_, text) => {
    expect(read(text)).toMatchObject({ engine: 'fast', sliced: 0 });
  });
});

describe('left to tree-sitter line by line', () => {
  test.each([
    ['a template string', "a = t'{b}'\n", 1],
    ['a field over several lines', 'a = f"""b{\n  c}"""\nd = 1\n', 1],
    ['a format string over joined lines', "a = f'b{c}\\\nd'\ne = 1\n", 1],
    ['a field that shows its source without a comment', 'a = f"""{b # c\n=}"""\n', 1],
    ['several values, or a lambda, in a field', "a = f'{b, c} {*d,}'\ne = f'{(lambda: f)()}'\n", 2],
    ['a character by its name in a format string', "a = f'\\N{DASH}{b}'\n", 1],
    ['a letter beyond ASCII in a name', 'ﬁeld = 1\nclass Ä(B):\n    c = 2\n', 2],
    ['type parameters', 'class A[B: int]:\n    c = 1\ndef f[*D](e) -> g:\n    return h\n', 2],
    ['a type alias', 'type A[B] = list[B]\n', 1],
    ['headers of every kind', 'while a[*b]:\n    c\nfor d in e[*f]:\n    g\nelse:\n    h\n', 2],
    ['elif and except', 'if a:\n    b\nelif c[*d]:\n    e\ntry:\n    f\nexcept g[*H] as i:\n    j\n', 2],
    ['with in brackets', 'with (a as b, c):\n    d\nwith (e):\n    f\nwith (g, h) as i:\n    j\n', 3],
    ['match', 'match a, b:\n    case C(d=1) | [e, *_] if f:\n        g\n    case _:\n        h\n', 3],
    ['a decorator', '@a[*b]\nclass A:\n    b = 1\n', 1],
    ['a star in a subscript', 'a = b[*c]\nd: e[*f]\n', 2],
    ['an indented one', 'class A:\n    class B:\n        c = e[*f]\n        d = g[*h]\n', 2],
    ['brackets nested deeper than the reader goes', `a = ${'('.repeat(120)}1${')'.repeat(120)}\nb = 1\n`, 1],
    ['a very long sum', `a = ${'b + '.repeat(450)}c\n`, 1],
  ])('%s', (_, text, sliced) => {
    expect(read(text)).toMatchObject({ engine: 'fast', sliced });
  });
});

describe('left to tree-sitter as a whole', () => {
  test.each([
    ['an irregular header with its body in its line', 'class A[B]: c = 1\n'],
    ['a line that the grammar misreads', 'type((c := lambda: a[*b])).b = 1\n'],
  ])('%s', (_, text) => {
    expect(read(text)).toMatchObject({ engine: 'full' });
  });

  test.each([
    ['an operator without its operand', 'a = 1\nb = = c\nd = 2\n'],
    ['an assignment to an assignment expression', '(a := b) = 1\n'],
    ['an augmented assignment to a format string', "rf'{a}' += 1\n"],
    ['a loop over an assignment expression', 'for (a := b) in c: d\n'],
    ['a comprehension that assigns to one', 'a = [b for (c := d) in e]\n'],
    ['a list with one as a target', '[a, b := c] = d\n'],
    ['a return in a class', 'class A:\n    return 1\n'],
    ['an else alone', 'else:\n    b\n'],
    ['an elif alone', 'elif a:\n    b\n'],
    ['a decorator at the end of a class', 'class A:\n    @b\ndef f(): pass\n'],
    ['a decorator at the end of a branch', 'if a:\n    b\nelse:\n    @c\nclass D:\n    e = 1\n'],
    ['a decorator before one of another block', 'class A:\n    b = 1\n    @c\n@d\ndef f():\n    e\n'],
    ['a decorator before a statement', 'class A:\n    @b\n    c = 1\n'],
    ['a decorator alone', 'a = 1\n@b\n'],
    ['an elif in a class', 'class A:\n    a = 1\n    elif b:\n        c = 2\n'],
  ])('and reported as there: %s', (_, text) => {
    const reference = full('m.py', text);
    expect(reference.partial).toBe(true);
    expect(fast('m.py', text)).toEqual(reference);
    expect(slices('m.py', text)).toEqual(reference);
  });

  test.each([
    ['a try behind a form feed', 'a\n\ftry: b\nexcept:\n async for c in d, F"{[\'e\']}" * {}: f\n'],
    ['an if behind a form feed', 'a\n\fif b: c\nelse:\n async for d in e, F"{[\'f\']}" * {}: g\n'],
    ['a decorated class behind a form feed', 'a\n\f@b\nclass C: pass\nfor d in e, F"{[\'f\']}" * {}: g\n'],
  ])('clauses belong to %s', (_, text) => {
    const reference = full('m.py', text);
    expect(reference.diagnostics).toEqual([]);
    expect(fast('m.py', text)).toEqual(reference);
    expect(slices('m.py', text)).toEqual(reference);
  });

  test.each([
    ['a statement', 'a = 1\n'],
    ['an else', 'if a:\n    b\nelse:\n    c\n'],
    ['a loop', 'for a in b:\n    c\n'],
    ['handlers', 'try:\n    a\nexcept B:\n    c\n'],
  ])('an elif behind %s is reported, and the statements around it stay', (_, before) => {
    const text = `${before}elif d:\n    e\nf = 3\n`;
    const { body, diagnostics, partial } = fast('m.py', text);
    const line = before.split('\n').length;
    expect(partial).toBe(true);
    expect(new Set(diagnostics.map((each) => each.line))).toEqual(new Set([line]));
    expect(body[0]).toEqual(fast('m.py', before).body[0]);
    expect(body.slice(1).map((each) => [each.kind, each.line])).toEqual([
      ['error', line],
      ['annotated', line],
      ['assign', line + 2],
    ]);
    expect(slices('m.py', text)).toEqual(fast('m.py', text));
  });

  test('an else behind a statement that has none is reported alone', () => {
    const text = 'a = 1\nelse:\n    b\n';
    const { body, diagnostics } = fast('m.py', text);
    expect(body.map(({ kind, line }) => [kind, line])).toEqual([
      ['assign', 1],
      ['error', 2],
    ]);
    expect(diagnostics.map(({ line }) => line)).toEqual([2]);
    expect(slices('m.py', text)).toEqual(fast('m.py', text));
  });
});

test('mentions carry scope, place and receiver in every engine', () => {
  const text = `"""A.from_pretrained('a/module')"""
class B:
    """
    >>> model = B.from_pretrained("b/class")  # https://huggingface.co/c/link
    """
    name = f"{C.from_pretrained('d/nested')} huggingface.co/e/format"  # F.from_pretrained('f/comment')

    @g("G.from_pretrained('h/decorator')")
    def m(self, a="A.from_pretrained('i/default')"):
        r'''
        B.from_pretrained('j/method')'''
        "K.from_pretrained('k/body')"
`;
  read(text);
  expect(fast('m.py', text).mentions.map(({ id, scope, line }) => `${scope} ${id} ${line}`)).toEqual([
    ' a/module 1',
    'B b/class 4',
    'B c/link 4',
    'B d/nested 6',
    'B e/format 6',
    'B h/decorator 8',
    'B i/default 9',
    'B.m j/method 11',
  ]);
});
