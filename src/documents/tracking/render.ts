import { compareText } from '../../diagnostics.js';
import {
  dateLine,
  delimiterLine,
  INTRODUCTION,
  isMachineColumn,
  KEY_COLUMN,
  keyCell,
  LEGEND,
  machineCell,
  SECTION_HEADINGS,
  shareLines,
  standardColumns,
  statsLine,
  statsNumbers,
  SUMMARY_COLUMNS,
  SUMMARY_HEADING,
  SUMMARY_LABELS,
  tableLine,
  type MachineColumn,
  TITLE,
} from './format.js';
import {
  addStats,
  CATEGORIES,
  countRows,
  type Category,
  type Stats,
  type TrackingModel,
  type TrackingRow,
} from './model.js';
import { NOTHING_STATED, type KeptStated } from './keep-stated.js';

/** A part of the document at whose end text of a maintainer can stand. `top` is before the title. */
export type Part = 'top' | 'preamble' | 'legend' | Category | 'summary';

/** Cells as Markdown: architecture, then column name. */
type Cells = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface KeptCells {
  /** Of human columns. */
  readonly cells: Cells;
  /** Key and machine cells that say what archscan would write, and more. */
  readonly written: Cells;
}

/** What a maintainer added to a document and a rebuild keeps. Everything is Markdown with `\n` line ends. */
export interface KeptContent extends KeptCells {
  /** Columns of each section, in order; other sections have the standard ones. */
  readonly columns: ReadonlyMap<Category, readonly string[]>;
  /** How the header of a human column is written, where not as its name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Lines of the legend that explain human columns. */
  readonly legend: readonly string[];
  readonly stated: KeptStated;
  readonly notes: ReadonlyMap<Part, readonly string[]>;
  /** Sections that are not archscan's. */
  readonly sections: readonly string[];
}

const NOTHING_KEPT: KeptContent = {
  columns: new Map(),
  headers: new Map(),
  cells: new Map(),
  written: new Map(),
  stated: NOTHING_STATED,
  legend: [],
  notes: new Map(),
  sections: [],
};

/** The whole tracking document, with `\n` line ends and a final newline. Rows are sorted by code unit. */
export function renderTracking(model: TrackingModel, kept: KeptContent = NOTHING_KEPT): string {
  const notes = (part: Part): readonly string[] => kept.notes.get(part) ?? [];
  const rowsOf = (category: Category): readonly TrackingRow[] =>
    model.rows.filter((row) => row.category === category);
  const blocks = [
    ...notes('top'),
    ...preamble(model.date),
    ...notes('preamble'),
    ...legend(model, kept.legend),
    ...notes('legend'),
    ...CATEGORIES.flatMap((category) => [
      '---',
      renderSection(
        category,
        rowsOf(category),
        kept.columns.get(category) ?? standardColumns(model.withFallback),
        kept,
      ),
      ...notes(category),
    ]),
    '---',
    renderSummary(
      CATEGORIES.map((category) => countRows(rowsOf(category))),
      kept.stated,
    ),
    ...notes('summary'),
    ...kept.sections,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** One section with heading, table and stats line, without a final newline. */
export function renderSection(
  category: Category,
  rows: readonly TrackingRow[],
  columns: readonly string[],
  kept: KeptCells & Pick<KeptContent, 'headers'> & Partial<Pick<KeptContent, 'stated'>> = NOTHING_KEPT,
): string {
  const { before = '', after = '', numbers } = kept.stated?.stats.get(category) ?? {};
  return [
    kept.stated?.headings.get(category) ?? `## ${SECTION_HEADINGS[category]}`,
    renderTable(rows, columns, kept),
    before + (numbers ?? statsLine(countRows(rows))) + after,
  ].join('\n\n');
}

/** The table of a section; without rows it is a header and a delimiter. */
export function renderTable(
  rows: readonly TrackingRow[],
  columns: readonly string[],
  kept: KeptCells & Pick<KeptContent, 'headers'> = NOTHING_KEPT,
): string {
  const sorted = [...rows].sort((a, b) => compareText(a.architecture, b.architecture));
  return [
    tableLine(columns.map((column) => kept.headers.get(column) ?? column)),
    delimiterLine(columns.length),
    ...sorted.map((row) => tableLine(columns.map((column) => cellOf(row, column, kept)))),
  ].join('\n');
}

/** The summary with its heading, without a final newline. */
export function renderSummary(
  stats: readonly Stats[],
  { summary, shares }: KeptStated = NOTHING_STATED,
): string {
  const total = addStats(stats);
  const lines = CATEGORIES.map(
    (category, i) =>
      summary.get(category) ??
      tableLine([SUMMARY_LABELS[category], ...numbersOf(stats[i]).map((n) => String(n))]),
  );
  const table = [
    tableLine(SUMMARY_COLUMNS),
    delimiterLine(SUMMARY_COLUMNS.length),
    ...lines,
    summary.get('total') ?? tableLine(['**Total**', ...numbersOf(total).map((n) => `**${n}**`)]),
  ].join('\n');
  return [`## ${SUMMARY_HEADING}`, table, shareLines(total, shares).join('\n')].join('\n\n');
}

function preamble(date: string): readonly string[] {
  return [
    TITLE,
    INTRODUCTION,
    'How to add an implementation: https://docs.sglang.ai/supported_models/support_new_models.html',
    [
      '> **What stands behind a row:** `archscan support NAME` names the file and line of every fact.',
      '>',
      dateLine(date),
    ].join('\n'),
  ];
}

function legend(model: TrackingModel, kept: readonly string[]): readonly string[] {
  const columns = standardColumns(model.withFallback).filter(isMachineColumn);
  const lines = columns.map((column) => tableLine([column, LEGEND[column]]));
  return ['### Legend', [tableLine(['Column', 'Meaning']), delimiterLine(2), ...lines, ...kept].join('\n')];
}

/** The cell of a row as Markdown. */
export function cellOf(row: TrackingRow, column: string, { cells, written }: KeptCells): string {
  const own = written.get(row.architecture)?.get(column);
  if (own !== undefined) return own;
  if (column === KEY_COLUMN || isMachineColumn(column)) return standardCell(row, column);
  return cells.get(row.architecture)?.get(column) ?? '';
}

/** A key or machine cell in the form of a new document. */
export function standardCell(row: TrackingRow, column: MachineColumn | typeof KEY_COLUMN): string {
  return column === KEY_COLUMN ? keyCell(row.architecture) : machineCell(row, column);
}

function numbersOf(stats: Stats | undefined): readonly number[] {
  return stats === undefined ? [0, 0, 0, 0] : statsNumbers(stats);
}
