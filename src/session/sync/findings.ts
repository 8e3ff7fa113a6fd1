/** What `archscan sync PAGE` finds and writes, for the page as it is open. */
import { lineEdits } from '../../documents/diff.js';
import type { Edit } from '../../documents/markdown/edits.js';
import { placeAt } from '../../documents/markdown/lines.js';
import { findingOf, sortFindings, type Finding } from '../../findings/finding.js';
import { shownPath } from '../../lint/origins.js';
import { mergePages } from '../../sync/runs.js';
import type { SyncPage } from './pages.js';

export function syncFindings(page: SyncPage): readonly Finding[] {
  const ends = cellEnds(page);
  const found = page.outcomes().flatMap(({ findings, fixes }, index) => {
    const root = page.runs[index]?.engine.scan.root ?? '';
    return findings.map((each): Finding => {
      const { rule, subject, fixable, evidence, ...place } = each;
      const endColumn = ends.get(`${each.line}:${each.column}`);
      return findingOf(
        { ...place, rule },
        {
          ...(endColumn === undefined ? {} : { endColumn }),
          ...(subject === '' ? {} : { key: subject }),
          evidence: evidence.map((at) => ({ ...at, file: shownPath(root, at.file) })),
          edits: fixes.get(each) ?? [],
          fixable,
        },
      );
    });
  });
  return sortFindings(found);
}

/** The edits of `archscan sync PAGE`. */
export function syncEdits(page: SyncPage): readonly Edit[] {
  return mergePages(page.outcomes()).flatMap(({ before, after }) => lineEdits(before, after));
}

/** Where the cell ends that a finding points at the beginning of, by line and column. */
function cellEnds(page: SyncPage): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  for (const { document, tables } of page.pages()) {
    for (const { row } of tables.flatMap(({ rows }) => rows)) {
      for (const { content, outer } of row.cells) {
        const { line, column } = placeAt(document.lines, content.start, '');
        // Of an empty cell the pipe behind it is what can be seen, and of a cell of several lines the first one.
        const seen = content.end > content.start ? content.end : Math.min(outer.end + 1, row.line.end);
        const end = Math.min(seen, document.lines[line - 1]?.end ?? seen);
        ends.set(`${line}:${column}`, column + end - content.start);
      }
    }
  }
  return ends;
}
