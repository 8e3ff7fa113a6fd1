import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { ignoredIn } from '../../findings/ignores/ignored.js';
import { insertBlocks, insertRow, setCell } from '../../documents/markdown/operations.js';
import { combinePlans, type Plan, type Planned } from '../../documents/markdown/plan.js';
import { verifyEdits } from '../../documents/markdown/verify.js';
import {
  labelOfSection,
  sectionOf,
  statusRule,
  summaryRowOf,
  type CoveragePage,
  type CoverageSection,
} from './model.js';
import type { CorrectedCell } from './lint-rows.js';
import { CELL } from './page-findings.js';
import { placeholderOf } from './placeholder.js';
import { refreshSections, type SectionRefresh, type Statuses } from './refresh.js';
import { replacePlaceholder } from './replace.js';
import { renderModel, type NewModel } from './render.js';
import type { StatusSources } from './statuses.js';

/** What a refresh changed in one section. */
interface ChangedSection extends SectionRefresh {
  /** How many op-type cells got another text. */
  readonly opTypes: number;
}

export interface CoverageChange {
  /** The page afterwards; what it was where an error is among the diagnostics. */
  readonly text: string;
  readonly added: readonly { readonly title: string; readonly label: string }[];
  /** Sections that were written without a configuration, and say more now. */
  readonly replaced: readonly { readonly title: string; readonly label: string }[];
  readonly refreshed: readonly ChangedSection[];
  /** Definitions without a file, of what was added or refreshed, sorted. */
  readonly missing: readonly string[];
}

/**
 * Adds what the page lacks of a model: its section behind the last one, its row at the end of the Summary. A section
 * that is there stays as it is, unless it says that there was no configuration and there is one now.
 */
export function addModel(
  page: CoveragePage,
  model: NewModel,
  sources: StatusSources,
): Outcome<CoverageChange> {
  const { document, summary } = page;
  const rendered = renderModel(model, statusRule(page), sources, { mdx: document.mdx });
  const section = sectionOf(page, model.title);
  const placeholder =
    section === undefined || (model.kind === 'unmapped' && model.note === 'config unavailable')
      ? null
      : placeholderOf(page, section);
  if (section !== undefined && placeholder !== null) {
    const done = replacePlaceholder(page, section, placeholder, rendered);
    if (!done.ok) return { value: unchanged(page), diagnostics: [refusal(page, done.reason)] };
    const replaced = [{ title: section.title, label: rendered.label }];
    const missing = [...rendered.missing].sort();
    return { value: { text: done.text, added: [], replaced, refreshed: [], missing }, diagnostics: [] };
  }
  const hasSection = section !== undefined;
  const label = section === undefined ? rendered.label : labelOfSection(page, section);
  const planned = [
    ...(hasSection ? [] : appended(page, rendered.section)),
    ...(summaryRowOf(page, model.title) === undefined
      ? [
          insertRow(document, summary.table, summary.table.rows.length - 1, [
            rendered.title,
            rendered.architecture,
            label,
          ]),
        ]
      : []),
  ];
  const refused = planned.flatMap((each) => (each.ok ? [] : [refusal(page, each.reason)]));
  if (refused.length > 0) return { value: unchanged(page), diagnostics: refused };
  const plans = planned.flatMap((each) => (each.ok ? [each.plan] : []));
  const added = plans.length === 0 ? [] : [{ title: rendered.title, label }];
  const missing = hasSection ? [] : rendered.missing;
  return finish(page, plans, { added, replaced: [], refreshed: [], missing: [...missing].sort() });
}

/**
 * Corrects these sections; see {@link refreshSections}.
 *
 * @param labels op-type cells that get another text, of rows whose status stays
 */
export function refreshPage(
  page: CoveragePage,
  sections: readonly CoverageSection[],
  sources: Statuses,
  labels: readonly CorrectedCell[] = [],
): Outcome<CoverageChange> {
  const ignored = ignoredIn(page.document);
  const { value, diagnostics } = refreshSections(page, sections, sources, ignored);
  const wrong = labels.filter(({ row }) => !ignored(row.line, 'row-ep-label'));
  const relabelled = wrong.map(({ row: { table, row }, markdown }) =>
    setCell(page.document, table, row, table.columns.indexOf(CELL.opType), { markdown }),
  );
  const refused = relabelled.flatMap((each) => (each.ok ? [] : [refusal(page, each.reason)]));
  if (diagnostics.length + refused.length > 0) {
    return { value: unchanged(page), diagnostics: [...diagnostics, ...refused] };
  }
  const plans = [...value.plans, ...relabelled.flatMap((each) => (each.ok ? [each.plan] : []))];
  const refreshed = value.sections
    .map((each, index) => ({ ...each, opTypes: countOf(sections[index], wrong) }))
    .filter(isChanged);
  const missing = [...new Set(value.sections.flatMap((section) => section.missing))].sort();
  return finish(page, plans, { added: [], replaced: [], refreshed, missing });
}

function countOf(section: CoverageSection | undefined, labels: readonly CorrectedCell[]): number {
  const rows = new Set(section?.parts.flatMap((part) => part.rows));
  return labels.filter(({ row }) => rows.has(row)).length;
}

function isChanged({ rows, numbers, label, opTypes }: ChangedSection): boolean {
  return rows.length + numbers + opTypes > 0 || label !== null;
}

/** A rule separates sections; a page that ends without one gets it. */
function appended({ document }: CoveragePage, section: string): readonly Planned[] {
  const last = document.blocks.length - 1;
  const ruled = document.blocks[last]?.node.type === 'thematicBreak';
  // The rule is a block of its own: with it in front, the section alone would read as front matter.
  return [...(ruled ? [] : ['---']), section].map((markdown) => insertBlocks(document, last, markdown));
}

function finish(
  page: CoveragePage,
  plans: readonly Plan[],
  change: Omit<CoverageChange, 'text'>,
): Outcome<CoverageChange> {
  if (plans.length === 0) return { value: { ...change, text: page.document.text }, diagnostics: [] };
  const verified = verifyEdits(page.document, combinePlans(plans));
  if (!verified.ok) return { value: unchanged(page), diagnostics: [refusal(page, verified.reason)] };
  return { value: { ...change, text: verified.text }, diagnostics: [] };
}

/** A page as it is. */
export function unchanged({ document }: CoveragePage): CoverageChange {
  return { text: document.text, added: [], replaced: [], refreshed: [], missing: [] };
}

function refusal({ document, summary }: CoveragePage, reason: string): Diagnostic {
  const message = `The page is not changed: ${reason}.`;
  const place = { file: document.file, line: summary.table.lineNumber, column: 1 };
  return { ...place, rule: 'document-edit-refused', severity: 'error', message };
}

/** Two changes, one after the other, as one. */
export function joinChanges(before: CoverageChange, after: CoverageChange): CoverageChange {
  return {
    text: after.text,
    added: [...before.added, ...after.added],
    replaced: [...before.replaced, ...after.replaced],
    refreshed: [...before.refreshed, ...after.refreshed],
    missing: [...new Set([...before.missing, ...after.missing])].sort(),
  };
}
