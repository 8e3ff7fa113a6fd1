import type { Diagnostic } from '../../diagnostics.js';
import { ignoredIn, type Ignored } from '../../findings/ignores/ignored.js';
import { bomLength, findConflict } from '../markdown/lines.js';
import { combinePlans, type Plan } from '../markdown/plan.js';
import { verifyEdits } from '../markdown/verify.js';
import { isAsWritten } from './as-written.js';
import { mergeWithDocument } from './merge.js';
import { CATEGORIES, type Category, type TrackingModel } from './model.js';
import { placeArrivals } from './placement.js';
import { parseTracking, type TrackingDocument, type TrackingParseOptions } from './read.js';
import { recount, redate, statsAfter, type Recounted } from './recount.js';
import { renderTracking } from './render.js';
import {
  EMPTY_REPORT,
  nothingDone,
  problemsOf,
  type AddedRow,
  type MovedRow,
  type Recount,
  type TrackingUpdate,
} from './report.js';
import { planRows, type Refusal, type RowChanges, type UpdateMode } from './rows.js';

export type UpdateOptions = Pick<TrackingParseOptions, 'file' | 'parsed'>;

/**
 * Changes a tracking document as far as `mode` allows. Everything or nothing: when one step cannot be done, or the
 * changed text does not read as planned, the text stays and the diagnostics say why.
 */
export function updateTracking(
  text: string,
  given: TrackingModel,
  mode: UpdateMode,
  options: UpdateOptions = {},
): TrackingUpdate {
  const { file = '' } = options;
  const unusable = findObstacle(text, file);
  if (unusable !== undefined) return nothingDone(text, [unusable]);
  if (isBlank(text)) return mode.update === true ? writeNew(text, given) : nothingDone(text, []);
  if (isAsWritten(text, given)) return nothingDone(text, []);
  const document = parseTracking(text, { ...options, categories: categoriesOf(given) });
  const { diagnostics } = document;
  if (!isTracking(document)) return nothingDone(text, [...diagnostics, notTracking(file)]);
  const ignored = ignoredIn(document.markdown);
  return runPlans(document, mergeWithDocument(document, given), { ...mode, ignored });
}

/** An unresolved merge conflict, which nobody but a person can edit. */
export function findObstacle(text: string, file: string): Diagnostic | undefined {
  const line = findConflict(text);
  if (line === undefined) return undefined;
  const message = 'the document has an unresolved merge conflict; resolve it first';
  return { file, line, column: 1, rule: 'document-conflict', severity: 'error', message };
}

/** Whether a document has anything of a tracking document. */
export function isTracking(document: TrackingDocument): boolean {
  return document.tables.length > 0 || document.sections.headingOf.size > 0;
}

export function notTracking(file: string): Diagnostic {
  const message =
    'this is no tracking document: it has neither a table with the columns Architecture and Native nor one of its headings; name another file';
  return { file, line: 1, column: 1, rule: 'document-not-tracking', severity: 'error', message };
}

export function categoriesOf(model: TrackingModel): ReadonlyMap<string, Category> {
  return new Map(model.rows.map((row) => [row.architecture, row.category]));
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** A document where there is none, or an empty one. */
export function writeNew(text: string, model: TrackingModel): TrackingUpdate {
  const edits = [{ start: bomLength(text), end: text.length, text: renderTracking(model) }];
  const added = model.rows.map(({ architecture, category, native }): AddedRow => {
    return { architecture, category, native, line: undefined, edits };
  });
  return {
    edits,
    text: text.slice(0, bomLength(text)) + (edits[0]?.text ?? ''),
    report: { ...EMPTY_REPORT, added },
    diagnostics: [],
  };
}

interface Draft {
  readonly plans: Plan[];
  readonly refusals: Refusal[];
  readonly added: AddedRow[];
  readonly moved: MovedRow[];
  readonly recounted: Recount[];
}

type CommentedMode = UpdateMode & { readonly ignored: Ignored };

function runPlans(document: TrackingDocument, model: TrackingModel, mode: CommentedMode): TrackingUpdate {
  const { markdown } = document;
  const changes = planRows(document, model, mode);
  const unsupported =
    mode.prune === true ? [] : planRows(document, model, { prune: true, ignored: mode.ignored }).removed;
  const asItIs = (reasons: readonly Diagnostic[]): TrackingUpdate => {
    const nothing = nothingDone(markdown.text, reasons);
    return { ...nothing, report: { ...nothing.report, unsupported } };
  };
  const draft: Draft = {
    plans: [...changes.plans],
    refusals: [...changes.refusals],
    added: [],
    moved: [],
    recounted: [],
  };
  for (const category of CATEGORIES) draftArrivals(document, model, category, changes, draft);
  if (draft.plans.length > 0 || mode.refresh === true) {
    const numbers = recount(document, statsAfter(document, changes), mode.ignored);
    draftNumbers(numbers, draft);
    draft.recounted.push(...numbers.recounted);
  }
  if (draft.plans.length > 0) draftNumbers(redate(document, model.date), draft);
  const diagnostics = [...document.diagnostics, ...changes.diagnostics];
  const [refusal] = draft.refusals;
  if (refusal !== undefined) return asItIs([...diagnostics, failure(document, refusal)]);
  const plan = combinePlans(draft.plans);
  if (plan.edits.length === 0) return asItIs(diagnostics);
  const verified = verifyEdits(markdown, plan);
  if (!verified.ok) return asItIs([...diagnostics, failure(document, { line: 1, reason: verified.reason })]);
  const { added, moved, recounted } = draft;
  const { changed, removed } = changes;
  const problems = problemsOf(diagnostics);
  const report = { added, changed, moved, removed, unsupported, recounted, problems };
  return { edits: plan.edits, text: verified.text, report, diagnostics };
}

function draftArrivals(
  document: TrackingDocument,
  model: TrackingModel,
  category: Category,
  changes: RowChanges,
  draft: Draft,
): void {
  const placements = placeArrivals(document, model, category, changes.arrivals.get(category) ?? [], changes);
  if (!placements.ok) {
    draft.refusals.push(placements);
    return;
  }
  draft.plans.push(...placements.plans);
  for (const { arrival, plan } of placements.placed) {
    const { architecture, native } = arrival.row;
    const edits = [...(arrival.removal ?? []), ...plan.edits].sort((a, b) => a.start - b.start);
    const from = arrival.from?.table.category;
    if (from === undefined) draft.added.push({ architecture, category, native, line: undefined, edits });
    else draft.moved.push({ architecture, from, to: category, line: arrival.from?.row.line, edits });
  }
}

function draftNumbers({ plans, refusals }: Recounted, draft: Draft): void {
  draft.plans.push(...plans);
  draft.refusals.push(...refusals);
}

/** The diagnostic of a change that is not made. */
export function failure({ markdown }: TrackingDocument, { line, reason }: Refusal): Diagnostic {
  const place = { file: markdown.file, line, column: 1 };
  return {
    ...place,
    rule: 'document-edit-refused',
    severity: 'error',
    message: `nothing was changed: ${reason}`,
  };
}
