import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { statKind } from './files.js';

/**
 * Makes a folder and those above it that are missing. Node's own way does not return where a system says of
 * everything that its folder is missing, as below `/proc`.
 *
 * @throws the error of the system
 */
export function makeFolder(path: string, mode?: number): void {
  if (statKind(path) === 'directory') return;
  const parent = dirname(path);
  if (parent !== path && statKind(parent) === null) makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have been first.
    if (statKind(path) !== 'directory') throw error;
  }
}
