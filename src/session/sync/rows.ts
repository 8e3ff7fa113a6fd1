/** Where pages of profiles name architectures. */
import { remembered } from '../../memo.js';
import type { Analysis, EngineView } from '../analysis.js';
import type { Context } from '../context.js';
import type { SessionLocation } from '../types.js';
import { architectureRows } from './symbols.js';

/** What a page has of each architecture that it names; pages by families alone name none. */
export interface NamingPage {
  readonly analysis: Analysis;
  readonly engines: readonly EngineView[];
  readonly rows: ReadonlyMap<string, readonly SessionLocation[]>;
}

/** For one question: what it is answered from does not change meanwhile. */
export const namingPages = remembered(({ sync, texts }: Context): readonly NamingPage[] =>
  sync.files().flatMap((key): readonly NamingPage[] => {
    const page = sync.page(key);
    const view = texts.get(key);
    if (page === undefined || view === undefined) return [];
    const rows = new Map<string, SessionLocation[]>();
    for (const { name, location, selection } of architectureRows(page, view)) {
      const known = rows.get(name) ?? [];
      rows.set(name, known);
      known.push({ uri: location.uri, range: selection });
    }
    const engines = page.runs.map(({ engine }) => engine);
    return rows.size === 0 ? [] : [{ analysis: page.analysis, engines, rows }];
  }),
);
