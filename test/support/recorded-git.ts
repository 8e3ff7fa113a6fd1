import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempFolder } from './temp-folder.js';

export interface RecordedGit {
  /** The commands that ran, one word each: `ls-tree`. */
  commands(): readonly string[];
  /** The object ids that `cat-file` was asked for, in order. */
  asked(): readonly string[];
  /** The process ids of the `cat-file`. */
  processes(): readonly number[];
}

export interface GitWrapper {
  /** What `cat-file --batch` runs instead, a line of `sh`; `"$@"` are its arguments, `real` is git. */
  readonly batch?: string;
}

/** Until the test ends, `git` writes down what it is asked, then does it. For systems with `sh`. */
export function recordedGit({ batch = 'exec git "$@"' }: GitWrapper = {}): RecordedGit {
  const folder = tempFolder();
  const before = process.env.PATH ?? '';
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh
real() { '${real}' "$@"; }
for word in "$@"; do
  case $word in rev-parse | ls-tree | cat-file | rev-list | diff | log) command=$word; break ;; esac
done
echo "\${command:-other}" >> '${folder}/commands'
case "$command $*" in
  cat-file*--batch*--buffer*) tee -a '${folder}/asked' | real "$@" ;;
  cat-file*--batch-check*) real "$@" ;;
  cat-file*--batch*) echo $$ >> '${folder}/processes'; ${batch.replace('exec git', `exec '${real}'`)} ;;
  *) exec '${real}' "$@" ;;
esac
`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  process.env.PATH = `${folder}${delimiter}${before}`;
  onTestFinished(() => {
    process.env.PATH = before;
  });
  const lines = (name: string): readonly string[] => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };
  return {
    commands: () => lines('commands'),
    asked: () => lines('asked'),
    processes: () => lines('processes').map(Number),
  };
}
