import { describe, expect, test } from 'vitest';
import { memoryTree } from '../../src/source/index.js';

const tree = memoryTree({
  'a.py': 'x',
  'a/b.py': 'y = "ä"',
  'a/c/d.py': new Uint8Array([0, 255]),
  'Z.py': '',
  'node_modules/p/index.py': 'p',
});

describe('memoryTree', () => {
  test('lists by code unit, without folders that hold no sources', () => {
    expect(tree.list('')).toEqual(['Z.py', 'a.py', 'a/b.py', 'a/c/d.py']);
    expect(tree.list('', 1)).toEqual(['Z.py', 'a.py']);
    expect(tree.list('a')).toEqual(['a/b.py', 'a/c/d.py']);
    expect(tree.list('a', 1)).toEqual(['a/b.py']);
    expect(tree.list('node_modules')).toEqual([]);
  });

  test.each(['none', 'a.py', '..', '/a', 'a/', 'a//c', './a'])('%j has no files', (directory) => {
    expect(tree.list(directory)).toEqual([]);
  });

  test('has files and directories', () => {
    expect(['', 'a', 'a/b.py', 'a/c'].map((path) => tree.has(path))).toEqual([true, true, true, true]);
    expect(['b', 'a/', '../a', 'a.py/x', '__proto__'].some((path) => tree.has(path))).toBe(false);
  });

  test('reads bytes, and says why there are none', () => {
    expect(tree.read('a/b.py')).toEqual({ ok: true, bytes: new TextEncoder().encode('y = "ä"') });
    expect(tree.read('a/c/d.py')).toEqual({ ok: true, bytes: new Uint8Array([0, 255]) });
    expect(tree.read('a')).toMatchObject({ ok: false, reason: 'not-a-file' });
    expect(tree.read('none.py')).toMatchObject({ ok: false, reason: 'missing' });
  });

  test('carries the name and the revision it was given', async () => {
    const named = memoryTree({}, { root: 'repo', revision: 'abc' });
    await named.prepare(['x']);
    expect([named.root, named.revision, named.list('')]).toEqual(['repo', 'abc', []]);
    expect([tree.root, tree.revision]).toEqual(['memory', null]);
  });

  test('keeps names that objects already have', () => {
    const odd = memoryTree({ ['__proto__']: 'a', 'constructor/toString.py': 'b' });
    expect(odd.list('')).toEqual(['__proto__', 'constructor/toString.py']);
  });

  test.each([{ '/a.py': '' }, { 'a/../b.py': '' }, { '': '' }, { a: '', 'a/b': '' }])(
    'refuses %j',
    (files: Record<string, string>) => {
      expect(() => memoryTree(files)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
    },
  );
});
