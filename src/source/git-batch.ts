/**
 * Blobs through one `git cat-file --batch`. Trees are read synchronously, in the middle of an evaluation, while what
 * comes through a pipe can only be waited for asynchronously. So git writes its answers into a temporary file that has
 * no name any more: that can be waited for in place, and git goes on writing while the first answers are used.
 */
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBatch } from './git-process.js';

export interface GitBatch {
  /** Asks for blobs that will be read soon. Resolves when git was handed the questions, not when it has answered. */
  ask(oids: readonly string[]): Promise<void>;
  /** Waits for a blob, asked for now unless it was before. Null: missing, or git does not answer (see `isAlive`). */
  read(oid: string): Uint8Array | null;
  /** False from when git was found not to answer any more. */
  isAlive(): boolean;
  /** How much git has written. */
  writtenBytes(): number;
  close(): void;
}

interface Place {
  readonly from: number;
  readonly size: number;
}

/** Null where a file cannot lose its name while it is open, or cannot be written, or git does not start. */
export function openBatch(repository: string): GitBatch | null {
  const file = namelessFile();
  if (file === null) return null;
  const stdin = startBatch(repository, file);
  if (stdin === null) {
    closeSync(file);
    return null;
  }
  const asked = new Set<string>();
  const places = new Map<string, Place>();
  let at = 0;
  let alive = true;

  function write(oids: readonly string[], done?: () => void): void {
    for (const oid of oids) asked.add(oid);
    stdin?.write(oids.map((oid) => `${oid}\n`).join(''), done);
  }

  /** Whether git can be reached; what is not written at once is not written while this process waits. */
  function isReached(): boolean {
    return stdin !== null && !stdin.destroyed && stdin.errored === null && stdin.writableLength === 0;
  }

  /** Whether git is still there: a pipe without a reader refuses a question. This one has an answer that is dropped. */
  function answers(): boolean {
    if (isReached()) stdin?.write(`${NOTHING}\n`);
    return isReached();
  }

  /** Takes note of the next answer; false when there will be none. */
  function next(): boolean {
    const line = readLine(file ?? -1, at, answers);
    if (line === null) return false;
    at += line.length + 1;
    const [, oid, size] = ANSWER.exec(line) ?? [];
    if (oid !== undefined && size !== undefined) {
      places.set(oid, { from: at, size: Number(size) });
      at += Number(size) + 1;
    } else if (!line.startsWith(`${NOTHING} `)) asked.delete(line.slice(0, line.indexOf(' ')));
    return true;
  }

  /** Waits until the answer for a blob has begun; null when git does not have it, or is gone. */
  function placeOf(oid: string): Place | null {
    if (!asked.has(oid)) write([oid]);
    for (;;) {
      const place = places.get(oid);
      if (place !== undefined) return place;
      if (!asked.has(oid)) return null;
      if (!next()) break;
    }
    alive = false;
    return null;
  }

  return {
    ask: (oids) =>
      new Promise((resolve) => {
        const fresh = oids.filter((oid) => !asked.has(oid));
        if (fresh.length === 0 || !isReached()) resolve();
        else
          write(fresh, () => {
            resolve();
          });
      }),
    read(oid) {
      const place = alive ? placeOf(oid) : null;
      if (place === null) return null;
      const bytes = Buffer.allocUnsafeSlow(place.size);
      // The line feed after it is written last.
      alive = waitFor(file, place.from + place.size + 1, answers);
      return alive && readSync(file, bytes, 0, place.size, place.from) === place.size ? bytes : null;
    },
    isAlive: () => alive,
    writtenBytes: () => fstatSync(file).size,
    close() {
      alive = false;
      stdin.destroy();
      closeSync(file);
    },
  };
}

/** `OID SP TYPE SP SIZE`; what git does not have is `OID SP missing`. */
const ANSWER = /^([0-9a-f]+) [a-z]+ (\d+)$/;

/** What no object is called. */
const NOTHING = '?';

const HEAD_BYTES = 256;
const LINE_FEED = 10;

/** The line that begins there, one byte a character; null when it will not come. */
function readLine(file: number, from: number, answers: () => boolean): string | null {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  for (let needed = 1; needed <= HEAD_BYTES; needed++) {
    if (!waitFor(file, from + needed, answers)) return null;
    const read = readSync(file, head, 0, HEAD_BYTES, from);
    const end = head.subarray(0, read).indexOf(LINE_FEED);
    if (end >= 0) return head.toString('latin1', 0, end);
    needed = read;
  }
  return null;
}

const LEAST_PAUSE_MS = 0.2;
const GREATEST_PAUSE_MS = 10;
/** After so long without a byte it is asked whether git is still there, again and again. */
const PATIENCE_MS = 50;
/** After so long, a git that is there but writes nothing is given up. */
const END_OF_PATIENCE_MS = 20_000;

/** Waits until the file has `size` bytes; false when nobody is there who could write them. */
function waitFor(file: number, size: number, answers: () => boolean): boolean {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let last = 0;
  let waited = 0;
  let patience = PATIENCE_MS;
  for (;;) {
    const now = fstatSync(file).size;
    if (now >= size) return true;
    if (now !== last) [waited, patience, last] = [0, PATIENCE_MS, now];
    if (waited >= patience) {
      if (!answers() || waited >= END_OF_PATIENCE_MS) return false;
      patience += PATIENCE_MS;
    }
    // Longer the longer it takes: nothing is late by more than an eighth, and a busy machine is left alone.
    const pause = Math.min(LEAST_PAUSE_MS + waited / 8, GREATEST_PAUSE_MS);
    Atomics.wait(sleeper, 0, 0, pause);
    waited += pause;
  }
}

/** An open file that goes when the last process closes it, whatever happens to this one. */
function namelessFile(): number | null {
  // Windows keeps the name of an open file.
  if (process.platform === 'win32') return null;
  try {
    const folder = mkdtempSync(join(tmpdir(), 'archscan-git-'));
    try {
      return openSync(join(folder, 'blobs'), 'wx+', 0o600);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch {
    return null;
  }
}
