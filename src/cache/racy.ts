/**
 * Git's rule for racy entries. The clock of a file system ticks every few milliseconds (a second or two on old
 * ones), so a file that changes twice within a tick looks the same after both changes. Whoever read it in between
 * must not trust its times: an entry that changed shortly before it was read is compared by content.
 */
import { hash } from 'node:crypto';
import type { FileIdentity } from '../source/observer.js';

/** More than a tick of any file system, and than what the clock of a file server usually is behind ours. */
const SLACK_NS = 2_000_000_000n;

/** @param readNs a time before it was read, in nanoseconds since 1970 */
export function isRacy({ mtimeNs, ctimeNs }: FileIdentity, readNs: bigint): boolean {
  const limit = readNs - SLACK_NS;
  return mtimeNs >= limit || ctimeNs >= limit;
}

export function digestOf(content: Uint8Array | string): string {
  return hash('sha256', content);
}
