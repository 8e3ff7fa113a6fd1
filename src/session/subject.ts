/** What a position is about, and the places that belong to it. */
import type { Evidence } from '../diagnostics.js';
import type { ArchitectureRecord } from '../models/architectures.js';
import { shownPath } from '../lint/origins.js';
import { loaderRegistrations, type Registration } from '../engines/types.js';
import { engineFile, evidenceFile, type Analysis, type EngineView } from './analysis.js';
import {
  cellAt,
  documentOf,
  knownNames,
  rowsOf,
  usesIn,
  type CellAt,
  type Context,
  type DocumentView,
} from './context.js';
import { uriOf } from './keys.js';
import type { SyncPage } from './sync/pages.js';
import { pagesAbout, viewedPage } from './sync/rows.js';
import { lineRange, offsetOf, rangeOf, type TextView } from './texts.js';
import type { SessionLocation, SessionPosition, SessionRange } from './types.js';

export interface Subject {
  readonly architecture: string;
  readonly range: SessionRange;
  /** The cell of a document; undefined in code. */
  readonly cell?: CellAt;
}

export function subjectAt(
  context: Context,
  analysis: Analysis,
  key: string,
  position: SessionPosition,
): Subject | undefined {
  const viewed = viewedPage(context, key);
  if (viewed !== undefined) return subjectInPage(viewed.page, viewed.view, position);
  const view = documentOf(context, key);
  return view === undefined
    ? subjectInCode(context, analysis, key, position)
    : subjectInDocument(view, position);
}

function subjectInDocument(view: DocumentView, position: SessionPosition): Subject | undefined {
  const cell = cellAt(view, position);
  const architectures = cell?.row?.architectures ?? [];
  if (cell === undefined || architectures[0] === undefined) return undefined;
  const { content, outer, raw } = cell.cell;
  const at = offsetOf(view, position) - outer.start;
  const under = nameUnder(view.text.slice(outer.start, outer.end), at, architectures);
  const span = raw === '' ? outer : content;
  const range = rangeOf(view, span.start, span.end);
  return { architecture: under ?? architectures[0], range, cell };
}

/** The key cell of a row that names architectures. */
function subjectInPage(page: SyncPage, view: TextView, position: SessionPosition): Subject | undefined {
  const offset = offsetOf(view, position);
  for (const { profile, keyColumn, rows } of page.pages().flatMap(({ tables }) => tables)) {
    if (profile.families !== undefined) continue;
    for (const { row, keys } of rows) {
      const cell = row.cells[keyColumn];
      const [first] = keys;
      if (cell === undefined || first === undefined) continue;
      if (offset < cell.outer.start || offset > cell.outer.end) continue;
      const { content, outer } = cell;
      const names = keys.map(({ name }) => name);
      const under = nameUnder(view.text.slice(outer.start, outer.end), offset - outer.start, names);
      return { architecture: under ?? first.name, range: rangeOf(view, content.start, content.end) };
    }
  }
  return undefined;
}

/** The name that stands at an offset. One name may be a part of another one, so the longest counts. */
function nameUnder(text: string, offset: number, names: readonly string[]): string | undefined {
  return names
    .filter((name) => {
      // The last occurrence that begins at the offset or before it reaches furthest.
      const start = text.lastIndexOf(name, offset);
      return start !== -1 && offset <= start + name.length;
    })
    .reduce<string | undefined>(
      (longest, name) => (longest === undefined || name.length > longest.length ? name : longest),
      undefined,
    );
}

function subjectInCode(
  context: Context,
  analysis: Analysis,
  key: string,
  position: SessionPosition,
): Subject | undefined {
  const file = usesIn(context, key);
  if (file === undefined) return undefined;
  const offset = offsetOf(file.view, position);
  const { architectures, byClass } = knownNames(analysis);
  for (const { name, start, end } of file.uses) {
    if (offset < start || offset > end) continue;
    const architecture = architectures.has(name) ? name : byClass.get(name);
    if (architecture !== undefined) return { architecture, range: rangeOf(file.view, start, end) };
  }
  return undefined;
}

/** Where an architecture is registered, implemented and documented. */
export interface Places {
  readonly registrations: readonly SessionLocation[];
  readonly classes: readonly SessionLocation[];
  readonly transformers: readonly SessionLocation[];
  readonly rows: readonly SessionLocation[];
}

/** The registrations of an architecture in some engines, and where each of them names it. */
export function registrationsOf(
  context: Context,
  engines: readonly EngineView[],
  architecture: string,
): readonly {
  readonly engine: EngineView;
  readonly registration: Registration;
  readonly place: SessionLocation;
}[] {
  return engines.flatMap((engine) =>
    loaderRegistrations(engine.scan)
      .filter((each) => each.architecture === architecture)
      .map((registration) => {
        const { file, line, key, className } = registration;
        const place = nameAt(context, engineFile(engine, file), line, [key, className]);
        return { engine, registration, place };
      }),
  );
}

export function placesOf(context: Context, analysis: Analysis, architecture: string): Places {
  const registered = registrationsOf(context, analysis.engines, architecture);
  return {
    registrations: registered.map(({ place }) => place),
    classes: registered.flatMap(({ engine, registration: { classFile, classLine, className } }) =>
      classFile === null || classLine === null
        ? []
        : [nameAt(context, engineFile(engine, classFile), classLine, [className])],
    ),
    transformers: transformersPlaces(context, analysis, architecture),
    rows: documentRows(context, analysis, architecture),
  };
}

/** Where documents name an architecture: the tracking documents, and the pages about some engines. */
export function documentRows(
  context: Context,
  analysis: Analysis,
  architecture: string,
  engines: readonly EngineView[] = analysis.engines,
): readonly SessionLocation[] {
  return [
    ...rowsOf(context, analysis, architecture),
    ...pagesAbout(context, engines).flatMap(({ rows }) => rows.get(architecture) ?? []),
  ];
}

function transformersPlaces(
  context: Context,
  { engines, workspace }: Analysis,
  architecture: string,
): readonly SessionLocation[] {
  const modelClass = engines[0]?.record(architecture).modelClass ?? null;
  const root = workspace.transformers?.scan.root;
  if (modelClass === null || root === undefined) return [];
  return [nameAt(context, shownPath(root, modelClass.file), modelClass.line, [architecture])];
}

/** The name at or behind a line; the line itself when it cannot be found. */
function nameAt(context: Context, key: string, line: number, names: readonly string[]): SessionLocation {
  const file = usesIn(context, key);
  const use = file?.uses.find((each) => each.line >= line && names.includes(each.name));
  const uri = uriOf(key);
  if (file === undefined || use === undefined) return { uri, range: lineRange(file?.view, line) };
  return { uri, range: rangeOf(file.view, use.start, use.end) };
}

export function evidencePlace(
  context: Context,
  analysis: Analysis,
  engine: EngineView,
  evidence: Evidence | undefined,
): readonly SessionLocation[] {
  const key = evidence === undefined ? undefined : evidenceFile(analysis, engine, evidence);
  if (evidence === undefined || key === undefined) return [];
  return [{ uri: uriOf(key), range: lineRange(context.texts.get(key), evidence.line, evidence.column) }];
}

/** The record of an architecture with respect to the engine that documents are about, else to the first one. */
export function mainRecord(
  { sglang, engines }: Analysis,
  architecture: string,
): { readonly engine: EngineView; readonly record: ArchitectureRecord } | undefined {
  const engine = sglang ?? engines[0];
  return engine === undefined ? undefined : { engine, record: engine.record(architecture) };
}
