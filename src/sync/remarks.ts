/** Footnotes of keys that say from which registry an architecture is served, and from no other. */
import type { Nodes } from 'mdast';
import type { EngineFacts } from './facts.js';
import { evidenceOf, finding, type SyncFinding } from './finding.js';
import { readFootnotes } from './footnotes.js';
import { placeOfKey, type Page } from './page.js';

export function checkRemarks(facts: EngineFacts, page: Page): readonly SyncFinding[] {
  const { remarks = [] } = page.profile;
  if (remarks.length === 0) return [];
  const { definitions } = readFootnotes(page.document);
  const textOf = (id: string): string | undefined => definitions.find((each) => each.id === id)?.text;
  return page.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const cell = row.row.cells[table.keyColumn]?.node;
      const ids = cell === undefined ? [] : [...referencesIn(cell)];
      return ids.flatMap((id) => {
        const remark = remarks.find(({ begins }) => textOf(id)?.startsWith(begins) === true);
        if (remark === undefined) return [];
        return row.keys.flatMap(({ name }) => {
          const registered = facts.loaded.get(name);
          if (registered === undefined || remark.registry.includes(registered.registry)) return [];
          const message = `[^${id}] says that ${name} is served from ${remark.registry.join(' or ')} only, but ${facts.title} registers it in ${registered.registry}, too`;
          const { line, column } = placeOfKey(page, table, row);
          const details = {
            line,
            column,
            subject: name,
            severity: 'warning',
            evidence: evidenceOf(registered),
          } as const;
          return [finding('sync-remark-outdated', page.file, message, details)];
        });
      });
    }),
  );
}

function* referencesIn(node: Nodes): Generator<string> {
  if (node.type === 'footnoteReference') yield node.identifier.toLowerCase();
  if ('children' in node) for (const child of node.children) yield* referencesIn(child);
}
