/** One tree as plain data, so that what was read of it can be kept until something changes in it. */
import type { Aside, KeepPart } from '../cache/parts.js';
import type { Diagnostic } from '../diagnostics.js';
import { loadEngines } from '../engines/registry.js';
import type { TransformersScan } from '../engines/transformers/index.js';
import type { EngineScan } from '../engines/types.js';
import { examplesFrom, type ExampleMaterial } from '../models/material.js';
import type { PythonSources, SourceStats } from '../python/sources.js';
import { takingAnswers } from './taking-answers.js';
import {
  withProblems,
  type CheckedTree,
  type ReadTree,
  type TreePlace,
  type WorkspaceAccess,
  type WorkspaceOptions,
} from './workspace.js';

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

export interface CountedTree extends CheckedTree {
  /** Up to now: examples are read when they are asked for. */
  readonly stats: () => SourceStats;
}

export type ReadPlace = (place: TreePlace, answers?: WorkspaceAccess['answers']) => Promise<ReadTree>;

/** What was kept of a tree, or what `read` reads now. */
export async function keptTree(
  keep: KeepPart,
  place: TreePlace,
  options: WorkspaceOptions,
  read: ReadPlace,
): Promise<CountedTree> {
  const make = (aside: Aside): Promise<KeptTree> =>
    takingAnswers(aside, place, options, 'leave', async (answers) => plainTree(await read(place, answers)));
  return revived(await keep(questionOf(place, options), make));
}

/** Everything that a tree is read by. */
export function questionOf(place: TreePlace, options: WorkspaceOptions): unknown {
  const { engines, disabledModules, externalPackages, maxFileBytes } = options;
  const forEngines = place.withEngines
    ? [engines ?? null, disabledModules ?? [], externalPackages ?? []]
    : [];
  return ['tree', place.folder, place.revision ?? null, place.withEngines, maxFileBytes ?? null, forEngines];
}

/** Only of transformers more is read afterwards: the sources of other trees are let go before the next is read. */
export function countedTree(tree: ReadTree): CountedTree {
  const { engines, transformers, sources } = tree;
  const { problems } = withProblems(tree);
  const stats = transformers === null ? always(statsOf(sources)) : statsLater(sources);
  return { engines: engines.map(({ adapter, scan }) => ({ adapter, scan })), transformers, problems, stats };
}

function always<T>(value: T): () => T {
  return () => value;
}

function statsLater(sources: readonly PythonSources[]): () => SourceStats {
  return () => statsOf(sources);
}

function plainTree(tree: ReadTree): KeptTree {
  const { engines, transformers, sources } = tree;
  const plain = {
    // A copy keeps nothing of the files.
    engines: engines.map(({ adapter, scan }) => ({ id: adapter.id, scan: structuredClone(scan) })),
    // Both before the examples are read, which not every command asks for.
    problems: withProblems(tree).problems,
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

function statsOf(sources: readonly PythonSources[]): SourceStats {
  return sumOf(sources.map((each) => each.stats()));
}

export function sumOf(all: readonly SourceStats[]): SourceStats {
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
