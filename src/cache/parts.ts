/** Keeps parts of the work of a run, so that the next one does only those again whose inputs changed. */
import { observe } from '../source/observer.js';
import type { World } from './check.js';
import { lookUpPart } from './look-up.js';
import type { Observed } from './notes.js';
import { nowNs } from './now.js';
import { partPlace, type RecordPlace, type RunPlace } from './place.js';
import { plainBytes, plainValue } from './plain.js';
import type { Recorder } from './recorder.js';
import { saveRecord } from './store.js';

/**
 * What an earlier run made for the same question, if nothing changed that it had looked at; else what `make` makes
 * now. Parts are made one after the other, never within each other.
 *
 * @param question everything that the part depends on beside what is observed while it is made; plain data
 * @param make changes nothing and asks neither the clock nor the environment; what it gives is kept when it is plain
 *   data (maps and sets may be in it)
 */
export type KeepPart = <T>(question: unknown, make: () => Promise<T>) => Promise<T>;

export function createParts(
  run: RunPlace,
  recorder: Recorder,
  world: Pick<World, 'environment' | 'now'>,
): KeepPart {
  return async <T>(question: unknown, make: () => Promise<T>): Promise<T> => {
    const place = partPlace(run, question);
    const found = await lookUpPart(place, { ...world, startedNs: nowNs() });
    const kept = found === null ? null : plainValue(found.bytes);
    if (found !== null && kept !== null) {
      recorder.adopt(found.observed);
      // The key holds the build and the question: it was made by the same function.
      return kept.value as T;
    }
    const part = recorder.part();
    const made = await observe(part.observer, make);
    const observed = part.result();
    if ('entries' in observed) save(place, observed, made);
    return made;
  };
}

function save(place: RecordPlace, observed: Observed, made: unknown): void {
  const out = plainBytes(made);
  if (out === null) return;
  saveRecord(place, { key: place.key, ...observed, answer: { code: 0, out, err: new Uint8Array() } });
}
