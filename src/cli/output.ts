import { writeSync } from 'node:fs';

/**
 * Writes bytes to standard output (1) or standard error (2), at once as far as the other side takes them: Node's
 * streams take longer to load than most answers to write.
 *
 * @param write as `fs.writeSync`
 */
export function writeOutput(descriptor: 1 | 2, bytes: Uint8Array, write = writeSync): void {
  let at = 0;
  try {
    while (at < bytes.length) at += write(descriptor, bytes, at);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // The reader has seen enough (`| head`).
    if (code === 'EPIPE') process.exit(0);
    if (code !== 'EAGAIN') throw error;
    // A pipe that does not wait is full: the stream knows how to wait for it.
    (descriptor === 1 ? process.stdout : process.stderr).write(bytes.subarray(at));
  }
}
