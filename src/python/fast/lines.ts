/** The logical lines of a file, each read for itself: by the reader where it knows the shape, else by tree-sitter. */
import {
  flagsOf,
  kindOf,
  LineFlag,
  LineKind,
  ROW_LENGTH,
  RowField,
  shapeOf,
  type LexedLines,
} from '../lexer.js';
import type { Expr, Stmt } from '../syntax.js';
import { readNamed } from './expressions.js';
import { readHeader, type Header } from './headers.js';
import { ifRegular, irregular } from './irregular.js';
import type { Reader, StringMark } from './reader.js';
import { readStatements } from './statements.js';
import { stringsOf } from './strings-in.js';

/** What one logical line says. */
export type Content =
  | { readonly form: 'statements'; readonly statements: readonly Stmt[] }
  | { readonly form: 'decorator'; readonly value: Expr }
  /** `inline` is the body where it stands in the line of its header. */
  | { readonly form: 'header'; readonly header: Header; readonly inline: readonly Stmt[] | null };

export interface Line {
  readonly content: Content;
  /** The string literals of a line that may mention a checkpoint, in source order. */
  readonly strings: readonly StringMark[];
}

/** One row of the lexer's table. */
export interface Row {
  readonly kind: number;
  readonly flags: number;
  /** A {@link LineShape}: where it is known, {@link readLine} reads just that. */
  readonly shape: number;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly lineStart: number;
  readonly depth: number;
  readonly bodyEnd: number;
  readonly escapes: boolean;
  readonly formats: boolean;
}

export function rowsOf({ count, rows }: Pick<LexedLines, 'count' | 'rows'>): readonly Row[] {
  return Array.from({ length: count }, (_, index) => rowAt(rows, index));
}

/** @param rows of the lexer's table */
export function rowAt(rows: Int32Array, index: number): Row {
  const at = index * ROW_LENGTH;
  const field = (name: number): number => rows[at + name] ?? 0;
  const head = field(RowField.head);
  const flags = flagsOf(head);
  return {
    kind: kindOf(head),
    flags,
    shape: shapeOf(head),
    start: field(RowField.start),
    end: field(RowField.end),
    line: field(RowField.line),
    lineStart: field(RowField.lineStart),
    depth: field(RowField.depth),
    bodyEnd: field(RowField.bodyEnd),
    escapes: (flags & LineFlag.escape) !== 0,
    formats: (flags & LineFlag.formatString) !== 0,
  };
}

/** Null for a line of a shape that the reader leaves to tree-sitter. */
export function readLine(r: Reader, row: Row): Line | null {
  const mentions = (row.flags & LineFlag.mention) !== 0;
  const strings: StringMark[] = [];
  r.onString = mentions && !row.formats ? (string) => strings.push(string) : null;
  return ifRegular(() => {
    r.enter(row);
    const content = contentOf(r, row);
    // Of format strings the reader does not tell where they are.
    return { content, strings: row.formats ? stringsOf(row, r.text) : strings };
  });
}

function contentOf(r: Reader, { kind, flags }: Row): Content {
  switch (kind) {
    case LineKind.simple:
    case LineKind.docstring:
      return { form: 'statements', statements: readStatements(r) };
    case LineKind.decorator: {
      r.take(1);
      const value = readNamed(r);
      return r.atEnd() ? { form: 'decorator', value } : irregular();
    }
    default: {
      const header = readHeader(r);
      const isInline = (flags & LineFlag.inline) !== 0;
      if (r.atEnd() === isInline) irregular();
      return { form: 'header', header, inline: isInline ? readStatements(r) : null };
    }
  }
}
