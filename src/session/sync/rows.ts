/** Pages of profiles with their texts, and where they name architectures. */
import { remembered } from '../../memo.js';
import type { EngineView } from '../analysis.js';
import type { Context } from '../context.js';
import type { TextView } from '../texts.js';
import type { SessionLocation } from '../types.js';
import type { SyncPage } from './pages.js';
import { architectureRows } from './symbols.js';

export interface ViewedPage {
  readonly page: SyncPage;
  readonly view: TextView;
}

/** Undefined when it is no page, or cannot be read. */
export function viewedPage({ sync, texts }: Context, key: string): ViewedPage | undefined {
  const page = sync.page(key);
  const view = page === undefined ? undefined : texts.get(key);
  return page === undefined || view === undefined ? undefined : { page, view };
}

export function viewedPages(context: Context): readonly ViewedPage[] {
  return context.sync.files().flatMap((key) => viewedPage(context, key) ?? []);
}

/** What a page has of each architecture that it names; pages by families alone name none. */
interface NamingPage {
  readonly engines: readonly EngineView[];
  readonly rows: ReadonlyMap<string, readonly SessionLocation[]>;
}

/** For one question: what it is answered from does not change meanwhile. */
const namingPages = remembered((context: Context): readonly NamingPage[] =>
  viewedPages(context).flatMap(({ page, view }): readonly NamingPage[] => {
    const rows = new Map<string, SessionLocation[]>();
    for (const { name, location, selection } of architectureRows(page, view)) {
      const known = rows.get(name) ?? [];
      rows.set(name, known);
      known.push({ uri: location.uri, range: selection });
    }
    const engines = page.runs.map(({ engine }) => engine);
    return rows.size === 0 ? [] : [{ engines, rows }];
  }),
);

/** The pages that compare one of some engines with what they name. */
export function pagesAbout(context: Context, engines: readonly EngineView[]): readonly NamingPage[] {
  return namingPages(context).filter((page) => page.engines.some((each) => engines.includes(each)));
}
