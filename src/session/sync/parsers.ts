/** The code for pages of profiles, which is loaded when the first engine was read or a configuration names a profile. */
import type { Finding } from '../../findings/finding.js';
import type { Analysis } from '../analysis.js';
import type { FileStore } from '../store.js';
import type { SyncPage, SyncPages } from './pages.js';

/** What can be asked about pages of profiles while nothing changes. */
export interface SyncContext {
  /** A page that lies in a folder of the session and that a profile of it speaks of. */
  readonly page: (key: string) => SyncPage | undefined;
  /** The pages that are there, sorted. */
  readonly files: () => readonly string[];
  /** Why profiles of the configurations cannot be used. */
  readonly problems: () => readonly Finding[];
}

export interface SyncParsers {
  /** A promise until everything is loaded that the files of now need; then ask again. */
  readonly context: (analyses: readonly Analysis[], store: FileStore) => SyncContext | Promise<void>;
}

const NOTHING: SyncContext = { page: () => undefined, files: () => [], problems: () => [] };

export function createSyncParsers(): SyncParsers {
  let pages: SyncPages | undefined;
  let loading: Promise<void> | undefined;
  /** Several questions may be the first one. */
  async function load(): Promise<void> {
    const { createSyncPages } = await import('./pages.js');
    pages = createSyncPages();
  }
  return {
    context(analyses, store) {
      if (!analyses.some(needsProfiles)) return NOTHING;
      if (pages !== undefined) return pages.context(analyses, store);
      return (loading ??= load().finally(() => (loading = undefined)));
    },
  };
}

/** What is wrong with a profile is said also where there is nothing to compare its pages with. */
function needsProfiles({ engines, settings: { config } }: Analysis): boolean {
  return engines.length > 0 || (config.profiles ?? []).length > 0;
}
