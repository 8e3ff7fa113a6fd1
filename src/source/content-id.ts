import { createHash } from 'node:crypto';

/** The id that git gives to a blob of these bytes, in hex: equal for equal content, in a folder and in a revision. */
export function contentId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
