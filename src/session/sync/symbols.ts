import { firstBy, groupBy } from '../../group-by.js';
import type { Page, PageTable } from '../../sync/page.js';
import { namedRows, sectionSymbols } from '../sections.js';
import type { TextView } from '../texts.js';
import type { SessionSymbol } from '../types.js';
import type { SyncPage } from './pages.js';

/** The sections of a page, with the rows of the tables that profiles mean. */
export function syncSymbols(page: SyncPage, view: TextView): readonly SessionSymbol[] {
  const [first] = page.pages();
  const tables = groupBy(tablesOf(page.pages()), ({ table }) => table.heading);
  return sectionSymbols(view, first?.document.headings ?? [], (heading) =>
    (tables.get(heading) ?? []).flatMap((each) => rowSymbols(view, each)),
  );
}

/** Every row of the tables that profiles mean. */
export function syncRows(page: SyncPage, view: TextView): readonly SessionSymbol[] {
  return tablesOf(page.pages()).flatMap((table) => rowSymbols(view, table));
}

/** The rows whose key cells name architectures, and not families that stand for some. */
export function architectureRows(page: SyncPage, view: TextView): readonly SessionSymbol[] {
  return tablesOf(page.pages())
    .filter(({ profile }) => profile.families === undefined)
    .flatMap((table) => rowSymbols(view, table));
}

/** Several profiles may mean one table. */
function tablesOf(pages: readonly Page[]): readonly PageTable[] {
  const tables = pages.flatMap((page) => page.tables);
  return [...firstBy(tables, ({ table }) => table.start).values()].sort(
    (a, b) => a.table.start - b.table.start,
  );
}

/** Architectures, or the families that stand for some. */
function rowSymbols(
  view: TextView,
  { profile, table, keyColumn, rows }: PageTable,
): readonly SessionSymbol[] {
  const written = new Set([profile.key, ...(profile.machine ?? []).map(({ column }) => column)]);
  const beside = table.columns.findIndex((column) => !written.has(column));
  return rows.flatMap(({ row, keys }) => {
    const cell = row.cells[keyColumn];
    if (cell === undefined) return [];
    const names = keys.map(({ name }) => name);
    return namedRows(view, { line: row.line, cell: cell.content }, names, row.cells[beside]?.text ?? '');
  });
}
