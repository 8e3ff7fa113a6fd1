import type { Diagnostic, Evidence } from '../../diagnostics.js';
import { KEY_COLUMN } from '../../documents/tracking/format.js';
import { mergeWithDocument } from '../../documents/tracking/merge.js';
import { machineColumnIndex, parseTracking } from '../../documents/tracking/read.js';
import { planRows } from '../../documents/tracking/rows.js';
import {
  categoriesOf,
  findObstacle,
  isBlank,
  isTracking,
  notTracking,
  updateTracking,
} from '../../documents/tracking/update.js';
import { findingOf, sortFindings, type Finding } from '../../findings/finding.js';
import type { TrackingReport } from '../../track/model.js';
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
  /** What the sources say. Its model has the fallback column if the document has it. */
  readonly report: TrackingReport;
  /** Evidence with paths as they are shown. */
  readonly show: (evidence: Evidence | undefined) => readonly Evidence[];
  readonly gate: Evidence | undefined;
}

/** Everything in which a tracking document disagrees with the sources or with itself. */
export function lintTracking({ file, text, report, show, gate }: TrackingLint): readonly Finding[] {
  const obstacle = findObstacle(text, file);
  if (obstacle !== undefined) return [findingOf(obstacle)];
  const document = parseTracking(text, { file, categories: categoriesOf(report.model) });
  if (isBlank(text) || !isTracking(document)) return [...document.diagnostics, notTracking(file)].map(plain);
  const model = mergeWithDocument(document, report.model);
  const records = new Map(report.records.map((record) => [record.architecture, record]));
  const context: TrackingContext = { document, model, records, show, gate };
  const update = updateTracking(text, report.model, FIX_MODE, { file });
  const changes = planRows(document, model, FIX_MODE);
  const findings = [
    ...update.diagnostics.map((diagnostic) => documentFinding(context, diagnostic)),
    ...misplacedRows(context, changes, update.report),
    ...wrongCells(context, changes),
    ...placeholderExamples(context, changes),
    ...unservedClasses(context),
    ...unsupportedRows(context, planRows(document, model, { prune: true })),
    ...unsortedRows(context),
    ...staleCounts(context, planRows(document, model, {})),
    ...missingSections(context),
  ];
  // What the update refuses as a whole it does not fix in part.
  const refused = update.diagnostics.some(({ severity }) => severity === 'error');
  return sortFindings(refused ? findings.map((finding) => ({ ...finding, fixable: false })) : findings);
}

function plain(diagnostic: Diagnostic): Finding {
  return findingOf(diagnostic);
}

/** A diagnostic about a row is known by the architecture that the row names. */
function documentFinding({ document }: TrackingContext, diagnostic: Diagnostic): Finding {
  for (const { table, rows } of document.tables) {
    const row = rows.find(({ line }) => line === diagnostic.line);
    if (row === undefined) continue;
    const cell = table.rows[row.row]?.cells[machineColumnIndex(table, KEY_COLUMN) ?? -1];
    return findingOf(diagnostic, { key: cell?.text ?? row.architectures.join(', ') });
  }
  return plain(diagnostic);
}
