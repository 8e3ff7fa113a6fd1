/**
 * A file whose lines are found for certain, although something in it is not understood: each statement of module
 * scope is read for itself, so that what is wrong with one of them changes nothing about the others.
 */
import type { LineLexer } from '../lexer.js';
import type { PythonParser } from '../syntax-tree.js';
import { buildBlocks, type Blocks } from './blocks.js';
import { rowsOf } from './lines.js';
import { statementsIn, type StatementRows } from './marks.js';
import { readLines, scan, type FastOptions, type FastSource } from './module.js';
import { ifRegular } from './irregular.js';
import { BATCH } from './slices.js';

/**
 * Told of every statement in order, with what it says; null for one that the reader and the grammar do not
 * understand line by line. False ends the reading.
 */
export type OnStatement = (statement: StatementRows, blocks: Blocks | null) => boolean;

/**
 * @returns how many lines there are, and how many of them tree-sitter read; null when the lexer is not sure of the
 *   text: nothing was read
 */
export function readApart(
  lexer: LineLexer,
  parser: PythonParser,
  source: FastSource,
  options: FastOptions,
  onStatement: OnStatement,
): { readonly lines: number; readonly sliced: number } | null {
  const lexed = scan(lexer, source, options.bodies ? 'rows' : 'skip');
  if (lexed.error !== null) return null;
  const blockSource = { text: source.text, bodies: options.bodies };
  let sliced = 0;
  const read = (statements: readonly StatementRows[]): boolean => {
    const rows = statements.flatMap((statement) => statement.rows);
    const lines = readLines(parser, source, rows, options);
    if (lines === null && statements.length > 1) {
      const middle = statements.length >> 1;
      return read(statements.slice(0, middle)) && read(statements.slice(middle));
    }
    sliced += lines?.sliced ?? 0;
    let from = 0;
    return statements.every((statement) => {
      const own = lines?.all.slice(from, (from += statement.rows.length));
      const blocks = own && ifRegular(() => buildBlocks(blockSource, statement.rows, own));
      return onStatement(statement, blocks ?? null);
    });
  };
  groups(statementsIn(rowsOf(lexed), source.text)).every(read);
  return { lines: lexed.count, sliced };
}

/** Neighbours that are short enough to be read together. */
function groups(statements: readonly StatementRows[]): readonly (readonly StatementRows[])[] {
  const all: StatementRows[][] = [];
  let limit = -1;
  for (const statement of statements) {
    if (statement.end > limit) {
      all.push([]);
      limit = statement.start + BATCH;
    }
    all.at(-1)?.push(statement);
  }
  return all;
}
