import { execFileSync } from 'node:child_process';
import { tempFolder } from '../support/temp-folder.js';

export interface Commit {
  readonly id: string;
  /** Of the committer, `YYYY-MM-DD` in UTC. */
  readonly date: string;
}

/** The commits along the first parents of HEAD, oldest first. */
export function firstParents(repository: string): readonly Commit[] {
  return logOf(repository, []);
}

/** Those of them that change this folder or file and leave it there. */
export function commitsThatChange(repository: string, path: string): readonly Commit[] {
  return logOf(repository, ['--', path]).filter((commit) => has(commit, repository, path));
}

function logOf(repository: string, paths: readonly string[]): readonly Commit[] {
  const args = ['log', '--first-parent', '--reverse', '--format=%H %ct', 'HEAD', ...paths];
  return git(repository, args)
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [id = '', seconds = ''] = line.split(' ');
      return { id, date: new Date(Number(seconds) * 1000).toISOString().slice(0, 10) };
    });
}

/** Every `step`th commit along the first parents, counted from the oldest, where it has this folder or file. */
export function everyCommitWith(repository: string, path: string, step: number): readonly Commit[] {
  return firstParents(repository)
    .filter((_, index) => index % step === 0)
    .filter((commit) => has(commit, repository, path));
}

/** A folder of a commit in a new folder, which is removed when the running test ends. */
export function checkOut({ id }: Commit, repository: string, path: string): string {
  const folder = tempFolder();
  const args = [`--git-dir=${repository}`, 'archive', id, path];
  const input = execFileSync('git', args, { maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', folder], { input });
  return folder;
}

function has({ id }: Commit, repository: string, path: string): boolean {
  return git(repository, ['ls-tree', '--name-only', id, '--', path]) !== '';
}

function git(repository: string, args: readonly string[]): string {
  return execFileSync('git', [`--git-dir=${repository}`, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
}
