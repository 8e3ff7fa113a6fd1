/**
 * What trees say, as plain data, so that what was read of a tree can be kept until something changes in it; and what
 * is found by looking into the sources of engines further.
 */
import { createHash } from 'node:crypto';
import type { KeepPart } from '../cache/parts.js';
import type { TransformersScan } from '../engines/transformers/index.js';
import type { PythonSources, SourceStats } from '../python/sources.js';
import type { SourceTree } from '../source/types.js';
import { countedTree, keptTree, questionOf, sumOf, type ReadPlace } from './kept-tree.js';
import { nothingFound } from './not-found.js';
import { takingAnswers } from './taking-answers.js';
import {
  accessOf,
  joinTrees,
  openTree,
  readEngine,
  readTree,
  readTrees,
  readWorkspace,
  withProblems,
  type OpenedEngine,
  type ReadEngine,
  type ReadTree,
  type TreePlace,
  type Workspace,
  type WorkspaceAccess,
  type WorkspaceOptions,
  type WorkspaceScan,
} from './workspace.js';

/** Everything that was read, and how much that was. */
export interface CountedScan extends WorkspaceScan {
  /** Up to now: examples are read when they are asked for. */
  readonly stats: () => SourceStats;
}

export interface Reading {
  /** How trees are opened; from the file system and from git without it. Only called when a tree has to be read. */
  readonly access?: (() => Promise<WorkspaceAccess>) | undefined;
  /** Without it everything is read. */
  readonly keepPart?: KeepPart | undefined;
}

/**
 * Reads every engine and transformers in the given folders, or takes what was kept of them.
 *
 * @throws ArchscanError `root-not-found`, `revision-not-found`, `no-engine-detected`, `transformers-not-found`
 */
export async function scanWorkspace(
  options: WorkspaceOptions,
  { access = () => accessOf(options), keepPart }: Reading = {},
): Promise<CountedScan> {
  const { read, keep } = readingOf(options, access, keepPart);
  const trees = await readTrees(options, async (place) =>
    keep === undefined
      ? countedTree(withoutTexts(await read(place), options))
      : keptTree(keep, place, options, read),
  );
  return {
    ...joinTrees(trees),
    stats: () => sumOf(trees.map(({ stats }) => stats())),
  };
}

/**
 * As {@link scanWorkspace}, with the sources of the engines, which are read each time.
 *
 * @throws ArchscanError as `scanWorkspace`
 */
export async function workspaceWithSources(
  options: WorkspaceOptions,
  { access = () => accessOf(options), keepPart }: Reading = {},
): Promise<Workspace> {
  const { read, keep } = readingOf(options, access, keepPart);
  const trees = await readTrees(options, async (place) => {
    if (keep === undefined || place.withEngines) return withProblems(await read(place));
    return { ...(await keptTree(keep, place, options, read)), engines: [] };
  });
  return joinTrees(trees);
}

/** An engine with what was found in its sources. */
export interface LookedEngine<T> extends ReadEngine {
  readonly found: () => T;
  /** The tree that it is in. */
  readonly opened: () => SourceTree | Promise<SourceTree>;
}

/**
 * As {@link scanWorkspace}, with what is found in the sources of each engine, or what was kept of it.
 *
 * @param find gives plain data, which depends on nothing but its arguments
 * @throws ArchscanError as `scanWorkspace`
 */
export async function lookIntoSources<T>(
  options: WorkspaceOptions,
  { access = () => accessOf(options), keepPart }: Reading,
  find: (engine: OpenedEngine, transformers: TransformersScan | null) => T,
): Promise<WorkspaceScan<LookedEngine<T>>> {
  const { opened, read, keep } = readingOf(options, access, keepPart);
  if (keep === undefined) {
    const workspace = await readWorkspace(options, await opened());
    const looked = (engine: OpenedEngine): LookedEngine<T> => ({
      ...engine,
      found: () => find(engine, workspace.transformers?.scan ?? null),
      opened: () => engine.sources.tree,
    });
    return { ...workspace, engines: workspace.engines.map(looked) };
  }
  const trees = await readTrees(options, async (place) => {
    const tree = await keptTree(keep, place, options, read);
    return { ...tree, engines: tree.engines.map((engine) => ({ ...engine, place })) };
  });
  const workspace = joinTrees(trees);
  const transformers = workspace.transformers?.scan ?? null;
  const theirs = digestOf(transformers);
  const engines: LookedEngine<T>[] = [];
  for (const engine of workspace.engines) {
    const { adapter, scan, place } = engine;
    const found = await keep(['found', questionOf(place, options), adapter.id, theirs], (aside) =>
      // What is asked here would not be asked again by who reads the tree alone.
      takingAnswers(aside, place, options, 'take', async (answers) => {
        const sources = await openAgain(engine, options, { ...(await opened()), answers });
        return find({ adapter, scan, sources }, transformers);
      }),
    );
    engines.push({ adapter, scan, found: () => found, opened: () => openTree(place, options) });
  }
  return { ...workspace, engines };
}

/** The sources of an engine that was read, after what reading it asks of them. */
async function openAgain(
  { adapter, place }: ReadEngine & { readonly place: TreePlace },
  options: WorkspaceOptions,
  access: WorkspaceAccess,
): Promise<PythonSources> {
  options.onProgress?.(`Checking ${adapter.title} in ${place.folder}`);
  const tree = await access.open(place.folder, place.revision);
  const read = await readEngine(tree, adapter, { ...options, onProgress: undefined }, access);
  if (read === null) throw await nothingFound(place.folder, options);
  return read.engine.sources;
}

function digestOf(scan: TransformersScan | null): string {
  return createHash('sha256').update(JSON.stringify(scan)).digest('base64url');
}

/** How trees are read, and what is kept of them: where others' code reads, it is not observed. */
function readingOf(
  options: WorkspaceOptions,
  access: () => Promise<WorkspaceAccess>,
  keepPart: KeepPart | undefined,
): {
  readonly opened: () => Promise<WorkspaceAccess>;
  readonly read: ReadPlace;
  readonly keep: KeepPart | undefined;
} {
  let first: Promise<WorkspaceAccess> | undefined;
  const opened = (): Promise<WorkspaceAccess> => (first ??= access());
  return {
    opened,
    read: async (place, answers) => readTree(place, options, { ...(await opened()), answers }),
    keep: !hasPlugins(options) && options.verify !== true ? keepPart : undefined,
  };
}

function hasPlugins({ plugins = [] }: WorkspaceOptions): boolean {
  return plugins.length > 0;
}

/** A copy keeps nothing of the files. What a plugin gives may be more than plain data, and no copy of it be had. */
function withoutTexts(tree: ReadTree, options: WorkspaceOptions): ReadTree {
  if (hasPlugins(options)) return tree;
  return {
    ...tree,
    engines: tree.engines.map((each) => ({ ...each, scan: structuredClone(each.scan) })),
  };
}
