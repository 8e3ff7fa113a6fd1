import { bomLength, dominantEol } from '../markdown/lines.js';
import { keepContent } from './keep.js';
import { mergeWithDocument } from './merge.js';
import { CATEGORIES, type TrackingModel } from './model.js';
import { parseTracking, type TrackingDocument } from './read.js';
import { recount, statsAfter } from './recount.js';
import { renderTracking } from './render.js';
import {
  nothingDone,
  problemsOf,
  type AddedRow,
  type MovedRow,
  type TrackingReport,
  type TrackingUpdate,
} from './report.js';
import { planRows } from './rows.js';
import {
  categoriesOf,
  findObstacle,
  isBlank,
  isTracking,
  notTracking,
  writeNew,
  type UpdateOptions,
} from './update.js';

/**
 * The whole document from the model. Of a document that is there it keeps what archscan does not write: human
 * columns by architecture, other text and sections, footnotes, byte-order mark and line ends; and the date, when
 * nothing else changes.
 * @param existing null: there is none yet
 */
export function rebuildTracking(
  existing: string | null,
  given: TrackingModel,
  options: UpdateOptions = {},
): TrackingUpdate {
  const { file = '' } = options;
  if (existing === null || isBlank(existing)) return writeNew(existing ?? '', given);
  const obstacle = findObstacle(existing, file);
  if (obstacle !== undefined) return nothingDone(existing, [obstacle]);
  const document = parseTracking(existing, { file, categories: categoriesOf(given) });
  if (!isTracking(document)) return nothingDone(existing, [...document.diagnostics, notTracking(file)]);
  const model = mergeWithDocument(document, given);
  const { kept, diagnostics: lost } = keepContent(document, model);
  const diagnostics = [...document.diagnostics, ...lost];
  if (lost.some((diagnostic) => diagnostic.severity === 'error')) return nothingDone(existing, diagnostics);
  const render = (date: string): string => likeExisting(renderTracking({ ...model, date }, kept), existing);
  const stated = document.figures.dates[0]?.text.trim() ?? '';
  if (render(stated) === existing) return nothingDone(existing, diagnostics);
  const text = render(model.date);
  if (text === existing) return nothingDone(existing, diagnostics);
  const report = { ...describeRebuild(document, model, text), problems: problemsOf(diagnostics) };
  return { edits: [{ start: 0, end: existing.length, text }], text, report, diagnostics };
}

/** With the byte-order mark and the line ends of the document that is there. */
function likeExisting(text: string, existing: string): string {
  const eol = dominantEol(existing);
  return existing.slice(0, bomLength(existing)) + (eol === '\n' ? text : text.replaceAll('\n', eol));
}

function describeRebuild(
  document: TrackingDocument,
  model: TrackingModel,
  text: string,
): Omit<TrackingReport, 'problems'> {
  const edits = [{ start: 0, end: document.markdown.text.length, text }];
  const changes = planRows(document, model, { update: true, refresh: true, prune: true, anew: true });
  const added: AddedRow[] = [];
  const moved: MovedRow[] = [];
  for (const category of CATEGORIES) {
    for (const { row, from } of changes.arrivals.get(category) ?? []) {
      const { architecture, native } = row;
      const old = from?.table.category;
      if (old === undefined) added.push({ architecture, category, native, line: undefined, edits });
      else moved.push({ architecture, from: old, to: category, line: from?.row.line, edits });
    }
  }
  return {
    added,
    moved,
    changed: changes.changed.map((entry) => ({ ...entry, edits })),
    removed: changes.removed.map((entry) => ({ ...entry, edits })),
    recounted: recount(document, statsAfter(document, changes)).recounted.map((entry) => ({
      ...entry,
      edits,
    })),
  };
}
