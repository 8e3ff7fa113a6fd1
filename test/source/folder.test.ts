import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ArchscanError, type ErrorCode } from '../../src/errors.js';
import { folderTree } from '../../src/source/index.js';
import { tempFolder } from '../support/temp-folder.js';

const isWindows = process.platform === 'win32';

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof ArchscanError ? error.code : undefined;
  }
  return undefined;
}

describe('folderTree', () => {
  test('lists by code unit, without folders that hold no sources', () => {
    const folder = tempFolder({
      'b.py': '',
      'a.py': '',
      'a/z.py': '',
      'é.py': '',
      'a/__pycache__/z.pyc': '',
      '.git/config': '',
      'a/node_modules/x.py': '',
      '.hidden/x.py': '',
    });
    const tree = folderTree(folder);
    expect(tree.list('')).toEqual(['.hidden/x.py', 'a.py', 'a/z.py', 'b.py', 'é.py']);
    expect(tree.list('', 1)).toEqual(['a.py', 'b.py', 'é.py']);
    expect(tree.list('a')).toEqual(['a/z.py']);
    expect(tree.list('.git')).toEqual([]);
    expect(tree.list('none')).toEqual([]);
    expect(tree.list('a.py')).toEqual([]);
    expect(tree.list('..')).toEqual([]);
    expect([tree.root, tree.revision]).toEqual([folder, null]);
    expect(folderTree(folder, { label: 'sglang' }).root).toBe('sglang');
    expect(tree.unlisted()).toEqual([]);
  });

  test('has files and directories inside of the tree only', () => {
    const tree = folderTree(tempFolder({ 'a/b.py': '' }));
    expect(['', 'a', 'a/b.py'].map((path) => tree.has(path))).toEqual([true, true, true]);
    expect(['c', 'a/b.py/c', '..', '../x', '/etc', 'a\0'].some((path) => tree.has(path))).toBe(false);
  });

  test('reads bytes, and says why there are none', () => {
    const folder = tempFolder({
      'a.py': 'ä',
      'gone.py': 'x',
      'dir/x': '',
      'empty.py': '',
      big: '12345',
    });
    const tree = folderTree(folder, { maxFileBytes: 4 });
    expect(tree.list('')).toContain('gone.py');
    rmSync(join(folder, 'gone.py'));
    expect(tree.read('a.py')).toEqual({ ok: true, bytes: Buffer.from('ä') });
    expect(tree.read('empty.py')).toEqual({ ok: true, bytes: Buffer.alloc(0) });
    expect(tree.read('gone.py')).toMatchObject({ ok: false, reason: 'missing' });
    expect(tree.read('a.py/x')).toMatchObject({ ok: false, reason: 'missing' });
    expect(tree.read('../a.py')).toMatchObject({ ok: false, reason: 'missing' });
    expect(tree.read('a\0.py')).toMatchObject({ ok: false, reason: 'missing' });
    expect(tree.read('dir')).toMatchObject({ ok: false, reason: 'not-a-file' });
    expect(tree.read('big')).toEqual({
      ok: false,
      reason: 'too-large',
      detail: 'has 5 bytes, more than the limit of 4',
    });
  });

  test('sees each directory as it was when it was first listed', () => {
    const folder = tempFolder({ 'a.py': '' });
    const tree = folderTree(folder);
    expect(tree.list('', 1)).toEqual(['a.py']);
    writeFileSync(join(folder, 'b.py'), '');
    expect(tree.list('')).toEqual(['a.py']);
    expect(folderTree(folder).list('')).toEqual(['a.py', 'b.py']);
  });

  test('knows what came, went or became something else since it was listed', () => {
    const folder = tempFolder({ 'a.py': '', 'b.py': '', 'pkg/c.py': '', 'same/d.py': '' });
    const tree = folderTree(folder);
    tree.list('');
    const paths = ['a.py', 'a.py/x.py', 'b.py', 'new.py', 'none.py', 'pkg', 'pkg/c.py', 'same', 'same/d.py'];
    const changed = (): readonly string[] => paths.filter((path) => tree.cameOrWent(path));
    expect(changed()).toEqual([]);
    for (const path of ['a.py', 'b.py', 'pkg']) rmSync(join(folder, path), { recursive: true });
    mkdirSync(join(folder, 'a.py'));
    writeFileSync(join(folder, 'a.py/x.py'), '');
    writeFileSync(join(folder, 'new.py'), '');
    writeFileSync(join(folder, 'pkg'), '');
    expect(changed()).toEqual(['a.py', 'a.py/x.py', 'b.py', 'new.py', 'pkg', 'pkg/c.py']);
  });

  test('names a directory once that has more files than are listed', () => {
    const tree = folderTree(tempFolder({ 'a.py': '', 'b.py': '', 'c.py': '' }), { maxFiles: 2 });
    expect([tree.list(''), tree.list('', 1)]).toEqual([
      ['a.py', 'b.py'],
      ['a.py', 'b.py'],
    ]);
    expect(tree.unlisted()).toEqual([{ path: '', detail: 'has more than 2 files; the others are not seen' }]);
  });

  test('refuses a root that is missing or a file', () => {
    const folder = tempFolder({ 'a.py': '' });
    expect(codeOf(() => folderTree(join(folder, 'none')))).toBe('root-not-found');
    expect(codeOf(() => folderTree(join(folder, 'a.py')))).toBe('root-not-found');
    expect(codeOf(() => folderTree(join(folder, 'a.py', 'b')))).toBe('root-not-found');
  });
});

describe.skipIf(isWindows)('links and special files', () => {
  test('follows links to files and directories', () => {
    const elsewhere = tempFolder({ 'out.py': 'out', 'pkg/m.py': 'm' });
    const folder = tempFolder({ 'real/a.py': 'a' });
    symlinkSync('real/a.py', join(folder, 'link.py'));
    symlinkSync(join(elsewhere, 'out.py'), join(folder, 'out.py'));
    symlinkSync('real', join(folder, 'also'));
    symlinkSync(join(elsewhere, 'pkg'), join(folder, 'pkg'));
    const tree = folderTree(folder);
    expect(tree.list('')).toEqual(['also/a.py', 'link.py', 'out.py', 'pkg/m.py', 'real/a.py']);
    expect(tree.list('also')).toEqual(['also/a.py']);
    expect(tree.read('out.py')).toEqual({ ok: true, bytes: Buffer.from('out') });
    expect(tree.read('also/a.py')).toEqual({ ok: true, bytes: Buffer.from('a') });
  });

  test('does not walk in circles', () => {
    const outer = tempFolder({ 'root/a/x.py': '', 'root/b/y.py': '', 'outside.py': '' });
    const folder = join(outer, 'root');
    symlinkSync('..', join(folder, 'a/up'));
    symlinkSync('.', join(folder, 'a/self'));
    symlinkSync('../..', join(folder, 'a/above-the-root'));
    symlinkSync('../b', join(folder, 'a/to-b'));
    symlinkSync('../a', join(folder, 'b/to-a'));
    symlinkSync(folder, join(folder, 'absolute'));
    const tree = folderTree(folder);
    expect(tree.list('')).toEqual(['a/to-b/y.py', 'a/x.py', 'b/to-a/x.py', 'b/y.py']);
    expect(tree.list('a/to-b')).toEqual(['a/to-b/y.py']);
    expect(tree.list('a/up')).toEqual([]);
  });

  test('links among siblings do not multiply without end', () => {
    const folder = tempFolder();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) mkdirSync(join(folder, name));
    for (const name of names) {
      writeFileSync(join(folder, name, 'x.py'), '');
      for (const other of names) symlinkSync(`../${other}`, join(folder, name, `to-${other}`));
    }
    const deepest = Math.max(
      ...folderTree(folder)
        .list('')
        .map((path) => path.split('/').length),
    );
    expect(deepest).toBe(1 + 4 + 1);
  });

  test('lists a link that leads nowhere, so that reading it tells why', () => {
    const folder = tempFolder();
    symlinkSync('none.py', join(folder, 'dangling.py'));
    symlinkSync('loop.py', join(folder, 'loop.py'));
    execFileSync('mkfifo', [join(folder, 'pipe.py')]);
    const tree = folderTree(folder);
    expect(tree.list('')).toEqual(['dangling.py', 'loop.py', 'pipe.py']);
    expect(tree.read('dangling.py')).toMatchObject({ reason: 'missing' });
    expect(tree.read('loop.py')).toMatchObject({ reason: 'unreadable' });
    expect(tree.read('pipe.py')).toMatchObject({ reason: 'not-a-file' });
  });

  test('reports a directory that cannot be listed', () => {
    // Each half can be made, but a path through the link is longer than the system takes (1024 or 4096 bytes).
    const half = Array.from({ length: process.platform === 'darwin' ? 4 : 11 }, () => 'x'.repeat(200)).join(
      '/',
    );
    const [folder, elsewhere] = [tempFolder(), tempFolder()];
    mkdirSync(join(folder, half), { recursive: true });
    mkdirSync(join(elsewhere, half), { recursive: true });
    symlinkSync(elsewhere, join(folder, half, 'link'));
    const tree = folderTree(folder);
    expect(tree.list('')).toEqual([]);
    expect(tree.unlisted()).toEqual([
      { path: expect.stringContaining('/link/') as string, detail: 'could not be listed (ENAMETOOLONG)' },
    ]);
  });

  // The administrator may read everything, whatever the permissions say.
  if (process.getuid?.() !== 0) {
    test('reports what this user may not read', () => {
      const folder = tempFolder({ 'secret.py': '', 'closed/x.py': '' });
      chmodSync(join(folder, 'secret.py'), 0);
      chmodSync(join(folder, 'closed'), 0);
      const tree = folderTree(folder);
      expect(tree.list('')).toEqual(['secret.py']);
      expect(tree.read('secret.py')).toMatchObject({ reason: 'unreadable' });
      expect(tree.unlisted()).toEqual([{ path: 'closed', detail: 'could not be listed (EACCES)' }]);
      chmodSync(join(folder, 'closed'), 0o700);
    });
  }
});
