import { dirname } from 'node:path';
import { ArchscanError } from '../errors.js';
import { parseDiff, WHOLE_FILE, type Changes, type FileChange } from '../findings/changes.js';
import { git } from '../source/git-process.js';
import { shownPath } from './origins.js';

/**
 * What changed below the roots, and in the folders of the documents, since a revision. Paths as findings show them.
 * @param until another revision; undefined: the files as they are
 * @param inputs folders of other files that findings are about; one that is in another repository, or in none, has
 *   no changes
 * @throws ArchscanError `revision-not-found` when git cannot compare
 */
export async function changesSince(
  since: string,
  until: string | undefined,
  roots: readonly string[],
  documents: readonly string[],
  inputs: readonly string[] = [],
): Promise<Changes> {
  const folders = [...new Set([...roots, ...documents.map((file) => dirname(file))])];
  const all = new Map<string, FileChange>();
  for (const folder of folders) {
    const single = !roots.includes(folder);
    const found = await changesIn(folder, since, single ? undefined : until, single);
    for (const [path, change] of found) all.set(shownPath(folder, path), change);
  }
  for (const folder of inputs) {
    const found = await changesIn(folder, since, undefined, false).catch(notCompared);
    for (const [path, change] of found) all.set(shownPath(folder, path), change);
  }
  return all;
}

function notCompared(error: unknown): Changes {
  if (error instanceof ArchscanError && error.code === 'revision-not-found') return new Map();
  throw error;
}

async function changesIn(
  folder: string,
  since: string,
  until: string | undefined,
  flat: boolean,
): Promise<Changes> {
  const paths = flat ? [':(glob)*'] : ['.'];
  const command = [
    '-c',
    'core.quotePath=true',
    'diff',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--no-prefix',
    '--relative',
    '-U0',
    since,
    ...(until === undefined ? [] : [until]),
    '--',
    ...paths,
  ];
  // Git would read a revision like `--output=x` as an option.
  const diff = since.startsWith('-') || since.includes('\0') ? undefined : await git(folder, command);
  if (diff?.ok !== true) {
    throw new ArchscanError(
      'revision-not-found',
      `git cannot compare ${folder} with ${JSON.stringify(since)}${diff === undefined ? '' : ` (${diff.detail})`}.`,
      {
        hint: '--since takes a commit, tag or branch of the repository that holds the sources and the document.',
      },
    );
  }
  const changes = new Map(parseDiff(diff.stdout.toString('utf8')));
  const untracked =
    until === undefined
      ? await git(folder, ['ls-files', '--others', '--exclude-standard', '-z', '--', ...paths])
      : undefined;
  if (untracked?.ok === true) {
    for (const path of untracked.stdout.toString('utf8').split('\0'))
      if (path !== '') changes.set(path, WHOLE_FILE);
  }
  return changes;
}
