import { TRACKING_DOCUMENT } from '../documents/tracking/path.js';
import type { SourceTree } from '../source/types.js';

/** A page with its path as people should read it. */
export interface PageFile {
  readonly file: string;
  readonly text: string;
}

/** The tracking document of a tree, at its usual path without another one; undefined when it is not there. */
export function documentIn(tree: SourceTree, path: string = TRACKING_DOCUMENT): PageFile | undefined {
  const read = tree.has(path) ? tree.read(path) : null;
  return read?.ok === true ? { file: path, text: Buffer.from(read.bytes).toString('utf8') } : undefined;
}
