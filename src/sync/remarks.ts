/** Footnotes of keys that say from which registry an architecture is served, and from no other. */
import type { Nodes } from 'mdast';
import { readFootnotes } from '../documents/markdown/footnotes.js';
import type { EngineFacts } from './facts.js';
import { evidenceOf, finding, type SyncFinding } from './finding.js';
import { placeOfKey, type Page, type PageRow, type PageTable } from './page.js';

export function checkRemarks(facts: EngineFacts, page: Page): readonly SyncFinding[] {
  const { remarks = [] } = page.profile;
  if (remarks.length === 0) return [];
  const { definitions } = readFootnotes(page.document);
  const textOf = (id: string): string | undefined => definitions.find((each) => each.id === id)?.text;
  return page.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      return remarkIds(table, row).flatMap((id) => {
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

/** Rows whose key has a remark that explains why it need not be registered. */
export function openRows(page: Page): ReadonlySet<PageRow> {
  const open = (page.profile.remarks ?? []).filter((remark) => remark.open === true);
  if (open.length === 0) return new Set();
  const { definitions } = readFootnotes(page.document);
  const ids = new Set(
    definitions.filter(({ text }) => open.some(({ begins }) => text.startsWith(begins))).map(({ id }) => id),
  );
  return new Set(
    page.tables.flatMap((table) =>
      table.rows.filter((row) => remarkIds(table, row).some((id) => ids.has(id))),
    ),
  );
}

function remarkIds({ keyColumn }: PageTable, { row }: PageRow): readonly string[] {
  const cell = row.cells[keyColumn]?.node;
  return cell === undefined ? [] : [...referencesIn(cell)];
}

function* referencesIn(node: Nodes): Generator<string> {
  if (node.type === 'footnoteReference') yield node.identifier.toLowerCase();
  if ('children' in node) for (const child of node.children) yield* referencesIn(child);
}
