import { compareText } from '../../diagnostics.js';
import {
  dateLine,
  delimiterLine,
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

/** What a maintainer added to a document and a rebuild keeps. Cells are Markdown. */
export interface KeptContent {
  /** Columns of each section, in order; sections of a new document have the standard ones. */
  readonly columns: ReadonlyMap<Category, readonly string[]>;
  /** Cells of human columns: architecture, then column name. */
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Lines of the legend that explain human columns. */
  readonly legend: readonly string[];
  /** Sections that are not archscan's, verbatim, without the blank lines around them. */
  readonly sections: readonly string[];
}

const NOTHING_KEPT: KeptContent = { columns: new Map(), cells: new Map(), legend: [], sections: [] };

/** The whole tracking document, with `\n` line ends and a final newline. Rows are sorted by code unit. */
export function renderTracking(model: TrackingModel, kept: KeptContent = NOTHING_KEPT): string {
  const stats = CATEGORIES.map((category) => countRows(rowsOf(model, category)));
  const blocks = [
    ...preamble(model, kept),
    ...CATEGORIES.flatMap((category) => [
      '---',
      renderSection(
        category,
        rowsOf(model, category),
        kept.columns.get(category) ?? standardColumns(model.withFallback),
        kept.cells,
      ),
    ]),
    '---',
    renderSummary(stats),
    ...kept.sections,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** One section with heading, table and stats line, without a final newline. */
export function renderSection(
  category: Category,
  rows: readonly TrackingRow[],
  columns: readonly string[],
  cells: KeptContent['cells'] = NOTHING_KEPT.cells,
): string {
  return [
    `## ${SECTION_HEADINGS[category]}`,
    renderTable(rows, columns, cells),
    statsLine(countRows(rows)),
  ].join('\n\n');
}

/** The table of a section; without rows it is a header and a delimiter. */
export function renderTable(
  rows: readonly TrackingRow[],
  columns: readonly string[],
  cells: KeptContent['cells'] = NOTHING_KEPT.cells,
): string {
  const sorted = [...rows].sort((a, b) => compareText(a.architecture, b.architecture));
  return [
    tableLine(columns),
    delimiterLine(columns.length),
    ...sorted.map((row) => tableLine(columns.map((column) => cellOf(row, column, cells)))),
  ].join('\n');
}

/** The summary with its heading, without a final newline. */
export function renderSummary(stats: readonly Stats[]): string {
  const total = addStats(stats);
  const lines = CATEGORIES.map((category, i) =>
    tableLine([SUMMARY_LABELS[category], ...numbersOf(stats[i]).map((n) => String(n))]),
  );
  const table = [
    tableLine(SUMMARY_COLUMNS),
    delimiterLine(SUMMARY_COLUMNS.length),
    ...lines,
    tableLine(['**Total**', ...numbersOf(total).map((n) => `**${n}**`)]),
  ].join('\n');
  return [`## ${SUMMARY_HEADING}`, table, shareLines(total).join('\n')].join('\n\n');
}

function preamble(model: TrackingModel, kept: KeptContent): readonly string[] {
  return [
    TITLE,
    'Every model architecture that SGLang registers or that the `transformers` library exports, and what SGLang can do with it today.',
    'How to add an implementation: https://docs.sglang.ai/supported_models/support_new_models.html',
    [
      '> **What stands behind a row:** `archscan support NAME` names the file and line of every fact.',
      '>',
      dateLine(model.date),
    ].join('\n'),
    '### Legend',
    [
      tableLine(['Column', 'Meaning']),
      delimiterLine(2),
      ...standardColumns(model.withFallback)
        .filter(isMachineColumn)
        .map((column) => tableLine([column, LEGEND[column]])),
      ...kept.legend,
    ].join('\n'),
  ];
}

function cellOf(row: TrackingRow, column: string, cells: KeptContent['cells']): string {
  if (column === KEY_COLUMN) return keyCell(row.architecture);
  if (isMachineColumn(column)) return machineCell(row, column);
  return cells.get(row.architecture)?.get(column) ?? '';
}

function rowsOf(model: TrackingModel, category: Category): readonly TrackingRow[] {
  return model.rows.filter((row) => row.category === category);
}

function numbersOf(stats: Stats | undefined): readonly number[] {
  return stats === undefined ? [0, 0, 0, 0] : statsNumbers(stats);
}
