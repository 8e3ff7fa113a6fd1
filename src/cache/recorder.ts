/** Collects what a run depends on. */
import type { FileIdentity, Observer, PathKind } from '../source/observer.js';
import { dayOf } from './now.js';
import { digestOf, isRacy } from './racy.js';
import type { Conditions, Entry } from './record.js';

export interface Recorder {
  readonly observer: Observer;
  /** The environment; what is read of it is noted. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The clock; that it was asked is noted. */
  readonly now: () => Date;
  /** Null when the answer must not be kept, and why. */
  result():
    { readonly entries: readonly Entry[]; readonly conditions: Conditions } | { readonly reason: string };
}

/** @param startedNs a time before anything is read, in nanoseconds since 1970 */
export function createRecorder(
  environment: Readonly<Record<string, string | undefined>>,
  now: () => Date,
  startedNs: bigint,
): Recorder {
  const entries = new Map<string, Entry>();
  const kinds = new Map<string, PathKind | null>();
  const realPaths = new Map<string, string | null>();
  const variables = new Map<string, string | null>();
  const git = new Map<string, readonly [string, readonly string[], string]>();
  let day: string | null = null;
  let reason: string | null = null;

  const unrepeatable = (why: string): void => {
    reason ??= why;
  };
  /** What was seen twice must have been the same. */
  const note = <K, V>(seen: Map<K, V>, key: K, value: V, same = (a: V, b: V): boolean => a === b): void => {
    const before = seen.get(key);
    if (before === undefined) seen.set(key, value);
    else if (!same(before, value)) unrepeatable(`${String(key)} changed meanwhile`);
  };
  const noteEntry = (entry: Entry): void => {
    note(entries, entry.path, entry, ({ identity: a }, { identity: b }) => isSame(a, b));
  };

  return {
    observer: {
      file(path, { size, mtimeNs, ctimeNs, ino }, bytes) {
        const identity = { size, mtimeNs, ctimeNs, ino };
        const racy = isRacy(identity, startedNs);
        const digest = racy && bytes !== null ? digestOf(bytes) : '';
        noteEntry({ path, identity, digest, isFolder: false, isRacy: racy });
      },
      folder(path, { size, mtimeNs, ctimeNs, ino }, listing) {
        const identity = { size, mtimeNs, ctimeNs, ino };
        const digest = digestOf(listing);
        noteEntry({ path, identity, digest, isFolder: true, isRacy: isRacy(identity, startedNs) });
      },
      kind: (path, kind) => {
        note(kinds, path, kind);
      },
      realPath: (path, real) => {
        note(realPaths, path, real);
      },
      git: (repository, command, said) => {
        note(
          git,
          JSON.stringify([repository, command]),
          [repository, command, said],
          (a, b) => a[2] === b[2],
        );
      },
      unrepeatable,
    },
    environment: new Proxy(environment, {
      get(target, name) {
        if (typeof name !== 'string') return undefined;
        variables.set(name, target[name] ?? null);
        return target[name];
      },
      has(target, name) {
        if (typeof name === 'string') variables.set(name, target[name] ?? null);
        return name in target;
      },
      ownKeys(target) {
        unrepeatable('the whole environment was read');
        return Reflect.ownKeys(target);
      },
    }),
    now() {
      const date = now();
      const today = dayOf(date);
      if (day !== null && day !== today) unrepeatable('the day changed');
      day = today;
      return date;
    },
    result() {
      if (reason !== null) return { reason };
      const conditions = {
        kinds: [...kinds],
        realPaths: [...realPaths],
        environment: [...variables],
        git: [...git.values()],
        day,
      };
      return { entries: [...entries.values()], conditions };
    },
  };
}

function isSame(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}
