import { compareText } from '../diagnostics.js';
import { machineColumnIndex, type TrackingTable } from '../documents/tracking/read.js';
import { KEY_COLUMN } from '../documents/tracking/format.js';
import { loaderRegistrations } from '../engines/types.js';
import { groupBy } from '../group-by.js';
import { shownPath } from '../lint/origins.js';
import { engineFile, type Analysis } from './analysis.js';
import { documentOf, documentsOf, usesIn, type Context, type DocumentView } from './context.js';
import { kernelSymbols, kernelWorkspaceSymbols } from './kernels/symbols.js';
import { uriOf } from './keys.js';
import { namedRows, sectionSymbols } from './sections.js';
import { viewedPage, viewedPages } from './sync/rows.js';
import { syncRows, syncSymbols } from './sync/symbols.js';
import { lineRange, rangeOf } from './texts.js';
import type { SessionLocation, SessionRange, SessionSymbol } from './types.js';

const MAX_SYMBOLS = 256;

/** Sections and rows of a document or a page, registrations of a Python file. */
export function symbolsOf(context: Context, analysis: Analysis, key: string): readonly SessionSymbol[] {
  const kernel = context.kernels.file(key);
  if (kernel !== undefined) return kernelSymbols(kernel.file);
  const viewed = viewedPage(context, key);
  if (viewed !== undefined) return syncSymbols(viewed.page, viewed.view);
  const view = documentOf(context, key);
  if (view === undefined) return registrationSymbols(context, analysis, key);
  const tables = groupBy(view.tracking.tables, ({ table }) => table.heading);
  return sectionSymbols(view, view.tracking.markdown.headings, (heading) =>
    (tables.get(heading) ?? []).flatMap((table) => rowSymbols(view, table)),
  );
}

function rowSymbols(view: DocumentView, { table, rows }: TrackingTable): readonly SessionSymbol[] {
  return rows.flatMap((row): readonly SessionSymbol[] => {
    const line = table.rows[row.row];
    const cell = line?.cells[machineColumnIndex(table, KEY_COLUMN) ?? 0];
    if (line === undefined || cell === undefined) return [];
    const detail = row.native ? row.file : row.hf ? 'HF' : '';
    return namedRows(view, { line: line.line, cell: cell.content }, row.architectures, detail);
  });
}

function registrationSymbols(context: Context, analysis: Analysis, key: string): readonly SessionSymbol[] {
  return analysis.engines.flatMap((engine) =>
    loaderRegistrations(engine.scan)
      .filter(({ file }) => engineFile(engine, file) === key)
      .map((registration): SessionSymbol => {
        const file = usesIn(context, key);
        const names = [registration.key, registration.className];
        const use = file?.uses.find((each) => each.line >= registration.line && names.includes(each.name));
        const range =
          file === undefined || use === undefined
            ? lineRange(file?.view, registration.line)
            : rangeOf(file.view, use.start, use.end);
        const { key: name } = registration;
        return symbolAt(name, 'registration', `${engine.adapter.title} ${registration.registry}`, {
          uri: uriOf(key),
          range,
        });
      }),
  );
}

/** Registrations, classes that transformers exports, rows, and what there is of kernels, by name. */
export function findSymbols(context: Context, query: string): readonly SessionSymbol[] {
  const wanted = query.toLowerCase();
  const found = new Map<string, SessionSymbol>();
  const all = [
    ...context.analyses.flatMap((analysis) => allSymbols(context, analysis)),
    ...kernelWorkspaceSymbols(context.kernels),
    ...viewedPages(context).flatMap(({ page, view }) => syncRows(page, view)),
  ];
  for (const symbol of all) {
    if (!hasInOrder(symbol.name.toLowerCase(), wanted)) continue;
    found.set(`${symbol.name} ${symbol.location.uri}:${symbol.location.range.line}`, symbol);
  }
  return [...found.values()].sort(compareSymbols).slice(0, MAX_SYMBOLS);
}

function allSymbols(context: Context, analysis: Analysis): readonly SessionSymbol[] {
  const transformers = analysis.workspace.transformers?.scan;
  return [
    ...analysis.engines.flatMap((engine) =>
      loaderRegistrations(engine.scan).map(({ key, file, line, registry }) =>
        symbolAt(key, 'registration', `${engine.adapter.title} ${registry}`, {
          uri: uriOf(engineFile(engine, file)),
          range: startOf(line),
        }),
      ),
    ),
    ...(transformers?.classes ?? [])
      .filter(({ exported }) => exported)
      .map(({ name, file, line }) =>
        symbolAt(name, 'class', 'transformers', {
          uri: uriOf(shownPath(transformers?.root ?? '', file)),
          range: startOf(line),
        }),
      ),
    ...documentsOf(context, analysis).flatMap((view) =>
      view.tracking.tables.flatMap((table) => rowSymbols(view, table)),
    ),
  ];
}

function symbolAt(
  name: string,
  kind: SessionSymbol['kind'],
  detail: string,
  location: SessionLocation,
): SessionSymbol {
  return { name, kind, detail, location, selection: location.range, children: [] };
}

function startOf(line: number): SessionRange {
  return { line, column: 1, endLine: line, endColumn: 1 };
}

function compareSymbols(a: SessionSymbol, b: SessionSymbol): number {
  return (
    a.name.length - b.name.length ||
    compareText(a.name, b.name) ||
    compareText(a.location.uri, b.location.uri) ||
    a.location.range.line - b.location.range.line
  );
}

function hasInOrder(text: string, wanted: string): boolean {
  let at = 0;
  for (const unit of wanted) {
    const found = text.indexOf(unit, at);
    if (found === -1) return false;
    at = found + unit.length;
  }
  return true;
}
