/** What a rebuild takes over of the human cells of rows, and which of their text it does not. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Cell, Table } from '../markdown/tables.js';
import { KEY_COLUMN } from './format.js';
import type { TrackingModel, TrackingRow } from './model.js';
import type { TrackingDocument, TrackingTable } from './read.js';
import { cellOf, type KeptCells } from './render.js';
import { canonicalColumn } from './rows.js';

/** A row of which something stays. */
export interface StayingRow {
  readonly table: Table;
  readonly line: number;
  readonly cells: readonly Cell[];
  /** The architectures that its key cell names, also those that go. */
  readonly names: readonly string[];
  /** What is to be written of those that stay. */
  readonly wants: readonly TrackingRow[];
  /** Of these, those that no row above names. */
  readonly fresh: readonly TrackingRow[];
}

/** The rows that name an architecture of the model. Others are removed as a whole, and are reported as that. */
export function stayingRows(tables: readonly TrackingTable[], model: TrackingModel): readonly StayingRow[] {
  const wanted = new Map(model.rows.map((row) => [row.architecture, row]));
  const seen = new Set<string>();
  const staying: StayingRow[] = [];
  for (const { table, rows } of tables) {
    for (const { row, line, architectures: names } of rows) {
      const wants = names.flatMap((name) => wanted.get(name) ?? []);
      const fresh = wants.filter(({ architecture }) => !seen.has(architecture));
      for (const { architecture } of fresh) seen.add(architecture);
      const cells = table.rows[row]?.cells ?? [];
      if (wants.length > 0) staying.push({ table, line, cells, names, wants, fresh });
    }
  }
  return staying;
}

/** Cells of human columns. Where an architecture has several rows, the first that says something counts. */
export function humanCellsByArchitecture(tables: readonly TrackingTable[]): KeptCells['cells'] {
  const cells = new Map<string, ReadonlyMap<string, string>>();
  for (const { table, rows } of tables) {
    for (const { row, architectures } of rows) {
      const own = table.columns.flatMap((name, i): [string, string][] => {
        const raw = table.rows[row]?.cells[i]?.raw ?? '';
        return isHuman(name) && raw !== '' ? [[name, raw]] : [];
      });
      for (const name of own.length === 0 ? [] : architectures)
        cells.set(name, new Map([...own, ...(cells.get(name) ?? [])]));
    }
  }
  return cells;
}

/** What people wrote into human columns, or beyond the last one, and a rebuild has no place for. */
export function lostCells(
  document: TrackingDocument,
  rows: readonly StayingRow[],
  kept: KeptCells,
): readonly Diagnostic[] {
  return rows.flatMap((row) =>
    lossOf(document, row, ({ raw }, name) =>
      name === undefined
        ? raw !== ''
        : isHuman(name) && raw !== '' && row.wants.some((want) => cellOf(want, name, kept) !== raw),
    ),
  );
}

/** What people wrote into the summary beside labels and numbers, which is written anew. */
export function lostOfSummary(document: TrackingDocument): readonly Diagnostic[] {
  const { summary } = document.figures;
  return [...new Set(summary.map(({ table }) => table))].flatMap((table) =>
    table.rows.flatMap(({ lineNumber: line, cells }, index) => {
      const own = summary.find((each) => each.table === table && each.row === index);
      const kept = own === undefined ? [] : [own.label, ...own.columns];
      const row = { table, line, cells, names: [], wants: [], fresh: [] };
      return lossOf(document, row, ({ raw }, _, at) => raw !== '' && !kept.includes(at));
    }),
  );
}

/** The diagnostic of a row of which some cells get lost. `name` is undefined beyond the last column. */
export function lossOf(
  { markdown }: TrackingDocument,
  { table, line, cells }: StayingRow,
  isLost: (cell: Cell, name: string | undefined, index: number) => boolean,
): readonly Diagnostic[] {
  const texts = cells.flatMap((cell, i) => {
    const name = table.columns[i];
    return isLost(cell, name, i) ? [`"${cell.raw}" (${name ?? 'beyond the last column'})`] : [];
  });
  if (texts.length === 0) return [];
  const message = `a rebuild does not keep ${texts.join(' and ')} of this row; move it to another cell or out of the table`;
  return [
    { file: markdown.file, line, column: 1, rule: 'tracking-row-dropped', severity: 'warning', message },
  ];
}

export function isHuman(name: string): boolean {
  return name.toLowerCase() !== KEY_COLUMN.toLowerCase() && canonicalColumn(name) === undefined;
}
