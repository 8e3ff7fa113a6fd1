/**
 * How the lines of a block are laid out. The grammar takes a block that is indented in several ways, and a
 * statement behind another one in the same line; Python takes neither.
 */
import type { SyntaxNode } from '../syntax-tree.js';
import type { LowerContext } from './context.js';

/** Width with tab stops at every eighth column, and with a tab as wide as a space: both have to agree. */
export interface Indentation {
  readonly width: number;
  readonly narrow: number;
}

const NONE: Indentation = { width: 0, narrow: 0 };

/** Reports the first statement that does not stand where the one before it says. Enters the block. */
export function checkLayout(ctx: LowerContext, statements: readonly SyntaxNode[]): void {
  const outer = ctx.indentation;
  let expected = outer === null ? NONE : undefined;
  let previous: SyntaxNode | undefined;
  for (const statement of statements) {
    const found = indentationAt(ctx.text, statement.start);
    const problem =
      found === undefined
        ? sameLineProblem(ctx.text, previous, statement)
        : indentationProblem(found, expected, outer);
    if (problem !== null) {
      ctx.onProblem(statement, problem);
      break;
    }
    expected ??= found;
    previous = statement;
  }
  ctx.indentation = expected ?? outer;
}

function indentationProblem(
  found: Indentation,
  expected: Indentation | undefined,
  outer: Indentation | null,
): string | null {
  if (expected !== undefined) {
    if (found.width === expected.width && found.narrow === expected.narrow) return null;
    return found.width === expected.width
      ? 'tabs and spaces are mixed'
      : 'the indentation is not that of the block';
  }
  if (outer === null || (found.width > outer.width && found.narrow > outer.narrow)) return null;
  return found.width > outer.width ? 'tabs and spaces are mixed' : 'a block has to be indented';
}

function sameLineProblem(
  text: string,
  previous: SyntaxNode | undefined,
  statement: SyntaxNode,
): string | null {
  if (previous === undefined) return null;
  for (let at = previous.end; at < statement.start; at++) {
    if (';\n\r'.includes(text.charAt(at))) return null;
  }
  return 'a line end is missing before this statement';
}

/** Undefined when something stands before the offset in its line, or the line goes on from the one above. */
function indentationAt(text: string, offset: number): Indentation | undefined {
  let start = offset;
  while (start > 0 && ' \t\f'.includes(text.charAt(start - 1))) start--;
  if (start > 0 && !'\n\r'.includes(text.charAt(start - 1))) return undefined;
  if (isContinued(text, start)) return undefined;
  return measure(text, start, offset);
}

function isContinued(text: string, lineStart: number): boolean {
  const isPair = text.charAt(lineStart - 1) === '\n' && text.charAt(lineStart - 2) === '\r';
  return text.charAt(lineStart - (isPair ? 3 : 2)) === '\\';
}

function measure(text: string, start: number, end: number): Indentation {
  let width = 0;
  let narrow = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charAt(at);
    if (unit === '\f') width = narrow = 0;
    else {
      width = unit === '\t' ? (Math.floor(width / 8) + 1) * 8 : width + 1;
      narrow++;
    }
  }
  return { width, narrow };
}
