/**
 * What a run finds out about the world outside of the process. Everything that reads the file system, asks git or
 * runs foreign code tells the observer, so that an answer can be kept together with all that it depends on. There
 * is one observer for the process, and none unless a command asks for it: the library and the language server run
 * without.
 */

/** What stands at a path after its links; `other` is a device, a pipe or a socket. */
export type PathKind = 'file' | 'directory' | 'other';

/** What tells two states of a file apart, as `stat` gives it: all four change or none did. */
export interface FileIdentity {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

export interface Observer {
  /** A file was read. `status` is from before the first byte, so that a later change shows; bytes null: not all. */
  file(path: string, status: FileIdentity, bytes: Uint8Array | null): void;
  /** A directory was listed; `status` is from before, `listing` a text that is equal for equal entries. */
  folder(path: string, status: FileIdentity, listing: string): void;
  /** It was asked what stands at a path; null for nothing that this user can see. */
  kind(path: string, kind: PathKind | null): void;
  /** It was asked where a path leads; null for nowhere. */
  realPath(path: string, real: string | null): void;
  /** A git command that is cheap to ask again said this. */
  git(repository: string, command: readonly string[], said: string): void;
  /** Something happened that cannot be checked later: the network, foreign code, a file that is unreadable. */
  unrepeatable(reason: string): void;
}

const NOBODY: Observer = {
  file: () => undefined,
  folder: () => undefined,
  kind: () => undefined,
  realPath: () => undefined,
  git: () => undefined,
  unrepeatable: () => undefined,
};

let current = NOBODY;

/** Who is told; somebody who does not listen when nobody observes. */
export function observer(): Observer {
  return current;
}

export function isObserved(): boolean {
  return current !== NOBODY;
}

/** Tells `watcher` of everything that happens until `run` is done. One at a time: an inner one takes over. */
export async function observe<T>(watcher: Observer, run: () => Promise<T>): Promise<T> {
  const outer = current;
  current = watcher;
  try {
    return await run();
  } finally {
    current = outer;
  }
}
