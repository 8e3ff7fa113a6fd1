/**
 * Tables that are written as JSX elements of an MDX document: read like those with pipes, and never edited. The parser
 * has the elements; here they become rows and columns, as HTML lays them out. Rows and cells that no text of the
 * document says, such as those that an expression or a component makes, leave the whole table unread. What fills a cell
 * does not: an expression has its source as text, a component only what stands between its tags.
 */
import type { Nodes } from 'mdast';
import { append } from '../../append.js';
import type { Span } from './edits.js';
import { layOut, type Placed } from './grid.js';
import { lineIndexAt } from './lines.js';
import { isNothing, plainText } from './plain-text.js';
import type { Cell, Row, Table, TableContext, Unread } from './tables.js';

export type ElementNode = Extract<Nodes, { type: 'mdxJsxFlowElement' | 'mdxJsxTextElement' }>;

const READ_ONLY = 'the table is made of JSX elements';
const SECTIONS = ['thead', 'tbody', 'tfoot'];
/** They say nothing about rows. */
const BESIDE = ['caption', 'colgroup', 'col'];
const ROWS: Wanted = { names: ['tr'], called: 'rows' };
const CELLS: Wanted = { names: ['th', 'td'], called: 'cells' };

interface Wanted {
  readonly names: readonly string[];
  readonly called: string;
}

/** Takes note of what keeps the table from being read. */
export type Refuse = (at: Nodes, reason: string) => void;

/** Rows that stand in one section: no cell reaches beyond it. */
interface Section {
  readonly isHead: boolean;
  readonly node: ElementNode;
  readonly rows: ElementNode[];
}

export function isTableElement(node: Nodes): node is ElementNode {
  return isElement(node) && node.name === 'table';
}

export function readElementTable(node: ElementNode, context: TableContext): Table {
  const { base, block, heading, index, lines } = context;
  const unread: Unread[] = [];
  const refuse: Refuse = (at, reason) => {
    unread.push({ reason, at: offsetOf(at, base) });
  };
  const cellOf = cellReader(context);
  const heads: Row[] = [];
  const rows: Row[] = [];
  for (const section of sectionsOf(node, refuse)) {
    const cells = section.rows.map((row) => partsOf(row).filter((part) => isA(part, CELLS, refuse)));
    const laidOut = layOut(cells, refuse).map((placed, i) => {
      const line = spanOf(section.rows[i] ?? node, base);
      return rowOf(
        line,
        placed.map((each) => cellOf(each) ?? emptyCell(line)),
        context,
      );
    });
    // The columns that it names would be those of the rows below it only.
    const isSecond = section.isHead && heads.length > 0 && rows.length > 0;
    if (isSecond) refuse(section.node, 'a second header stands below rows');
    const begins = heads.length === 0 && rows.length === 0;
    const isHead = section.isHead && !isSecond;
    const headRows = isHead ? laidOut.length : begins ? leadingHeaders(cells, laidOut) : 0;
    append(heads, laidOut.slice(0, headRows));
    append(rows, laidOut.slice(headRows));
  }
  const span = spanOf(node, base);
  const header = heads.at(-1) ?? rowOf({ start: span.start, end: span.start }, [], context);
  const [first] = unread.sort((a, b) => a.at - b.at);
  return {
    ...{ ...span, index, block, heading, lineNumber: lineIndexAt(lines, span.start) + 1 },
    columns: header.cells.map(({ text }) => text),
    align: [],
    header,
    delimiter: undefined,
    rows: first === undefined ? rows : [],
    readOnly: READ_ONLY,
    isOfElements: true,
    unread: first,
  };
}

function sectionsOf(table: ElementNode, refuse: Refuse): readonly Section[] {
  const sections: Section[] = [];
  let isOpen = false;
  for (const part of partsOf(table)) {
    if (isElement(part) && isNamed(part, SECTIONS)) {
      const rows = partsOf(part).filter((row) => isA(row, ROWS, refuse));
      sections.push({ isHead: part.name === 'thead', node: part, rows });
      isOpen = false;
    } else if (!(isElement(part) && isNamed(part, BESIDE)) && isA(part, ROWS, refuse)) {
      // Rows without a section around them are one of their own.
      if (!isOpen) sections.push({ isHead: false, node: part, rows: [] });
      sections.at(-1)?.rows.push(part);
      isOpen = true;
    }
  }
  return sections;
}

function isA(node: Nodes, { names, called }: Wanted, refuse: Refuse): node is ElementNode {
  if (isElement(node) && isNamed(node, names)) return true;
  const isComputed = node.type.endsWith('Expression');
  const what = isElement(node) ? `<${node.name ?? ''}>` : isComputed ? 'an expression' : 'text';
  refuse(node, `${what} stands where a table has ${called}`);
  return false;
}

function isNamed({ name }: ElementNode, names: readonly string[]): boolean {
  return name !== null && names.includes(name);
}

/** What stands in an element. Paragraphs and fragments are seen through; blanks, `{" "}` and comments are nothing. */
function partsOf(node: ElementNode): readonly Nodes[] {
  return node.children.flatMap((child): readonly Nodes[] => {
    if (child.type === 'paragraph') return partsIn(child.children);
    return partsIn([child]);
  });
}

function partsIn(nodes: readonly Nodes[]): readonly Nodes[] {
  return nodes.flatMap((node) => {
    if (isElement(node) && node.name === null) return partsOf(node);
    return isNothing(node) || (node.type === 'text' && node.value.trim() === '') ? [] : [node];
  });
}

/**
 * How many rows are the header where no `<thead>` says so: a first row that has nothing but `<th>`, and those alike
 * that a cell of the one above goes on into.
 */
function leadingHeaders(cells: readonly (readonly ElementNode[])[], rows: readonly Row[]): number {
  const end = rows.findIndex((row, i) => !isHeader(cells[i]) || (i > 0 && !goesOn(rows[i - 1], row)));
  return end === -1 ? rows.length : end;
}

/** A cell of the row above spans this one too. */
function goesOn(above: Row | undefined, { cells }: Row): boolean {
  return cells.some((cell, column) => cell === above?.cells[column]);
}

function isHeader(cells: readonly ElementNode[] | undefined): boolean {
  return cells !== undefined && cells.length > 0 && cells.every(({ name }) => name === 'th');
}

function rowOf(line: Span, cells: readonly Cell[], { lines }: TableContext): Row {
  const lineNumber = lineIndexAt(lines, line.start) + 1;
  return { line, lineNumber, cells, leadingPipe: false, trailingPipe: false };
}

/** Reads each cell once, at however many places it stands. */
function cellReader(context: TableContext): (node: Placed) => Cell | undefined {
  const known = new Map<ElementNode, Cell>();
  return (node) => {
    if (node === undefined) return undefined;
    const cell = known.get(node) ?? readCell(node, context);
    known.set(node, cell);
    return cell;
  };
}

function readCell(node: ElementNode, { text, base }: TableContext): Cell {
  const element = spanOf(node, base);
  const [first, last] = [node.children[0], node.children.at(-1)];
  if (first === undefined || last === undefined) return { ...emptyCell(element), node };
  const inner = { start: offsetOf(first, base), end: spanOf(last, base).end };
  const raw = text.slice(inner.start, inner.end);
  const start = inner.start + raw.length - raw.trimStart().length;
  const content = { start, end: start + raw.trim().length };
  return { outer: inner, content, raw: raw.trim(), text: plainText(node), node };
}

/** Where the element begins, since nothing is in it. */
function emptyCell({ start }: Span): Cell {
  const nothing = { start, end: start };
  return { outer: nothing, content: nothing, raw: '', text: '', node: undefined };
}

function isElement(node: Nodes): node is ElementNode {
  return node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';
}

function spanOf(node: Nodes, base: number): Span {
  return { start: offsetOf(node, base), end: (node.position?.end.offset ?? 0) + base };
}

function offsetOf(node: Nodes, base: number): number {
  return (node.position?.start.offset ?? 0) + base;
}
