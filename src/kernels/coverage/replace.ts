import { applyEdits } from '../../documents/markdown/edits.js';
import { dominantEol } from '../../documents/markdown/lines.js';
import { insertRow, setCells } from '../../documents/markdown/operations.js';
import type { Planned } from '../../documents/markdown/plan.js';
import { verifyEdits } from '../../documents/markdown/verify.js';
import { summaryRowOf, type CoveragePage, type CoverageSection } from './model.js';
import { placeholderOf, type Placeholder } from './placeholder.js';
import { readCoveragePage } from './read.js';
import type { RenderedModel } from './render.js';

export type Replaced =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** Writes what is known now in place of a placeholder, and into its row of the Summary. The heading stays. */
export function replacePlaceholder(
  page: CoveragePage,
  section: CoverageSection,
  { blocks, span }: Placeholder,
  rendered: RenderedModel,
): Replaced {
  const { document } = page;
  const row = summaryPlan(page, section, rendered);
  if (!row.ok) return row;
  const verified = verifyEdits(document, row.plan);
  if (!verified.ok) return verified;
  const body = { ...span, text: rendered.body.replaceAll('\n', dominantEol(document.text)) };
  const text = applyEdits(document.text, [...row.plan.edits, body]);
  const { value: after } = readCoveragePage(text, document.file);
  const [now] = after?.sections.filter((_, at) => at === page.sections.indexOf(section)) ?? [];
  if (after === null || now?.title !== section.title || placeholderOf(after, now) !== null) {
    return { ok: false, reason: `the section of ${section.title} would not read as planned` };
  }
  return sameAround(page, after, blocks)
    ? { ok: true, text }
    : { ok: false, reason: `what stands around the section of ${section.title} would change` };
}

/** An architecture that a person wrote stays. */
function summaryPlan(page: CoveragePage, { title }: CoverageSection, rendered: RenderedModel): Planned {
  const { table } = page.summary;
  const row = summaryRowOf(page, title);
  if (row === undefined) {
    const cells = [title, rendered.architecture, rendered.label];
    return insertRow(page.document, table, table.rows.length - 1, cells);
  }
  const label = [[table.columns.indexOf('Coverage'), rendered.label]] as const;
  const unknown = row.architecture === 'config unavailable';
  const architecture = [[table.columns.indexOf('Architecture'), rendered.architecture]] as const;
  return setCells(page.document, table, row.row, new Map([...label, ...(unknown ? architecture : [])]));
}

/** All other blocks but the Summary's table read as before. */
function sameAround(
  before: CoveragePage,
  after: CoveragePage,
  { first, last }: Placeholder['blocks'],
): boolean {
  const behind = before.document.blocks.length - last - 1;
  const around = ({ document, summary }: CoveragePage): readonly string[] =>
    document.blocks.flatMap(({ start, end }, at) =>
      (at < first || at >= document.blocks.length - behind) && at !== summary.table.block
        ? [document.text.slice(start, end)]
        : [],
    );
  return JSON.stringify(around(before)) === JSON.stringify(around(after));
}
