import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { packageRoot } from '../../src/assets.js';
import { openBatch } from '../../src/source/git-batch.js';
import { gitTree, type SourceTree } from '../../src/source/index.js';
import { gitRepository, type GitRepository } from '../support/git-repository.js';
import { recordedGit } from '../support/recorded-git.js';
import { tempFolder } from '../support/temp-folder.js';

/** Twelve folders with three files each. */
const FILES = Object.fromEntries(
  Array.from({ length: 36 }, (_, at) => [`pkg/d${at % 12}/f${at}.py`, `x = ${at}\n`.repeat(at)]),
);

function textOf(tree: SourceTree, path: string): string {
  const result = tree.read(path);
  return result.ok ? Buffer.from(result.bytes).toString('utf8') : `${result.reason}: ${result.detail}`;
}

function contents(tree: SourceTree): Record<string, string> {
  return Object.fromEntries(tree.list('').map((path) => [path, textOf(tree, path)]));
}

function twelveFolders(): GitRepository & { readonly commit1: string } {
  const repository = gitRepository();
  repository.write(FILES);
  return { ...repository, commit1: repository.commit() };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ended(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(10);
}

const READ_REVISION = [
  '--import',
  'jiti/register',
  join(packageRoot(), 'test/source/children/read-revision.ts'),
];

const THREE = ['rev-parse', 'ls-tree', 'cat-file'];
const TEE = (log: string): string => `tee -a '${log}' | real "$@"`;

describe.skipIf(process.platform === 'win32')('the git that reads blobs', () => {
  test('is one for a revision, prepared or not', async () => {
    const repository = twelveFolders();
    const git = recordedGit();
    const tree = await gitTree(repository.folder, 'HEAD');
    await tree.prepare(tree.list('pkg/d0'));
    expect(contents(tree)).toEqual(FILES);
    expect(git.commands()).toEqual(THREE);
  });

  test('is one for all revisions of a repository, and is asked for each blob once', async () => {
    const repository = twelveFolders();
    repository.write({ 'pkg/d0/f0.py': 'changed', 'pkg/d1/copy.py': FILES['pkg/d1/f1.py'] ?? '' });
    const second = repository.commit();
    const log = join(tempFolder(), 'asked');
    const git = recordedGit({ batch: TEE(log) });
    const trees = [
      await gitTree(repository.folder, repository.commit1),
      await gitTree(repository.folder, second),
    ];
    for (const tree of trees) {
      await tree.prepare(tree.list('pkg/d0'));
      contents(tree);
    }
    expect(trees.map((tree) => textOf(tree, 'pkg/d0/f0.py'))).toEqual(['', 'changed']);
    expect(git.commands().filter((command) => command === 'cat-file')).toHaveLength(1);
    const asked = execFileSync('cat', [log], { encoding: 'utf8' }).trim().split('\n');
    expect([asked.length, new Set(asked).size]).toEqual([37, 37]);
  });

  test('may die between two answers', async () => {
    const repository = twelveFolders();
    const git = recordedGit({ batch: 'head -c 300 | real "$@"' });
    const tree = await gitTree(repository.folder, 'HEAD');
    await tree.prepare(tree.list(''));
    expect(contents(tree)).toEqual(FILES);
    const [first, second, ...rest] = git.commands();
    expect([first, second]).toEqual(['rev-parse', 'ls-tree']);
    expect(rest.length).toBeLessThanOrEqual(1 + 12);
  });

  test.each([
    ['ends at once', 'exit 3'],
    ['dies within an answer', `real "$@" | head -c 500`],
    ['answers with something else', 'echo hello; echo hello'],
  ])('that %s is replaced by one for each folder', async (_, batch) => {
    const repository = twelveFolders();
    const git = recordedGit({ batch });
    const tree = await gitTree(repository.folder, 'HEAD');
    expect(contents(tree)).toEqual(FILES);
    expect(git.commands().length).toBeLessThanOrEqual(3 + 12);
  });

  test('is replaced where no temporary file can be made', async () => {
    const repository = twelveFolders();
    const git = recordedGit();
    const before = process.env.TMPDIR;
    process.env.TMPDIR = join(repository.folder, 'none');
    onTestFinished(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
    const tree = await gitTree(repository.folder, 'HEAD');
    await tree.prepare(tree.list(''));
    expect(contents(tree)).toEqual(FILES);
    expect(git.commands()).toEqual(THREE);
    expect(new Set(git.asked()).size).toBe(36);
  });

  test('goes on after a blob that is gone', async () => {
    const repository = twelveFolders();
    const tree = await gitTree(repository.folder, 'HEAD');
    const lost = repository.git('rev-parse', 'HEAD:pkg/d3/f3.py');
    rmSync(join(repository.folder, '.git/objects', lost.slice(0, 2), lost.slice(2)));
    const git = recordedGit();
    await tree.prepare(tree.list(''));
    const { 'pkg/d3/f3.py': gone, ...others } = contents(tree);
    expect(gone).toBe('unreadable: could not be read from git (the object database does not have it)');
    expect(others).toEqual(
      Object.fromEntries(Object.entries(FILES).filter(([path]) => !path.includes('f3.'))),
    );
    expect(git.commands()).toEqual(['cat-file', 'cat-file']);
  });

  test('takes more questions than a pipe holds', async () => {
    const repository = twelveFolders();
    const wanted = repository.git('rev-parse', 'HEAD:pkg/d2/f2.py');
    const batch = openBatch(repository.folder);
    onTestFinished(() => batch?.close());
    const none = Array.from({ length: 20_000 }, (_, at) => at.toString(16).padStart(40, '0'));
    await batch?.ask([...none, wanted]);
    expect(Buffer.from(batch?.read(wanted) ?? []).toString()).toBe(FILES['pkg/d2/f2.py']);
    expect([batch?.read(none[0] ?? ''), batch?.isAlive()]).toEqual([null, true]);
  });

  test('ends when nobody asked it for a while, and starts again', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const repository = twelveFolders();
    const git = recordedGit();
    const tree = await gitTree(repository.folder, 'HEAD');
    expect(textOf(tree, 'pkg/d1/f1.py')).toBe(FILES['pkg/d1/f1.py']);
    vi.advanceTimersByTime(2_000);
    expect(textOf(tree, 'pkg/d2/f2.py')).toBe(FILES['pkg/d2/f2.py']);
    vi.advanceTimersByTime(2_000);
    expect(git.processes()).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    await ended(git.processes()[0] ?? 0);
    expect(textOf(tree, 'pkg/d3/f3.py')).toBe(FILES['pkg/d3/f3.py']);
    expect(git.processes()).toHaveLength(2);
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('ends with a process that gets %s', async (signal) => {
    const repository = twelveFolders();
    const git = recordedGit();
    const child = spawn(process.execPath, [...READ_REVISION, repository.folder, 'stay'], {
      cwd: packageRoot(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(String(await once(child.stdout, 'data'))).toBe('36 files\n');
    const [pid = 0] = git.processes();
    expect(isRunning(pid)).toBe(true);
    child.kill(signal);
    await once(child, 'exit');
    await ended(pid);
  });

  test('does not keep a process from ending, and ends with it', async () => {
    const repository = twelveFolders();
    const git = recordedGit();
    const options = { cwd: packageRoot(), encoding: 'utf8' } as const;
    expect(execFileSync(process.execPath, [...READ_REVISION, repository.folder], options)).toBe('36 files\n');
    await ended(git.processes()[0] ?? 0);
  });
});
