import { join } from 'node:path';
import { kindOfPath } from '../source/files.js';
import { readFileBytes } from '../source/read-file.js';
import { DEFAULT_REVISION, fetchModelConfig, invalidId, invalidRevision, offline } from './client.js';
import type { FetchOptions } from './client.js';
import { findCachedConfig } from './local-cache.js';
import { configUrl, isRevision, parseRepositoryId, type RepositoryId } from './repository-id.js';
import { DEFAULT_MAX_CONFIG_BYTES, failure, readConfigBytes } from './result.js';
import type { FoundModelConfig, ModelConfigResult } from './result.js';
import type { HubSettings } from './settings.js';

/** Where a `config.json` may come from; {@link hubSettings} gives the first part. */
export type ResolveOptions = HubSettings &
  FetchOptions & {
    /** Called before the Hub is asked, since it may take a while to answer. */
    readonly onAsk?: () => void;
  };

/**
 * Reads a `config.json` that is given as the path of the file, as a folder that holds it, or as a checkpoint
 * (`org/name`): then from the local Hub cache, else from the Hub. A file or folder on disk wins over a checkpoint
 * of the same name. Failures are values.
 *
 * @throws ArchscanError `usage` when the endpoint or the token cannot be used at all.
 */
export async function resolveModelConfig(
  nameOrPath: string,
  options: ResolveOptions,
): Promise<ModelConfigResult> {
  const path = findConfigFile(nameOrPath);
  if (path !== null) return readConfigFile(path, options, { source: 'file', url: null, path, commit: null });

  const id = parseRepositoryId(nameOrPath);
  if (id === null) return looksLikePath(nameOrPath) ? noSuchFile(nameOrPath) : invalidId(nameOrPath);
  const cached = readCached(id, options);
  if (cached !== null) return cached;
  if (options.offline) return offline(nameOrPath);
  options.onAsk?.();
  return fetchModelConfig(nameOrPath, options);
}

function findConfigFile(path: string): string | null {
  const kind = kindOf(path);
  if (kind !== 'folder') return kind === 'file' ? path : null;
  const inside = join(path, 'config.json');
  return kindOf(inside) === null ? null : inside;
}

function kindOf(path: string): 'file' | 'folder' | null {
  const kind = kindOfPath(path);
  return kind === null ? null : kind === 'directory' ? 'folder' : 'file';
}

function readCached(id: RepositoryId, options: ResolveOptions): ModelConfigResult | null {
  const revision = options.revision ?? DEFAULT_REVISION;
  if (!isRevision(revision)) return invalidRevision(revision);
  const cached = findCachedConfig(options.cacheFolder, id, revision);
  if (cached === null) return null;
  const url = configUrl(options.endpoint, id, revision);
  return readConfigFile(cached.path, options, { source: 'cache', url, ...cached });
}

function readConfigFile(
  path: string,
  options: ResolveOptions,
  found: Pick<FoundModelConfig, 'source' | 'url' | 'path' | 'commit'>,
): ModelConfigResult {
  const result = readFileBytes(path, options.maxBytes ?? DEFAULT_MAX_CONFIG_BYTES);
  if (result.ok) return readConfigBytes(result.bytes, path, found);
  const reason =
    result.reason === 'too-large' ? 'too-large' : result.reason === 'missing' ? 'not-found' : 'unreadable';
  return failure(reason, `${path} ${result.detail}.`);
}

function looksLikePath(text: string): boolean {
  return kindOf(text) !== null || /^[.~/\\]|[\\]|\.json$|^[A-Za-z]:/.test(text) || text.split('/').length > 2;
}

function noSuchFile(path: string): ModelConfigResult {
  const message =
    kindOf(path) === 'folder'
      ? `The folder ${path} holds no config.json.`
      : `The file ${path} does not exist.`;
  return failure('not-found', `${message} Give the path of a config.json, or a checkpoint as org/name.`);
}
