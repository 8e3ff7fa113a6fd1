/** Pages of profiles: which they are, and what the profiles say of them. What did not change is kept. */
import { compareText } from '../../diagnostics.js';
import { prepareMdx } from '../../documents/markdown/parse.js';
import { remembered } from '../../memo.js';
import { engineFacts, type EngineFacts } from '../../sync/facts.js';
import { readPage, type Page } from '../../sync/page.js';
import type { Profile, ProfileDocument } from '../../sync/profile.js';
import { checkoutOf, pageOf } from '../../sync/profiles.js';
import { pagesRoot, readPages, runAll, type PageFiles, type Run, type RunOutcome } from '../../sync/runs.js';
import { syncProfile, type PageText, type SyncResult } from '../../sync/sync.js';
import type { Analysis, EngineView } from '../analysis.js';
import { keyOf } from '../keys.js';
import { holderOf } from '../projects.js';
import type { FileStore } from '../store.js';
import type { SyncContext } from './parsers.js';
import { createProfileReader, type FolderProfiles } from './profiles.js';

/** One page of a folder, with everything that speaks of it. */
export interface SyncPage {
  readonly key: string;
  readonly analysis: Analysis;
  readonly runs: readonly PageRun[];
  /** One for each run: what `archscan sync PAGE` finds and writes. */
  readonly outcomes: () => readonly RunOutcome[];
  /** The page as it is now, for each run; none when it cannot be read. */
  readonly pages: () => readonly Page[];
}

export interface PageRun extends Run {
  readonly engine: EngineView;
}

export interface SyncPages {
  readonly context: (analyses: readonly Analysis[], store: FileStore) => SyncContext | Promise<void>;
}

interface KnownRun {
  readonly profile: Profile;
  readonly texts: readonly PageText[];
  readonly result: SyncResult;
}

export function createSyncPages(): SyncPages {
  const reader = createProfileReader();
  const parsed = new WeakMap<ProfileDocument, Map<string, Page>>();
  const known = new WeakMap<EngineFacts, Map<string, KnownRun>>();
  let mdx = false;

  const factsOf = remembered(({ adapter, scan, record }: EngineView) =>
    engineFacts({ title: adapter.title, engine: scan, join: record }),
  );

  function pageIn(document: ProfileDocument, file: string, text: string): Page {
    const files = parsed.get(document) ?? new Map<string, Page>();
    parsed.set(document, files);
    const before = files.get(file);
    const page = before?.document.text === text ? before : readPage(document, file, text);
    files.set(file, page);
    return page;
  }

  function sync(of: EngineFacts, profile: Profile, texts: readonly PageText[]): SyncResult {
    const runs = known.get(of) ?? new Map<string, KnownRun>();
    known.set(of, runs);
    const name = [profile.id, ...texts.map(({ file }) => file)].join('\0');
    const before = runs.get(name);
    if (before?.profile === profile && texts.every(({ text }, index) => text === before.texts[index]?.text))
      return before.result;
    const result = syncProfile(of, profile, texts, pageIn);
    runs.set(name, { profile, texts, result });
    return result;
  }

  function pageWith(analysis: Analysis, store: FileStore, key: string): SyncPage | undefined {
    const files = filesOf(store);
    const { profiles, isSilent } = reader.of(analysis.settings, store);
    const checkout = checkoutOf(reader.shipped, key);
    const all = profiles.flatMap((profile) => {
      const at = pageOf(profile, key);
      if (at === null) return [];
      const given = { path: at.path, file: key };
      return enginesOf(analysis, profile).flatMap((engine): readonly PageRun[] => {
        if (checkout !== undefined && !isOf(engine, checkout)) return [];
        const read = readPages(profile, at.root, files, given);
        return read === null ? [] : [{ ...read, facts: factsOf(engine), profile, engine }];
      });
    });
    if (all.length === 0) return undefined;
    // It stays a page, so that nothing else takes it for a document of its own.
    const runs = all.filter(({ profile }) => !isSilent(profile));
    let outcomes: readonly RunOutcome[] | undefined;
    return {
      key,
      analysis,
      runs,
      outcomes: () => (outcomes ??= runAll(runs, key, sync)),
      pages: () => runs.flatMap((run) => ownPage(run, key, pageIn) ?? []),
    };
  }

  function contextOf(analyses: readonly Analysis[], store: FileStore): SyncContext {
    const pages = new Map<string, SyncPage | undefined>();
    function page(key: string): SyncPage | undefined {
      if (!/\.mdx?$/i.test(key)) return undefined;
      if (pages.has(key)) return pages.get(key);
      const analysis = holderOf(analyses, key);
      const isElse = analysis?.settings.documents.includes(key) === true || store.document(key) === null;
      const found = analysis === undefined || isElse ? undefined : pageWith(analysis, store, key);
      pages.set(key, found);
      return found;
    }
    return {
      page,
      files() {
        const inFolders = analyses.flatMap((analysis) =>
          pagesOf(analysis, reader.of(analysis.settings, store).profiles, filesOf(store)),
        );
        const keys = new Set([...inFolders, ...store.buffers().keys()]);
        return [...keys].filter((key) => page(key) !== undefined).sort(compareText);
      },
      problems: () => analyses.flatMap(({ settings }) => reader.of(settings, store).problems),
    };
  }

  return {
    context(analyses, store) {
      const needed = (): boolean =>
        analyses.some((each) => hasMdx(each, reader.of(each.settings, store), filesOf(store)));
      if (!mdx && needed()) return prepareMdx().then(() => void (mdx = true));
      return contextOf(analyses, store);
    },
  };
}

/** Texts of now; paths are keys, however they were put together. */
function filesOf(store: FileStore): PageFiles {
  const read = (file: string): ReturnType<FileStore['document']> => store.document(keyOf(file));
  return {
    exists: (file) => read(file) !== null,
    read(file) {
      const found = read(file);
      if (found !== null && 'finding' in found) return { ok: false, diagnostic: found.finding };
      return { ok: true, text: found?.text ?? null };
    },
  };
}

function enginesOf({ engines }: Analysis, { engine }: Profile): readonly EngineView[] {
  return engines.filter(({ adapter }) => adapter.id === engine);
}

/** A page of a shipped profile names its checkout; the sources may be the package folder in it. */
function isOf({ scan: { root } }: EngineView, checkout: string): boolean {
  return root === checkout || root.slice(0, root.lastIndexOf('/')) === checkout;
}

function ownPage({ profile, texts }: PageRun, key: string, read: typeof readPage): Page | null {
  const own = texts.find(({ file }) => file === key);
  const document = profile.documents.find(({ path }) => path === own?.path);
  if (document === undefined || own?.text === null || own?.text === undefined) return null;
  return read(document, key, own.text);
}

/** The pages that lie where the profiles of a folder have them. */
function pagesOf(analysis: Analysis, profiles: readonly Profile[], files: PageFiles): readonly string[] {
  return profiles.flatMap((profile) =>
    enginesOf(analysis, profile).flatMap(({ scan }) =>
      (readPages(profile, pagesRoot(profile, scan.root, files), files)?.texts ?? []).flatMap(
        ({ file, text }) => (text === null ? [] : [keyOf(file)]),
      ),
    ),
  );
}

/** A page of an own profile may lie anywhere. Pages of other profiles than those with MDX are not looked at. */
function hasMdx(analysis: Analysis, { profiles, own }: FolderProfiles, files: PageFiles): boolean {
  const isMdx = (path: string): boolean => path.endsWith('.mdx');
  const withMdx = profiles.filter(({ documents }) => documents.some(({ path }) => isMdx(path)));
  return withMdx.some((each) => own.includes(each)) || pagesOf(analysis, withMdx, files).some(isMdx);
}
