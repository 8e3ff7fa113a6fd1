import { ArchscanError } from '../../errors.js';
import { git } from '../../source/git-process.js';

/** A span of committer dates, both ends included, in UTC: `2026-03-26T00:00:00Z`. */
export interface Window {
  readonly since: string;
  /** Null: up to the commit that the clone stands at. */
  readonly until: string | null;
}

/** The commit that a clone stands at. */
export interface Head {
  readonly commit: string;
  /** As `git rev-parse --short` writes it. */
  readonly short: string;
  /** Committer date in UTC. */
  readonly date: string;
}

/** One file that one commit added. */
export interface Addition {
  readonly path: string;
  readonly commit: string;
  /** Committer date in UTC. */
  readonly date: string;
}

export interface History {
  readonly repository: string;
  readonly head: Head;
  /** Newest commit first. What a shallow clone's oldest commits added cannot be known, so it is left out. */
  added(pathspecs: readonly string[], window: Window): Promise<readonly Addition[]>;
  /** The dates of the commits at which a shallow clone ends; empty for a whole history. */
  readonly cutAt: readonly string[];
}

const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Opens the history of a checkout or a bare repository; null when the folder is in no commit of a repository. */
export async function openHistory(repository: string): Promise<History | null> {
  // A folder that was unpacked inside another project's checkout has nothing to do with that one's history.
  const prefix = await git(repository, ['rev-parse', '--show-prefix']);
  const inside = prefix.ok && prefix.stdout.toString('utf8').trim() !== '';
  if (inside && !(await git(repository, ['cat-file', '-e', 'HEAD:./'])).ok) return null;
  const said = await git(repository, [
    'log',
    '-1',
    '--no-show-signature',
    '--format=%H %h %cI',
    '--end-of-options',
    'HEAD',
  ]);
  if (!said.ok) return null;
  const [commit = '', short = '', date = ''] = said.stdout.toString('utf8').trim().split(' ');
  const cut = await cutCommits(repository);
  return {
    repository,
    head: { commit, short, date: inUtc(date) },
    cutAt: [...cut.values()].sort(),
    added: async (pathspecs, window) =>
      (await additions(repository, pathspecs, window)).filter((each) => !cut.has(each.commit)),
  };
}

/** Why a folder has no history, and what to do about it. */
export async function withoutHistory(
  repository: string,
): Promise<{ readonly message: string; readonly hint: string }> {
  const said = await git(repository, ['rev-parse', '--git-dir']);
  if (said.ok || said.detail.includes('not a git repository'))
    return {
      message: `${repository} is no clone, so what was added to it is not known`,
      hint: 'Give a clone: files alone, as of an archive or an installed package, have no history.',
    };
  return {
    message: `The history of ${repository} cannot be read: ${said.detail}`,
    hint: 'Git has to be installed, on the PATH, and allowed to read the folder.',
  };
}

/** Commits whose parents a shallow clone does not have, with their dates: git shows all their files as added. */
async function cutCommits(repository: string): Promise<ReadonlyMap<string, string>> {
  const shallow = await git(repository, ['rev-parse', '--is-shallow-repository']);
  if (!shallow.ok || shallow.stdout.toString('utf8').trim() !== 'true') return new Map();
  const command = ['log', '--max-parents=0', '--no-show-signature', '--format=%H %cI', 'HEAD'];
  const roots = await git(repository, command);
  const lines = roots.ok ? roots.stdout.toString('utf8').trim().split('\n') : [];
  return new Map(
    lines.map((line) => {
      const [commit = '', date = ''] = line.split(' ');
      return [commit, inUtc(date)] as const;
    }),
  );
}

async function additions(
  repository: string,
  pathspecs: readonly string[],
  { since, until }: Window,
): Promise<readonly Addition[]> {
  const result = await git(repository, [
    'log',
    '-z',
    '-M',
    '--no-relative',
    '--no-show-signature',
    // A user's own format must not apply, and without one git prints lines with authors.
    '--format=%x01%H %cI',
    '--name-status',
    '--diff-filter=A',
    `--since=${since}`,
    ...(until === null ? [] : [`--until=${until}`]),
    'HEAD',
    '--',
    ...pathspecs.map((each) => `:(top)${each}`),
  ]);
  if (result.ok) return parseLog(result.stdout.toString('utf8'));
  throw new ArchscanError(
    'root-not-found',
    `The history of ${repository} cannot be read (${result.detail}).`,
    {
      hint: 'Run git fsck there: the repository may be damaged or incomplete.',
    },
  );
}

/** Commits begin with U+0001; after each stand pairs of status and path. Everything is divided by NUL. */
function parseLog(output: string): readonly Addition[] {
  const found: Addition[] = [];
  let commit = '';
  let date = '';
  const fields = output.split('\0');
  for (let at = 0; at < fields.length; at++) {
    const field = (fields[at] ?? '').trimStart();
    if (field.startsWith('\u0001')) [commit = '', date = ''] = field.slice(1).split(' ');
    else if (field === 'A') {
      at += 1;
      found.push({ path: fields[at] ?? '', commit, date: inUtc(date) });
    }
  }
  return found;
}

function inUtc(date: string): string {
  const parsed = new Date(date);
  return Number.isNaN(parsed.getTime()) ? date : parsed.toISOString().replace('.000Z', 'Z');
}

/**
 * The window that was asked for. It ends at the commit that the clone stands at and is 30 days long, unless the ends
 * are given: a clone that was not updated for months still has its last 30 days. A date without time is that whole
 * day in UTC.
 *
 * @throws ArchscanError `usage` for what is no date, or an end before the beginning
 */
export function windowOf(
  head: Head,
  given: { readonly since?: string | undefined; readonly until?: string | undefined },
): Window {
  const until = given.until === undefined ? null : readDate(given.until, 'T23:59:59Z', '--until');
  const end = until ?? head.date;
  const since =
    given.since === undefined
      ? inUtc(new Date(Date.parse(end) - DEFAULT_DAYS * DAY_MS).toISOString())
      : readDate(given.since, 'T00:00:00Z', '--since');
  if (since > end) {
    throw new ArchscanError('usage', `The window begins ${since}, after it ends ${end}.`, {
      hint: 'Give --since and --until in this order, or only one of them.',
    });
  }
  return { since, until };
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/;

function readDate(text: string, time: string, option: string): string {
  const whole = text.length === 10 ? text + time : text;
  const parsed = new Date(whole);
  // 2026-02-30 would be taken for the second of March.
  const exists = DATE.test(text) && isDay(text.slice(0, 10));
  if (exists && !Number.isNaN(parsed.getTime())) return inUtc(parsed.toISOString());
  throw new ArchscanError('usage', `${option} is ${JSON.stringify(text)}, which is no date.`, {
    hint: 'Write it as YYYY-MM-DD, or with a time and a zone: 2026-03-26T00:00:00Z.',
  });
}

function isDay(day: string): boolean {
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}
