import { loaderRegistrations } from '../engines/types.js';
import { keyOf } from './keys.js';
import { engineFile, type Analysis, type EngineView } from './analysis.js';
import { documentsOf, type Context } from './context.js';
import { documentRows } from './subject.js';
import { symbolsOf } from './symbols.js';
import { pagesAbout } from './sync/rows.js';
import type { SessionLens, SessionLocation } from './types.js';

/** Above each registration of a file: is it tracked, would transformers serve it, what is its example? */
export function lensesOf(context: Context, analysis: Analysis, key: string): readonly SessionLens[] {
  if (!key.endsWith('.py')) return [];
  const hasDocument = documentsOf(context, analysis).length > 0;
  return analysis.engines.flatMap((engine) => {
    const own = loaderRegistrations(engine.scan).filter(({ file }) => engineFile(engine, file) === key);
    if (own.length === 0) return [];
    const isDocumented = hasDocument || pagesAbout(context, [engine]).length > 0;
    const symbols = new Map(symbolsOf(context, analysis, key).map((each) => [each.name, each]));
    return own.flatMap(({ key: name, architecture }): readonly SessionLens[] => {
      const range = symbols.get(name)?.selection;
      if (architecture === null || range === undefined) return [];
      const rows = documentRows(context, analysis, architecture, [engine]);
      const title = [
        `${architecture}: ${isDocumented ? rowsTitle(rows) : 'no document'}`,
        fallbackTitle(analysis, engine, architecture),
        engine.record(architecture).example.id ?? 'no example',
      ].join(' · ');
      return [{ range, architecture, title, rows }];
    });
  });
}

function rowsTitle(rows: readonly SessionLocation[]): string {
  if (rows.length === 0) return 'no row';
  const places = rows.map(({ uri, range }) => {
    const key = keyOf(uri);
    return `${key.slice(key.lastIndexOf('/') + 1)}:${range.line}`;
  });
  return `row at ${places.join(', ')}`;
}

/** What would serve it if it were not registered. */
function fallbackTitle({ workspace }: Analysis, { scan, record }: EngineView, architecture: string): string {
  if (workspace.transformers === null) return 'transformers not read';
  const { modelClass } = record(architecture);
  if (modelClass?.exported !== true) return 'not in transformers';
  if (scan.fallbackGate === null) return 'in transformers, no fallback';
  switch (modelClass.backendCompatible) {
    case true:
      return modelClass.preTrained === true ? 'fallback: yes' : 'fallback: no';
    case false:
      return 'fallback: no';
    case null:
      return 'fallback: undecidable';
  }
}
