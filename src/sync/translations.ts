/** Pages that say the same in several languages: rows that only one of them has. */
import { finding, type SyncFinding } from './finding.js';
import type { Page, PageTable } from './page.js';

export function compareTranslations(pages: readonly Page[]): readonly SyncFinding[] {
  return pages.flatMap((page) => {
    const { translates } = page.profile;
    const original = pages.find(
      ({ profile }) => translates !== undefined && profile.places.includes(translates),
    );
    if (original === undefined || !page.sound || !original.sound) return [];
    return page.tables.flatMap((table, index) => {
      const other = original.tables[index];
      if (other === undefined) return [];
      return [...lacking(page, table, original, other), ...lacking(original, other, page, table)];
    });
  });
}

/** Keys of `other` that `table` has not. */
function lacking(page: Page, table: PageTable, otherPage: Page, other: PageTable): readonly SyncFinding[] {
  const named = new Set(table.rows.flatMap(({ keys }) => keys.map(({ name }) => name)));
  return other.rows.flatMap(({ keys, row }) => {
    const [key] = keys;
    if (key === undefined || keys.some(({ name }) => named.has(name))) return [];
    const message = `this table has no row for ${key.name}, which ${otherPage.file}:${row.lineNumber} has in another language. Add it here, or remove it there`;
    const details = { line: table.table.lineNumber, subject: key.name, severity: 'warning' } as const;
    return [finding('sync-translation', page.file, message, details)];
  });
}
