/**
 * Key and machine cells as people wrote them. A rebuild keeps one that agrees with the sources and says more than
 * archscan would write: a footnote, a link, a comment, a remark.
 */
import type { Nodes } from 'mdast';
import type { Diagnostic } from '../../diagnostics.js';
import type { Cell } from '../markdown/tables.js';
import { isMark, saidIn } from './cell-text.js';
import { isMachineColumn, KEY_COLUMN, standardColumns, type MachineColumn } from './format.js';
import { lossOf, type StayingRow } from './keep-cells.js';
import type { TrackingModel, TrackingRow } from './model.js';
import { machineColumnIndex, type TrackingDocument } from './read.js';
import { cellOf, standardCell, type KeptCells } from './render.js';
import { agrees, canonicalColumn, machineText } from './rows.js';

type OwnColumn = MachineColumn | typeof KEY_COLUMN;

/** The cells that stay as they are written. Where an architecture has several rows, those of the first count. */
export function writtenCells(rows: readonly StayingRow[], model: TrackingModel): KeptCells['written'] {
  const columns = standardColumns(model.withFallback).filter(isOwn);
  const written = rows.flatMap((row) =>
    row.fresh.map((want): [string, ReadonlyMap<string, string>] => {
      const cells = columns.flatMap((column): [string, string][] => {
        const cell = row.cells[machineColumnIndex(row.table, column) ?? -1];
        const stays = cell !== undefined && fits(row, cell, column, want, model);
        return stays && (saysMore(row, cell, column) || addsTo(want, cell, column))
          ? [[column, cell.raw]]
          : [];
      });
      return [want.architecture, new Map(cells)];
    }),
  );
  return new Map(written.filter(([, cells]) => cells.size > 0));
}

/** What goes with key and machine cells that are written anew, beyond the changes of their values. */
export function overwrittenCells(
  document: TrackingDocument,
  rows: readonly StayingRow[],
  kept: KeptCells,
): readonly Diagnostic[] {
  return rows.flatMap((row) =>
    lossOf(document, row, (cell, name = '', index) => {
      const column = name.toLowerCase() === KEY_COLUMN.toLowerCase() ? KEY_COLUMN : canonicalColumn(name);
      if (column === undefined || row.wants.every((want) => cellOf(want, column, kept) === cell.raw))
        return false;
      const counts = row.fresh.length === row.wants.length && index === machineColumnIndex(row.table, column);
      return saysMore(row, cell, column) || (!counts && saysOther(row, cell, column));
    }),
  );
}

function isOwn(column: string): column is OwnColumn {
  return column === KEY_COLUMN || isMachineColumn(column);
}

/** Whether a cell, not being in the usual form, says what the sources say. */
function fits(
  { names }: StayingRow,
  cell: Cell,
  column: OwnColumn,
  want: TrackingRow,
  model: TrackingModel,
): boolean {
  // Markdown makes a link of an address in the usual form of a cell, too.
  if (cell.raw === standardCell(want, column)) return false;
  if (column === KEY_COLUMN) return names.length === 1;
  return agrees(column, saidIn(cell), machineText(want, column), model);
}

/** Whether a cell holds more than a value in one or another type face. */
function saysMore({ names }: StayingRow, cell: Cell, column: OwnColumn): boolean {
  if (cell.node !== undefined && !isPlain(cell.node)) return true;
  if (column === KEY_COLUMN) return cell.text !== names[0] && hasFurtherWords(cell.text, names);
  return !isValue(column) && !isMark(cell.text);
}

/** Whether a cell names more than the value of its row. */
function addsTo(want: TrackingRow, { text }: Cell, column: OwnColumn): boolean {
  return isValue(column) && !isMark(text) && text !== machineText(want, column);
}

/** Whether a cell that does not count has a value that is written nowhere. */
function saysOther({ wants }: StayingRow, { text }: Cell, column: OwnColumn): boolean {
  return isValue(column) && text !== '' && wants.some((want) => machineText(want, column) !== text);
}

/** Columns of values; the others have marks that say yes or no. */
function isValue(column: OwnColumn): column is 'SGLang File' | 'Example HF Model' {
  return column === 'SGLang File' || column === 'Example HF Model';
}

const PLAIN: ReadonlySet<Nodes['type']> = new Set(['tableCell', 'text', 'strong', 'emphasis', 'inlineCode']);

function isPlain(node: Nodes): boolean {
  return PLAIN.has(node.type) && (!('children' in node) || node.children.every(isPlain));
}

/** Whether a key cell says something beside names and what joins them. */
function hasFurtherWords(text: string, names: readonly string[]): boolean {
  const words = text.split(/[\s,;/&+]+/);
  return words.some((word) => word !== '' && !['and', 'or', ...names].includes(word));
}
