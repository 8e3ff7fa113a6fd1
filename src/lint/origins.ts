/**
 * Facts know their files by paths relative to the root that was read; several roots are read at once. Findings show
 * a file as the user would write it: the root as given, then the path.
 */
import type { Evidence } from '../diagnostics.js';
import { decodeSource } from '../python/decode.js';
import type { SourceTree } from '../source/types.js';

export interface ShownPaths {
  /** The path of a file of a tree as it is shown. */
  shown(path: string): string;
}

/** The files of a tree as they are shown. */
export function shownFrom(root: string): ShownPaths {
  return { shown: (path) => shownPath(root, path) };
}

/** The decoded text of a file, undefined when it cannot be read. */
export function textOf(tree: SourceTree, path: string): string | undefined {
  const result = tree.read(path);
  return result.ok ? decodeSource(result.bytes).text : undefined;
}

/** `root/path` with forward slashes; the current folder is left out. */
export function shownPath(root: string, path: string): string {
  const folder = root
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/+)+/, '')
    .replace(/(?<=.)\/+$/, '');
  if (folder === '' || folder === '.') return path;
  return folder.endsWith('/') ? folder + path : `${folder}/${path}`;
}

/** Evidence of the joined record comes from two trees; the rule that read it tells from which. */
export function shownEvidence(
  engine: ShownPaths,
  transformers: ShownPaths | undefined,
  evidence: Evidence | undefined,
): readonly Evidence[] {
  if (evidence === undefined) return [];
  const origin = evidence.rule.startsWith('transformers-') ? transformers : engine;
  return origin === undefined ? [] : [{ ...evidence, file: origin.shown(evidence.file) }];
}
