import type { Nodes } from 'mdast';
import { headingChain, type MarkdownDocument } from './parse.js';
import { containerName, type Table } from './tables.js';

/** Which table is meant. */
export interface TableQuery {
  /** Texts of headings above the table, outer before inner; others may stand between them. */
  readonly headingPath?: readonly string[];
  /** Columns that the table has, in any order; it may have more. */
  readonly columns: readonly string[];
}

const MOVE_OUT = 'only tables at the top level of the document are edited, move it there';

export type TableSearch =
  | { readonly ok: true; readonly table: Table }
  | { readonly ok: false; readonly reason: string; readonly line: number | undefined };

/** Something that looks like a table where Markdown does not see one. */
export interface HiddenTable {
  /** 1-based line of its header. */
  readonly line: number;
  /** E.g. `a code block`. */
  readonly container: string;
}

/** The one editable table that a query means, or why there is none. */
export function findTable(document: MarkdownDocument, query: TableQuery): TableSearch {
  const matches = findTables(document, query);
  const editable = matches.filter((table) => table.readOnly === undefined);
  const [table, second] = editable;
  if (table !== undefined && second === undefined) return { ok: true, table };
  if (table !== undefined) {
    const lines = editable.map((match) => match.lineNumber).join(', ');
    return {
      ok: false,
      reason: `${describe(query)} is ambiguous: tables at lines ${lines}`,
      line: table.lineNumber,
    };
  }
  const [inside] = matches;
  if (inside?.readOnly !== undefined)
    return { ok: false, reason: `${inside.readOnly}; ${adviceFor(inside)}`, line: inside.lineNumber };
  const [hidden] = findHiddenTables(document, query.columns);
  if (hidden !== undefined) {
    const reason = `the table stands inside ${hidden.container}; ${MOVE_OUT}`;
    return { ok: false, reason, line: hidden.line };
  }
  return { ok: false, reason: `there is no ${describe(query)}`, line: undefined };
}

/** Every table that a query means, in the order of the document, editable or not. */
export function findTables(document: MarkdownDocument, query: TableQuery): readonly Table[] {
  return document.tables.filter(
    (table) =>
      query.columns.every((column) => table.columns.includes(column)) &&
      isBelow(document, table, query.headingPath ?? []),
  );
}

/** Tables with these columns inside code, comments, HTML or expressions: text that is not read as a table. */
export function findHiddenTables(
  document: MarkdownDocument,
  columns: readonly string[],
): readonly HiddenTable[] {
  return document.blocks.flatMap((block) => hiddenIn(block.node, columns));
}

/** Whether there is a heading with this path, whatever stands below it. */
export function hasHeading(document: MarkdownDocument, path: readonly string[]): boolean {
  return document.headings.some((_, index) => isHeadingBelow(document, index, path));
}

function isBelow(document: MarkdownDocument, { heading }: Table, path: readonly string[]): boolean {
  return isHeadingBelow(document, heading, path);
}

function isHeadingBelow(
  { headings }: MarkdownDocument,
  heading: Table['heading'],
  path: readonly string[],
): boolean {
  const texts = headingChain(headings, heading).map((index) => headings[index]?.text);
  let at = 0;
  for (const text of texts) if (text === path[at]) at += 1;
  return at >= path.length;
}

function hiddenIn(node: Nodes, columns: readonly string[]): readonly HiddenTable[] {
  if ('children' in node) return node.children.flatMap((child) => hiddenIn(child, columns));
  const container = hidingContainer(node);
  if (container === undefined || !('value' in node)) return [];
  const offset = node.type === 'code' || node.type === 'yaml' ? 1 : 0;
  return node.value.split(/\r\n|\n|\r/).flatMap((line, i) => {
    const cells = line.split('|').map((cell) => cell.trim());
    if (!line.includes('|') || !columns.every((column) => cells.includes(column))) return [];
    return [{ line: (node.position?.start.line ?? 1) + i + offset, container }];
  });
}

function hidingContainer(node: Nodes): string | undefined {
  if (node.type === 'code') return 'a code block';
  if (node.type === 'html') return node.value.startsWith('<!--') ? 'an HTML comment' : 'an HTML block';
  if (node.type === 'yaml') return 'the front matter';
  return node.type.startsWith('mdx') ? containerName(node.type) : undefined;
}

/** What to do with a table that is not edited. */
export function adviceFor({ isOfElements }: Table): string {
  return isOfElements ? 'only tables with pipes are edited, write it with them' : MOVE_OUT;
}

function describe(query: TableQuery): string {
  const under = query.headingPath?.length ? ` under the heading "${query.headingPath.join(' > ')}"` : '';
  return `table with the columns ${query.columns.map((column) => `"${column}"`).join(', ')}${under}`;
}
