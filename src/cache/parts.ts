/** Keeps parts of the work of a run, so that the next one does only those again whose inputs changed. */
import { observe } from '../source/observer.js';
import type { World } from './check.js';
import { lookUpPart } from './look-up.js';
import type { Observed } from './notes.js';
import { nowNs } from './now.js';
import { asidePlace, partPlace, type RecordPlace, type RunPlace } from './place.js';
import { plainBytes, plainValue } from './plain.js';
import type { Recorder } from './recorder.js';
import { openRecord, readPart, saveRecord } from './store.js';

/**
 * What an earlier run made for the same question, if nothing changed that it had looked at; else what `make` makes
 * now. Parts are made one after the other, never within each other.
 *
 * @param question everything that the part depends on beside what is observed while it is made; plain data
 * @param make changes nothing and asks neither the clock nor the environment; what it gives is kept when it is plain
 *   data (maps and sets may be in it)
 */
export type KeepPart = <T>(question: unknown, make: (aside: Aside) => Promise<T>) => Promise<T>;

/**
 * What the making of a part leaves for when it has to be made again. Nothing is observed of it: whoever takes something
 * from here has to see to it that it holds.
 */
export interface Aside {
  /** What was left for a question; undefined when nothing was. */
  readonly take: (question: unknown) => unknown;
  /** @param left kept when it is plain data */
  readonly leave: (question: unknown, left: unknown) => void;
}

export function createParts(
  run: RunPlace,
  recorder: Recorder,
  world: Pick<World, 'environment' | 'now'>,
): KeepPart {
  return async <T>(question: unknown, make: (aside: Aside) => Promise<T>): Promise<T> => {
    const place = partPlace(run, question);
    const found = await lookUpPart(place, { ...world, startedNs: nowNs() });
    const kept = found === null ? null : plainValue(found.bytes);
    if (found !== null && kept !== null) {
      recorder.adopt(found.observed);
      // The key holds the build and the question: it was made by the same function.
      return kept.value as T;
    }
    const part = recorder.part();
    const made = await observe(part.observer, () => make(aside(run)));
    const observed = part.result();
    if ('entries' in observed) save(place, observed, made);
    return made;
  };
}

function aside(run: RunPlace): Aside {
  return {
    take(question) {
      const record = openRecord(asidePlace(run, question));
      if (record === null) return undefined;
      try {
        return plainValue(readPart(record.out))?.value;
      } finally {
        record.close();
      }
    },
    leave(question, left) {
      save(asidePlace(run, question), { entries: [], conditions: NO_CONDITIONS }, left);
    },
  };
}

const NO_CONDITIONS: Observed['conditions'] = {
  ...{ kinds: [], realPaths: [], environment: [], git: [] },
  day: null,
};

function save(place: RecordPlace, observed: Observed, made: unknown): void {
  const out = plainBytes(made);
  if (out === null) return;
  saveRecord(place, { key: place.key, ...observed, answer: { code: 0, out, err: new Uint8Array() } });
}
