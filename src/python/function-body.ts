/**
 * One function of a file that was read without function bodies. A function says the same alone and in its place, and
 * an answer rarely needs more than one or two of a long file.
 */
import type { FactExtractor } from './extract.js';
import type { Stmt } from './syntax.js';
import type { FunctionStmt } from './syntax.js';
import { movedStatements } from './follow/move-statements.js';

/** What an indented function is put below, so that it is Python alone. */
const OPENER = 'if True:\n';

/**
 * The statements of a function, with their places in the whole text.
 *
 * @param text the file without byte-order mark
 * @returns null where they cannot be had from its own lines: a syntax error above all
 */
export function readFunctionBody(
  extract: FactExtractor,
  path: string,
  text: string,
  { start, end, line, column }: FunctionStmt,
): readonly Stmt[] | null {
  const lineStart = start - column + 1;
  const indented = column > 1;
  const lines = `${indented ? OPENER : ''}${text.slice(lineStart, end)}\n`;
  const { body, partial } = extract(path, lines, 'bodies');
  const [first, ...others] = body;
  if (partial || first === undefined || others.length > 0) return null;
  const [inner] = indented && first.kind === 'if' ? first.body : [first];
  if (inner?.kind !== 'function' || inner.body === null) return null;
  const shift = { offset: start - inner.start, lines: line - inner.line };
  return inner.end + shift.offset === end ? movedStatements(inner.body, shift) : null;
}
