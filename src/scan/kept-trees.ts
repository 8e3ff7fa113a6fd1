/**
 * What trees say, without their sources: as plain data, so that what was read of a tree can be kept until something
 * changes in it. For commands that look into the sources of engines themselves, transformers alone can be kept.
 */
import type { Aside, KeepPart } from '../cache/parts.js';
import type { Diagnostic } from '../diagnostics.js';
import { loadEngines } from '../engines/registry.js';
import type { TransformersScan } from '../engines/transformers/index.js';
import type { EngineScan } from '../engines/types.js';
import { examplesFrom, type ExampleMaterial } from '../models/material.js';
import type { KeptAnswers } from '../python/answers/answers.js';
import type { PythonSources, SourceStats } from '../python/sources.js';
import {
  accessOf,
  joinTrees,
  readTree,
  readTrees,
  type AnswerPlace,
  type ReadTree,
  type TreePlace,
  type TreeScan,
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

/** One tree as plain data. */
interface KeptTree {
  readonly engines: readonly { readonly id: string; readonly scan: EngineScan }[];
  readonly transformers: KeptTransformers | null;
  /** Of reading the sources. */
  readonly problems: readonly Diagnostic[];
  readonly stats: SourceStats;
}

interface KeptTransformers {
  readonly scan: TransformersScan;
  readonly examples: ReadonlyMap<string, ExampleMaterial>;
  /** Of the tree when its examples were read as well. */
  readonly statsWithExamples: SourceStats;
}

interface CountedTree extends TreeScan {
  readonly problems: readonly Diagnostic[];
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
  const readApart: ReadPlace = async (place, answers) => withoutTexts(await read(place, answers), options);
  const trees = await readTrees(options, async (place) =>
    keep === undefined ? countedTree(await readApart(place)) : keptTree(keep, place, options, readApart),
  );
  return {
    ...joinTrees(
      trees,
      trees.flatMap(({ problems }) => problems),
    ),
    stats: () => sum(trees.map(({ stats }) => stats())),
  };
}

/**
 * As {@link scanWorkspace}, with the sources of the roots, which are read each time. A folder that is given for
 * transformers alone is among the sources only where nothing is kept of it.
 *
 * @throws ArchscanError as `scanWorkspace`
 */
export async function workspaceWithSources(
  options: WorkspaceOptions,
  { access = () => accessOf(options), keepPart }: Reading = {},
): Promise<Workspace> {
  const { read, keep } = readingOf(options, access, keepPart);
  const trees = await readTrees(options, async (place) => {
    if (keep === undefined || place.withEngines) {
      const tree = await read(place);
      return { ...tree, problems: () => problemsIn(tree.sources) };
    }
    const { transformers, problems } = await keptTree(keep, place, options, read);
    return { engines: [], transformers, problems: () => problems };
  });
  const problems = trees.flatMap((tree) => tree.problems());
  return joinTrees(trees, problems);
}

/** How trees are read, and what is kept of them: where others' code reads, it is not observed. */
function readingOf(
  options: WorkspaceOptions,
  access: () => Promise<WorkspaceAccess>,
  keepPart: KeepPart | undefined,
): { readonly read: ReadPlace; readonly keep: KeepPart | undefined } {
  let opened: WorkspaceAccess | undefined;
  return {
    async read(place, answers) {
      opened ??= await access();
      return readTree(place, options, { ...opened, answers });
    },
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

async function keptTree(
  keep: KeepPart,
  place: TreePlace,
  options: WorkspaceOptions,
  read: ReadPlace,
): Promise<CountedTree> {
  const make = async (aside: Aside): Promise<KeptTree> => {
    const left: unknown[] = [];
    const take: Aside['take'] = (question) => {
      const found = aside.take(question);
      if (found !== undefined) left.push(found);
      return found;
    };
    try {
      const { tree, leave } = await plainTreeWith({ ...aside, take }, place, options, read);
      if (leave()) return tree;
    } catch (error) {
      // Where answers were taken, modules are evaluated in another order: import chains may be longer.
      if (left.length === 0) throw error;
    }
    // What was left is of no use, also to the next run.
    const again = await plainTreeWith({ ...aside, take: () => null }, place, options, read);
    again.leave();
    return again.tree;
  };
  return revived(await keep(questionOf(place, options), make));
}

/** A tree of which answers of an earlier version are taken. */
async function plainTreeWith(
  aside: Aside,
  place: TreePlace,
  { maxFileBytes }: WorkspaceOptions,
  read: ReadPlace,
): Promise<{ readonly tree: KeptTree; readonly leave: () => boolean }> {
  const opened: { readonly question: unknown; readonly isLeft: boolean; readonly sources: PythonSources }[] =
    [];
  const tree = await read(place, (name): AnswerPlace => {
    // Whichever revision: what is the same in it, has the same answer.
    const question = ['answers', place.folder, maxFileBytes ?? null, name];
    const left = aside.take(question);
    return {
      // The record by which build it was left.
      earlier: (left ?? null) as KeptAnswers | null,
      opened: (sources) => opened.push({ question, isLeft: left !== undefined, sources }),
    };
  });
  const plain = plainTree(tree);
  const leave = (): boolean => {
    for (const { question, isLeft, sources } of opened) {
      const answers = sources.keptAnswers?.() ?? null;
      if (answers === null) return false;
      // What was left there before does not hold any more.
      if (answers.answers.length > 0 || isLeft) aside.leave(question, answers);
    }
    return true;
  };
  return { tree: plain, leave };
}

type ReadPlace = (place: TreePlace, answers?: WorkspaceAccess['answers']) => Promise<ReadTree>;

/** Everything that a tree is read by. */
function questionOf(place: TreePlace, options: WorkspaceOptions): unknown {
  const { engines, disabledModules, externalPackages, maxFileBytes } = options;
  const forEngines = place.withEngines
    ? [engines ?? null, disabledModules ?? [], externalPackages ?? []]
    : [];
  return ['tree', place.folder, place.revision ?? null, place.withEngines, maxFileBytes ?? null, forEngines];
}

/** Only of transformers more is read afterwards: the sources of other trees are let go before the next is read. */
function countedTree({ engines, transformers, sources }: ReadTree): CountedTree {
  const problems = problemsIn(sources);
  const stats = transformers === null ? always(statsOf(sources)) : statsLater(sources);
  return { engines: engines.map(({ adapter, scan }) => ({ adapter, scan })), transformers, problems, stats };
}

function always<T>(value: T): () => T {
  return () => value;
}

function statsLater(sources: readonly PythonSources[]): () => SourceStats {
  return () => statsOf(sources);
}

function plainTree({ engines, transformers, sources }: ReadTree): KeptTree {
  const plain = {
    engines: engines.map(({ adapter, scan }) => ({ id: adapter.id, scan })),
    // Both before the examples are read, which not every command asks for.
    problems: problemsIn(sources),
    stats: statsOf(sources),
  };
  if (transformers === null) return { ...plain, transformers: null };
  const { scan, material } = transformers;
  const examples = material();
  return { ...plain, transformers: { scan, examples, statsWithExamples: statsOf(sources) } };
}

async function revived({ engines, transformers, problems, stats }: KeptTree): Promise<CountedTree> {
  const adapters = await loadEngines(engines.map(({ id }) => id));
  const found = engines.flatMap(({ id, scan }) => {
    const adapter = adapters.find((each) => each.id === id);
    return adapter === undefined ? [] : [{ adapter, scan }];
  });
  if (transformers === null) return { engines: found, transformers, problems, stats: () => stats };
  let counted = stats;
  const examples = examplesFrom(() => {
    counted = transformers.statsWithExamples;
    return transformers.examples;
  });
  return {
    engines: found,
    transformers: { scan: transformers.scan, ...examples },
    problems,
    stats: () => counted,
  };
}

function problemsIn(sources: readonly PythonSources[]): readonly Diagnostic[] {
  return sources.flatMap((each) => each.diagnostics());
}

function statsOf(sources: readonly PythonSources[]): SourceStats {
  return sum(sources.map((each) => each.stats()));
}

function sum(all: readonly SourceStats[]): SourceStats {
  const total = (pick: (stats: SourceStats) => number): number =>
    all.reduce((count, stats) => count + pick(stats), 0);
  return {
    files: total(({ files }) => files),
    bytes: total(({ bytes }) => bytes),
    parsed: total(({ parsed }) => parsed),
    cached: total(({ cached }) => cached),
    skipped: total(({ skipped }) => skipped),
  };
}
