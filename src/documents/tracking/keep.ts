/**
 * What a rebuild takes over from the document that is there. Everything that archscan does not write itself is
 * kept: human columns by architecture, text and tables at the end of the part in which they stand.
 */
import { compareDiagnostics, type Diagnostic } from '../../diagnostics.js';
import { NOTHING_IGNORED, type Ignored } from '../../findings/ignores/ignored.js';
import { lineIndexAt } from '../markdown/lines.js';
import { headingChain, tableOf, type Block } from '../markdown/parse.js';
import type { Table } from '../markdown/tables.js';
import { INTRODUCTION, KEY_COLUMN, standardColumns } from './format.js';
import { CATEGORIES, type Category, type TrackingModel } from './model.js';
import type { TrackingDocument, TrackingTable } from './read.js';
import type { KeptContent, Part } from './render.js';
import { canonicalColumn } from './rows.js';
import { STATS_FORM } from './figures.js';
import { humanCellsByArchitecture, isHuman, lostCells, lostOfSummary, stayingRows } from './keep-cells.js';
import { overwrittenCells, writtenCells } from './keep-written.js';
import { keepStated } from './keep-stated.js';
import { categoryUnder } from './sections.js';

export interface Kept {
  readonly kept: KeptContent;
  /** An error means that something would be lost. */
  readonly diagnostics: readonly Diagnostic[];
  /** What goes with key and machine cells that are written anew. `lint` has findings of its own for such cells. */
  readonly overwritten: readonly Diagnostic[];
}

export function keepContent(
  document: TrackingDocument,
  model: TrackingModel,
  ignored: Ignored = NOTHING_IGNORED,
): Kept {
  const tables = document.tables.filter((table) => table.category !== undefined);
  const rows = stayingRows(tables, model);
  const cells = humanCellsByArchitecture(tables);
  const written = writtenCells(rows, model);
  const headers = new Map(
    tables.flatMap(({ table }) => table.columns.map((name, i) => [name, table.header.cells[i]?.raw ?? name])),
  );
  const { stated, blocks: taken } = keepStated(document, ignored);
  const { notes, sections } = keepBlocks(document, taken);
  const dropped = tables.flatMap((table) => tableDiagnostics(document, table));
  const lost = lostCells(document, rows, { cells, written });
  return {
    kept: {
      columns: new Map(CATEGORIES.map((category) => [category, columnsOf(category, tables, cells, model)])),
      headers: new Map([...headers].filter(([name]) => isHuman(name))),
      cells,
      written,
      legend: legendLines(document),
      stated,
      notes,
      sections,
    },
    diagnostics: [...dropped, ...lost, ...lostOfSummary(document)].sort(compareDiagnostics),
    overwritten: overwrittenCells(document, rows, { cells, written }),
  };
}

/** The columns of a section: as the document has them, and those that rows bring along from another section. */
function columnsOf(
  category: Category,
  tables: readonly TrackingTable[],
  cells: Kept['kept']['cells'],
  model: TrackingModel,
): readonly string[] {
  const standard = standardColumns(model.withFallback);
  const present = tables
    .filter((table) => table.category === category)
    .flatMap(({ table }) => table.columns.map(canonical));
  const brought = model.rows
    .filter((row) => row.category === category)
    .flatMap((row) => [...(cells.get(row.architecture)?.keys() ?? [])]);
  const complete = standardColumns(false).every((name) => present.includes(name));
  const named = complete ? present : [...standardColumns(false), ...present];
  return [...new Set([...named, ...brought, ...standard])].filter(
    (name) => isHuman(name) || standard.includes(name),
  );
}

function canonical(name: string): string {
  return isHuman(name) ? name : (canonicalColumn(name) ?? KEY_COLUMN);
}

function isLegend(table: Table): boolean {
  return table.columns[0] === 'Column' && table.columns[1] === 'Meaning';
}

function legendLines({ markdown }: TrackingDocument): readonly string[] {
  const rows = markdown.tables
    .filter((table) => isLegend(table) && table.readOnly === undefined)
    .flatMap((table) => table.rows);
  return rows
    .filter((row) => isHuman(row.cells[0]?.text ?? ''))
    .map((row) => markdown.text.slice(row.line.start, row.line.end).trim());
}

/** Blocks that archscan did not write and that are not `taken`: notes within its parts, and sections of their own. */
function keepBlocks(
  document: TrackingDocument,
  taken: ReadonlySet<number>,
): Pick<KeptContent, 'notes' | 'sections'> {
  const notes = new Map<Part, string[]>();
  const sections: string[] = [];
  let last: { readonly owner: Part | number; readonly index: number } | undefined;
  const places = placesOf(document);
  for (const [index, block] of document.markdown.blocks.entries()) {
    const owner = ownerOf(document, block, places);
    const own = taken.has(index) || isWritten(document, index, block, owner, places);
    const text = own ? '' : humanLines(document, block, places);
    if (text === '') continue;
    const target = typeof owner === 'number' ? sections : (notes.get(owner) ?? []);
    const gap = last?.owner === owner && last.index === index - 1 ? blanksBefore(document, block) : undefined;
    if (gap === undefined) target.push(text);
    else target.push(`${target.pop() ?? ''}${gap}${text}`);
    if (typeof owner !== 'number') notes.set(owner, target);
    last = { owner, index };
  }
  return { notes, sections: sections.map(withoutRule) };
}

/** Without a thematic break at the end. */
function withoutRule(text: string): string {
  const whole = text.trimEnd();
  if (!/(?:---|\*\*\*|___)$/.test(whole.slice(-3))) return text;
  const above = whole.slice(0, -3);
  const end = above.indexOf('\n', above.trimEnd().length);
  return end === -1 ? text : above.slice(0, end);
}

/** What is asked about every block. */
interface Places {
  /** The first heading of the first level, -1 when there is none. */
  readonly title: number;
  /** The tables that a rebuild writes anew. */
  readonly written: ReadonlySet<Table>;
  /** The lines (1-based) that state archscan's numbers. */
  readonly stated: ReadonlySet<number>;
}

function placesOf({ markdown, tables, figures }: TrackingDocument): Places {
  const tracked = tables.filter(({ category }) => category !== undefined).map(({ table }) => table);
  return {
    title: markdown.headings.findIndex((heading) => heading.depth === 1),
    written: new Set([...tracked, ...figures.summary.map(({ table }) => table)]),
    stated: new Set([...figures.stats, ...figures.shares].map((stretch) => stretch.line)),
  };
}

/** The part of the document that a block stands in; a number is the heading of a section that is not archscan's. */
function ownerOf(document: TrackingDocument, block: Block, { title }: Places): Part | number {
  const { markdown, sections } = document;
  if (block.heading === undefined) return title === -1 ? 'preamble' : 'top';
  const category = categoryUnder(markdown, block.heading, sections.categoryOfHeading);
  if (category !== undefined) return category;
  const chain = headingChain(markdown.headings, block.heading).filter((index) => index !== title);
  if (chain.some((index) => index === sections.summaryHeading)) return 'summary';
  if (chain.some((index) => markdown.headings[index]?.text === 'Legend')) return 'legend';
  return chain[0] ?? 'preamble';
}

/** Whether a block is archscan's own, which a rebuild writes anew. */
function isWritten(
  document: TrackingDocument,
  position: number,
  block: Block,
  owner: Part | number,
  places: Places,
): boolean {
  if (typeof owner === 'number' || owner === 'top') return false;
  const { markdown, sections } = document;
  const { type } = block.node;
  const table = type === 'table' ? tableOf(markdown, position) : undefined;
  if (table !== undefined) return places.written.has(table) || isLegend(table);
  if (type === 'thematicBreak') return true;
  if (type === 'heading') {
    const index = block.heading ?? -1;
    const own = sections.categoryOfHeading.has(index) || index === sections.summaryHeading;
    return own || index === places.title || markdown.headings[index]?.text === 'Legend';
  }
  return owner === 'preamble' && isPreamble(document, position, block);
}

/** The introduction, whatever its words, the pointer to the guide, and the quote with the date. */
function isPreamble({ markdown }: TrackingDocument, index: number, block: Block): boolean {
  const text = markdown.text.slice(block.start, block.end);
  if (block.node.type === 'blockquote') return text.includes('**Last updated:**');
  if (block.node.type !== 'paragraph') return false;
  return (
    markdown.blocks[index - 1]?.node.type === 'heading' ||
    text === INTRODUCTION ||
    text.includes('support_new_models')
  );
}

/** The lines of a block without those that state archscan's numbers. */
function humanLines({ markdown }: TrackingDocument, block: Block, { stated }: Places): string {
  const lines: string[] = [];
  for (let i = lineIndexAt(markdown.lines, block.start); ; i += 1) {
    const line = markdown.lines[i];
    if (line === undefined || line.start >= block.end) break;
    if (line.end > block.start && !stated.has(i + 1)) lines.push(markdown.text.slice(line.start, line.end));
  }
  return lines.every((line) => /^[>\s]*$/.test(line)) ? '' : lines.join('\n');
}

function blanksBefore({ markdown }: TrackingDocument, block: Block): string {
  let start = block.start;
  while (start > 0 && /[ \t\r\n]/.test(markdown.text[start - 1] ?? '')) start -= 1;
  const count = markdown.text.slice(start, block.start).match(/\r\n|\n|\r/g)?.length ?? 1;
  return '\n'.repeat(count);
}

function tableDiagnostics(
  { markdown }: TrackingDocument,
  { table, rows }: TrackingTable,
): readonly Diagnostic[] {
  const place = { file: markdown.file, line: table.lineNumber, column: 1 };
  const human = table.columns.filter(isHuman);
  const twice = human.find((name, i) => human.indexOf(name) !== i);
  const named = new Set(rows.map((row) => row.row));
  const dropped = table.rows.flatMap((row, i): Diagnostic[] => {
    const text = row.cells
      .map((cell) => cell.raw)
      .join(' ')
      .trim();
    if (named.has(i) || text === '' || STATS_FORM.test(text) || /^\*\*total\*\*/i.test(text)) return [];
    const message = 'the row names no architecture and is not kept by a rebuild; move it out of the table';
    return [{ ...place, line: row.lineNumber, rule: 'tracking-row-dropped', severity: 'warning', message }];
  });
  if (twice === undefined) return dropped;
  const message = `the table has two columns "${twice}", so a rebuild would lose one; rename one of them`;
  return [...dropped, { ...place, rule: 'tracking-column-twice', severity: 'error', message }];
}
