/** The numbers and the date that a tracking document states about itself, and where they stand. */
import type { Span } from '../markdown/edits.js';
import { lineIndexAt } from '../markdown/lines.js';
import type { MarkdownDocument } from '../markdown/parse.js';
import type { Row, Table } from '../markdown/tables.js';
import { SUMMARY_COLUMNS } from './format.js';
import type { Category } from './model.js';
import { NUMBER } from './numbers.js';
import { categoryUnder, type Sections } from './sections.js';

const BOLD_NUMBER = String.raw`\*\*${NUMBER}\*\*`;

/** The four numbers of a section in running text or, where no blank line divides them, in the table's last row. */
export const STATS_FORM = new RegExp(
  ['native', 'HF-only', 'no fallback', 'total'].map((words) => `${BOLD_NUMBER} ${words}`).join(' / '),
);

const SHARE_FORM = new RegExp(
  String.raw`${BOLD_NUMBER} (natively supported|HF fallback only|no fallback) \(\d+%\)`,
);

const DATE_FORM = /(?<=\*\*Last updated:\*\*)([ \t]*)([^|\s][^|]*?)?(?=[ \t]*(?:\||$))/;

/** A stretch of one line. */
export interface Stretch extends Span {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  /** Set when the line is a row of a table. */
  readonly row: { readonly table: Table; readonly index: number } | undefined;
}

export interface SummaryRow {
  readonly table: Table;
  readonly row: number;
  readonly line: number;
  /** A category or the sum of all. */
  readonly of: Category | 'total';
  /** Position of the label among the columns. */
  readonly label: number;
  /** Positions of the four numbers. */
  readonly columns: readonly number[];
}

export interface Figures {
  readonly stats: readonly (Stretch & { readonly category: Category })[];
  readonly shares: readonly (Stretch & { readonly words: string })[];
  readonly dates: readonly Stretch[];
  readonly summary: readonly SummaryRow[];
}

export function findFigures(document: MarkdownDocument, sections: Sections): Figures {
  const stats: (Stretch & { category: Category })[] = [];
  const shares: (Stretch & { words: string })[] = [];
  const dates: Stretch[] = [];
  for (const { stretch, heading } of textLines(document)) {
    const section = categoryUnder(document, heading, sections.categoryOfHeading);
    const found = matchIn(stretch, STATS_FORM);
    if (found !== undefined && section !== undefined) stats.push({ ...found.stretch, category: section });
    if (stretch.row !== undefined) continue;
    const share = matchIn(stretch, SHARE_FORM);
    if (share !== undefined) shares.push({ ...share.stretch, words: share.groups[0] ?? '' });
    const date = matchIn(stretch, DATE_FORM);
    if (date !== undefined) dates.push(date.stretch);
  }
  return { stats, shares, dates, summary: document.tables.flatMap(summaryRows) };
}

function* textLines(
  document: MarkdownDocument,
): Generator<{ readonly stretch: Stretch; readonly heading: number | undefined }> {
  const tables = new Map(
    document.tables.filter((table) => table.readOnly === undefined).map((table) => [table.block, table]),
  );
  for (const [i, block] of document.blocks.entries()) {
    const { heading, node } = block;
    const table = tables.get(i);
    if (table !== undefined) {
      for (const [index, row] of table.rows.entries())
        yield { stretch: rowStretch(document, table, index, row), heading };
    } else if (node.type === 'paragraph' || node.type === 'blockquote') {
      for (let number = lineIndexAt(document.lines, block.start); ; number += 1) {
        const line = document.lines[number];
        if (line === undefined || line.start >= block.end) break;
        const text = document.text.slice(line.start, line.end);
        yield {
          stretch: { start: line.start, end: line.end, line: number + 1, text, row: undefined },
          heading,
        };
      }
    }
  }
}

function rowStretch(document: MarkdownDocument, table: Table, index: number, row: Row): Stretch {
  const text = document.text.slice(row.line.start, row.line.end);
  return { ...row.line, line: row.lineNumber, text, row: { table, index } };
}

function matchIn(
  stretch: Stretch,
  form: RegExp,
): { readonly stretch: Stretch; readonly groups: readonly string[] } | undefined {
  const match = form.exec(stretch.text);
  if (match === null) return undefined;
  const [text, ...groups] = match;
  const start = stretch.start + match.index;
  return { stretch: { ...stretch, start, end: start + text.length, text }, groups };
}

function summaryRows(table: Table): readonly SummaryRow[] {
  if (table.readOnly !== undefined) return [];
  const [labelColumn = -1, ...columns] = SUMMARY_COLUMNS.map((name) => table.columns.indexOf(name));
  if (labelColumn === -1 || columns.includes(-1)) return [];
  return table.rows.flatMap((row, index) => {
    const of = summaryLabel(row.cells[labelColumn]?.text ?? '');
    return of === undefined
      ? []
      : [{ table, row: index, line: row.lineNumber, of, label: labelColumn, columns }];
  });
}

function summaryLabel(text: string): Category | 'total' | undefined {
  if (/^text/i.test(text)) return 'text';
  if (/^embedding/i.test(text)) return 'embedding';
  if (/^multimodal/i.test(text)) return 'multimodal';
  return /^total$/i.test(text) ? 'total' : undefined;
}
