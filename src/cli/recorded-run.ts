/** Runs a command and keeps its answer, together with all that the answer depends on. */
import { nowNs } from '../cache/now.js';
import { createParts } from '../cache/parts.js';
import type { RunPlace } from '../cache/place.js';
import { createRecorder } from '../cache/recorder.js';
import { saveRecord } from '../cache/store.js';
import { observe } from '../source/observer.js';
import { EXIT, type ExitCode, type Io } from './io.js';
import { runCli } from './program.js';

/**
 * @param place where the answer is kept; null: nowhere
 * @param startedNs a time before the run, in nanoseconds since 1970
 */
export async function runRecorded(
  args: readonly string[],
  io: Io,
  place: RunPlace | null,
  startedNs = nowNs(),
): Promise<ExitCode> {
  if (place === null) return runCli(args, io);
  const recorder = createRecorder(io.environment, io.now, startedNs);
  const out: string[] = [];
  const err: string[] = [];
  const watched: Io = {
    ...io,
    environment: recorder.environment,
    now: recorder.now,
    keepPart: createParts(place, recorder, io),
    out: (text) => {
      out.push(text);
      io.out(text);
    },
    err: (text) => {
      err.push(text);
      io.err(text);
    },
  };
  const code = await observe(recorder.observer, () => runCli(args, watched));
  const result = recorder.result();
  // Without a result there is nothing to keep; the next run may have better luck.
  if (code !== EXIT.impossible && 'entries' in result) {
    const answer = { code, out: Buffer.from(out.join('')), err: Buffer.from(err.join('')) };
    saveRecord(place, { key: place.key, ...result, answer });
  }
  return code;
}
