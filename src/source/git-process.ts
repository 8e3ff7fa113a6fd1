import { execFile, spawn, spawnSync } from 'node:child_process';
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

/** A command whose output depends on the object ids among its arguments and on nothing else. */
export async function gitObjects(repository: string, command: readonly string[]): Promise<GitResult> {
  const result = await runGit(repository, [AS_COMMITTED, ...command]);
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

function runGit(repository: string, command: readonly string[]): Promise<GitResult> {
  return new Promise((resolve) => {
    execFile(
      'git',
      gitArguments(repository, command),
      { env: gitEnvironment(), encoding: 'buffer', maxBuffer: Infinity, windowsHide: true },
      (error, stdout, stderr) => {
        resolve(error === null ? { ok: true, stdout } : { ok: false, detail: explain(error, stderr) });
      },
    );
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
  return { blobs, detail: explain(child.error, child.stderr) };
}

/**
 * Many blobs through one child, each handed on as soon as it is there. What git could not read is left out, also
 * everything after it when git gave up.
 */
export function readBlobs(
  repository: string,
  oids: readonly string[],
  onBlob: (oid: string, bytes: Uint8Array) => void,
): Promise<void> {
  if (oids.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const child = spawn('git', gitArguments(repository, [AS_COMMITTED, 'cat-file', '--batch', '--buffer']), {
      env: gitEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let left = oids.length;
    const parse = createBlobParser((oid, bytes) => {
      left--;
      onBlob(oid, bytes);
    });
    const finish = (): void => {
      if (left > 0) observer().unrepeatable(`${left} objects could not be read from ${repository}`);
      resolve();
    };
    child.stdout.on('data', (chunk: Buffer) => {
      try {
        parse(chunk);
      } catch (error) {
        child.kill();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    // A child that ends early closes its input; `close` follows in any case.
    child.stdin.on('error', () => undefined);
    child.on('error', finish);
    child.on('close', finish);
    child.stdin.end(`${oids.join('\n')}\n`);
  });
}

function explain(error: Error | undefined, stderr: Buffer | null): string {
  if (error !== undefined && errorCode(error) === 'ENOENT') return 'the git command was not found';
  const said = (stderr ?? '').toString('utf8').trim().split('\n')[0] ?? '';
  return said !== '' ? said : (error?.message ?? 'git failed without a message');
}
