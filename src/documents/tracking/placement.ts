/** Where arriving rows go: into the table of their section, or into a section that is made for them. */
import { compareText } from '../../diagnostics.js';
import { insertBlocks, insertRow } from '../markdown/operations.js';
import { placeKeys } from '../markdown/order.js';
import type { Plan } from '../markdown/plan.js';
import { KEY_COLUMN, standardColumns, statsLine } from './format.js';
import { stayingRows } from './keep-cells.js';
import { writtenCells } from './keep-written.js';
import { CATEGORIES, countRows, type Category, type TrackingModel } from './model.js';
import type { DocumentRow, TrackingDocument, TrackingTable } from './read.js';
import { renderSection, renderTable } from './render.js';
import { arrivalCells, canonicalColumn, humanCells, type Arrival, type RowChanges } from './rows.js';

export interface Placed {
  readonly arrival: Arrival;
  readonly plan: Plan;
}

export type Placements =
  | { readonly ok: true; readonly placed: readonly Placed[]; readonly plans: readonly Plan[] }
  | { readonly ok: false; readonly line: number; readonly reason: string };

/** Puts all arrivals of one category in place. */
export function placeArrivals(
  document: TrackingDocument,
  model: TrackingModel,
  category: Category,
  arrivals: readonly Arrival[],
  changes: RowChanges,
): Placements {
  if (arrivals.length === 0) return { ok: true, placed: [], plans: [] };
  const tables = document.tables.filter((table) => table.category === category);
  const [first] = tables;
  if (first === undefined) return makeSection(document, model, category, arrivals);
  const placed: Placed[] = [];
  const chosen = arrivals.map((arrival) => ({ arrival, table: chooseTable(tables, arrival, changes) }));
  for (const table of tables) {
    const residents = (changes.residents.get(table.table.index) ?? []).map(({ row }) => row);
    const own = chosen.flatMap((each) => (each.table === table ? [each.arrival] : []));
    const result = placeInTable(document, model, table, residents, own);
    if (!result.ok) return result;
    placed.push(...result.placed);
  }
  return { ok: true, placed, plans: placed.map(({ plan }) => plan) };
}

/** A section may be split over tables; a row goes where the nearest name before it is. */
function chooseTable(
  tables: readonly TrackingTable[],
  arrival: Arrival,
  changes: RowChanges,
): TrackingTable | undefined {
  let best = tables[0];
  if (tables.length === 1) return best;
  let nearest = '';
  for (const table of tables) {
    for (const { row } of changes.residents.get(table.table.index) ?? []) {
      const [name = ''] = row.architectures;
      if (compareText(name, arrival.row.architecture) <= 0 && compareText(name, nearest) > 0)
        [best, nearest] = [table, name];
    }
  }
  return best;
}

function placeInTable(
  document: TrackingDocument,
  model: TrackingModel,
  { table }: TrackingTable,
  residents: readonly DocumentRow[],
  arrivals: readonly Arrival[],
): Placements {
  const byName = new Map(arrivals.map((arrival) => [arrival.row.architecture, arrival]));
  const { keys, after } = placeKeys(
    residents.map((row) => row.architectures[0] ?? ''),
    [...byName.keys()],
  );
  const placed: Placed[] = [];
  for (const [i, key] of keys.entries()) {
    const arrival = byName.get(key);
    if (arrival === undefined) continue;
    const above = residents[after[i] ?? -1]?.row ?? -1;
    const planned = insertRow(document.markdown, table, above, arrivalCells(arrival, table, model));
    if (!planned.ok) return { ok: false, line: table.lineNumber, reason: planned.reason };
    placed.push({ arrival, plan: planned.plan });
  }
  return { ok: true, placed, plans: placed.map(({ plan }) => plan) };
}

/** A table for a heading that has none, or the whole section where the heading is missing as well. */
function makeSection(
  document: TrackingDocument,
  model: TrackingModel,
  category: Category,
  arrivals: readonly Arrival[],
): Placements {
  const { markdown, sections, figures } = document;
  const heading = sections.headingOf.get(category);
  const line = heading === undefined ? 1 : (markdown.headings[heading]?.line ?? 1);
  if (sections.blocked.has(category)) {
    return {
      ok: false,
      line,
      reason: 'the table of this section is not one at the top level of the document; move it there',
    };
  }
  const rows = arrivals.map((arrival) => arrival.row);
  const arriving = { ...model, rows };
  const sectioned = document.tables.filter((table) => table.category !== undefined);
  const cells = humanCellsOf(arrivals);
  const brought = [...cells.values()].flatMap((own) => [...own.keys()]);
  const usual = sectioned[0]?.table.columns ?? standardColumns(model.withFallback);
  const columns = [...new Set([...usual, ...brought])];
  const kept = {
    headers: new Map<string, string>(),
    cells,
    written: writtenCells(stayingRows(sectioned, arriving), model),
  };
  const block =
    heading === undefined
      ? undefined
      : markdown.blocks.findIndex((entry) => entry.start === markdown.headings[heading]?.start);
  const hasStats = figures.stats.some((entry) => entry.category === category);
  const stats = hasStats ? '' : `\n\n${statsLine(countRows(rows))}`;
  const plan =
    block === undefined
      ? insertSection(document, category, renderSection(category, rows, canonical(columns), kept))
      : insertBlocks(markdown, block, renderTable(rows, canonical(columns), kept) + stats);
  if (!plan.ok) return { ok: false, line, reason: plan.reason };
  return { ok: true, placed: arrivals.map((arrival) => ({ arrival, plan: plan.plan })), plans: [plan.plan] };
}

function humanCellsOf(arrivals: readonly Arrival[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(arrivals.map((arrival) => [arrival.row.architecture, humanCells(arrival)]));
}

function insertSection(
  document: TrackingDocument,
  category: Category,
  section: string,
): ReturnType<typeof insertBlocks> {
  const { markdown, sections } = document;
  const later = CATEGORIES.slice(CATEGORIES.indexOf(category) + 1).map((other) =>
    sections.headingOf.get(other),
  );
  const next = [...later, sections.summaryHeading].find((heading) => heading !== undefined);
  const start = next === undefined ? undefined : markdown.headings[next]?.start;
  const block = markdown.blocks.findIndex((entry) => entry.start === start);
  const above = block === -1 ? markdown.blocks.length - 1 : block - 1;
  const ruled = markdown.blocks[above]?.node.type === 'thematicBreak';
  return insertBlocks(markdown, above, ruled ? `${section}\n\n---` : `---\n\n${section}`);
}

/** Column names as archscan spells its own. */
function canonical(columns: readonly string[]): readonly string[] {
  return columns.map((name) =>
    name.toLowerCase() === KEY_COLUMN.toLowerCase() ? KEY_COLUMN : (canonicalColumn(name) ?? name),
  );
}
