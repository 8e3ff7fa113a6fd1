/**
 * Tables with the exact place of every cell. The parser tells which lines are a table; the pipes of a line are
 * split here, by the same rule (a backslash keeps a pipe, code spans do not), because the tree's cell positions
 * mix pipes and padding.
 */
import type { AlignType, Table as TableNode, TableCell, TableRow } from 'mdast';
import type { Span } from './edits.js';
import type { ElementNode } from './elements.js';
import { lineIndexAt, type Line } from './lines.js';
import { plainText } from './plain-text.js';

/**
 * One cell. `outer` is everything between its pipes, or between its tags; `content` is `outer` without blanks at its
 * ends. A cell that spans rows or columns is the same at all of its places.
 */
export interface Cell {
  readonly outer: Span;
  readonly content: Span;
  /** `content` as written. */
  readonly raw: string;
  /** Plain text, without footnote references and `<sup>` content. */
  readonly text: string;
  /** Undefined for a cell that the parser does not see, like one beyond the last column. */
  readonly node: TableCell | ElementNode | undefined;
}

export interface Row {
  /** The physical line without its line end; of elements, the whole `<tr>`, on however many lines. */
  readonly line: Span;
  /** 1-based. */
  readonly lineNumber: number;
  readonly cells: readonly Cell[];
  readonly leadingPipe: boolean;
  readonly trailingPipe: boolean;
}

export interface Table extends Span {
  /** Its place among the tables of the document. */
  readonly index: number;
  /** The child of the root that it is or stands in. */
  readonly block: number;
  /** Innermost heading above it, an index into the document's headings. */
  readonly heading: number | undefined;
  /** 1-based line of the header; of elements, of `<table>`. */
  readonly lineNumber: number;
  readonly columns: readonly string[];
  readonly align: readonly AlignType[];
  readonly header: Row;
  /** Undefined where the table is made of elements. */
  readonly delimiter: Row | undefined;
  readonly rows: readonly Row[];
  /** Why it is not edited, undefined if it can be. */
  readonly readOnly: string | undefined;
  /** It is written with JSX elements instead of pipes. */
  readonly isOfElements: boolean;
  /** Why its rows, or its columns, are not known. It has no rows then. */
  readonly unread: Unread | undefined;
}

export interface Unread {
  readonly reason: string;
  /** Offset of what stands against it. */
  readonly at: number;
}

export interface TableContext {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly base: number;
  readonly index: number;
  readonly block: number;
  readonly heading: number | undefined;
  /** Type of the outermost node around the table, undefined at top level. */
  readonly container: string | undefined;
}

export function readTable(node: TableNode, context: TableContext): Table {
  const start = (node.position?.start.offset ?? 0) + context.base;
  const end = (node.position?.end.offset ?? 0) + context.base;
  const first = lineIndexAt(context.lines, start);
  const [headerNode, ...rowNodes] = node.children;
  const header = readRow(context, first, headerNode);
  return {
    start,
    end,
    index: context.index,
    block: context.block,
    heading: context.heading,
    lineNumber: first + 1,
    columns: header.cells.map((cell) => cell.text),
    align: node.align ?? [],
    header,
    delimiter: readRow(context, first + 1, undefined),
    rows: rowNodes.map((row) => readRow(context, lineIndexAt(context.lines, startOf(row, context)), row)),
    readOnly:
      context.container === undefined
        ? undefined
        : `the table stands inside ${containerName(context.container)}`,
    isOfElements: false,
    unread: undefined,
  };
}

/** What the outermost node around a table is called in messages. */
export function containerName(type: string): string {
  if (type === 'blockquote') return 'a block quote';
  if (type === 'list') return 'a list';
  if (type === 'footnoteDefinition') return 'a footnote';
  if (type.startsWith('mdxJsx')) return 'a JSX element';
  return `a node of type ${type}`;
}

function readRow(context: TableContext, lineIndex: number, node: TableRow | undefined): Row {
  const line = context.lines[lineIndex] ?? { start: 0, end: 0 };
  const start = node === undefined ? line.start : startOf(node, context);
  const { spans, leadingPipe, trailingPipe } = splitPipes(context.text, { start, end: line.end });
  return {
    line: { start: line.start, end: line.end },
    lineNumber: lineIndex + 1,
    cells: spans.map((outer, i) => readCell(context.text, outer, node?.children[i])),
    leadingPipe,
    trailingPipe,
  };
}

function startOf(node: TableRow, context: TableContext): number {
  return (node.position?.start.offset ?? 0) + context.base;
}

function readCell(text: string, outer: Span, node: TableCell | undefined): Cell {
  const content = trimSpan(text, outer);
  return {
    outer,
    content,
    raw: text.slice(content.start, content.end),
    text: node === undefined ? '' : plainText(node),
    node,
  };
}

function splitPipes(
  text: string,
  line: Span,
): { readonly spans: readonly Span[]; readonly leadingPipe: boolean; readonly trailingPipe: boolean } {
  const inner = trimSpan(text, line);
  const leadingPipe = text[inner.start] === '|';
  const spans: Span[] = [];
  let start = leadingPipe ? inner.start + 1 : inner.start;
  for (let at = start; at < inner.end; at += 1) {
    if (text[at] === '\\' && /[\\|]/.test(text[at + 1] ?? '')) at += 1;
    else if (text[at] === '|') {
      spans.push({ start, end: at });
      start = at + 1;
    }
  }
  const trailingPipe = spans.length > 0 && start === inner.end;
  if (!trailingPipe) spans.push({ start, end: inner.end });
  return { spans, leadingPipe, trailingPipe };
}

/** Without blanks and tabs at both ends; an empty result stands at the end of the leading blanks. */
function trimSpan(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return { start, end };
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
