import type { Stmt } from '../syntax.js';
import type { PythonParser } from '../syntax-tree.js';
import { namedChildren } from './context.js';
import { createContext, type ModuleText } from './module.js';
import { lowerStatement } from './statements.js';

export type SliceSource = ModuleText;

/**
 * Lowers a text that is made of parts of a file: each statement for itself, since they do not stand in one block.
 *
 * @param sliced the text, and the offset in the file for an offset in it; parts that were put in have no width there
 * @returns the statements in order; null when the grammar does not understand the text without doubt
 */
export function lowerSlices(
  parser: PythonParser,
  source: SliceSource,
  sliced: { readonly text: string; readonly original: (offset: number) => number },
): readonly Stmt[] | null {
  const tree = parser.parse(sliced.text, { functionBodies: false, offset: sliced.original });
  if (tree.damage > 0) return null;
  let doubts = 0;
  const doubt = (): void => {
    doubts++;
  };
  const listeners = { functionBodies: false, onString: () => undefined, onProblem: doubt, onMisread: doubt };
  // The bodies were put in, or are read for themselves.
  const ctx = createContext(source, listeners, () => []);
  // Where a `return` may stand is seen when the lines are put together.
  ctx.inFunction = true;
  const statements = namedChildren(tree.root).flatMap((node) => lowerStatement(ctx, node));
  return doubts === 0 ? statements : null;
}
