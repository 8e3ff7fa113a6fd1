import { rememberFacts } from '../cache/facts.js';
import { createFactExtractor } from '../python/extract.js';
import { createVerifyingExtractor } from '../python/verify.js';
import { folderTree, gitTree } from '../source/index.js';
import type { WorkspaceAccess, WorkspaceOptions } from './workspace.js';

/**
 * How several workspaces are read that have most of their files in common: every blob of every revision is read
 * and turned into facts once, while git is reading the next.
 */
export async function sharedAccess({
  maxFileBytes,
  verify = false,
}: WorkspaceOptions): Promise<WorkspaceAccess> {
  const limit = maxFileBytes === undefined ? {} : { maxFileBytes };
  const extract = rememberFacts(await (verify ? createVerifyingExtractor() : createFactExtractor()));
  const blobs = new Map<string, Uint8Array>();
  return {
    extract,
    open: (root, revision) =>
      revision === undefined ? folderTree(root, limit) : gitTree(root, revision, { ...limit, blobs }),
    keep: (_, __, read) => read(),
  };
}
