/** Where the blobs of a tree come from: one git for all trees of a repository, or one for each question. */
import { openBatch, type GitBatch } from './git-batch.js';
import { readBlobsSync } from './git-process.js';

export interface BlobReader {
  /** Says which blobs will be read soon. */
  ask(oids: readonly string[]): Promise<void>;
  /**
   * Waits for a blob.
   *
   * @param others blobs that are worth reading too where each reading takes a process
   */
  read(oid: string, others: () => Iterable<string>): BlobResult;
}

export type BlobResult =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly detail: string };

/** Asks the one git of the repository; as soon as that does not answer, one for each question. */
export function blobReader(repository: string): BlobReader {
  let single: BlobReader | null = null;
  /** Null where each question takes its own git. */
  const batch = (): GitBatch | null => {
    const shared = single === null ? sharedBatch(repository) : null;
    if (shared === null) single ??= singleReader(repository);
    return shared;
  };
  return {
    async ask(oids) {
      if (oids.length > 0) await (batch() ?? single)?.ask(oids);
    },
    read(oid, others) {
      const shared = batch();
      const bytes = shared?.read(oid) ?? null;
      if (bytes !== null) return { ok: true, bytes };
      // What git does not have is asked for once more: the answer says why.
      if (shared?.isAlive() === true) return singleReader(repository).read(oid, () => []);
      single ??= singleReader(repository);
      return single.read(oid, others);
    },
  };
}

/** What nobody asked for so long ends; it is started again when needed. */
const IDLE_MS = 2_000;

/** The answers of one git take no more room than this, except for the last that it was asked at once. */
const MAX_WRITTEN_BYTES = 256 * 1024 * 1024;

interface Shared {
  readonly batch: GitBatch;
  uses: number;
  end(): void;
}

const running = new Map<string, Shared>();

/** Null where none can be kept. */
function sharedBatch(repository: string): GitBatch | null {
  const known = running.get(repository);
  if (known?.batch.isAlive() === true && known.batch.writtenBytes() <= MAX_WRITTEN_BYTES) {
    known.uses++;
    return known.batch;
  }
  known?.end();
  const batch = openBatch(repository);
  if (batch !== null) running.set(repository, keep(repository, batch));
  return batch;
}

function keep(repository: string, batch: GitBatch): Shared {
  let seen = 0;
  const shared = {
    batch,
    uses: 1,
    end: () => {
      clearInterval(timer);
      batch.close();
      running.delete(repository);
    },
  };
  const timer = setInterval(() => {
    if (shared.uses === seen) shared.end();
    seen = shared.uses;
  }, IDLE_MS);
  timer.unref();
  return shared;
}

/** What was read beside an answer is kept until it is asked for. */
function singleReader(repository: string): BlobReader {
  const waiting = new Map<string, Uint8Array>();
  const readAll = (oids: readonly string[]): string => {
    const { blobs, detail } = readBlobsSync(repository, oids);
    for (const [oid, bytes] of blobs) waiting.set(oid, bytes);
    return detail;
  };
  return {
    ask(oids) {
      readAll(oids);
      return Promise.resolve();
    },
    read(oid, others) {
      const detail = waiting.has(oid) ? '' : readAll([...new Set([oid, ...others()])]);
      const bytes = waiting.get(oid);
      waiting.delete(oid);
      return bytes === undefined ? { ok: false, detail } : { ok: true, bytes };
    },
  };
}
