import { compareText } from '../../diagnostics.js';
import { ignoredIn, type Ignored } from '../../findings/ignores/ignored.js';
import { isAsWritten, likeExisting } from './as-written.js';
import { SECTION_HEADINGS } from './format.js';
import { keepContent } from './keep.js';
import { mergeWithDocument } from './merge.js';
import { CATEGORIES, type TrackingModel } from './model.js';
import { parseTracking, type TrackingDocument } from './read.js';
import { recount, statsAfter } from './recount.js';
import { renderTracking, type KeptContent } from './render.js';
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
  failure,
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
  if (isAsWritten(existing, given)) return nothingDone(existing, []);
  const obstacle = findObstacle(existing, file);
  if (obstacle !== undefined) return nothingDone(existing, [obstacle]);
  const document = parseTracking(existing, { file, categories: categoriesOf(given) });
  if (!isTracking(document)) return nothingDone(existing, [...document.diagnostics, notTracking(file)]);
  const ignored = ignoredIn(document.markdown);
  const model = mergeWithDocument(document, given, ignored);
  const { kept, diagnostics: lost, overwritten } = keepContent(document, model, ignored);
  const diagnostics = [...document.diagnostics, ...lost, ...overwritten];
  if (lost.some((diagnostic) => diagnostic.severity === 'error')) return nothingDone(existing, diagnostics);
  const render = (date: string): string => likeExisting(renderTracking({ ...model, date }, kept), existing);
  const stated = document.figures.dates[0]?.text.trim() ?? '';
  if (render(stated) === existing) return nothingDone(existing, diagnostics);
  const text = render(model.date);
  if (text === existing) return nothingDone(existing, diagnostics);
  const reason = misreading(text, model, kept);
  if (reason !== undefined)
    return nothingDone(existing, [...diagnostics, failure(document, { line: 1, reason })]);
  const report = { ...describeRebuild(document, model, text, ignored), problems: problemsOf(diagnostics) };
  return { edits: [{ start: 0, end: existing.length, text }], text, report, diagnostics };
}

/** What the new text does not say as it should, e.g. because text that was kept opens a fence and does not close it. */
function misreading(text: string, model: TrackingModel, kept: KeptContent): string | undefined {
  const document = parseTracking(text, { categories: categoriesOf(model) });
  for (const category of CATEGORIES) {
    const found = document.tables
      .filter((table) => table.category === category)
      .flatMap((table) => table.rows);
    const names = found.flatMap((row) => row.architectures).sort(compareText);
    const wanted = model.rows.filter((row) => row.category === category).map((row) => row.architecture);
    if (names.join('\n') !== wanted.sort(compareText).join('\n')) {
      return `the rows of "${SECTION_HEADINGS[category]}" would not read as planned; ${UNCLOSED}`;
    }
  }
  const named = new Set(model.rows.map((row) => row.architecture));
  const read = keepContent(document, model, ignoredIn(document.markdown)).kept;
  const same = fingerprint(read, named) === fingerprint(kept, named);
  return same ? undefined : `text that people wrote would not read as before; ${UNCLOSED}`;
}

/** Kept content as one text: equal when the same cells, notes and sections are kept. */
function fingerprint(
  { cells, written, legend, stated, notes, sections }: KeptContent,
  named: ReadonlySet<string>,
): string {
  const rows = [...cells, ...written]
    .filter(([name]) => named.has(name))
    .map(([name, own]) => [name, [...own].sort(byKey)] as const);
  const parts = [...notes].map(([part, texts]) => [part, texts.join('\n\n')] as const);
  const beside = [...stated.stats].map(
    ([category, { before, after }]) => [category, before + after] as const,
  );
  const lines = [
    ...beside.filter(([, text]) => text !== ''),
    ...stated.headings,
    ...stated.shares,
    ...stated.summary,
  ];
  return JSON.stringify([
    rows.sort(byKey),
    lines.sort(byKey),
    legend,
    parts.sort(byKey),
    sections.join('\n\n'),
  ]);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return compareText(a[0], b[0]);
}

const UNCLOSED = 'look for text in it that opens a code block or a comment and does not close it';

function describeRebuild(
  found: TrackingDocument,
  model: TrackingModel,
  text: string,
  ignored: Ignored,
): Omit<TrackingReport, 'problems'> {
  const document = oneRowEach(found);
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
    unsupported: [],
    recounted: recount(document, statsAfter(document, changes), ignored).recounted.map((entry) => ({
      ...entry,
      edits,
    })),
  };
}

/** The document as a rebuild understands it: a row for each architecture, of several rows the first. */
function oneRowEach(document: TrackingDocument): TrackingDocument {
  const seen = new Set<string>();
  const isFirst = (name: string): boolean => {
    const first = !seen.has(name);
    seen.add(name);
    return first;
  };
  const tables = document.tables.map((table) =>
    table.category === undefined
      ? table
      : {
          ...table,
          rows: table.rows.flatMap((row) =>
            row.architectures.filter(isFirst).map((name) => ({ ...row, architectures: [name] })),
          ),
        },
  );
  return { ...document, tables };
}
