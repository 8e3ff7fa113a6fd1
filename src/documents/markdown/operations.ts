import { escapeLine, escapeText, plainLine } from './escape.js';
import type { Edit, Span } from './edits.js';
import { lastAtMost } from '../../last-at-most.js';
import { bomLength, dominantEol, lineIndexAt } from './lines.js';
import { paddedCell, repaddedCell } from './padding.js';
import type { MarkdownDocument } from './parse.js';
import { combinePlans, planned, refused, type Content, type NewCell, type Planned } from './plan.js';
import type { Row, Table } from './tables.js';

/**
 * A new row behind body row `after` (-1: before the first), written like its table.
 * @param cells content by column; missing ones are empty
 */
export function insertRow(
  document: MarkdownDocument,
  table: Table,
  after: number,
  cells: readonly Content[],
): Planned {
  if (table.readOnly !== undefined) return refused(table.readOnly);
  const above = after < 0 ? table.delimiter : table.rows[after];
  if (above === undefined) return refused(`the table has no row ${after + 1}`);
  if (cells.length > table.columns.length)
    return refused(`the table has only ${table.columns.length} columns`);
  const values = table.columns.map((_, i) => newCell(document, cells[i] ?? ''));
  const broken = values.find((cell) => /[\r\n]/.test(cell.raw));
  if (broken !== undefined) return refused(`a cell cannot hold a line break: ${JSON.stringify(broken.raw)}`);
  const text = eolBehind(document, above) + formatRow(document, table, above, values);
  return planned(
    [{ start: above.line.end, end: above.line.end, text }],
    [{ kind: 'insert-row', table: table.index, after, cells: values }],
  );
}

/** Replaces the content of one cell of body row `row`. */
export function setCell(
  document: MarkdownDocument,
  table: Table,
  row: number,
  column: number,
  content: Content,
): Planned {
  return setCells(document, table, row, new Map([[column, content]]));
}

/** Replaces the content of several cells of one row; cells that the row lacks are added. */
export function setCells(
  document: MarkdownDocument,
  table: Table,
  row: number,
  contents: ReadonlyMap<number, Content>,
): Planned {
  if (table.readOnly !== undefined) return refused(table.readOnly);
  const target = table.rows[row];
  if (target === undefined) return refused(`the table has no row ${row + 1}`);
  const cells = new Map([...contents].map(([column, content]) => [column, newCell(document, content)]));
  for (const [column, cell] of cells) {
    if (column < 0 || column >= table.columns.length) return refused(`the table has no column ${column + 1}`);
    if (/[\r\n]/.test(cell.raw))
      return refused(`a cell cannot hold a line break: ${JSON.stringify(cell.raw)}`);
  }
  const edits = [...cells].flatMap(
    ([column, cell]) => cellEdit(document, table, target, column, cell.raw) ?? [],
  );
  return planned(
    [...edits, ...missingCells(document, table, target, cells)],
    [{ kind: 'set-cells', table: table.index, row, cells }],
  );
}

/** Removes body row `row` with its line. */
export function removeRow(table: Table, row: number, reason: string): Planned {
  if (table.readOnly !== undefined) return refused(table.readOnly);
  const target = table.rows[row];
  const above = row === 0 ? table.delimiter : table.rows[row - 1];
  if (target === undefined || above === undefined) return refused(`the table has no row ${row + 1}`);
  return planned(
    [{ start: above.line.end, end: target.line.end, text: '' }],
    [{ kind: 'remove-row', table: table.index, row, reason }],
  );
}

/** Moves a row to another table, or to another place: `cells` is what it becomes in the columns of its new table. */
export function moveRow(
  document: MarkdownDocument,
  from: { readonly table: Table; readonly row: number },
  to: { readonly table: Table; readonly after: number },
  cells: readonly Content[],
): Planned {
  const removal = removeRow(from.table, from.row, 'moved');
  if (!removal.ok) return removal;
  const insertion = insertRow(document, to.table, to.after, cells);
  if (!insertion.ok) return insertion;
  return { ok: true, plan: combinePlans([removal.plan, insertion.plan]) };
}

/** The cells of a body row as content that goes into another row unchanged. */
export function rowContents(row: Row): readonly Content[] {
  return row.cells.map((cell) => ({ markdown: cell.raw }));
}

/** Replaces the text of one line of a paragraph or heading; markers in front of it and blanks behind it stay. */
export function setLine(document: MarkdownDocument, line: number, content: Content): Planned {
  const span = textSpanOfLine(document, line);
  if (span === undefined) return refused(`line ${line} is not a line of text that can be replaced`);
  const dialect = { mdx: document.mdx };
  return replaceText(
    document,
    span,
    typeof content === 'string' ? escapeLine(content, dialect) : content.markdown,
  );
}

/**
 * Replaces a number in running text. `span` is the number's place.
 * In a table use {@link setCell}, which keeps the padding.
 */
export function setCount(document: MarkdownDocument, span: Span, count: number): Planned {
  const old = document.text.slice(span.start, span.end);
  if (!/^\d+$/.test(old)) return refused(`${JSON.stringify(old)} is not a number`);
  return replaceText(document, span, String(count));
}

/** Replaces a range inside one line of running text. */
export function replaceText(document: MarkdownDocument, span: Span, text: string): Planned {
  if (/[\r\n]/.test(text + document.text.slice(span.start, span.end)))
    return refused('only text within one line is replaced');
  const block = lastAtMost(document.blocks, ({ start }) => start, span.start);
  const { node, end } = document.blocks[block] ?? {};
  if (node === undefined || end === undefined || end < span.end)
    return refused('there is no text at this place');
  if (node.type === 'table' || node.type === 'code' || node.type === 'html' || node.type === 'yaml') {
    return refused(`text inside a node of type ${node.type} is not replaced`);
  }
  return planned([{ ...span, text }], [{ kind: 'replace-text', block }]);
}

/** New blocks behind block `after` (-1: at the beginning), with a blank line around them. `markdown` has `\n` line ends. */
export function insertBlocks(document: MarkdownDocument, after: number, markdown: string): Planned {
  const eol = dominantEol(document.text);
  const text = markdown.trim().replaceAll('\n', eol);
  const changes = [{ kind: 'insert-blocks', after, markdown: text } as const];
  const block = document.blocks[after];
  if (block === undefined) {
    const at = bomLength(document.text);
    return planned(
      [{ start: at, end: at, text: document.blocks.length === 0 ? text + eol : text + eol + eol }],
      changes,
    );
  }
  const index = lineIndexAt(document.lines, Math.max(block.start, block.end - 1));
  const at = document.lines[index]?.end ?? block.end;
  const next = document.lines[index + 1];
  const crowded = next !== undefined && document.text.slice(next.start, next.end).trim() !== '';
  return planned([{ start: at, end: at, text: eol + eol + text + (crowded ? eol : '') }], changes);
}

function newCell(document: MarkdownDocument, content: Content): NewCell {
  if (typeof content !== 'string') {
    return { raw: content.markdown.replace(/^[ \t]+|[ \t]+$/g, ''), text: undefined };
  }
  return { raw: escapeText(content, { mdx: document.mdx }), text: plainLine(content) };
}

function formatRow(document: MarkdownDocument, table: Table, above: Row, cells: readonly NewCell[]): string {
  const model = above === table.delimiter ? (table.rows[0] ?? table.header) : above;
  const padded = cells.map((cell, i) => paddedCell(document.text, table, i, cell.raw));
  const first = cells[0]?.raw ?? '';
  // Without its pipe a first cell like `- x` or `# x` would begin a block of another kind, an empty one vanish.
  const leading = model.leadingPipe || !/^[\p{L}\p{N}(]/u.test(first) || /^\d+[.)]/.test(first);
  const trailing = model.trailingPipe || (cells.at(-1)?.raw ?? '') === '' || cells.length === 1;
  const indent = document.text
    .slice(model.line.start, model.cells[0]?.outer.start ?? model.line.start)
    .replace('|', '');
  const line = padded.join('|');
  return (
    indent + (leading ? `|${line}` : line.trimStart()).concat(trailing ? '|' : '').replace(/[ \t]+$/, '')
  );
}

function cellEdit(
  document: MarkdownDocument,
  table: Table,
  row: Row,
  column: number,
  raw: string,
): Edit | undefined {
  const cell = row.cells[column];
  if (cell === undefined || cell.raw === raw) return undefined;
  const first = column === 0 && !row.leadingPipe;
  const last = column === row.cells.length - 1 && !row.trailingPipe;
  if (!first && !last) return { ...cell.outer, text: repaddedCell(document.text, table, column, cell, raw) };
  // At an edge without pipe the line's own blanks are the padding; an empty cell needs the pipe to be one.
  const pad = cell.content.start > cell.outer.start || first || raw === '' ? '' : ' ';
  const before = first && raw === '' ? '|' : pad;
  return { ...cell.content, text: before + raw + (last && raw === '' ? ' |' : '') };
}

function missingCells(
  document: MarkdownDocument,
  table: Table,
  row: Row,
  cells: ReadonlyMap<number, NewCell>,
): readonly Edit[] {
  const present = row.cells.length;
  const wanted = Math.max(present, ...[...cells.keys()].map((column) => column + 1));
  if (wanted === present) return [];
  const last = row.cells.at(-1);
  const at = row.trailingPipe ? (last?.outer.end ?? row.line.end) + 1 : (last?.content.end ?? row.line.end);
  const added = table.columns
    .slice(present, wanted)
    .map((_, i) => `${paddedCell(document.text, table, present + i, cells.get(present + i)?.raw ?? '')}|`);
  return [{ start: at, end: at, text: (row.trailingPipe ? '' : ' |') + added.join('') }];
}

function eolBehind(document: MarkdownDocument, row: Row): string {
  const own = document.lines[row.lineNumber - 1]?.eol ?? '';
  return own === '' ? (document.lines[row.lineNumber - 2]?.eol ?? '\n') : own;
}

function textSpanOfLine(document: MarkdownDocument, lineNumber: number): Span | undefined {
  const line = document.lines[lineNumber - 1];
  if (line === undefined) return undefined;
  const text = document.text.slice(line.start, line.end);
  const prefix = /^[ \t]*(?:(?:>|[-*+]|\d+[.)]|#{1,6})(?:[ \t]+|$))*/.exec(text)?.[0].length ?? 0;
  const end = line.start + text.trimEnd().length;
  const start = line.start + prefix;
  return start < end ? { start, end } : undefined;
}
