import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { replaceText, setCell } from '../../documents/markdown/operations.js';
import type { Plan, Planned } from '../../documents/markdown/plan.js';
import type { Ignored } from '../../findings/ignores/ignored.js';
import {
  countStatuses,
  labelOfStatuses,
  STATUS_MARKS,
  statusRule,
  summaryRowOf,
  type CoveragePage,
  type CoveragePart,
  type CoverageRow,
  type CoverageSection,
  type RowStatus,
} from './model.js';
import { statusOf, type StatusSources } from './statuses.js';

/** What a refresh changes in one section. */
export interface SectionRefresh {
  readonly title: string;
  readonly line: number;
  readonly rows: readonly {
    readonly name: string;
    readonly line: number;
    readonly from: RowStatus | null;
    readonly to: RowStatus;
  }[];
  /** How many lines of numbers changed. */
  readonly numbers: number;
  /** The Summary's label before and after; null: it stays. */
  readonly label: { readonly from: string; readonly to: string } | null;
  readonly missing: readonly string[];
}

export interface Refresh {
  readonly plans: readonly Plan[];
  readonly sections: readonly SectionRefresh[];
}

/** Looks up the status of every row that names a definition; without sources the rows keep theirs. */
export type Statuses = StatusSources | null;

/**
 * Corrects status cells, numbers and labels of these sections; everything else stays. Without sources only numbers
 * and labels, by what the rows say. What a comment calls right as it is stays, too.
 */
export function refreshSections(
  page: CoveragePage,
  sections: readonly CoverageSection[],
  sources: Statuses,
  ignored: Ignored,
): Outcome<Refresh> {
  const plans: Plan[] = [];
  const diagnostics: Diagnostic[] = [];
  const attempt: Attempt = (line, planned) => {
    if (planned.ok) plans.push(planned.plan);
    else
      diagnostics.push({ ...refusal(page, line), message: `This cannot be corrected: ${planned.reason}.` });
  };
  const done = sections.map((section) => refreshSection(page, section, { sources, ignored }, attempt));
  return { value: { plans, sections: done }, diagnostics };
}

type Attempt = (line: number, planned: Planned) => void;

interface Allowed {
  readonly sources: Statuses;
  readonly ignored: Ignored;
}

function refusal(page: CoveragePage, line: number): Omit<Diagnostic, 'message'> {
  return { file: page.document.file, line, column: 1, rule: 'document-edit-refused', severity: 'error' };
}

function refreshSection(
  page: CoveragePage,
  section: CoverageSection,
  allowed: Allowed,
  attempt: Attempt,
): SectionRefresh {
  const changed: SectionRefresh['rows'][number][] = [];
  const counted: RowStatus[] = [];
  const missing: string[] = [];
  let numbers = 0;
  for (const part of section.parts) {
    const statuses = part.rows.flatMap((row) => {
      const status = newStatus(page, row, allowed);
      if (status === null || row.name === null) return [];
      if (status === 'missing') missing.push(row.name);
      if (status !== row.status) {
        changed.push({ name: row.name, line: row.line, from: row.status, to: status });
        attempt(row.line, setStatus(page, row, status));
      }
      return [status];
    });
    counted.push(...statuses);
    const recounted = recount(page, part, statuses, allowed.ignored);
    if (recounted.length > 0) numbers += 1;
    for (const planned of recounted) attempt(part.coverage?.line ?? section.line, planned);
  }
  const label = relabel(page, section, counted, allowed.ignored, attempt);
  return { title: section.title, line: section.line, rows: changed, numbers, label, missing };
}

/** Null: the row is not counted. */
function newStatus(page: CoveragePage, row: CoverageRow, { sources, ignored }: Allowed): RowStatus | null {
  if (!row.valid || row.name === null || row.status === 'unmapped') return null;
  if (sources === null) return row.status;
  const status = statusOf(row.name, row.status, statusRule(page), sources);
  const rule = ruleOf(row.status, status);
  return rule !== null && ignored(row.line, rule) ? row.status : status;
}

/** The rule that finds a status wrong. */
function ruleOf(from: RowStatus | null, to: RowStatus | null): string | null {
  if (from === 'missing') return 'missing-but-file-exists';
  return from !== null && to === 'missing' ? 'present-but-no-file' : null;
}

function setStatus({ document }: CoveragePage, row: CoverageRow, status: RowStatus): Planned {
  const column = row.table.columns.indexOf('Status');
  const raw = row.table.rows[row.row]?.cells[column]?.raw ?? '';
  const mark = STATUS_MARKS[status];
  // What stands beside the mark is a person's remark.
  const written = row.status === null ? `${mark} ${raw}` : raw.replace(STATUS_MARKS[row.status], mark);
  return setCell(document, row.table, row.row, column, { markdown: written.trim() });
}

function recount(
  { document }: CoveragePage,
  { coverage }: CoveragePart,
  statuses: readonly RowStatus[],
  ignored: Ignored,
): readonly Planned[] {
  if (coverage === null) return [];
  const { present, total } = countStatuses(statuses);
  const keeps = (rule: string): boolean => ignored(coverage.line, rule);
  return [
    ...(coverage.present === present || keeps('coverage-n')
      ? []
      : [replaceText(document, coverage.presentSpan, String(present))]),
    ...(coverage.total === null || coverage.total === total || keeps('coverage-m')
      ? []
      : [replaceText(document, coverage.totalSpan, String(total))]),
  ];
}

function relabel(
  page: CoveragePage,
  section: CoverageSection,
  statuses: readonly RowStatus[],
  ignored: Ignored,
  attempt: Attempt,
): SectionRefresh['label'] {
  const row = summaryRowOf(page, section.title);
  if (row === undefined || ignored(row.line, 'summary-label')) return null;
  const to = labelOfStatuses(page, section, statuses);
  if (row.label === to) return null;
  const { table } = page.summary;
  attempt(row.line, setCell(page.document, table, row.row, table.columns.indexOf('Coverage'), to));
  return { from: row.label, to };
}
