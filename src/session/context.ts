/** What every question is answered from: the workspace as it is at this moment. */
import { isTracking } from '../documents/tracking/update.js';
import { machineColumnIndex, parseTracking, type TrackingDocument } from '../documents/tracking/read.js';
import type { DocumentRow, TrackingTable } from '../documents/tracking/read.js';
import { KEY_COLUMN } from '../documents/tracking/format.js';
import type { Cell } from '../documents/markdown/tables.js';
import { remembered } from '../memo.js';
import type { FactExtractor } from '../python/extract.js';
import { loaderRegistrations } from '../engines/types.js';
import type { Analysis } from './analysis.js';
import type { KernelContext } from './kernels/files.js';
import { uriOf } from './keys.js';
import { namesIn, type NameUse } from './names.js';
import { projectOf } from './projects.js';
import type { FileStore } from './store.js';
import type { SyncContext } from './sync/parsers.js';
import { rangeOf, type TextView, type Texts } from './texts.js';
import type { SessionLocation, SessionPosition } from './types.js';
import { offsetOf } from './texts.js';

export interface Context {
  readonly analyses: readonly Analysis[];
  readonly store: FileStore;
  readonly texts: Texts;
  readonly extract: FactExtractor;
  readonly kernels: KernelContext;
  readonly sync: SyncContext;
}

/** A document with its tables. */
export interface DocumentView extends TextView {
  readonly tracking: TrackingDocument;
}

const documents = new WeakMap<TextView, DocumentView>();

export function isDocument(key: string): boolean {
  return /\.md$/i.test(key);
}

/** A tracking document as its text is now; undefined when there is none, and for a page of a profile. */
export function documentOf(
  { texts, sync }: Pick<Context, 'texts' | 'sync'>,
  key: string,
): DocumentView | undefined {
  if (!isDocument(key) || sync.page(key) !== undefined) return undefined;
  const text = texts.get(key);
  if (text === undefined) return undefined;
  const view = documents.get(text) ?? { ...text, tracking: parseTracking(text.text, { file: key }) };
  documents.set(text, view);
  return isTracking(view.tracking) ? view : undefined;
}

/** The documents of a folder: those it should have, and the open ones. */
export function documentsOf(context: Context, analysis: Analysis): readonly DocumentView[] {
  const { analyses, store } = context;
  const open = [...store.buffers().keys()].filter((key) => projectOf(analyses, key) === analysis);
  const keys = new Set([...analysis.settings.documents, ...open.sort()]);
  return [...keys].flatMap((key) => documentOf(context, key) ?? []);
}

/** The row and cell at a place of a document. */
export interface CellAt {
  readonly view: DocumentView;
  readonly table: TrackingTable;
  /** Undefined when the row names no architecture. */
  readonly row: DocumentRow | undefined;
  readonly cell: Cell;
  readonly column: string;
}

export function cellAt(view: DocumentView, position: SessionPosition): CellAt | undefined {
  const offset = offsetOf(view, position);
  for (const table of view.tracking.tables) {
    const index = table.table.rows.findIndex(({ lineNumber }) => lineNumber === position.line);
    const found = table.table.rows[index]?.cells.findIndex(
      ({ outer }) => outer.start <= offset && offset <= outer.end,
    );
    const cell = table.table.rows[index]?.cells[found ?? -1];
    if (found === undefined || cell === undefined) continue;
    const row = table.rows.find((each) => each.row === index);
    return { view, table, row, cell, column: table.table.columns[found] ?? '' };
  }
  return undefined;
}

/** The key cells of the rows that name an architecture. */
export function rowsOf(
  context: Context,
  analysis: Analysis,
  architecture: string,
): readonly SessionLocation[] {
  return documentsOf(context, analysis).flatMap((view) =>
    view.tracking.tables.flatMap(({ table, rows }) =>
      rows.flatMap((row) => {
        const cell = table.rows[row.row]?.cells[machineColumnIndex(table, KEY_COLUMN) ?? 0];
        if (cell === undefined || !row.architectures.includes(architecture)) return [];
        return [{ uri: uriOf(view.key), range: rangeOf(view, cell.content.start, cell.content.end) }];
      }),
    ),
  );
}

/** Names and strings of a Python file, function bodies included. */
export function usesIn(
  { texts, extract }: Context,
  key: string,
): { readonly view: TextView; readonly uses: readonly NameUse[] } | undefined {
  const view = key.endsWith('.py') ? texts.get(key) : undefined;
  if (view === undefined) return undefined;
  return { view, uses: namesIn(extract(key, view.text, 'bodies'), view.text) };
}

/** Every architecture that an engine registers or transformers exports, with the names of classes that differ. */
export interface KnownNames {
  readonly architectures: ReadonlySet<string>;
  /** Class name to architecture. */
  readonly byClass: ReadonlyMap<string, string>;
}

export const knownNames = remembered((analysis: Analysis): KnownNames => {
  const registered = analysis.engines.flatMap(({ scan }) => loaderRegistrations(scan));
  const exported = (analysis.workspace.transformers?.scan.classes ?? []).filter((each) => each.exported);
  return {
    architectures: new Set([
      ...registered.flatMap(({ architecture }) => architecture ?? []),
      ...exported.map(({ name }) => name),
    ]),
    byClass: new Map(
      registered.flatMap(({ className, architecture }) =>
        architecture === null ? [] : [[className, architecture] as const],
      ),
    ),
  };
});
