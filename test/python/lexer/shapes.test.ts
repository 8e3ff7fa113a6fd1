import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../bench/random.js';
import { decodeSource } from '../../../src/python/decode.js';
import { folderTree } from '../../../src/source/index.js';
import { generateProgram } from '../../differential/generate.js';
import { mutate } from '../../differential/mutate.js';
import { corpus } from '../../support/corpus.js';
import { BODIES, judge, shapesOf, startJudgement } from './judge.js';

/** The shape of a line, which must be read so; a header gets a body. */
function shapeOf(line: string): string | undefined {
  const text = line.endsWith(':') ? `${line}\n  pass\n` : `${line}\n`;
  const judgement = startJudgement();
  judge(text, 'rows', judgement);
  expect(judgement.wrong).toEqual([]);
  expect(judgement.rows).toBeGreaterThan(0);
  return shapesOf(text)[0];
}

describe('the shape of', () => {
  test.each([
    ['text', ['"a"', "'''a\nb'''", 'r"\\d" u"b"', '"é\\n\\x41\\u00e9"', '("a"\n  # b\n  "c")', '"" \'\'']],
    ['import', ['import a', 'import a.b as c, d . e', 'import a, \\\n  b']],
    ['importFrom', ['from a import b', 'from . import (a as b,\n  c,  # d\n)', 'from ...a.b import *']],
    ['assignment', ['a = b', 'a = b.c, *d = e[0] = f', 'a: B[C, "D"] = 1, 2', '(a).b: c', 'a[0]: b']],
    ['assignment', ['a += 1', 'a //= b,', 'a **= -b', 'a >>= b', 'a <<= b', 'a @= b', 'a |= b']],
    ['expression', ['a', 'a.b(c)', '"a".b', 'b"a"', '("a",)', 'not a', '-1', '...', 'a,', 'print >> a, b']],
    [
      'other',
      ['pass', 'break', 'continue', 'global a, b', 'nonlocal a', 'raise', 'raise a from b', 'raise a'],
    ],
    ['other', ['assert a, "b"', 'assert a', 'del a, b[0],', 'del (a)']],
    ['return', ['return', 'return a, *b', 'return \\\n  a', 'return"a"', 'return(a)']],
    ['class', ['class A:', 'class A():', 'class A(b.C, metaclass=D, *e, **f):', 'class A ( \n B ) :']],
    ['function', ['def f(a=b):', 'def f(a=()):', 'async def f(a=1, b=[]):', 'def f(a=-b, c=~1, d=- -1):']],
    ['function', ['def f(a=1 + 2):', 'def f(a=b"c"):', 'def f(a="b".c):', 'def f(a=not 1):']],
    [
      'literalFunction',
      ['def f():', 'async def f(a, b: C[D] = 1, /, *, c=-1.5) -> "e":', 'def f(*a: b, **c: d):'],
    ],
    [
      'literalFunction',
      ['def f(a="b" "c", d=None, e=True, f=False, g=..., h=(1), i=(-2j)):', 'def f(\n  a,  # b\n):'],
    ],
    ['decorator', ['@a', '@a.b(c)', '@ a[0]', '@(a)']],
    ['if', ['if a:', 'if not a == b or c:', 'if(a):', 'if"a":']],
    ['while', ['while a:', 'while True:']],
    ['for', ['for a in b:', 'for a, *b in c, d:', 'for a.b, in c:', 'async for a in b:', 'for(a)in b:']],
    ['with', ['with a:', 'with a as b, c as d.e, f() as (g, h):', 'async with a:']],
    ['try', ['try:', 'try :']],
  ])('%s: %j', (shape, all) => {
    expect(all.map(shapeOf)).toEqual(all.map(() => shape));
  });

  test('the parts of if, try and for', () => {
    const text = [
      'if a: # b',
      '  pass',
      'elif b := c:',
      '  pass',
      'else:',
      '  pass',
      'try:',
      '  pass',
      'except:',
      '  pass',
      'except a.b as c:',
      '  pass',
      'except (d, e):',
      '  pass',
      'finally:',
      '  pass',
    ].join('\n');
    const parts = shapesOf(text).filter((shape) => shape !== 'other');
    expect(parts.join(' ')).toBe('if elif else try except except except finally');
  });

  test('a docstring where function bodies are passed over', () => {
    expect(shapesOf('def f():\n  """a"""\n  b\n', 'skip')).toEqual(['literalFunction', 'text']);
    expect(shapesOf('def f():\n  "a".b(c)\n  b\n', 'skip')).toEqual(['literalFunction', 'expression']);
    expect(shapesOf('def f():\n  f"a"\n  b\n', 'skip')).toEqual(['literalFunction', 'expression']);
    expect(shapesOf('def f():\n  t"a"\n  b\n', 'skip')).toEqual(['literalFunction', 'unknown']);
  });

  test.each([
    'a < b <= c != d is not e not in f in g is h == (i > j)',
    'a ** -b + c * d // e % f @ g - ~h << i >> j & k ^ l | m',
    'not a and b and not c or (d or e) or not not f',
    'a if b else c if d else e',
    'a[1], a[1:2], a[::3, :, None], a[b, ], a[(1)], a[-1:]',
    'a(b, *c, d=e, **f)(g == h)(*k)',
    'a(b for c in d)(e, (f for g in h if i if j))',
    '[a for b, *c in d if e for f.g in h], {i: j for k in l}, {m async for n in o}',
    '[a, *b, ], {c, *d}, {}, {e: f, **g, h: i,}, (), (j,), (*k, l)',
    '[0, 12, 1_000, 0x_fF, 0b01, 0o17, 1., .5, 1e3, 1.5E-3j, 1j, 0.5, 0xE]',
    'a . b [ 0 ] ( c )',
    '(a\r\n  # b\r\n  + \\\r\n c)',
    '"a"if b"c"else"d"',
    'f"a{b}c{{d}}{ e [0] !r}" F"{f:>10}{g:{h}.{i}}" "j" Rf"{k}" fR\'{l["m"]}\'',
    'f"{a if b else c} {d!s:e} {f(g, h=i)} {j != k} {{}} {l[1:2]} \\n \\" {m:%H:%M} {n:=5}"',
    'f"" + f"{"a"}{f"{b}"}" + f\'\'\'"{c}\n{d}"\'\'\'',
    'lambda: a, lambda b, c=d, /, *e, f=g, **h: i, (lambda *, j: k)(l), {m: lambda n: o}, p[lambda: q]',
    '(a := b), (c, d := e), [f := g, *h], i(j := k, l, m := n), [o := p for q in r if (s := t)], i(u := v for w in x)',
    'a[(b := c):(d := e)], {(f := g): h}, {(i := j)}',
    'a(lambda b: c, d=lambda: lambda: e if f else g), [lambda: h, lambda i: (j, k)]',
    'match(a)[case], type.b',
  ])('the expression %j', (text) => {
    expect(shapeOf(text)).toBe('expression');
  });
});

describe('no shape has', () => {
  test.each([
    ['a; b', 'a;', 'if a: b', 'def f(): pass', 'class A: a'],
    ['t"a"', 'a = b + t"c"', 'a(tr"{b}")', '"a" t"b"', 'fb"a"', 'b"a" f"b"', 'f"a" b"b"', 'fu"a"', 'frf"a"'],
    [
      'f"{a=}"',
      'f"{a:}"',
      'f"{a!r }"',
      'f"{a! r}"',
      'f"{a!x}"',
      'f"{a!r!s}"',
      'f"{}"',
      'f"{!r}"',
      'f"{a b}"',
    ],
    ['f"{lambda a: b}"', 'f"{(lambda a: b)}"', 'f"{a:{b:{c}}}"', 'f"{a:{b!x}}"', 'f"{*a}"', 'f"{a, b}"'],
    ['f"\\N{DASH}"', 'f"\\x41"', 'f"{a:\\n}"', 'rf"\\d{a}"', 'f"{a:\'}"', "f'''{a\n}'''", "f'''a\r\nb'''"],
    ['f"{a}" = b', 'a = f"{b}" = c', 'f"a": b', 'a = b = lambda: c = d'],
    [
      'del f"b"',
      'del a, f"b"',
      'for f"a" in b:',
      'with a as f"b":',
      'a = [b for f"c" in d]',
      '[a, f"b"] = c',
    ],
    [
      'a() = b',
      'a = b() = c',
      'a + b = c',
      '"a" = b',
      'None = a',
      '(a, b()) = c',
      '*a, 1 = b',
      'a, b += c',
      'a() += b',
    ],
    [
      'for a() in b:',
      'for a, 1 in b:',
      'with a as b():',
      'with a as *b:',
      'del a()',
      'del a, 1',
      '[a for b() in c]',
    ],
    [
      'lambda',
      'lambda:',
      'lambda a',
      'a + lambda: b',
      'not lambda: a',
      'lambda a b: c',
      'lambda a: *b',
      'lambda (a): b',
    ],
    [
      'lambda **: a',
      'lambda *a=b: c',
      'lambda a: b: c',
      '-lambda: a',
      'a if lambda: b else c',
      'lambda é: a',
    ],
    [
      'a := b',
      '((a) := b)',
      '(a.b := c)',
      '(a := b) = c',
      '{a := b}',
      'a[b := c]',
      'a(b=c := d)',
      'a: (b := c) = d = e',
    ],
    ['[a, b := c] = d', 'if a := b, c:', 'with a := b:', '(a := b := c)', '(a, *b := c)', 'a = b := c'],
    ['yield', 'yield a', 'a = yield b', 'await a', 'lambda: await a', 'lambda: (yield)'],
    ['"\\N{DASH}"', 'a = "\\U0001F600"', '"a" b"c"', 'b"é"', 'bu"a"', 'é', 'a.é', 'aé = 1', 'a = 1é'],
    ['01', '1if a else b', '1.a', '0xE+1', '1__0', '1_', '0x', '1e', '0b2', '1.e', '0_a'],
    ['a b', 'a not b', 'a <> b', 'a = not', 'a not not in b', 'a + not b', '*a', 'a = *b', 'a ? b', 'a $'],
    [
      '(a]',
      '[a)',
      '{a)',
      'a(b c)',
      'a[]',
      'a[*b]',
      '(*a)',
      '{**a, b}',
      '{a: b, c}',
      '(,)',
      'a(,)',
      '[a for b]',
    ],
    [
      'import a,',
      'import a as b.c',
      'from a import b,',
      'from a import (b',
      'from a import ()',
      'from import a',
    ],
    [
      'a, b: c',
      '(a, b): c',
      'a(): b',
      '1: a',
      'a: b: c',
      'a: b = c = d',
      'a: *b',
      'a += b += c',
      'a = b += c',
    ],
    [
      'def f[T]():',
      'class A[T]:',
      'def f(*):',
      'def f(a b):',
      'def f(1):',
      'def f(a=):',
      'def if():',
      'def f:',
    ],
    [
      'with (a):',
      'with (a, b):',
      'except* a:',
      'except a, b:',
      'match a:',
      'for a in:',
      'for a b in c:',
      'if:',
    ],
    ['for *a in b:', 'while a b:', 'else a:', 'class A B:', 'class if:', 'class A(b for c in d):', 'try a:'],
    ['@a b', '@', '@*a', '@a, b', 'print "a"', 'exec a in b', 'type A = b', 'async a', 'raise a, b'],
    [
      'global a,',
      'global',
      'nonlocal a.b',
      'pass a',
      'assert',
      'del',
      'assert a, b, c',
      'return b c',
      'None = = a',
    ],
  ])('%j, nor what follows', (...lines) => {
    // A line that the lexer does not take at all has no row.
    const shapes = lines.map((line) => shapesOf(line.endsWith(':') ? `${line}\n  pass\n` : `${line}\n`)[0]);
    for (const [index, shape] of shapes.entries()) {
      expect([lines[index], shape]).not.toEqual([lines[index], expect.stringMatching(SHAPE)]);
    }
  });

  test('what is nested too deeply, or too long', () => {
    const nested = (open: string, close: string, count: number): string =>
      `a = ${open.repeat(count)}b${close.repeat(count)}`;
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['not ', ''],
      ['- ', ''],
      ['b ** ', ''],
      ['a if b else ', ''],
      ['f(', ')'],
    ] as const) {
      expect(shapeOf(nested(open, close, 40))).toBe('assignment');
      for (const count of [70, 99, 101, 150]) expect(shapeOf(nested(open, close, count))).toBe('unknown');
    }
    expect(shapeOf(`a${'.b'.repeat(40)}`)).toBe('expression');
    expect(shapeOf(`a${'.b'.repeat(70)}`)).toBe('unknown');
    expect(shapeOf(`a${'+ b'.repeat(150)}`)).toBe('expression');
    expect(shapeOf(`a${'+ b'.repeat(250)}`)).toBe('unknown');
    expect(shapeOf(`a = ${'f(- not_b ** '.repeat(45)}c${')'.repeat(45)}`)).toBe('unknown');
  });
});

/** A name of a shape, and not what the lexer says of an error. */
const SHAPE = /^(?!unknown$)[a-zA-Z]+$/;

describe('whatever has a shape is read so', () => {
  test('in generated programs, changed a little', () => {
    const judgement = startJudgement();
    const seeds = fc.tuple(fc.nat(), fc.boolean());
    fc.assert(
      fc.property(seeds, ([seed, changed]) => {
        const random = createRandom(seed);
        const program = generateProgram(random);
        const { text } = decodeSource(changed ? mutate(random, program) : Buffer.from(program));
        for (const bodies of BODIES) judge(text, bodies, judgement);
        expect(judgement.wrong).toEqual([]);
      }),
      { seed: 20_260_102, numRuns: 3_000 },
    );
    // They hold more of what is rare than real files do.
    expect(judgement.accepted / judgement.acceptable).toBeGreaterThan(0.7);
    expect(judgement.accepted).toBeGreaterThan(5_000);
  });

  test('in lines of any tokens', () => {
    const judgement = startJudgement();
    const lines = fc.tuple(
      fc.constantFrom(...STARTS),
      fc.array(fc.constantFrom(...TOKENS), { maxLength: 7 }),
    );
    fc.assert(
      fc.property(lines, fc.constantFrom('', ' '), ([start, tokens], blank) => {
        for (const end of ['', ':']) {
          judge(`${[start, ...tokens].join(blank)}${end}\n  pass\n`, 'rows', judgement);
          judge(`${[start, ...tokens].join(blank)}${end}\n`, 'rows', judgement);
        }
        expect(judgement.wrong).toEqual([]);
      }),
      { seed: 20_260_103, numRuns: 20_000 },
    );
    expect(judgement.accepted).toBeGreaterThan(1_000);
  });

  test('in format strings of any parts', () => {
    const judgement = startJudgement();
    const part = fc.constantFrom(...FORMAT_PARTS);
    const quotes = fc.constantFrom('"', "'", '"""', "'''");
    const literal = fc
      .tuple(fc.constantFrom('f', 'F', 'rf', 'fR'), quotes, fc.array(part, { maxLength: 3 }))
      .map(([prefix, quote, parts]) => `${prefix}${quote}${parts.join('')}${quote}`);
    const line = fc.tuple(fc.constantFrom(...BEFORE_FORMATS), literal, fc.constantFrom(...BEHIND_FORMATS));
    fc.assert(
      fc.property(line, literal, ([before, text, behind], other) => {
        judge(`${before}${text}${behind}\n`, 'rows', judgement);
        judge(`${before}f"{${other}}"${behind}\n`, 'rows', judgement);
        expect(judgement.wrong).toEqual([]);
      }),
      { seed: 20_260_104, numRuns: 20_000 },
    );
    expect(judgement.accepted).toBeGreaterThan(3_000);
  });

  test.each(['transformers-2025-12', 'sglang-2026-01', 'vllm'])(
    'in %s, of most lines',
    { timeout: 600_000 },
    (name) => {
      const root = corpus(name);
      const paths = folderTree(root)
        .list('')
        .filter((path) => path.endsWith('.py'));
      for (const bodies of BODIES) {
        const judgement = startJudgement();
        for (const [index, path] of paths.entries()) {
          if (index % 5 === 0) judge(decodeSource(readFileSync(join(root, path))).text, bodies, judgement);
        }
        expect(judgement.wrong).toEqual([]);
        expect(judgement.accepted / judgement.rows).toBeGreaterThan(0.95);
        // `await` has none.
        expect(judgement.accepted / judgement.acceptable).toBeGreaterThan(0.99);
      }
    },
  );
});

const FORMAT_PARTS = [
  'a', ' ', 'é', '{{', '}}', '{a}', '{ a . b }', '{a!r}', '{a !s:>3}', '{a:{b}.{c!r}}', '{a["b"]}', "{'c'}", '{a != b}',
  '{a if b else c}', '{[a for b in c]}', '{ {a: b}[c] }', '{(a := b)}', '{a:=5}', '{a=}', '{lambda: a}', '{(lambda: a)}',
  '{f"{a}"}', "{b'c'}", '{a, b}', '{', '}', '{}', '\\n', '\\x41', '\\N{DASH}', '\n', '\r\n', '\r', '#', '{a # b\n}', '{a:\\}', '"',
  "'", '{not a}', '{-a:,}', '{a!x}', '{a:{b:{c}}}', '{a\n}', '\\\n',
] as const; // prettier-ignore
const BEFORE_FORMATS = [
  '',
  'a = ',
  'a(',
  'b = ["c" ',
  'if ',
  'return ',
  '@a(',
  'def f(a=',
  'a[',
  'for a in ',
  'a: b = ',
] as const;
const BEHIND_FORMATS = [
  '',
  ')',
  ']',
  ':',
  '):',
  ' "d"',
  ' + e',
  '.f()',
  ' = g',
  " b'h'",
  '][0] = i',
] as const;
const STARTS = [
  '', 'a', 'import a', 'from a import b', 'from . import', 'def f(', 'class A', 'if ', 'for a in b', 'with a', 'return ',
  '@', 'raise ', 'del ', 'assert ', 'a = ', 'a: ', 'a(', 'a[', '(', '[', '{', 'except ', 'while ', 'else', 'async ', '"b" ',
] as const; // prettier-ignore
const TOKENS = [
  'a', 'b', 'c', '1', '1.', '0xE', '.5', '"s"', "b's'", 'r"\\d"', 'None', 'True', '...', '(', ')', '[', ']', '{', '}', ',',
  ':', '=', '==', '.', '*', '**', '-', '+', '~', '<', '>', '<<', '!=', '/', '@', '->', ' in ', ' not ', ' is ', ' and ',
  ' or ', ' if ', ' else ', ' for ', ' as ', ' from ', ' import ', 'async ', 'é', '\\\n', ' ', '|', ':=', 'lambda ',
  'f"{', '}"', '{{', '}}', '!r', "rf'{", "}'", 'f"""', '"""', '\\n', '\n',
] as const; // prettier-ignore
