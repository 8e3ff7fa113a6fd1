import type { Place } from '../diagnostics.js';
import type { KeptPlace } from '../engines/types.js';
import { rowKeys } from '../documents/markdown/keys.js';
import { parseDocument } from '../documents/markdown/parse.js';

type PageContent = Extract<KeptPlace['content'], { kind: 'page' }>;

/** The architectures that the tables of a page have in a key column, each where it stands first. */
export function pageEntries(file: string, { text, columns }: PageContent): ReadonlyMap<string, Place> {
  const entries = new Map<string, Place>();
  for (const table of parseDocument(text, { file }).value.tables) {
    const at = table.columns.findIndex((name) => columns.includes(name));
    for (const row of at === -1 ? [] : table.rows) {
      const cell = row.cells[at];
      for (const { name, glob } of rowKeys(cell)) {
        if (glob || entries.has(name)) continue;
        const column = (cell?.content.start ?? row.line.start) - row.line.start + 1;
        entries.set(name, { file, line: row.lineNumber, column });
      }
    }
  }
  return entries;
}
