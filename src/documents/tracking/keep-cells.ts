/** What a rebuild takes over of the cells of rows, and which of their text it does not. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Cell } from '../markdown/tables.js';
import { KEY_COLUMN } from './format.js';
import type { TrackingModel, TrackingRow } from './model.js';
import type { DocumentRow, TrackingDocument, TrackingTable } from './read.js';
import { cellOf, type KeptContent } from './render.js';
import { canonicalColumn } from './rows.js';

/** Cells of human columns. Where an architecture has several rows, the first that says something counts. */
export function humanCellsByArchitecture(tables: readonly TrackingTable[]): KeptContent['cells'] {
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

/** What people wrote into rows that stay, and a rebuild has no place for. */
export function lostCells(
  document: TrackingDocument,
  tables: readonly TrackingTable[],
  model: TrackingModel,
  kept: Pick<KeptContent, 'cells'>,
): readonly Diagnostic[] {
  const wanted = new Map(model.rows.map((row) => [row.architecture, row]));
  return tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const wants = row.architectures.flatMap((name) => wanted.get(name) ?? []);
      return lossOf(document, row, lostTexts(table, row, wants, kept));
    }),
  );
}

export function isHuman(name: string): boolean {
  return name.toLowerCase() !== KEY_COLUMN.toLowerCase() && canonicalColumn(name) === undefined;
}

/** A row whose architectures are all gone is removed as a whole, which is reported as that. */
function lostTexts(
  { table }: TrackingTable,
  { row }: DocumentRow,
  wants: readonly TrackingRow[],
  kept: Pick<KeptContent, 'cells'>,
): readonly string[] {
  const isLost = ({ raw }: Cell, name: string | undefined): boolean =>
    name === undefined || (isHuman(name) && wants.some((want) => cellOf(want, name, kept.cells) !== raw));
  const cells = wants.length === 0 ? [] : (table.rows[row]?.cells ?? []);
  return cells.flatMap((cell, i) => {
    const name = table.columns[i];
    const lost = cell.raw !== '' && isLost(cell, name);
    return lost ? [`"${cell.raw}" (${name ?? 'beyond the last column'})`] : [];
  });
}

function lossOf(
  { markdown }: TrackingDocument,
  { line }: DocumentRow,
  texts: readonly string[],
): readonly Diagnostic[] {
  if (texts.length === 0) return [];
  const message = `a rebuild does not keep ${texts.join(' and ')} of this row; move it to another cell or out of the table`;
  return [
    { file: markdown.file, line, column: 1, rule: 'tracking-row-dropped', severity: 'warning', message },
  ];
}
