/**
 * A file by its logical lines: the lexer finds them, the reader takes the regular shapes, tree-sitter the others.
 * Gives what reading the whole file with tree-sitter gives, or null where that is
 * not certain.
 */
import { append } from '../../append.js';
import { LONGEST_BROKEN } from '../broken.js';
import type { EncodedText } from '../decode.js';
import { beginsForeign } from '../foreign-lines.js';
import { LineKind, type FunctionBodies, type LexedLines, type LineLexer } from '../lexer.js';
import type { ModuleText } from '../lower/module.js';
import type { ClassStmt, Stmt } from '../syntax.js';
import type { PythonParser } from '../syntax-tree.js';
import { buildBlocks } from './blocks.js';
import { readLine, rowsOf, type Line, type Row } from './lines.js';
import { putOff } from './put-off.js';
import { ifRegular } from './irregular.js';
import { Reader } from './reader.js';
import { BATCH, readSlices } from './slices.js';
import type { ScopedString } from './strings.js';
import { unreadRows } from './structure.js';
import { RowTable } from './table.js';

export interface FastModule {
  /** As `strings`, made each time that it is asked for. */
  readonly body: () => readonly Stmt[];
  readonly strings: () => readonly ScopedString[];
  /** The classes outside of functions, without anything else being read; null where that cannot be. */
  readonly classes: (() => readonly ClassStmt[]) | null;
  /** How many logical lines were read, and how many of them by tree-sitter. */
  readonly lines: number;
  readonly sliced: number;
}

export interface FastOptions {
  /** Whether functions have their bodies. */
  readonly bodies: boolean;
  /** Leave every line to tree-sitter. */
  readonly slicesOnly: boolean;
  /** Give null rather than read a line before somebody asks for it. */
  readonly putOffAll?: boolean | undefined;
}

export interface FastSource extends ModuleText {
  /** Bytes of the text as the lexer takes them; null where there are none yet. */
  readonly encoded: EncodedText | null;
}

/** @param source its text without byte-order mark and lone carriage returns */
export function readModule(
  lexer: LineLexer,
  parser: PythonParser,
  source: FastSource,
  options: FastOptions,
): FastModule | null {
  const lexed = scan(lexer, source, options.bodies ? 'rows' : 'skip');
  if (lexed.error !== null) return null;
  const { text } = source;
  const { bodies, slicesOnly } = options;
  // The next scan overwrites what the lexer gave.
  const rows = RowTable.copyOf(lexed.rows);
  const unread = slicesOnly ? null : unreadRows(rows, bodies);
  // Where no row has to be read first, all of it is put off.
  if (options.putOffAll === true && unread?.length !== 0) return null;
  if (unread === null) return readNow(parser, source, rowsOf(lexed), options);
  const rowsToRead = unread.map(({ row }) => row);
  const lines = readLines(parser, source, rowsToRead, options);
  if (lines === null) return null;
  return putOff({ text, rows, bodies }, unread, lines) ?? readNow(parser, source, rowsOf(lexed), options);
}

function readNow(
  parser: PythonParser,
  source: FastSource,
  rows: readonly Row[],
  options: FastOptions,
): FastModule | null {
  const lines = readLines(parser, source, rows, options);
  if (lines === null) return null;
  const blocks = ifRegular(() => buildBlocks({ text: source.text, bodies: options.bodies }, rows, lines.all));
  if (blocks === null) return null;
  const { body, strings } = blocks;
  return {
    body: () => body,
    strings: () => strings,
    classes: null,
    lines: rows.length,
    sliced: lines.sliced,
  };
}

export function scan(
  lexer: LineLexer,
  { text, encoded }: Pick<FastSource, 'text' | 'encoded'>,
  bodies: FunctionBodies,
): LexedLines {
  if (encoded === null) return lexer.scanText(text, bodies);
  return encoded.unitBytes === 1 ? lexer.scan(encoded.bytes, bodies) : lexer.scanUtf16(encoded.bytes, bodies);
}

/** What lines say, and how many of them tree-sitter read. */
export interface ReadLines {
  readonly all: readonly Line[];
  readonly sliced: number;
}

/** Null when the grammar does not understand a line that is left to it. */
export function readLines(
  parser: PythonParser,
  source: ModuleText,
  rows: readonly Row[],
  { slicesOnly }: Pick<FastOptions, 'slicesOnly'>,
): ReadLines | null {
  const reader = new Reader(source.text);
  const all: (Line | null)[] = [];
  const slices: Line[] = [];
  let left: Row[] = [];
  let units = 0;
  const readLeft = (): boolean => {
    const read = left.length === 0 ? [] : readSlices(parser, source, left);
    left = [];
    units = 0;
    append(slices, read ?? []);
    return read !== null;
  };
  for (const row of rows) {
    const line = slicesOnly && !isBare(row, source.text) ? null : readLine(reader, row);
    all.push(line);
    if (line !== null) continue;
    if (beginsForeign(source.text, row.start)) return null;
    const length = row.end - row.start;
    // The statement around it is parsed again if anything is wrong: twice is too much for such a line.
    if (length > LONGEST_BROKEN) return null;
    left.push(row);
    units += length;
    if (units >= BATCH && !readLeft()) return null;
  }
  if (!readLeft()) return null;
  let next = 0;
  return { all: all.flatMap((line) => line ?? slices[next++] ?? []), sliced: slices.length };
}

/** `try:`, `else:`, `finally:`: there is nothing in them to read. */
function isBare({ kind, start }: Row, text: string): boolean {
  return kind === LineKind.compound && BARE.some((word) => text.startsWith(word, start));
}

const BARE: readonly string[] = ['try', 'else', 'finally'];
