/** Collects what a run depends on, and what parts of it depend on. */
import type { FileIdentity, Observer } from '../source/observer.js';
import { dayOf } from './now.js';
import { createNotes, type Notes, type Observed } from './notes.js';
import { digestOf, isRacy } from './racy.js';

export interface Recorder {
  readonly observer: Observer;
  /** The environment; what is read of it is noted. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The clock; that it was asked is noted. */
  readonly now: () => Date;
  /** Somebody to observe a part of the run; what it is told is noted here, too. */
  readonly part: () => Pick<Recorder, 'observer' | 'result'>;
  /** Notes what a part depends on that was kept from another run, as it is now. */
  readonly adopt: (observed: Observed) => void;
  /** Null when the answer must not be kept, and why. */
  readonly result: () => Observed | { readonly reason: string };
}

/** @param startedNs a time before anything is read, in nanoseconds since 1970 */
export function createRecorder(
  environment: Readonly<Record<string, string | undefined>>,
  now: () => Date,
  startedNs: bigint,
): Recorder {
  const notes = createNotes();
  return {
    observer: observerFor(notes, startedNs),
    environment: watchedEnvironment(environment, notes),
    now() {
      const date = now();
      notes.day(dayOf(date));
      return date;
    },
    part() {
      const own = createNotes(notes);
      return { observer: observerFor(own, startedNs), result: own.result };
    },
    adopt({ entries, conditions }) {
      for (const entry of entries) notes.entry(entry);
      for (const [path, kind] of conditions.kinds) notes.kind(path, kind);
      for (const [path, real] of conditions.realPaths) notes.realPath(path, real);
      for (const [name, value] of conditions.environment) notes.variable(name, value);
      for (const [repository, command, said] of conditions.git) notes.git(repository, command, said);
      if (conditions.day !== null) notes.day(conditions.day);
    },
    result: notes.result,
  };
}

function observerFor(notes: Notes, startedNs: bigint): Observer {
  const { kind, realPath, git, unrepeatable } = notes;
  return {
    file(path, status, bytes) {
      const identity = identityOf(status);
      const racy = isRacy(identity, startedNs);
      const digest = racy && bytes !== null ? digestOf(bytes) : '';
      notes.entry({ path, identity, digest, isFolder: false, isRacy: racy });
    },
    folder(path, status, listing) {
      const identity = identityOf(status);
      const digest = digestOf(listing);
      notes.entry({ path, identity, digest, isFolder: true, isRacy: isRacy(identity, startedNs) });
    },
    ...{ kind, realPath, git, unrepeatable },
  };
}

function identityOf({ size, mtimeNs, ctimeNs, ino }: FileIdentity): FileIdentity {
  return { size, mtimeNs, ctimeNs, ino };
}

function watchedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  notes: Notes,
): Recorder['environment'] {
  return new Proxy(environment, {
    get(target, name) {
      if (typeof name !== 'string') return undefined;
      notes.variable(name, target[name] ?? null);
      return target[name];
    },
    has(target, name) {
      if (typeof name === 'string') notes.variable(name, target[name] ?? null);
      return name in target;
    },
    ownKeys(target) {
      notes.unrepeatable('the whole environment was read');
      return Reflect.ownKeys(target);
    },
  });
}
