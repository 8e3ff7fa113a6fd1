import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Package } from './sources.js';
import type { WorkFolder } from './workspace.js';

/** Makes a bare repository whose only commit has every file of a checkout, packed as in a clone. Returns its path. */
export function commitAll(at: WorkFolder, { root }: Package, name: string): string {
  const repository = join(at.path, `${name}.git`);
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['--git-dir', repository, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
  };
  execFileSync('git', ['init', '--quiet', '--bare', repository], { stdio: ['ignore', 'ignore', 'inherit'] });
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  git('-c', 'core.autocrlf=false', '--work-tree', root, 'add', '--force', '--all', '.');
  git(...identity, '--work-tree', root, 'commit', '--quiet', '--message', 'The sources');
  git('repack', '-adq');
  return repository;
}
