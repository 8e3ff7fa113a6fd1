import { resolve } from 'node:path';

const RELATIVE_ONLY = /^\.{0,2}(?:[\\/]+\.{0,2})*$/;

/** How a sentence names a folder: as it was given, unless that is dots only, which say nothing beside a full stop. */
export function folderName(path: string): string {
  if (!RELATIVE_ONLY.test(path)) return path;
  const absolute = resolve(path);
  return absolute === process.cwd() ? `the current folder (${absolute})` : absolute;
}
