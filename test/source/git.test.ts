import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ArchscanError } from '../../src/errors.js';
import { createBlobParser } from '../../src/source/git-blobs.js';
import { folderTree, gitTree, type SourceTree } from '../../src/source/index.js';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder } from '../support/temp-folder.js';

function textOf(tree: SourceTree, path: string): string {
  const result = tree.read(path);
  return result.ok ? Buffer.from(result.bytes).toString('utf8') : `${result.reason}: ${result.detail}`;
}

/** The error with which opening a tree fails. */
async function failure(opening: Promise<SourceTree>): Promise<ArchscanError | null> {
  try {
    await opening;
  } catch (error) {
    if (error instanceof ArchscanError) return error;
    throw error;
  }
  return null;
}

/** Removes every loose object, so that only what was read before is known. */
function destroyObjects(folder: string): void {
  const objects = join(folder, '.git/objects');
  for (const name of readdirSync(objects)) {
    if (name.length === 2) rmSync(join(objects, name), { recursive: true });
  }
}

/** Git would quote it. Windows has no such file names. */
const oddName = process.platform === 'win32' ? 'pkg/ü ∂.py' : 'pkg/ü ∂\t"x".py';

describe('gitTree', () => {
  test('reads a revision, whatever the working tree holds', async () => {
    const repository = gitRepository();
    repository.write({ 'a.py': 'one', 'pkg/b.py': '', [oddName]: 'u', 'node_modules/x.py': '' });
    const first = repository.commit();
    repository.git('tag', '--annotate', '--message=v1', 'v1');
    repository.write({ 'a.py': 'two', 'new.py': '' });
    repository.commit();
    repository.write({ 'a.py': 'not committed' });

    const old = await gitTree(repository.folder, 'v1');
    expect([old.root, old.revision]).toEqual([repository.folder, first]);
    expect(old.list('')).toEqual(['a.py', 'pkg/b.py', oddName]);
    expect(old.list('', 1)).toEqual(['a.py']);
    expect(old.list('pkg')).toEqual(['pkg/b.py', oddName]);
    expect(old.has('pkg')).toBe(true);
    expect(old.has('new.py')).toBe(false);
    expect(textOf(old, 'a.py')).toBe('one');
    expect(textOf(old, 'pkg/b.py')).toBe('');
    expect(textOf(old, oddName)).toBe('u');
    expect(textOf(await gitTree(repository.folder, 'main', { label: 'x' }), 'a.py')).toBe('two');
  });

  test('reads prepared files without asking git again', async () => {
    const repository = gitRepository();
    const long = 'é'.repeat(200_000);
    repository.write({
      'a.py': 'a\n\nb',
      'empty.py': '',
      'copy.py': 'a\n\nb',
      'long.py': long,
      'other.py': 'o',
    });
    repository.commit();
    const tree = await gitTree(repository.folder, 'HEAD', { maxFileBytes: 400_000 });
    await tree.prepare(['a.py', 'empty.py', 'copy.py', 'long.py', 'none.py', '../x']);
    // The answers come in the order of the questions.
    expect(textOf(tree, 'long.py')).toBe(long);
    destroyObjects(repository.folder);
    expect(textOf(tree, 'a.py')).toBe('a\n\nb');
    expect(textOf(tree, 'copy.py')).toBe('a\n\nb');
    expect(textOf(tree, 'empty.py')).toBe('');
    expect(textOf(tree, 'long.py')).toBe(long);
    expect(textOf(tree, 'other.py')).toBe(
      'unreadable: could not be read from git (the object database does not have it)',
    );
    await tree.prepare(['other.py']);
    expect(textOf(tree, 'other.py')).toMatch(/^unreadable: /);
  });

  test('says why there are no bytes', async () => {
    const repository = gitRepository();
    repository.write({ 'dir/a.py': 'x', 'big.py': '12345', 'lost.py': 'lost' });
    repository.commit();
    const lost = repository.git('rev-parse', 'HEAD:lost.py');
    rmSync(join(repository.folder, '.git/objects', lost.slice(0, 2), lost.slice(2)));
    const tree = await gitTree(repository.folder, 'HEAD', { maxFileBytes: 4 });
    expect(textOf(tree, 'dir')).toBe('not-a-file: is a directory');
    expect(textOf(tree, 'none')).toBe('missing: does not exist');
    expect(textOf(tree, '../a')).toBe('missing: is not a path of the tree');
    expect(textOf(tree, 'big.py')).toBe('too-large: has 5 bytes, more than the limit of 4');
    expect(textOf(tree, 'lost.py')).toBe(`unreadable: is missing from the object database (${lost})`);
    expect(textOf(tree, 'dir/a.py')).toBe('x');
  });

  test('a partial clone has the files that it has', async () => {
    const repository = gitRepository();
    repository.write({ 'dir/a.py': 'x', 'dir/big.py': '12345', 'b.py': 'never fetched' });
    const commit = repository.commit();
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(tempFolder(), 'partial');
    const from = pathToFileURL(repository.folder).href;
    repository.git('clone', '--quiet', '--filter=blob:none', '--no-checkout', from, clone);
    repository.git('-C', clone, 'cat-file', 'blob', `${commit}:dir/a.py`);
    repository.git('-C', clone, 'cat-file', 'blob', `${commit}:dir/big.py`);
    const lost = repository.git('rev-parse', 'HEAD:b.py');
    const tree = await gitTree(clone, 'HEAD', { maxFileBytes: 4 });
    expect(tree.list('')).toEqual(['b.py', 'dir/a.py', 'dir/big.py']);
    await tree.prepare(tree.list(''));
    expect(textOf(tree, 'dir/a.py')).toBe('x');
    expect(textOf(tree, 'dir/big.py')).toBe('too-large: has 5 bytes, more than the limit of 4');
    expect(textOf(tree, 'b.py')).toBe(`unreadable: is missing from the object database (${lost})`);
  });

  test('a sub-folder of a working tree is its own root', async () => {
    const repository = gitRepository();
    repository.write({ 'README.md': '', 'python/pkg/a.py': 'a', 'python/b.py': 'b' });
    repository.commit();
    repository.write({ 'later/x.py': '' });
    const tree = await gitTree(join(repository.folder, 'python'), 'HEAD');
    expect(tree.list('')).toEqual(['b.py', 'pkg/a.py']);
    expect(textOf(tree, 'pkg/a.py')).toBe('a');
    expect(tree.has('README.md')).toBe(false);
    expect(await failure(gitTree(join(repository.folder, 'later'), 'HEAD'))).toMatchObject({
      code: 'root-not-found',
    });
  });

  test('reads a bare repository', async () => {
    const repository = gitRepository();
    repository.write({ 'a/b.py': 'b' });
    const commit = repository.commit();
    const bare = join(tempFolder(), 'bare.git');
    cpSync(join(repository.folder, '.git'), bare, { recursive: true });
    repository.git('--git-dir', bare, 'config', 'core.bare', 'true');
    const tree = await gitTree(bare, 'HEAD');
    expect(tree.revision).toBe(commit);
    expect(tree.list('')).toEqual(['a/b.py']);
    await tree.prepare(['a/b.py']);
    expect(textOf(tree, 'a/b.py')).toBe('b');
  });

  test('leaves submodules out', async () => {
    const repository = gitRepository();
    repository.write({ 'a.py': '' });
    const commit = repository.commit();
    repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},third_party/dep`);
    repository.git('commit', '--quiet', '--message=Add a submodule');
    const tree = await gitTree(repository.folder, 'HEAD');
    expect(tree.list('')).toEqual(['a.py']);
    expect(tree.has('third_party/dep')).toBe(false);
  });

  test('belongs to the repository it was given, also inside of a hook', async () => {
    const [wanted, hooked] = [gitRepository(), gitRepository()];
    wanted.write({ 'wanted.py': '' });
    wanted.commit();
    hooked.write({ 'hooked.py': '' });
    hooked.commit();
    process.env.GIT_DIR = join(hooked.folder, '.git');
    onTestFinished(() => {
      delete process.env.GIT_DIR;
    });
    const tree = await gitTree(wanted.folder, 'HEAD');
    delete process.env.GIT_DIR;
    expect(tree.list('')).toEqual(['wanted.py']);
  });

  test.each(['none', '', '--all', 'HEAD\0', 'HEAD:a.py', 'f'.repeat(40)])(
    'knows no revision %j',
    async (revision) => {
      const repository = gitRepository();
      repository.write({ 'a.py': '' });
      repository.commit();
      const error = await failure(gitTree(repository.folder, revision));
      expect(error?.code).toBe('revision-not-found');
      expect(error?.hint).toContain('a commit, a tag or a branch');
    },
  );

  test('refuses a folder that is missing or no repository', async () => {
    const folder = tempFolder({ 'a.py': '' });
    expect(await failure(gitTree(folder, 'HEAD'))).toMatchObject({ code: 'root-not-found' });
    expect(await failure(gitTree(join(folder, 'none'), 'HEAD'))).toMatchObject({ code: 'root-not-found' });
    expect(await failure(gitTree(join(folder, 'a.py'), 'HEAD'))).toMatchObject({ code: 'root-not-found' });
  });
});

describe.skipIf(process.platform === 'win32')('symbolic links of a revision', () => {
  test('are resolved inside of it, as the file system would', async () => {
    const repository = gitRepository();
    repository.write({ 'real/a.py': 'a', 'real/deep/b.py': 'b', 'top.py': 'top' });
    const link = (target: string, path: string): void => {
      symlinkSync(target, join(repository.folder, path));
    };
    link('real/a.py', 'file.py');
    link('file.py', 'twice.py');
    link('real', 'also');
    link('../../top.py', 'real/deep/up.py');
    link('..', 'real/back');
    link('none.py', 'dangling.py');
    link('loop.py', 'loop.py');
    const commit = repository.commit();
    const tree = await gitTree(repository.folder, commit);
    const files = tree.list('');
    await tree.prepare(files);
    const texts = Object.fromEntries(files.map((path) => [path, textOf(tree, path)]));
    expect(texts).toMatchInlineSnapshot(`
      {
        "also/a.py": "a",
        "also/deep/b.py": "b",
        "also/deep/up.py": "top",
        "dangling.py": "missing: is a symbolic link to nothing",
        "file.py": "a",
        "loop.py": "unreadable: is a symbolic link that leads to itself",
        "real/a.py": "a",
        "real/deep/b.py": "b",
        "real/deep/up.py": "top",
        "top.py": "top",
        "twice.py": "a",
      }
    `);
    expect(tree.list('also')).toEqual(files.filter((path) => path.startsWith('also/')));
    expect(textOf(tree, 'also')).toBe('not-a-file: is a directory');

    const folder = folderTree(repository.folder);
    expect(folder.list('')).toEqual(files);
    expect(files.map((path) => folder.read(path).ok)).toEqual(files.map((path) => tree.read(path).ok));
  });

  test('lead nowhere outside of the revision, but out of a sub-folder', async () => {
    const outside = tempFolder({ 'secret.py': 'secret' });
    const repository = gitRepository();
    repository.write({ 'shared.py': 'shared', 'pkg/a.py': '' });
    symlinkSync(join(outside, 'secret.py'), join(repository.folder, 'pkg/absolute.py'));
    symlinkSync('../../../../../../secret.py', join(repository.folder, 'pkg/above.py'));
    symlinkSync('../shared.py', join(repository.folder, 'pkg/shared.py'));
    repository.commit();
    const tree = await gitTree(join(repository.folder, 'pkg'), 'HEAD');
    expect(tree.list('')).toEqual(['a.py', 'above.py', 'absolute.py', 'shared.py']);
    expect(textOf(tree, 'absolute.py')).toBe('missing: is a symbolic link that leads out of the tree');
    expect(textOf(tree, 'above.py')).toBe('missing: is a symbolic link that leads out of the tree');
    expect(textOf(tree, 'shared.py')).toBe('shared');
  });

  test('whose target cannot be read lead nowhere', async () => {
    const repository = gitRepository();
    repository.write({ 'a.py': '' });
    symlinkSync('a.py', join(repository.folder, 'link.py'));
    repository.commit();
    const target = repository.git('rev-parse', 'HEAD:link.py');
    rmSync(join(repository.folder, '.git/objects', target.slice(0, 2), target.slice(2)));
    const tree = await gitTree(repository.folder, 'HEAD');
    expect(textOf(tree, 'link.py')).toBe('missing: is a symbolic link to nothing');
  });
});

test('the output of cat-file may be cut anywhere', () => {
  const contents = ['', 'a', 'x\ny\n', 'ä'.repeat(20)].map((text) => Buffer.from(text));
  const output = Buffer.concat([
    ...contents.flatMap((bytes, at) => [
      Buffer.from(`${at} blob ${bytes.length}\n`),
      bytes,
      Buffer.from('\n'),
    ]),
    Buffer.from('gone missing\n4 blob 1\nz\n'),
  ]);
  for (let size = 1; size <= output.length; size++) {
    const found: [string, string][] = [];
    const parse = createBlobParser((oid, bytes) => found.push([oid, Buffer.from(bytes).toString()]));
    for (let at = 0; at < output.length; at += size) parse(output.subarray(at, at + size));
    expect(found).toEqual([...contents.map((bytes, at) => [String(at), bytes.toString()]), ['4', 'z']]);
  }
});

test('a file name that is not UTF-8 keeps its content', async () => {
  const repository = gitRepository();
  repository.write({ 'a.py': 'a' });
  const blob = repository.git('hash-object', '-w', 'a.py');
  const name = Buffer.from([0xff, 0x2e, 0x70, 0x79]);
  const record = Buffer.concat([Buffer.from(`100644 blob ${blob}\t`), name, Buffer.from('\0')]);
  const listing = execFileSync('git', ['mktree', '-z'], { cwd: repository.folder, input: record });
  const commit = repository.git('commit-tree', '-m', 'Odd', listing.toString().trim());
  const tree = await gitTree(repository.folder, commit);
  expect(tree.list('')).toEqual(['\uFFFD.py']);
  expect(textOf(tree, '\uFFFD.py')).toBe('a');
});
