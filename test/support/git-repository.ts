import { execFileSync } from 'node:child_process';
import { devNull } from 'node:os';
import { tempFolder, writeFiles } from './temp-folder.js';

export interface GitRepository {
  readonly folder: string;
  /** Runs git there and gives what it wrote, without the last line end. */
  git(...command: readonly string[]): string;
  write(files: Readonly<Record<string, string>>): void;
  /** Commits everything and gives the commit id. */
  commit(): string;
}

/** An empty repository in a temporary folder, independent of the user's and the system's settings. */
export function gitRepository(): GitRepository {
  const folder = tempFolder();
  const git = (...command: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...command], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' },
    }).replace(/\n$/, '');
  git('init', '--quiet', '--initial-branch=main');
  return {
    folder,
    git,
    write: (files) => {
      writeFiles(folder, files);
    },
    commit() {
      git('add', '--all');
      git('commit', '--quiet', '--message=Change');
      return git('rev-parse', 'HEAD');
    },
  };
}
