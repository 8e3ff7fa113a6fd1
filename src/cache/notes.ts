/** What was observed, each thing once: what was seen twice must have been the same. */
import type { FileIdentity, PathKind } from '../source/observer.js';
import type { Conditions, Entry } from './record.js';

/** Everything that an answer, or a part of one, depends on. */
export interface Observed {
  readonly entries: readonly Entry[];
  readonly conditions: Conditions;
}

export interface Notes {
  readonly entry: (entry: Entry) => void;
  readonly kind: (path: string, kind: PathKind | null) => void;
  readonly realPath: (path: string, real: string | null) => void;
  readonly variable: (name: string, value: string | null) => void;
  readonly git: (repository: string, command: readonly string[], said: string) => void;
  /** `YYYY-MM-DD`. */
  readonly day: (day: string) => void;
  readonly unrepeatable: (reason: string) => void;
  readonly result: () => Observed | { readonly reason: string };
}

/** @param above is told everything as well */
export function createNotes(above?: Notes): Notes {
  const entries = new Map<string, Entry>();
  const kinds = new Map<string, PathKind | null>();
  const realPaths = new Map<string, string | null>();
  const variables = new Map<string, string | null>();
  const git = new Map<string, Conditions['git'][number]>();
  let day: string | null = null;
  let reason: string | null = null;

  const unrepeatable = (why: string): void => {
    reason ??= why;
    above?.unrepeatable(why);
  };
  const note = <K, V>(seen: Map<K, V>, key: K, value: V, same: (a: V, b: V) => boolean = Object.is): void => {
    const before = seen.get(key);
    if (before === undefined) seen.set(key, value);
    else if (!same(before, value)) unrepeatable(`${String(key)} changed meanwhile`);
  };

  return {
    entry(entry) {
      note(entries, entry.path, entry, isSame);
      above?.entry(entry);
    },
    kind(path, kind) {
      note(kinds, path, kind);
      above?.kind(path, kind);
    },
    realPath(path, real) {
      note(realPaths, path, real);
      above?.realPath(path, real);
    },
    variable(name, value) {
      variables.set(name, value);
      above?.variable(name, value);
    },
    git(repository, command, said) {
      const question = JSON.stringify([repository, command]);
      note(git, question, [repository, command, said], (a, b) => a[2] === b[2]);
      above?.git(repository, command, said);
    },
    day(today) {
      if (day !== null && day !== today) unrepeatable('the day changed');
      day = today;
      above?.day(today);
    },
    unrepeatable,
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

function isSame(a: Entry, b: Entry): boolean {
  return (
    hasSameIdentity(a.identity, b.identity) && (a.digest === b.digest || a.digest === '' || b.digest === '')
  );
}

function hasSameIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}
