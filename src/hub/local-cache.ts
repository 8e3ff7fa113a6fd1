import { join } from 'node:path';
import { kindOfPath } from '../source/files.js';
import { readFileBytes } from '../source/read-file.js';
import { isRevision, type RepositoryId } from './repository-id.js';

/** A `config.json` in the local Hub cache. */
export interface CachedConfig {
  readonly path: string;
  readonly commit: string;
}

const COMMIT = /^[0-9a-f]{40}$/;
const MAX_REFERENCE_BYTES = 4096;

/**
 * Finds `config.json` in a Hub cache folder, as `huggingface_hub` lays it out:
 * `models--org--name/refs/REVISION` names the commit whose files stand in `models--org--name/snapshots/COMMIT/`.
 */
export function findCachedConfig(
  cacheFolder: string,
  id: RepositoryId,
  revision: string,
): CachedConfig | null {
  if (!isRevision(revision)) return null;
  const repository = join(cacheFolder, `models--${id.organization}--${id.name}`);
  const commit = COMMIT.test(revision)
    ? revision
    : readReference(join(repository, 'refs', ...revision.split('/')));
  if (commit === null) return null;
  const path = join(repository, 'snapshots', commit, 'config.json');
  return kindOfPath(path) === 'file' ? { path, commit } : null;
}

function readReference(path: string): string | null {
  const result = readFileBytes(path, MAX_REFERENCE_BYTES);
  if (!result.ok) return null;
  const commit = Buffer.from(result.bytes).toString('utf8').trim();
  return COMMIT.test(commit) ? commit : null;
}
