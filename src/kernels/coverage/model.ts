import type { Span } from '../../documents/markdown/edits.js';
import type { MarkdownDocument } from '../../documents/markdown/parse.js';
import type { Table } from '../../documents/markdown/tables.js';

/** What a status cell says about its row. */
export type RowStatus = 'collected' | 'present' | 'missing' | 'unmapped';

/** How a page writes a status. */
export const STATUS_MARKS: Readonly<Record<RowStatus, string>> = {
  collected: '✅',
  present: '🟡',
  missing: '❌',
  unmapped: '—',
};

/** What the Summary says about a model. */
export const LABELS = { full: '✅ Fully covered', partial: '🟡 Partial', none: '❌ Not covered' } as const;

/**
 * Which rule decides statuses: `file`: present when the definition's file exists; `workload`: present, and collected
 * once a workload of it exists too.
 */
export type StatusRule = 'file' | 'workload';

export interface CoverageRow {
  readonly table: Table;
  /** Index in `table.rows`. */
  readonly row: number;
  /** 1-based. */
  readonly line: number;
  /** The text of the first cell's code span; null for a module without a definition. */
  readonly name: string | null;
  /** The name is one of the data set's dialect, so a file may have it. */
  readonly valid: boolean;
  /** The whole first cell. */
  readonly text: string;
  /** The op-type cell as it reads. */
  readonly opType: string;
  /** Null: the cell begins with none of the marks. */
  readonly status: RowStatus | null;
}

/** `**Coverage**: N / M definitions present.` */
export interface CoverageLine {
  /** 1-based. */
  readonly line: number;
  readonly present: number;
  readonly presentSpan: Span;
  /** Null: written as `?`. */
  readonly total: number | null;
  readonly totalSpan: Span;
  /** Everything behind the numbers, to the end of the paragraph. */
  readonly prose: string;
  readonly proseSpan: Span;
}

/** A section's own table and coverage line, or those of a heading inside of it. */
export interface CoveragePart {
  /** The heading it stands under. */
  readonly heading: number;
  readonly rows: readonly CoverageRow[];
  readonly coverage: CoverageLine | null;
}

export interface CoverageSection {
  readonly title: string;
  /** 1-based line of its heading. */
  readonly line: number;
  /** First and last block, as indexes. */
  readonly blocks: { readonly first: number; readonly last: number };
  readonly parts: readonly CoveragePart[];
}

export interface SummaryRow {
  readonly title: string;
  readonly architecture: string;
  readonly label: string;
  /** Index in the Summary's table. */
  readonly row: number;
  readonly line: number;
}

export interface CoveragePage {
  readonly document: MarkdownDocument;
  /** Null: the page has no legend. */
  readonly legend: StatusRule | null;
  readonly summary: { readonly table: Table; readonly rows: readonly SummaryRow[] };
  readonly sections: readonly CoverageSection[];
}

/** The rule that a page's legend asks for. */
export function statusRule({ legend }: CoveragePage): StatusRule {
  return legend ?? 'file';
}

/** Titles are the same model when they differ in case, spaces and punctuation only. */
export function titleKey(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}.]/gu, '');
}

export function sectionOf(page: CoveragePage, title: string): CoverageSection | undefined {
  return page.sections.find((section) => titleKey(section.title) === titleKey(title));
}

export function summaryRowOf(page: CoveragePage, title: string): SummaryRow | undefined {
  return page.summary.rows.find((row) => titleKey(row.title) === titleKey(title));
}

/** The rows that coverage counts: those with a definition's name and a status. */
export function countedRows(rows: readonly CoverageRow[]): readonly CoverageRow[] {
  return rows.filter(({ valid, status }) => valid && status !== null && status !== 'unmapped');
}

export interface Count {
  readonly collected: number;
  /** Collected ones included. */
  readonly present: number;
  readonly total: number;
}

export function countStatuses(statuses: readonly (RowStatus | null)[]): Count {
  const count = (status: RowStatus): number => statuses.filter((each) => each === status).length;
  const present = count('collected') + count('present');
  return { collected: count('collected'), present, total: present + count('missing') };
}

/** The Summary's label for the counted rows of a section. */
export function labelOf(count: Count, rule: StatusRule): string {
  if (count.present === 0) return LABELS.none;
  const full = rule === 'workload' ? count.collected === count.total : count.present === count.total;
  return full ? LABELS.full : LABELS.partial;
}

/** The same for a section of a page, which is not fully covered while it has a total that nobody knows. */
export function labelOfStatuses(
  page: CoveragePage,
  { parts }: CoverageSection,
  statuses: readonly (RowStatus | null)[],
): string {
  const label = labelOf(countStatuses(statuses), statusRule(page));
  const isOpen = parts.some(({ coverage }) => coverage?.total === null);
  return isOpen && label === LABELS.full ? LABELS.partial : label;
}

/** The same by what the section's rows say. */
export function labelOfSection(page: CoveragePage, section: CoverageSection): string {
  const rows = countedRows(section.parts.flatMap((part) => part.rows));
  return labelOfStatuses(
    page,
    section,
    rows.map(({ status }) => status),
  );
}
