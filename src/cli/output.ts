import { readSync, writeSync } from 'node:fs';
import { readPart, type FilePart } from '../cache/store.js';

/** A buffer of this size, used again and again, costs less than one for everything. */
const CHUNK_BYTES = 256 * 1024;

type Write = (descriptor: number, bytes: Uint8Array) => number;

/**
 * Writes bytes to standard output (1) or standard error (2), at once as far as the other side takes them: Node's
 * streams take longer to load than most answers to write.
 *
 * @returns false when a part is still waiting for the other side, and the process must not be ended before
 */
export function writeOutput(descriptor: 1 | 2, bytes: Uint8Array, write: Write = writeSync): boolean {
  let at = 0;
  try {
    while (at < bytes.length) at += write(descriptor, bytes.subarray(at));
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EPIPE') {
      // The reader has seen enough (`| head`). Nobody reads the log: the result counts all the same.
      if (descriptor === 1) process.exit(0);
      return true;
    }
    if (code !== 'EAGAIN') throw error;
    // A pipe that does not wait is full: the stream knows how to wait for it. The bytes may be used again.
    stream(descriptor).write(Uint8Array.from(bytes.subarray(at)));
    return false;
  }
}

/** Copies a part of a file to standard output or standard error; see {@link writeOutput}. */
export function copyOutput(descriptor: 1 | 2, part: FilePart, write: Write = writeSync): boolean {
  const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, part.length));
  const end = part.from + part.length;
  for (let at = part.from; at < end;) {
    const read = readSync(part.descriptor, buffer, 0, Math.min(buffer.length, end - at), at);
    if (read === 0) break;
    at += read;
    if (writeOutput(descriptor, buffer.subarray(0, read), write)) continue;
    // What follows goes the same way, behind it.
    stream(descriptor).write(readPart({ ...part, from: at, length: end - at }));
    return false;
  }
  return true;
}

function stream(descriptor: 1 | 2): NodeJS.WriteStream {
  return descriptor === 1 ? process.stdout : process.stderr;
}
