/** Rows out of order in tables that are otherwise sorted. */
import { compareText } from '../../diagnostics.js';
import { moveRow, rowContents } from '../../documents/markdown/operations.js';
import {
  countInversions,
  inversions,
  lastNotBehind,
  longestOrdered,
  type Comparator,
} from '../../documents/markdown/order.js';
import { KEY_COLUMN } from '../../documents/tracking/format.js';
import type { TrackingTable } from '../../documents/tracking/read.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import { cellSpot, endOf, type Spot, type TrackingContext } from './context.js';

const byFoldedText: Comparator = (a, b) => compareText(a.toLowerCase(), b.toLowerCase()) || compareText(a, b);

/** With fewer rows nobody can tell a row out of order from another order. */
const MIN_ROWS = 5;

/** The share of rows that may be out of order in a table that still counts as sorted. */
const MAX_SHARE = 0.1;

export function unsortedRows(context: TrackingContext): readonly Finding[] {
  return context.document.tables.flatMap((table) =>
    table.category === undefined || table.table.readOnly !== undefined ? [] : unsortedIn(context, table),
  );
}

function unsortedIn(context: TrackingContext, table: TrackingTable): readonly Finding[] {
  const keys = table.rows.map(({ architectures }) => architectures[0] ?? '');
  const compare = orderOf(keys);
  if (compare === undefined) return [];
  const sorted = longestOrdered(keys, compare);
  const isSorted = new Set(sorted);
  const strays = keys.flatMap((_, index) => (isSorted.has(index) ? [] : [index]));
  if (strays.length === 0 || strays.length > Math.max(1, keys.length * MAX_SHARE)) return [];
  return strays.map((stray) => {
    const row = table.rows[stray];
    const name = keys[stray] ?? '';
    const before = sorted[lastNotBehind(sorted, keys, name, compare)];
    const spot: Spot =
      row === undefined
        ? { file: context.document.markdown.file, line: table.table.lineNumber, column: 1 }
        : cellSpot(context, table, row, KEY_COLUMN);
    const where = before === undefined ? 'at the beginning of the table' : `behind ${keys[before] ?? ''}`;
    const message = `${name} stands out of order; its place is ${where}`;
    return findingOf(
      { ...spot, rule: 'tracking-row-order', severity: 'warning', message },
      {
        key: name,
        architectures: [name],
        edits: moveEdits(context, table, stray, before),
        ...endOf(spot),
      },
    );
  });
}

/**
 * The order that the table is kept in: the one that explains it best, if that is an order by name. Tables kept by
 * model or by number are left alone.
 */
function orderOf(keys: readonly string[]): Comparator | undefined {
  if (keys.length < MIN_ROWS) return undefined;
  const fewest = countInversions(keys);
  if (fewest === 0) return undefined;
  return [compareText, byFoldedText].find((compare) => inversions(keys, compare) === fewest);
}

function moveEdits(
  context: TrackingContext,
  { table, rows }: TrackingTable,
  stray: number,
  before: number | undefined,
): Finding['edits'] {
  const row = rows[stray]?.row ?? 0;
  const target = table.rows[row];
  if (target === undefined) return [];
  const after = before === undefined ? -1 : (rows[before]?.row ?? -1);
  const planned = moveRow(context.document.markdown, { table, row }, { table, after }, rowContents(target));
  return planned.ok ? planned.plan.edits : [];
}
