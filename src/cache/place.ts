/** Where the records of a command line are kept, found out from its arguments before they are parsed. */
import { join } from 'node:path';

/** The commands whose answer depends on nothing but what is observed. The others are never recorded. */
const RECORDED = new Set(['scan', 'support', 'track', 'matrix', 'sync', 'diff', 'checklist', 'lint']);

/** Everything of the process that an answer depends on, beside its inputs. */
export interface Caller {
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly color: boolean;
  readonly interactive: boolean;
}

export interface RecordPlace {
  readonly folder: string;
  readonly file: string;
  readonly key: string;
}

/** Where the answer of a command line is kept. */
export interface RunPlace extends RecordPlace {
  /** What every part of the run depends on, whatever the command line asks for. */
  readonly context: string;
}

/**
 * Null when the run is not to be recorded: another command, `--no-cache`, `--verify`, or sources that are being worked on.
 *
 * @param build tells builds of archscan apart; null when it runs from its sources
 */
export function recordPlace(caller: Caller, build: string | null): RunPlace | null {
  const { args, environment, color, interactive, folder: from } = caller;
  const own = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  if (build === null || !RECORDED.has(args[0] ?? '')) return null;
  if (own.some((arg) => ['--no-cache', '--verify', '--help', '-h'].includes(arg))) return null;
  const folder = givenFolder(own) ?? defaultFolder(environment, process.platform);
  if (folder === null) return null;
  const machine = [process.version, process.platform, process.getuid?.() ?? null];
  const home = [environment.HOME ?? null, environment.USERPROFILE ?? null];
  const context = JSON.stringify([build, machine, home, from]);
  const key = JSON.stringify([context, color, interactive, args]);
  return { folder, file: join(folder, `${nameOf(key)}.run`), key, context };
}

/** Where a part of a run is kept, for every run that asks the same. */
export function partPlace(run: RunPlace, question: unknown): RecordPlace {
  return placeOf(run, question, 'part');
}

/** Where the making of parts leaves something for a later one. */
export function asidePlace(run: RunPlace, question: unknown): RecordPlace {
  return placeOf(run, question, 'aside');
}

function placeOf({ folder, context }: RunPlace, question: unknown, kind: 'part' | 'aside'): RecordPlace {
  const key = JSON.stringify([context, kind, question]);
  return { folder, file: join(folder, `${nameOf(key)}.${kind}`), key };
}

const OPTION = '--cache-location';

function givenFolder(args: readonly string[]): string | null {
  const at = args.findLastIndex((arg) => arg === OPTION || arg.startsWith(`${OPTION}=`));
  if (at === -1) return null;
  const given = args[at] === OPTION ? args[at + 1] : args[at]?.slice(OPTION.length + 1);
  return given === undefined || given === '' ? null : join(given, 'runs');
}

/** The folder for caches of the system; null when the environment does not say where the user is at home. */
export function defaultFolder(
  { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home }: Caller['environment'],
  platform: NodeJS.Platform,
): string | null {
  const below = (folder: string | undefined, ...names: readonly string[]): string | null =>
    folder === undefined || folder === '' ? null : join(folder, ...names, 'archscan', 'runs');
  if (platform === 'win32') return below(local);
  // The specification of XDG says that a relative path is to be ignored.
  if (xdg?.startsWith('/') === true) return below(xdg);
  return platform === 'darwin' ? below(home, 'Library', 'Caches') : below(home, '.cache');
}

/** A short name for a key. Two keys with one name only take each other's place: the record has the whole key. */
function nameOf(key: string): string {
  return [0x811c9dc5, 0x01000193].map((seed) => mix(key, seed)).join('');
}

/** FNV-1a with a last round of mixing, in hex. A hash of Node's would cost more than all the rest of a look-up. */
function mix(text: string, seed: number): string {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
