/** The lines that findings are shown with. */
import type { LintReport } from '../findings/summary.js';
import type { LookedEngine } from '../scan/kept-trees.js';
import type { SourceTree } from '../source/types.js';
import type { LintDocument } from './lint.js';
import { shownFrom, textOf } from './origins.js';

/** Lines of documents, and of the files of engines, whose trees are opened for it. */
export async function linesOf(
  documents: readonly LintDocument[],
  engines: readonly LookedEngine<unknown>[],
): Promise<LintReport['lineOf']> {
  const trees: { readonly root: string; readonly tree: SourceTree }[] = [];
  for (const { scan, opened } of engines)
    trees.push({ root: shownFrom(scan.root).shown(''), tree: await opened() });
  const textIn = (file: string): string | undefined => {
    const document = documents.find((each) => each.file === file);
    if (document !== undefined) return document.text.replace(/^\uFEFF/, '');
    const own = trees.find(({ root }) => file.startsWith(root));
    return own === undefined ? undefined : textOf(own.tree, file.slice(own.root.length));
  };
  const lines = new Map<string, readonly string[]>();
  return (file, line) => {
    const known = lines.get(file) ?? (textIn(file) ?? '').split(/\r\n|\n|\r/);
    lines.set(file, known);
    return known[line - 1];
  };
}
