/**
 * A file by its logical lines: the lexer finds them, the reader takes the regular shapes, tree-sitter the others.
 * Gives what reading the whole file with tree-sitter gives, or null where that is
 * not certain.
 */
import { LineKind, type LineLexer } from '../lexer.js';
import type { ModuleText } from '../lower/module.js';
import type { Stmt } from '../syntax.js';
import type { PythonParser } from '../syntax-tree.js';
import { buildBlocks, type ScopedString } from './blocks.js';
import { readLine, rowsOf, type Line, type Row } from './lines.js';
import { ifRegular, Reader } from './reader.js';
import { readSlices } from './slices.js';

export interface FastModule {
  readonly body: readonly Stmt[];
  readonly strings: readonly ScopedString[];
  /** How many logical lines were read, and how many of them by tree-sitter. */
  readonly lines: number;
  readonly sliced: number;
}

export interface FastOptions {
  /** Whether functions have their bodies. */
  readonly bodies: boolean;
  /** Leave every line to tree-sitter. */
  readonly slicesOnly: boolean;
}

export interface FastSource extends ModuleText {
  /** The bytes where each is one unit of the text, null where they are not. */
  readonly ascii: Uint8Array | null;
}

/** @param source its text without byte-order mark and lone carriage returns */
export function readModule(
  lexer: LineLexer,
  parser: PythonParser,
  source: FastSource,
  options: FastOptions,
): FastModule | null {
  const bodies = options.bodies ? 'rows' : 'skip';
  const lexed =
    source.ascii === null ? lexer.scanText(source.text, bodies) : lexer.scan(source.ascii, bodies);
  if (lexed.error !== null) return null;
  const rows = rowsOf(lexed);
  const lines = readLines(parser, source, rows, options);
  if (lines === null) return null;
  const sliced = lines.sliced;
  const blocks = ifRegular(() => buildBlocks({ text: source.text, bodies: options.bodies }, rows, lines.all));
  return blocks === null ? null : { ...blocks, lines: rows.length, sliced };
}

function readLines(
  parser: PythonParser,
  source: ModuleText,
  rows: readonly Row[],
  { slicesOnly }: FastOptions,
): { readonly all: readonly Line[]; readonly sliced: number } | null {
  const reader = new Reader(source.text);
  const all = rows.map((row) => (slicesOnly && !isBare(row, source.text) ? null : readLine(reader, row)));
  const left = rows.filter((_, index) => all[index] === null);
  if (left.length === 0) return { all: all.filter((line) => line !== null), sliced: 0 };
  const slices = readSlices(parser, source, left);
  if (slices === null) return null;
  let next = 0;
  return { all: all.flatMap((line) => line ?? slices[next++] ?? []), sliced: left.length };
}

/** `try:`, `else:`, `finally:`: there is nothing in them to read. */
function isBare({ kind, start }: Row, text: string): boolean {
  return kind === LineKind.compound && BARE.some((word) => text.startsWith(word, start));
}

const BARE: readonly string[] = ['try', 'else', 'finally'];
