import type { Severity } from '../../diagnostics.js';
import type { Edit, Span } from '../../documents/markdown/edits.js';
import { placeAt } from '../../documents/markdown/lines.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import type { Heading } from '../../documents/markdown/parse.js';
import type { CoveragePage, CoverageRow, CoverageSection } from './model.js';

export interface About {
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
  readonly key: string;
  readonly edits?: readonly Edit[];
}

/** A finding about a range of a page. */
export function findingAt({ document }: CoveragePage, span: Span, about: About): Finding {
  const { severity, rule, message, key, edits = [] } = about;
  const place = placeAt(document.lines, span.start, document.file);
  const details = { key, edits, fixable: edits.length > 0, endColumn: place.column + span.end - span.start };
  return findingOf({ ...place, severity, rule, message }, details);
}

/** Columns of a section's table. */
export const CELL = { definition: 'Definition', opType: 'Op Type', status: 'Status' } as const;

/** A finding about a cell of a row. */
export function atRow(page: CoveragePage, row: CoverageRow, column: string, about: About): Finding {
  const found = row.table.rows[row.row]?.cells[row.table.columns.indexOf(column)];
  return findingAt(page, found?.content ?? row.table, about);
}

/** The place in a key: the section, and the heading inside of it where it stands below one. */
export function placeKey(
  { document }: CoveragePage,
  section: CoverageSection,
  heading: number | undefined,
): string {
  const { line, text } = document.headings[heading ?? -1] ?? {};
  return text === undefined || line === section.line ? section.title : `${section.title}, ${text}`;
}

export function headingOf({ document }: CoveragePage, { line }: CoverageSection): Heading | undefined {
  return document.headings.find((heading) => heading.line === line);
}
