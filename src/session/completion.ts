import { compareText } from '../diagnostics.js';
import { escapeText } from '../documents/markdown/escape.js';
import { keyCell, KEY_COLUMN } from '../documents/tracking/format.js';
import { loaderRegistrations } from '../engines/types.js';
import { isModelName } from '../track/model.js';
import type { Analysis, EngineView } from './analysis.js';
import { cellAt, documentOf, type CellAt, type Context } from './context.js';
import { offsetOf, toSessionEdit } from './texts.js';
import type { SessionCompletion, SessionEdit, SessionPosition } from './types.js';

/** Architectures in key cells, checkpoints in example cells. */
export function completionAt(
  context: Context,
  analysis: Analysis,
  key: string,
  position: SessionPosition,
): readonly SessionCompletion[] {
  const view = documentOf(context, key);
  const at = view === undefined ? undefined : cellAt(view, position);
  const engine = analysis.sglang;
  if (at === undefined || engine === undefined) return [];
  const column = at.column.toLowerCase();
  const offset = offsetOf(at.view, position);
  if (column === KEY_COLUMN.toLowerCase()) return architectures(analysis, engine, at, offset);
  if (column === 'example hf model') return checkpoints(analysis, engine, at, offset);
  return [];
}

function architectures(
  analysis: Analysis,
  engine: EngineView,
  at: CellAt,
  offset: number,
): readonly SessionCompletion[] {
  const others = at.view.tracking.tables.flatMap(({ rows }) => rows.filter((row) => row !== at.row));
  const taken = new Set(others.flatMap((row) => row.architectures));
  return candidates(analysis, engine)
    .filter((name) => !taken.has(name))
    .map((label) => {
      const { registration, category } = engine.record(label);
      const detail = `${registration === null ? 'transformers' : registration.file} · ${category.category}`;
      const sort = `${registration === null ? 1 : 0}${label}`;
      const text = keyCell(label);
      const filter = at.cell.raw.startsWith('*') ? text : markupOf(at) + label;
      return { label, kind: 'architecture', detail, filter, sort, edit: cellEdit(at, offset, text) };
    });
}

function checkpoints(
  analysis: Analysis,
  engine: EngineView,
  at: CellAt,
  offset: number,
): readonly SessionCompletion[] {
  const own = at.row?.architectures.map((name) => engine.record(name).example.id) ?? [];
  const named = new Map<string, string>();
  for (const architecture of candidates(analysis, engine)) {
    const { id } = engine.record(architecture).example;
    if (id !== null && !named.has(id)) named.set(id, architecture);
  }
  return [...named]
    .map(([label, architecture]): SessionCompletion => ({
      label,
      kind: 'checkpoint',
      detail: own.includes(label) ? 'the example of this row' : architecture,
      filter: markupOf(at) + label,
      sort: `${own.includes(label) ? 0 : 1}${label}`,
      edit: cellEdit(at, offset, escapeText(label)),
    }))
    .sort((a, b) => compareText(a.sort, b.sort));
}

const known = new WeakMap<Analysis, readonly string[]>();

/** What a row may be about, sorted: registrations first, as they are what one adds. */
function candidates(analysis: Analysis, { scan }: EngineView): readonly string[] {
  const before = known.get(analysis);
  if (before !== undefined) return before;
  const registered = loaderRegistrations(scan).flatMap(({ architecture }) => architecture ?? []);
  const exported = (analysis.workspace.transformers?.scan.classes ?? [])
    .filter((each) => each.exported && isModelName(each.name))
    .map(({ name }) => name);
  const made = [...new Set([...registered, ...exported.sort(compareText)])];
  known.set(analysis, made);
  return made;
}

/** What opens the text of a cell: clients compare what they replace, from its beginning, with what they filter by. */
function markupOf({ cell }: CellAt): string {
  return /^[`[*_<]*/.exec(cell.raw)?.[0] ?? '';
}

/** An empty cell is filled where the cursor stands; the cursor may stand in the blanks beside the text. */
function cellEdit({ view, cell }: CellAt, offset: number, text: string): SessionEdit {
  const { start, end } = cell.content;
  const span =
    cell.raw === ''
      ? { start: offset, end: offset }
      : { start: Math.min(start, offset), end: Math.max(end, offset) };
  return toSessionEdit(view, { ...span, text });
}
