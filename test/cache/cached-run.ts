import { lookUp } from '../../src/cache/look-up.js';
import { nowNs } from '../../src/cache/now.js';
import { recordPlace } from '../../src/cache/place.js';
import { readPart } from '../../src/cache/store.js';
import { runRecorded } from '../../src/cli/recorded-run.js';

export interface CachedRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Whether the answer came from a record. */
  readonly known: boolean;
}

export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
  readonly color?: boolean;
  /** Whether progress is shown, which says what is read. */
  readonly interactive?: boolean;
  /** When the run is said to have begun, for those that make a record and those that look it up. */
  readonly startedNs?: bigint;
}

/** All files are old then: nothing is compared by content unless its identity changed. */
export function longAfter(): bigint {
  return nowNs() + 3_600_000_000_000n;
}

/** One run as the command does it: from a record below `cache` if there is one that holds, else recorded there. */
export async function cachedRun(
  args: readonly string[],
  cache: string,
  surroundings: Surroundings = {},
): Promise<CachedRun> {
  const { environment = {}, now = someDay, startedNs = nowNs() } = surroundings;
  const { color = false, interactive = false } = surroundings;
  const located = [...args, '--cache-location', cache];
  const caller = { args: located, folder: process.cwd(), environment, color, interactive };
  const place = recordPlace(caller, 'a build');
  const found = place === null ? null : await lookUp(place, { environment, now, startedNs });
  if (found !== null) {
    const [out, err] = [readPart(found.out).toString(), readPart(found.err).toString()];
    found.done();
    return { code: found.code, out, err, known: true };
  }
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    environment,
    now,
    color,
    interactive,
  };
  const code = await runRecorded(located, io, place, startedNs);
  return { code, out: out.join(''), err: err.join(''), known: false };
}

function someDay(): Date {
  return new Date('2026-01-02T12:00:00Z');
}
