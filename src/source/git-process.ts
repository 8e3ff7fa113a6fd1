import { execFile, spawn, spawnSync } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { createBlobParser } from './git-blobs.js';
import { observer } from './observer.js';
import { errorCode } from './read-file.js';

/** What one git command wrote, or why there is nothing. */
export type GitResult =
  { readonly ok: true; readonly stdout: Buffer } | { readonly ok: false; readonly detail: string };

/**
 * A hook sets these for its own repository (`git rev-parse --local-env-vars`); they would make `git -C` read
 * that one instead of the repository that was asked for.
 */
const REPOSITORY_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
] as const;

function gitEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  for (const name of REPOSITORY_VARIABLES) Reflect.deleteProperty(environment, name);
  return {
    ...environment,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // A missing object of a partial clone is reported, not fetched from the network.
    GIT_NO_LAZY_FETCH: '1',
  };
}

function gitArguments(repository: string, command: readonly string[]): string[] {
  return ['--no-pager', '-C', repository, ...command];
}

/** What `git replace` put in the place of an object is left out, so that an id always stands for the same. */
const AS_COMMITTED = '--no-replace-objects';

/** Runs git in `repository` and collects its output, which nothing can be said about when it is asked again. */
export function git(repository: string, command: readonly string[]): Promise<GitResult> {
  observer().unrepeatable(`git ${command[0] ?? ''} was asked`);
  return runGit(repository, command);
}

/** A command whose output depends on the object ids among its arguments and input, and on nothing else. */
export async function gitObjects(
  repository: string,
  command: readonly string[],
  input = '',
): Promise<GitResult> {
  const result = await runGit(repository, [AS_COMMITTED, ...command], input);
  if (!result.ok) observer().unrepeatable(`git ${command[0] ?? ''} failed`);
  return result;
}

/** A command that is cheap enough to be asked again, to learn whether an earlier answer still holds. */
export async function gitQuestion(repository: string, command: readonly string[]): Promise<GitResult> {
  const result = await runGit(repository, command);
  if (result.ok) observer().git(repository, command, result.stdout.toString('latin1'));
  else observer().unrepeatable(`git ${command[0] ?? ''} failed`);
  return result;
}

/** Asks {@link gitQuestion} again, at once and without being observed; null when git has no answer any more. */
export function askGitAgain(repository: string, command: readonly string[]): string | null {
  const { status, stdout } = spawnSync('git', gitArguments(repository, command), {
    env: gitEnvironment(),
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  return status === 0 ? stdout : null;
}

function runGit(repository: string, command: readonly string[], input = ''): Promise<GitResult> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      gitArguments(repository, command),
      { env: gitEnvironment(), encoding: 'buffer', maxBuffer: Infinity, windowsHide: true },
      (error, stdout, stderr) => {
        resolve(error === null ? { ok: true, stdout } : { ok: false, detail: explain(error, stderr) });
      },
    );
    // A child that ends early closes its input; its end says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Some blobs, read at once: what git could not read is left out. */
export function readBlobsSync(
  repository: string,
  oids: readonly string[],
): { readonly blobs: ReadonlyMap<string, Uint8Array>; readonly detail: string } {
  const child = spawnSync(
    'git',
    gitArguments(repository, [AS_COMMITTED, 'cat-file', '--batch', '--buffer']),
    {
      env: gitEnvironment(),
      input: `${oids.join('\n')}\n`,
      maxBuffer: Infinity,
      windowsHide: true,
    },
  );
  const blobs = new Map<string, Uint8Array>();
  if (child.error === undefined) createBlobParser((oid, bytes) => blobs.set(oid, bytes))(child.stdout);
  const detail =
    child.status === 0 ? 'the object database does not have it' : explain(child.error, child.stderr);
  return { blobs, detail };
}

/**
 * A `git cat-file --batch` that writes its answers into an open file, and takes questions from what is returned. It
 * ends with this process, and does not keep it from ending. Null when it cannot be started.
 */
export function startBatch(repository: string, file: number): Writable | null {
  const child = spawn('git', gitArguments(repository, [AS_COMMITTED, 'cat-file', '--batch']), {
    env: gitEnvironment(),
    stdio: ['pipe', file, 'ignore'],
    windowsHide: true,
  });
  // Whoever waits for an answer finds out that there is none.
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child.pid === undefined ? null : child.stdin;
}

function explain(error: Error | undefined, stderr: Buffer | null): string {
  if (error !== undefined && errorCode(error) === 'ENOENT') return 'the git command was not found';
  const said = (stderr ?? '').toString('utf8').trim().split('\n')[0] ?? '';
  return said !== '' ? said : (error?.message ?? 'git failed without a message');
}
