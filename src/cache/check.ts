/** Whether what a record depends on is still so. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { listingText, resolveRealPath, statKind } from '../source/files.js';
import { dayOf } from './now.js';
import { hasIdentity, type Conditions, type Entry, type RecordIndex } from './record.js';

/** What is asked again; tests bring their own. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** A time before the check begins, in nanoseconds since 1970. */
  readonly startedNs: bigint;
}

export type Verdict =
  | { readonly holds: false }
  | {
      readonly holds: true;
      /** Entries that were compared by content, by index, with what is known of them now. */
      readonly renewed: ReadonlyMap<number, Entry>;
    };

const STAT_OPTIONS = { bigint: true, throwIfNoEntry: false } as const;

const FAILS: Verdict = { holds: false };

/** @param isLast whether nothing is left to be done when the record holds */
export async function checkRecord(record: RecordIndex, world: World, isLast: boolean): Promise<Verdict> {
  const { conditions } = record;
  if (!cheapConditionsHold(conditions, world)) return FAILS;
  if (conditions.git.length > 0 && !(await gitSaysTheSame(conditions.git))) return FAILS;
  if (!isLast || record.paths.length <= MANY_ENTRIES) return checkEntries(record, world);
  let verdict = FAILS;
  setOptimizing(false);
  try {
    verdict = await checkEntries(record, world);
    return verdict;
  } finally {
    // The run itself is long.
    if (!verdict.holds) setOptimizing(true);
  }
}

/** From here on V8's compiler costs more than it gives, and loading the switch costs less. */
const MANY_ENTRIES = 500;

/**
 * V8 would compile `statSync` for the long run in the background, which takes longer than all the calls and keeps
 * the process from ending.
 */
function setOptimizing(on: boolean): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(on ? '--opt' : '--no-opt');
}

async function checkEntries(record: RecordIndex, world: World): Promise<Verdict> {
  const renewed = new Map<number, Entry>();
  const { paths, racy } = record;
  // This is most of what an answer costs, and nothing of it is compiled yet: no iterators, no objects of ours.
  for (let index = 0; index < paths.length; index++) {
    const now = statSync(paths[index] ?? '', STAT_OPTIONS);
    if (now === undefined) return FAILS;
    if (hasIdentity(record, index, now) && !racy.has(index)) continue;
    const entry = await compareContent(record, index, now, world.startedNs);
    if (entry === null) return FAILS;
    renewed.set(index, entry);
  }
  return { holds: true, renewed };
}

function cheapConditionsHold({ day, environment, kinds, realPaths }: Conditions, world: World): boolean {
  return (
    (day === null || day === dayOf(world.now())) &&
    environment.every(([name, value]) => (world.environment[name] ?? null) === value) &&
    kinds.every(([path, kind]) => statKind(path) === kind) &&
    realPaths.every(([path, real]) => resolveRealPath(path) === real)
  );
}

async function gitSaysTheSame(questions: Conditions['git']): Promise<boolean> {
  // Starting processes is code of its own, which few runs need.
  const { askGitAgain } = await import('../source/git-process.js');
  return questions.every(([repository, command, said]) => askGitAgain(repository, command) === said);
}

/** The entry as it is now, when its content is what it was. */
async function compareContent(
  record: RecordIndex,
  index: number,
  now: Entry['identity'],
  startedNs: bigint,
): Promise<Entry | null> {
  const { paths, digests, folders } = record;
  const [path, digest] = [paths[index] ?? '', digests[index] ?? ''];
  const isFolder = folders.has(index);
  if (digest === '') return null;
  const { digestOf, isRacy } = await import('./racy.js');
  const content = isFolder ? listingText(readdirSync(path, { withFileTypes: true })) : readFileSync(path);
  if (digestOf(content) !== digest) return null;
  return { path, identity: now, digest, isFolder, isRacy: isRacy(now, startedNs) };
}
