import { expect, test } from 'vitest';
import { createFactExtractor } from '../../src/python/extract.js';
import { expressions, expressionsOf, statements } from '../../src/python/walk.js';

/** The names that stand directly in each statement, those in its blocks left out. */
async function names(source: string): Promise<readonly string[]> {
  const extract = await createFactExtractor();
  return statements(extract('oak.py', source, 'bodies').body).map((stmt) =>
    expressionsOf(stmt)
      .flatMap(expressions)
      .flatMap((expr) => (expr.kind === 'name' ? [expr.id] : []))
      .join(' '),
  );
}

test('every expression of a statement is its own, whatever the statement', async () => {
  expect(await names('a[b] = c\na: int = b\na += b\ndel a, b\n')).toEqual(['a b c', 'a b', 'a b', 'a b']);
  expect(await names('assert a, b\nraise a from b\nreturn a\n')).toEqual(['a b', 'a b', 'a']);
});

test('of a statement with blocks, what is read before them', async () => {
  expect(await names('for a in b: c\nwith a as b: c\nwhile a: b\n')).toEqual([
    'a b',
    'c',
    'a b',
    'c',
    'a',
    'b',
  ]);
  expect(await names('match a:\n    case 1 if b: c\n')).toEqual(['a b', 'c']);
});

test('a definition has none: its header is not what it runs', async () => {
  expect(await names('@a\nclass B(c): d\n')).toEqual(['', 'd']);
});
