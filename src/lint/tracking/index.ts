import type { Diagnostic, Evidence } from '../../diagnostics.js';
import type { ParsedDocument } from '../../documents/markdown/parse.js';
import { KEY_COLUMN } from '../../documents/tracking/format.js';
import { keepContent } from '../../documents/tracking/keep.js';
import { mergeWithDocument } from '../../documents/tracking/merge.js';
import { machineColumnIndex, parseTracking, rowAtLine } from '../../documents/tracking/read.js';
import type { TrackingUpdate } from '../../documents/tracking/report.js';
import { planRows, type RowChanges } from '../../documents/tracking/rows.js';
import {
  categoriesOf,
  findObstacle,
  isBlank,
  isTracking,
  notTracking,
  updateTracking,
} from '../../documents/tracking/update.js';
import { findingOf, sortFindings, type Finding } from '../../findings/finding.js';
import { ignoredIn } from '../../findings/ignores/ignored.js';
import { footnoteFindings } from '../../findings/footnotes.js';
import type { TrackingReport } from '../../track/model.js';
import { runChecks, type Check } from '../run-checks.js';
import { placeholderExamples, unservedClasses, wrongCells } from './cells.js';
import type { TrackingContext } from './context.js';
import { unsortedRows } from './order.js';
import { misplacedRows, unsupportedRows } from './rows.js';
import { missingSections, staleCounts } from './shape.js';

/** What `track --refresh` does; `lint --fix` does the same. */
export const FIX_MODE = { update: true, refresh: true } as const;

export interface TrackingLint {
  /** The document's path as it is shown. */
  readonly file: string;
  readonly text: string;
  readonly parsed: ParsedDocument;
  /** What the sources say. Its model has the fallback column if the document has it. */
  readonly report: TrackingReport;
  /** Evidence with paths as they are shown. */
  readonly show: (evidence: Evidence | undefined) => readonly Evidence[];
  readonly gate: Evidence | undefined;
}

/** What the modes of `track` would do to the document. */
interface Planned {
  readonly context: TrackingContext;
  readonly update: TrackingUpdate;
  /** What would change if no comment ignored anything: comments silence findings later. */
  readonly changes: RowChanges;
  /** The rows as a refresh leaves them. */
  readonly corrected: RowChanges;
  readonly pruned: RowChanges;
  /** The rows as they stand. */
  readonly unchanged: RowChanges;
}

const CHECKS: readonly Check<Planned>[] = [
  { name: 'what keeps the document from being edited', find: obstacles },
  {
    name: 'missing rows',
    find: ({ context, changes, update }) => misplacedRows(context, changes, update.report),
  },
  { name: 'wrong cells', find: ({ context, changes }) => wrongCells(context, changes) },
  { name: 'placeholder examples', find: ({ context, changes }) => placeholderExamples(context, changes) },
  { name: 'classes that are not served', find: ({ context }) => unservedClasses(context) },
  { name: 'unsupported rows', find: ({ context, pruned }) => unsupportedRows(context, pruned) },
  { name: 'the order of rows', find: ({ context }) => unsortedRows(context) },
  {
    name: 'stale counts',
    find: ({ context, unchanged, corrected }) => staleCounts(context, unchanged, corrected),
  },
  { name: 'missing sections', find: ({ context }) => missingSections(context) },
  { name: 'footnotes', find: ({ context }) => footnoteFindings(context.document.markdown) },
];

/** Everything in which a tracking document disagrees with the sources or with itself. */
export function lintTracking(
  { file, text, parsed, report, show, gate }: TrackingLint,
  checks = CHECKS,
): readonly Finding[] {
  const obstacle = findObstacle(text, file);
  if (obstacle !== undefined) return [findingOf(obstacle)];
  const document = parseTracking(text, { file, parsed, categories: categoriesOf(report.model) });
  if (isBlank(text) || !isTracking(document)) return [...document.diagnostics, notTracking(file)].map(plain);
  const model = mergeWithDocument(document, report.model);
  const ignored = ignoredIn(document.markdown);
  const records = new Map(report.records.map((record) => [record.architecture, record]));
  const context: TrackingContext = { document, model, records, show, gate, ignored };
  const planned: Planned = {
    context,
    update: updateTracking(text, report.model, FIX_MODE, { file, parsed }),
    changes: planRows(document, model, FIX_MODE),
    corrected: planRows(document, model, { ...FIX_MODE, ignored }),
    pruned: planRows(document, model, { prune: true }),
    unchanged: planRows(document, model, {}),
  };
  const findings = runChecks(checks, planned, { file, line: 1, column: 1 });
  // What the update refuses as a whole it does not fix in part.
  const refused = planned.update.diagnostics.some(({ severity }) => severity === 'error');
  return sortFindings(refused ? findings.map((finding) => ({ ...finding, fixable: false })) : findings);
}

/** Also what only a full rebuild would trip over. */
function obstacles({ context, update }: Planned): readonly Finding[] {
  const { diagnostics } = keepContent(context.document, context.model);
  return [...update.diagnostics, ...diagnostics].map((diagnostic) => documentFinding(context, diagnostic));
}

function plain(diagnostic: Diagnostic): Finding {
  return findingOf(diagnostic);
}

/** A diagnostic about a row is known by the architecture that the row names. */
function documentFinding({ document }: TrackingContext, diagnostic: Diagnostic): Finding {
  const found = rowAtLine(document, diagnostic.line);
  if (found === undefined) return plain(diagnostic);
  const { table } = found.table;
  const cell = table.rows[found.row.row]?.cells[machineColumnIndex(table, KEY_COLUMN) ?? -1];
  const { architectures } = found.row;
  return findingOf(diagnostic, { key: cell?.text ?? architectures.join(', '), architectures });
}
