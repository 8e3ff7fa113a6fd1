import { join } from 'node:path';
import { createParts } from '../../src/cache/parts.js';
import type { RunPlace } from '../../src/cache/place.js';
import { createRecorder, type Recorder } from '../../src/cache/recorder.js';
import { observe } from '../../src/source/observer.js';
import { longAfter } from './cached-run.js';

const DAY = new Date('2026-01-02T12:00:00Z');

export function runPlace(folder: string, context = 'a build'): RunPlace {
  return { folder, file: join(folder, 'a.run'), key: 'a', context };
}

export interface PartRun<T> {
  readonly value: T;
  readonly made: boolean;
  readonly result: ReturnType<Recorder['result']>;
}

/** One part as a run makes it or takes it. */
export async function partRun<T>(
  place: RunPlace,
  question: unknown,
  make: () => T,
  startedNs = longAfter(),
): Promise<PartRun<T>> {
  const world = { environment: {}, now: () => DAY };
  const recorder = createRecorder(world.environment, world.now, startedNs);
  const keepPart = createParts(place, recorder, world);
  let made = false;
  const value = await observe(recorder.observer, () =>
    keepPart(question, () => {
      made = true;
      return Promise.resolve(make());
    }),
  );
  return { value, made, result: recorder.result() };
}
