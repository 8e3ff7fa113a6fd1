/** The folders of the workspace, read when something is asked and again when something of them changed. */
import { isDeepStrictEqual } from 'node:util';
import { ArchscanError } from '../errors.js';
import type { FactExtractor } from '../python/extract.js';
import { readWorkspace, type Workspace } from '../scan/workspace.js';
import type { SourceTree } from '../source/types.js';
import { documentDate } from '../track/date.js';
import { analysisOf, NOTHING_READ, type Analysis } from './analysis.js';
import { disposed, nextTurn, unlessAborted } from './abort.js';
import { createCachingExtractor } from './facts.js';
import { pathBelow } from './keys.js';
import { createReads, type Used } from './reads.js';
import { readSettings, type FolderSettings } from './settings.js';
import type { FileStore } from './store.js';
import type { SessionOptions } from './types.js';
import { warmUp } from './warm.js';

export interface Projects {
  /** Every folder, as its files are when the promise resolves. */
  readonly analyses: (signal: AbortSignal | undefined) => Promise<readonly Analysis[]>;
  readonly extractor: () => Promise<FactExtractor>;
  /** What every folder is read with. */
  readonly settings: () => Promise<readonly FolderSettings[]>;
  readonly setFolders: (folders: readonly string[]) => void;
  /** A configuration may have changed. */
  readonly forgetSettings: () => void;
  readonly dispose: () => void;
}

/** What was read, and what it was read of. */
interface Snapshot {
  readonly analyses: readonly Analysis[];
  readonly version: number;
  readonly generation: number;
}

interface Kept {
  readonly settings: FolderSettings;
  /** What the analysis rests on; null: it failed, and the next change may repair it. */
  readonly used: Used | null;
  readonly version: number;
  readonly analysis: Analysis;
}

export function createProjects(options: SessionOptions, store: FileStore): Projects {
  let folders: readonly string[] = [];
  let settings: Promise<readonly FolderSettings[]> | undefined;
  let lastSettings: readonly FolderSettings[] = [];
  let running: Promise<Snapshot> | undefined;
  let extractor: Promise<FactExtractor> | undefined;
  let kept = new Map<string, Kept>();
  const reads = createReads(store);
  const warmed = new Map<string, SourceTree>();
  let generation = 0;
  let isDisposed = false;

  async function warm(extract: FactExtractor, each: FolderSettings, isCurrent: () => boolean): Promise<void> {
    const { roots, transformers, config, plugins } = each;
    const all = new Set([...roots, ...(transformers === undefined ? [] : [transformers])]);
    for (const root of all) {
      const tree = store.tree(root);
      const before = warmed.get(root);
      // What an edit changes is read when it is needed. A tree holds all that was read of it, so only the last is kept.
      if (before !== undefined && store.changedSince(tree, before) !== undefined) {
        warmed.set(root, tree);
        continue;
      }
      const transformersOnly = !roots.includes(root);
      const { onProgress } = options;
      const { engines } = config;
      await warmUp(tree, { engines, plugins, transformersOnly, extract, isCurrent, onProgress });
      if (isCurrent()) warmed.set(root, tree);
    }
  }

  /** Undefined when something changed meanwhile. */
  async function read(
    each: FolderSettings,
    known: Kept | undefined,
    isCurrent: () => boolean,
  ): Promise<Kept | undefined> {
    const version = store.version();
    const extract = await getExtractor();
    const { roots, transformers, config, plugins } = each;
    try {
      await warm(extract, each, isCurrent);
      if (!isCurrent()) return undefined;
      const { engines, disabledModules, externalPackages } = config;
      const request = { roots, transformers, engines, plugins, disabledModules, externalPackages };
      const access = reads.access(extract, each);
      const workspace = await readWorkspace(request, access);
      const used = access.used();
      const analysis = isUnchanged(known, each, used) ? known.analysis : analyse(each, workspace, undefined);
      return { settings: each, used, version, analysis };
    } catch (error) {
      if (!(error instanceof ArchscanError)) throw error;
      const analysis = analyse(each, NOTHING_READ, error.message);
      return { settings: each, used: null, version, analysis };
    }
  }

  function analyse(each: FolderSettings, workspace: Workspace, problem: string | undefined): Analysis {
    const environment = options.environment ?? process.env;
    const date = documentDate(options.date, environment, () => new Date());
    return analysisOf(each, workspace, problem, options, date);
  }

  function isFresh(known: Kept | undefined, each: FolderSettings): known is Kept {
    if (known?.settings !== each) return false;
    if (known.used === null) return known.version === store.version();
    return known.used.trees.every((tree) => isCurrentTree(tree, store));
  }

  /** Reads until nothing changed meanwhile. */
  async function readAll(): Promise<Snapshot> {
    for (;;) {
      if (isDisposed) throw disposed();
      const [version, started] = [store.version(), generation];
      const isCurrent = (): boolean => version === store.version() && started === generation;
      const wanted = await getSettings();
      const next = new Map<string, Kept>();
      for (const each of wanted) {
        const known = kept.get(each.folder);
        const made = isFresh(known, each) ? known : await read(each, known, isCurrent);
        if (made === undefined) break;
        next.set(each.folder, made);
      }
      // An edit may be among the messages that wait.
      await nextTurn();
      if (!isCurrent()) continue;
      kept = next;
      const analyses = wanted.flatMap(({ folder }) => next.get(folder)?.analysis ?? []);
      return { analyses, version, generation };
    }
  }

  function getSettings(): Promise<readonly FolderSettings[]> {
    return (settings ??= settingsNow());
  }

  /** Settings that say what they said are the same objects, and nothing is read again for them. */
  async function settingsNow(): Promise<readonly FolderSettings[]> {
    const before = lastSettings;
    const made = (await readSettings(folders, options, store)).map(
      (each) => before.find((known) => isDeepStrictEqual(known, each)) ?? each,
    );
    if (made.some((each) => !before.includes(each))) reads.restart();
    lastSettings = made;
    return made;
  }

  function getExtractor(): Promise<FactExtractor> {
    return (extractor ??= createCachingExtractor());
  }

  return {
    async analyses(signal) {
      for (;;) {
        signal?.throwIfAborted();
        if (isDisposed) throw disposed();
        running ??= readAll().finally(() => {
          running = undefined;
        });
        const found = await unlessAborted(running, signal);
        if (found.version === store.version() && found.generation === generation) return found.analyses;
      }
    },
    extractor: getExtractor,
    settings: getSettings,
    setFolders(given) {
      folders = given;
      settings = undefined;
      reads.restart();
      generation += 1;
    },
    forgetSettings() {
      settings = undefined;
      generation += 1;
    },
    dispose() {
      isDisposed = true;
      generation += 1;
      kept = new Map();
      reads.dispose();
      warmed.clear();
      extractor = undefined;
    },
  };
}

/** A folder that is gone has no tree any more. */
function isCurrentTree(tree: SourceTree, store: FileStore): boolean {
  try {
    return store.tree(tree.root) === tree;
  } catch (error) {
    if (error instanceof ArchscanError) return false;
    throw error;
  }
}

/** Whether everything that was read says what it said. */
function isUnchanged(known: Kept | undefined, settings: FolderSettings, { parts }: Used): known is Kept {
  if (known?.settings !== settings || known.used === null) return false;
  const before = known.used.parts;
  return before.length === parts.length && parts.every((part, index) => part === before[index]);
}

/** The folder that a file belongs to: the one that reads it, else one that can check a document. */
export function projectOf(analyses: readonly Analysis[], key: string): Analysis | undefined {
  return holderOf(analyses, key) ?? analyses.find(({ sglang }) => sglang !== undefined) ?? analyses[0];
}

/** The innermost folder with an engine that a file lies in. */
export function holderOf(analyses: readonly Analysis[], key: string): Analysis | undefined {
  return analyses
    .map((analysis) => ({ analysis, depth: depthIn(analysis, key) }))
    .filter(({ analysis, depth }) => depth >= 0 && analysis.engines.length > 0)
    .sort((a, b) => b.depth - a.depth)[0]?.analysis;
}

/** The length of the folder of an analysis that holds the file; -1 when none does. */
function depthIn({ settings }: Analysis, key: string): number {
  const folders = [settings.folder, ...settings.roots, settings.transformers ?? []].flat();
  return Math.max(-1, ...folders.filter((each) => pathBelow(each, key) !== null).map(({ length }) => length));
}
