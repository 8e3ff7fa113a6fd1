import { compareText } from '../../diagnostics.js';
import type { Span } from '../../documents/markdown/edits.js';
import type { Finding } from '../../findings/finding.js';
import { footnoteFindings } from '../../findings/footnotes.js';
import { parseDefinitionName } from '../definition-name.js';
import { lintClaims } from './lint-claims.js';
import {
  countedRows,
  countStatuses,
  labelOfSection,
  sectionOf,
  STATUS_MARKS,
  statusRule,
  summaryRowOf,
  type CoveragePage,
  type CoveragePart,
  type CoverageRow,
  type CoverageSection,
} from './model.js';
import { atRow, CELL, findingAt, placeKey } from './page-findings.js';
import type { StatusSources } from './statuses.js';

/**
 * Where a page disagrees with itself and with the definitions. Numbers and labels are what `archscan coverage --fix`
 * corrects.
 *
 * @param wanted the title of a model that must be there
 */
export function lintPage(
  page: CoveragePage,
  sources: StatusSources | null,
  wanted?: string,
): readonly Finding[] {
  const rows = page.sections.flatMap((section) =>
    section.parts.flatMap(({ heading, rows: own }) => {
      const place = placeKey(page, section, heading);
      return own.map((row) => ({ section, place, row }));
    }),
  );
  return [
    ...page.sections.flatMap((section) => [
      ...section.parts.flatMap((part) => numberFindings(page, section, part)),
      ...labelFindings(page, section),
      ...lintClaims(page, section, sources),
      ...section.parts.flatMap((part) => twiceFindings(page, section, part)),
    ]),
    ...pairFindings(page),
    ...rows.flatMap(({ place, row }) => [
      ...rowFindings(page, place, row),
      ...(sources === null ? [] : fileFindings(page, place, row, sources)),
    ]),
    ...differenceFindings(page, rows),
    ...wantedFindings(page, wanted),
    ...footnoteFindings(page.document),
  ];
}

function numberFindings(
  page: CoveragePage,
  section: CoverageSection,
  { heading, coverage, rows }: CoveragePart,
): readonly Finding[] {
  if (coverage === null) return [];
  const place = placeKey(page, section, heading);
  const { present, total } = countStatuses(countedRows(rows).map(({ status }) => status));
  const check = (rule: string, span: Span, says: number | null, is: number, what: string): Finding[] => {
    if (says === null || says === is) return [];
    const message = `The line says ${says}, but the table has ${is} ${what}.`;
    const edits = [{ ...span, text: String(is) }];
    const key = `${what}: ${place}`;
    return [findingAt(page, span, { severity: 'error', rule, message, key, edits })];
  };
  return [
    ...check('coverage-n', coverage.presentSpan, coverage.present, present, 'rows of definitions that exist'),
    ...check('coverage-m', coverage.totalSpan, coverage.total, total, 'rows of definitions'),
  ];
}

function labelFindings(page: CoveragePage, section: CoverageSection): readonly Finding[] {
  const row = summaryRowOf(page, section.title);
  const label = labelOfSection(page, section);
  if (row === undefined || row.label === label) return [];
  const { table } = page.summary;
  const cell = table.rows[row.row]?.cells[table.columns.indexOf('Coverage')];
  if (cell === undefined) return [];
  const message = `The Summary says ${row.label === '' ? 'nothing' : row.label}, the rows of the section ${label} (rule of the legend: ${statusRule(page)}).`;
  const edits = [{ ...cell.content, text: label }];
  return [
    findingAt(page, cell.content, {
      severity: 'error',
      rule: 'summary-label',
      message,
      key: section.title,
      edits,
    }),
  ];
}

function twiceFindings(
  page: CoveragePage,
  section: CoverageSection,
  { heading, rows }: CoveragePart,
): readonly Finding[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const id = `${row.name ?? ''} ${row.opType}`;
    if (row.name === null || !seen.has(id)) {
      seen.add(id);
      return [];
    }
    const key = `${placeKey(page, section, heading)} ${id}`;
    const message = `${row.name} has a row in this table already.`;
    return [atRow(page, row, CELL.definition, { severity: 'warning', rule: 'row-twice', message, key })];
  });
}

/** Every row of the Summary has a section, and the other way round. */
function pairFindings(page: CoveragePage): readonly Finding[] {
  const { table, rows } = page.summary;
  const alone = rows.flatMap((row) => {
    const line = table.rows[row.row]?.line;
    if (line === undefined || sectionOf(page, row.title) !== undefined) return [];
    const message = `There is no section for ${row.title}.`;
    return [findingAt(page, line, { severity: 'warning', rule: 'section-missing', message, key: row.title })];
  });
  const unlisted = page.sections.flatMap((section) => {
    const heading = page.document.headings.find(({ line }) => line === section.line);
    if (heading === undefined || summaryRowOf(page, section.title) !== undefined) return [];
    const message = `The Summary has no row for ${section.title}.`;
    const about = { severity: 'warning', rule: 'summary-row-missing', message, key: section.title } as const;
    return [findingAt(page, heading, about)];
  });
  return [...alone, ...unlisted];
}

/** @param place what the keys begin with */
function rowFindings(page: CoveragePage, place: string, row: CoverageRow): readonly Finding[] {
  const { name } = row;
  if (name === null) return [];
  const key = `${place} ${name}`;
  if (!row.valid) {
    const message = `${name} is no name of a definition, so the row is not counted.`;
    return [
      atRow(page, row, CELL.definition, { severity: 'warning', rule: 'placeholder-name', message, key }),
    ];
  }
  const opType = parseDefinitionName(name)?.pattern.opType ?? '';
  const says = /^\w+/.exec(row.opType)?.[0] ?? '';
  if (says === opType) return [];
  const message = `${name} is of op type ${opType}, not ${says === '' ? 'an empty one' : says}.`;
  return [atRow(page, row, CELL.opType, { severity: 'error', rule: 'row-op-type', message, key })];
}

function fileFindings(
  page: CoveragePage,
  place: string,
  row: CoverageRow,
  { definitions }: StatusSources,
): readonly Finding[] {
  const { name, status } = row;
  if (!row.valid || name === null) return [];
  const file = definitions.find(name);
  const key = `${place} ${name}`;
  if (file === null && (status === 'collected' || status === 'present')) {
    const message = `${name} is ${STATUS_MARKS[status]}, but there is no such file.`;
    return [atRow(page, row, CELL.status, { severity: 'error', rule: 'present-but-no-file', message, key })];
  }
  if (file !== null && status === 'missing') {
    const message = `${name} is ❌, but ${file.path} exists.`;
    return [
      atRow(page, row, CELL.status, { severity: 'error', rule: 'missing-but-file-exists', message, key }),
    ];
  }
  return [];
}

/** A definition exists or does not, whoever needs it. */
function differenceFindings(
  page: CoveragePage,
  rows: readonly { readonly section: CoverageSection; readonly row: CoverageRow }[],
): readonly Finding[] {
  const byName = new Map<string, { readonly section: CoverageSection; readonly row: CoverageRow }[]>();
  for (const each of rows) {
    if (each.row.name === null || countedRows([each.row]).length === 0) continue;
    byName.set(each.row.name, [...(byName.get(each.row.name) ?? []), each]);
  }
  return [...byName]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, group]) => {
      const [first] = group;
      if (first === undefined || group.every(({ row }) => row.status === first.row.status)) return [];
      const shown = group.map(
        ({ section, row }) => `${row.status === null ? '?' : STATUS_MARKS[row.status]} in ${section.title}`,
      );
      const message = `${name} has several statuses: ${shown.join(', ')}.`;
      const about = {
        severity: 'error',
        rule: 'status-differs-between-sections',
        message,
        key: name,
      } as const;
      return [atRow(page, first.row, CELL.status, about)];
    });
}

function wantedFindings(page: CoveragePage, wanted: string | undefined): readonly Finding[] {
  if (wanted === undefined || sectionOf(page, wanted) !== undefined) return [];
  const { header } = page.summary.table;
  const message = `The page has no section for ${wanted}.`;
  const about = { severity: 'error', rule: 'coverage-model-missing', message, key: wanted } as const;
  return [findingAt(page, header.line, about)];
}
