/** Facts are made when somebody looks at them, which nobody notices who does. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFactExtractor } from '../../../src/python/extract.js';
import { LONGEST_BROKEN } from '../../../src/python/broken.js';
import { classListOf } from '../../../src/python/facts.js';
import { hasLiteralDefaults } from '../../../src/python/notes.js';
import type { Stmt } from '../../../src/python/syntax.js';
import { classesOf, statements } from '../../../src/python/walk.js';

const full = await createFactExtractor({ engine: 'full' });
const fast = await createFactExtractor();

const MODULE = `"""About."""
import a
from b import (c,
    d)

@e(f)
class G(H, metaclass=I):
    """Of G."""
    j: int = 1

    @property
    async def k(self, l: m = 2, *n, o=-3.5) -> p:
        """Of k."""
        return q

    class R: s = 4

    class T(U):
        def v(): ...

if w:
    class X:
        pass
else:
    def y(z=[]): return 5
`;

describe('facts are data', () => {
  test.each(['module', 'bodies'] as const)('equal to those of the whole file, as deep as %s', (depth) => {
    const facts = fast('m.py', MODULE, depth);
    const reference = full('m.py', MODULE, depth);
    expect(facts).toStrictEqual(reference);
    expect(isDeepStrictEqual(fast('m.py', MODULE, depth), reference)).toBe(true);
    expect(JSON.parse(JSON.stringify(fast('m.py', MODULE, depth)))).toStrictEqual(reference);
    expect(structuredClone(fast('m.py', MODULE, depth))).toStrictEqual(reference);
    expect({ ...fast('m.py', MODULE, depth) }).toStrictEqual(reference);
  });

  test('copies of statements have all of them', () => {
    const copies = statements(fast('m.py', MODULE).body).map((stmt) => ({ ...stmt }));
    expect(copies).toStrictEqual(statements(full('m.py', MODULE).body));
  });

  test('the same each time', () => {
    const facts = fast('m.py', MODULE, 'bodies');
    expect(facts.body).toBe(facts.body);
    expect(facts.mentions).toBe(facts.mentions);
    for (const stmt of statements(facts.body)) {
      for (const [name, value] of Object.entries(stmt)) expect(Reflect.get(stmt, name)).toBe(value);
    }
  });
});

test('an error is known before anybody looks', () => {
  const facts = fast('m.py', 'class A:\n    def f(self): pass\nb = = c\n');
  expect(facts.partial).toBe(true);
  expect(facts.diagnostics).toHaveLength(1);
});

test.each([
  ['def f(): pass\n', true],
  ['def f(a, b=1, *c, d=-2.5e3, e="f" "g", h=None, i=...) -> j:\n    pass\n', true],
  ['def f(a=b):\n    pass\n', false],
  ['def f(a=(1,)):\n    pass\n', false],
  ['def f(a=f"{b}"):\n    pass\n', false],
  ['def f(a=b"c"):\n    pass\n', false],
  [String.raw`def f(a="\N{DASH}"): pass` + '\n', false],
])('whether all defaults of %j are literals is never claimed wrongly', (text, literal) => {
  const [stmt] = fast('m.py', text).body;
  const claimed = stmt?.kind === 'function' && hasLiteralDefaults(stmt);
  // A body in the line of its header is read at once.
  expect(claimed).toBe(literal && !text.includes('): pass'));
});

describe('the classes of a file', () => {
  test('with those in classes and in branches, but not in functions', () => {
    expect(classesOf(fast('m.py', MODULE)).map(({ name }) => name)).toEqual(['G', 'R', 'T', 'X']);
    expect(classesOf(fast('m.py', MODULE))).toStrictEqual(classesOf(full('m.py', MODULE)));
    const inFunction = 'def f():\n    class A: pass\nclass B: pass\n';
    expect(classesOf(fast('m.py', inFunction, 'bodies')).map(({ name }) => name)).toEqual(['B']);
  });

  test('as a walk over all statements finds them', () => {
    const block = fc.letrec<{ block: string }>((tie) => ({
      block: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('x = 1', '@d\nclass A(B): y = 2', 'class C:\n "s"', 'def f(): pass'),
        fc
          .tuple(
            fc.constantFrom('class D(E):', '@g\n@h\nclass I:', 'if j:', 'try: k\nexcept L:', 'with m as n:'),
            fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
          )
          .map(([header, body]) => [header, ...body.map(indented)].join('\n')),
      ),
    })).block;
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), (blocks) => {
        const text = `${blocks.join('\n')}\n`;
        expect(fast('m.py', text).partial).toBe(false);
        const walked = statements(fast('m.py', text).body).filter(isClass);
        expect(classesOf(fast('m.py', text))).toStrictEqual(walked);
      }),
      { seed: 20, numRuns: 200 },
    );
  });
});

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

function isClass(stmt: Stmt): boolean {
  return stmt.kind === 'class';
}

test.each([
  ['is put off as a short one is, where every line is certain', 'class A(B):\n    c = 1\n', true],
  ['is read by its statements, where one line is not', 'class A(B): c = 1\n', false],
])('a long file %s', (_, last, isPutOff) => {
  const text = `LONG = "${'oak '.repeat(LONGEST_BROKEN / 4)}"\n${last}`;
  const facts = fast('oak.py', text);
  expect(classListOf(facts) !== null).toBe(isPutOff);
  expect(facts).toEqual(full('oak.py', text));
});
