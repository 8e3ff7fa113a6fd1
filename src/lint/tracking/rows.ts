/** Rows that should be there, should not be there, or stand in the wrong section. */
import type { Edit } from '../../documents/markdown/edits.js';
import { KEY_COLUMN, SECTION_HEADINGS } from '../../documents/tracking/format.js';
import type { Category, TrackingRow } from '../../documents/tracking/model.js';
import type { TrackingReport } from '../../documents/tracking/report.js';
import type { Arrival, RowChanges } from '../../documents/tracking/rows.js';
import { rowAtLine, type TrackingTable } from '../../documents/tracking/read.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import { cellSpot, endOf, originEvidence, spotOf, type Spot, type TrackingContext } from './context.js';

/**
 * Architectures without a row, and rows in another section than their category's.
 * @param report what the update would do: it knows the edits
 */
export function misplacedRows(
  context: TrackingContext,
  changes: RowChanges,
  report: TrackingReport,
): readonly Finding[] {
  const added = editsByArchitecture(report.added);
  const moved = editsByArchitecture(report.moved);
  return [...changes.arrivals].flatMap(([category, arrivals]) =>
    arrivals.map((arrival) =>
      arrival.from === undefined
        ? missingRow(context, category, arrival.row, added)
        : wrongCategory(context, category, arrival, arrival.from, moved),
    ),
  );
}

/** Rows whose architecture nothing supports. `pruned` is what a prune alone would do. */
export function unsupportedRows(context: TrackingContext, pruned: RowChanges): readonly Finding[] {
  return pruned.removed.map(({ architecture, line, edits }) => {
    const found = rowAtLine(context.document, line);
    const spot =
      found === undefined
        ? { file: context.document.markdown.file, line: line ?? 1, column: 1 }
        : cellSpot(context, found.table, found.row, KEY_COLUMN);
    const claims = found !== undefined && (found.row.native || found.row.hf || found.row.fallback === true);
    const told = claims ? 'the row says that it is supported, but ' : '';
    const message = `${told}neither SGLang nor transformers has ${architecture}; archscan track --prune removes the row`;
    return findingOf(
      { ...spot, rule: 'tracking-unsupported-row', severity: claims ? 'error' : 'warning', message },
      { key: architecture, architectures: [architecture], edits, ...endOf(spot) },
    );
  });
}

/** Of an architecture that is there several times those of the first. */
function editsByArchitecture(
  entries: readonly { readonly architecture: string; readonly edits: readonly Edit[] }[],
): ReadonlyMap<string, readonly Edit[]> {
  return new Map(entries.map(({ architecture, edits }) => [architecture, edits] as const).reverse());
}

function missingRow(
  context: TrackingContext,
  category: Category,
  row: TrackingRow,
  added: ReadonlyMap<string, readonly Edit[]>,
): Finding {
  const { architecture } = row;
  const edits = added.get(architecture) ?? [];
  const spot = edits[0] === undefined ? sectionSpot(context, category) : lineSpot(context, edits[0]);
  const message = `${architecture} has no row, but ${whoHasIt(row)}`;
  return findingOf(
    { ...spot, rule: 'tracking-missing-row', severity: 'error', message },
    {
      key: architecture,
      architectures: [architecture],
      evidence: originEvidence(context, context.records.get(architecture)),
      edits,
      fixable: true,
    },
  );
}

function whoHasIt({ native, hf, file }: TrackingRow): string {
  if (native) return `${file} registers it`;
  return hf ? 'transformers exports it' : 'an example is set for it';
}

function wrongCategory(
  context: TrackingContext,
  category: Category,
  { row: { architecture } }: Arrival,
  from: { readonly table: TrackingTable; readonly row: TrackingTable['rows'][number] },
  moved: ReadonlyMap<string, readonly Edit[]>,
): Finding {
  const record = context.records.get(architecture);
  const spot = cellSpot(context, from.table, from.row, KEY_COLUMN);
  const reason = record === undefined ? '' : `: ${record.category.reason}`;
  const message = `${architecture} belongs to "${SECTION_HEADINGS[category]}"${reason}`;
  return findingOf(
    { ...spot, rule: 'tracking-wrong-category', severity: 'error', message },
    {
      key: architecture,
      architectures: [architecture],
      evidence: context.show(record?.category.evidence),
      edits: moved.get(architecture) ?? [],
      fixable: true,
      ...endOf(spot),
    },
  );
}

/** The line behind which something is inserted. */
function lineSpot(context: TrackingContext, { start }: Edit): Spot {
  const { file, line } = spotOf(context, { start, end: start });
  return { file, line, column: 1 };
}

function sectionSpot({ document: { sections, markdown } }: TrackingContext, category: Category): Spot {
  const heading = markdown.headings[sections.headingOf.get(category) ?? -1];
  return { file: markdown.file, line: heading?.line ?? 1, column: 1 };
}
