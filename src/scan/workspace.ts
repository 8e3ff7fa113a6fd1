/** Opens the trees that a command reads and runs the engines over them. */
import { compareDiagnostics, type Diagnostic } from '../diagnostics.js';
import { joinConfigClasses } from '../engines/config-classes.js';
import { joinModelTypes } from '../engines/model-types.js';
import { loadEngines } from '../engines/registry.js';
import {
  locateTransformers,
  scanTransformers,
  transformersAssumptions,
  transformersFiles,
  type TransformersScan,
} from '../engines/transformers/index.js';
import type { EngineAdapter, EngineOptions, EngineScan, Located } from '../engines/types.js';
import {
  examplesOf,
  answerMaterial,
  namesExamples,
  type Examples,
  type FileMaterial,
} from '../models/material.js';
import { createFactExtractor, type FactExtractor } from '../python/extract.js';
import { createVerifyingExtractor } from '../python/verify.js';
import type { KeptAnswers } from '../python/answers/answers.js';
import { createPythonSources, type PythonSources, type SourcesOptions } from '../python/sources.js';
import { folderTree, gitTree, type SourceTree } from '../source/index.js';
import { engineMissing, nothingFound, transformersMissing } from './not-found.js';
import { parseRoot } from './roots.js';

export interface WorkspaceOptions {
  /** Folders to look for engines and transformers in; `FOLDER@REVISION` is a git revision of one. */
  readonly roots: readonly string[];
  /** Which of the roots were given for one engine: each of them has to have it. */
  readonly givenFor?: readonly GivenRoot[] | undefined;
  /** Nobody named the roots: what is not found in them matters only where transformers was not given either. */
  readonly rootsAreAssumed?: boolean | undefined;
  /** Where transformers lies, when it is in none of the roots; written like a root. */
  readonly transformers?: string | undefined;
  /** Read this git revision of every root instead of its files. */
  readonly revision?: string | undefined;
  /** Engine ids to read; without it every engine that is found. */
  readonly engines?: readonly string[] | undefined;
  /** Engines that archscan does not have itself. */
  readonly plugins?: readonly EngineAdapter[] | undefined;
  readonly disabledModules?: readonly string[] | undefined;
  readonly externalPackages?: readonly string[] | undefined;
  readonly maxFileBytes?: number | undefined;
  /** Read every Python file in both ways, see `createVerifyingExtractor`. */
  readonly verify?: boolean | undefined;
  /** Called with a short text before each larger step. */
  readonly onProgress?: ((step: string) => void) | undefined;
}

export interface GivenRoot {
  readonly root: string;
  readonly engine: string;
}

/** How trees are opened. A caller that reads again and again keeps what was read of a tree that did not change. */
export interface WorkspaceAccess {
  readonly extract: FactExtractor;
  /** The tree of a folder. The same object stands for the same content. */
  readonly open: (root: string, revision?: string) => SourceTree | Promise<SourceTree>;
  /** What was read of this tree before, or else what `read` reads now. */
  readonly keep: (
    tree: SourceTree,
    part: 'engines' | 'transformers',
    read: () => Promise<ReadTree>,
  ) => Promise<ReadTree>;
  /** Where answers about sources are kept for a later version of a tree; nowhere without it. */
  readonly answers?: ((sources: string) => AnswerPlace) | undefined;
  /** How an engine's sources are made; afresh without it. */
  readonly sources?: ((tree: SourceTree, options: SourcesOptions) => PythonSources) | undefined;
}

/** Where the answers about some sources are kept. */
export interface AnswerPlace {
  /** What an earlier run left there. */
  readonly earlier: KeptAnswers | null;
  /** Told the sources that are made. */
  readonly opened: (sources: PythonSources) => void;
}

/** What the sources say. */
export interface WorkspaceScan<E extends ReadEngine = ReadEngine> {
  readonly engines: readonly E[];
  readonly transformers: ReadTransformers | null;
  /** Sorted. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that was read, and from what. */
export type Workspace = WorkspaceScan<OpenedEngine>;

export interface ReadEngine {
  readonly adapter: EngineAdapter;
  readonly scan: EngineScan;
}

export interface OpenedEngine extends ReadEngine {
  readonly sources: PythonSources;
}

export interface ReadTransformers extends Examples {
  readonly scan: TransformersScan;
}

/** What one tree has of engines and transformers. */
export interface TreeScan<E extends ReadEngine = ReadEngine> {
  readonly engines: readonly E[];
  readonly transformers: ReadTransformers | null;
}

export interface ReadTree extends TreeScan<OpenedEngine> {
  /** Also those of external packages and of transformers. */
  readonly sources: readonly PythonSources[];
}

/** A tree that is to be read. */
export interface TreePlace {
  readonly folder: string;
  readonly revision: string | undefined;
  /** Whether engines are looked for, too. */
  readonly withEngines: boolean;
}

/**
 * Reads every engine and transformers in the given folders.
 *
 * @param access how trees are opened and what of them is kept; without it everything is read from the file system
 * @throws ArchscanError `root-not-found`, `revision-not-found`, `no-engine-detected`, `transformers-not-found`,
 *   `plugin-failed`
 */
export async function readWorkspace(options: WorkspaceOptions, access?: WorkspaceAccess): Promise<Workspace> {
  const used = access ?? (await accessOf(options));
  const trees = await readTrees(options, (place) => readTree(place, options, used));
  return joinTrees(trees.map(withProblems));
}

/** One tree after the other; the last one may be transformers alone, when none of the roots has it. */
export async function readTrees<T extends TreeScan>(
  options: WorkspaceOptions,
  read: (place: TreePlace) => Promise<T>,
): Promise<readonly T[]> {
  const trees: T[] = [];
  for (const root of options.roots) {
    const { folder, revision = options.revision } = parseRoot(root);
    const found = await read({ folder, revision, withEngines: true });
    if (found.engines.length === 0 && isPassedOver(options)) continue;
    if (found.engines.length === 0 && found.transformers === null) throw await nothingFound(root, options);
    const lacking = lackingEngine(root, found, options);
    if (lacking !== undefined) throw await engineMissing(root, lacking, options);
    trees.push(found);
  }
  const { transformers: root } = options;
  if (root !== undefined && trees.every(({ transformers }) => transformers === null)) {
    const found = await read({ ...parseRoot(root), withEngines: false });
    if (found.transformers === null) throw await transformersMissing(root, options);
    trees.push(found);
  }
  return trees;
}

/** Nobody named the root, and what was named is enough. */
function isPassedOver({ rootsAreAssumed, transformers }: WorkspaceOptions): boolean {
  return rootsAreAssumed === true && transformers !== undefined;
}

/** The engine that a root was given for and does not have. */
function lackingEngine(
  root: string,
  { engines }: TreeScan,
  { givenFor = [] }: WorkspaceOptions,
): string | undefined {
  const has = (id: string): boolean => engines.some(({ adapter }) => adapter.id === id);
  return givenFor.find((given) => given.root === root && !has(given.engine))?.engine;
}

/** A tree with what was noticed while its sources were read. */
export interface CheckedTree<E extends ReadEngine = ReadEngine> extends TreeScan<E> {
  readonly problems: readonly Diagnostic[];
}

export function withProblems(tree: ReadTree): CheckedTree<OpenedEngine> {
  return { ...tree, problems: tree.sources.flatMap((each) => each.diagnostics()) };
}

/** What several trees say together: the first transformers among them counts. */
export function joinTrees<E extends ReadEngine>(trees: readonly CheckedTree<E>[]): WorkspaceScan<E> {
  const engines = trees.flatMap((tree) => tree.engines);
  const transformers = trees.find((tree) => tree.transformers !== null)?.transformers ?? null;
  const joined = transformers?.scan ?? { autoMappings: [], configMappings: [] };
  return {
    engines: engines.map((each) => ({
      ...each,
      scan: joinConfigClasses(joinModelTypes(each.scan, joined.autoMappings), joined),
    })),
    transformers,
    diagnostics: [
      ...engines.flatMap(({ scan }) => scan.diagnostics),
      ...trees.flatMap(({ problems }) => problems),
    ].sort(compareDiagnostics),
  };
}

/** Opens a tree and reads what is in it. */
export async function readTree(
  { folder, revision, withEngines }: TreePlace,
  options: WorkspaceOptions,
  access: WorkspaceAccess,
): Promise<ReadTree> {
  const { open, keep } = access;
  const tree = await open(folder, revision);
  const found = withEngines
    ? await keep(tree, 'engines', () => readEngines(tree, options, access))
    : { engines: [], sources: [] };
  const read = await keep(tree, 'transformers', () => readTransformers(tree, access, options));
  return {
    engines: found.engines,
    transformers: read.transformers,
    sources: [...found.sources, ...read.sources],
  };
}

/** The file system and git, nothing kept. */
export async function accessOf(options: WorkspaceOptions): Promise<WorkspaceAccess> {
  return {
    extract: await (options.verify === true ? createVerifyingExtractor() : createFactExtractor()),
    open: (folder, revision) => openTree({ folder, revision }, options),
    keep: (_, __, read) => read(),
  };
}

/** From the file system or from git. */
export function openTree(
  { folder, revision }: Pick<TreePlace, 'folder' | 'revision'>,
  { maxFileBytes }: WorkspaceOptions,
): SourceTree | Promise<SourceTree> {
  const limit = maxFileBytes === undefined ? {} : { maxFileBytes };
  return revision === undefined ? folderTree(folder, limit) : gitTree(folder, revision, limit);
}

async function readEngines(
  tree: SourceTree,
  options: WorkspaceOptions,
  access: WorkspaceAccess,
): Promise<ReadTree> {
  const adapters = await loadEngines(options.engines, await pluginsOf(options));
  const engines: OpenedEngine[] = [];
  const sources: PythonSources[] = [];
  for (const adapter of adapters) {
    const read = await readEngine(tree, adapter, options, access);
    if (read === null) continue;
    engines.push(read.engine);
    sources.push(...read.sources);
  }
  return { engines, transformers: null, sources };
}

/** Their code is not ours, whoever gave them. */
async function pluginsOf({ plugins = [] }: WorkspaceOptions): Promise<readonly EngineAdapter[]> {
  return plugins.length === 0 ? [] : (await import('../config/plugins.js')).guardedPlugins(plugins);
}

/** Null where the tree has not got the engine. */
export async function readEngine(
  tree: SourceTree,
  adapter: EngineAdapter,
  options: WorkspaceOptions,
  access: WorkspaceAccess,
): Promise<{ readonly engine: OpenedEngine; readonly sources: readonly PythonSources[] } | null> {
  const at = adapter.locate(tree);
  if (at === null) return null;
  options.onProgress?.(`Reading ${adapter.title} in ${tree.root}`);
  await tree.prepare(adapter.files(tree, at));
  const own = sourcesOf(tree, access, adapter.packageName, at, adapter.assumedCall);
  const external = await externalSources(access, adapter, options);
  const engineOptions: EngineOptions = {
    disabledModules: options.disabledModules ?? [],
    externalPackages: external,
  };
  const scan = adapter.scan(own, at, engineOptions);
  return { engine: { adapter, scan, sources: own }, sources: [own, ...external] };
}

function sourcesOf(
  tree: SourceTree,
  { extract, sources, answers }: WorkspaceAccess,
  name: string,
  { directory }: Located,
  assumedCall: SourcesOptions['assumedCall'],
): PythonSources {
  const options: SourcesOptions = { packages: [{ name, directory }], assumedCall };
  const made = sources?.(tree, options);
  if (made !== undefined) return made;
  const place = answers?.(JSON.stringify([name, directory]));
  const opened = createPythonSources(tree, extract, { ...options, answers: place });
  place?.opened(opened);
  return opened;
}

/** Each external model package is a tree of its own. */
async function externalSources(
  { extract, open }: WorkspaceAccess,
  adapter: EngineAdapter,
  options: WorkspaceOptions,
): Promise<readonly PythonSources[]> {
  const trees = await Promise.all((options.externalPackages ?? []).map(async (folder) => open(folder)));
  return trees.map((tree) => {
    const name = tree.root.replace(/\/+$/, '').split(/[\\/]/).pop() ?? tree.root;
    return createPythonSources(tree, extract, {
      packages: [{ name, directory: '' }],
      assumedCall: adapter.assumedCall,
    });
  });
}

async function readTransformers(
  tree: SourceTree,
  access: WorkspaceAccess,
  options: WorkspaceOptions,
): Promise<ReadTree> {
  const at = locateTransformers(tree);
  if (at === null) return { engines: [], transformers: null, sources: [] };
  options.onProgress?.(`Reading transformers in ${tree.root}`);
  await tree.prepare(transformersFiles(tree, at));
  const sources = sourcesOf(tree, access, 'transformers', at, transformersAssumptions);
  const said = new Map<string, FileMaterial>();
  const scan = scanTransformers(sources, at, (facts) => {
    const material = namesExamples(facts.path) ? answerMaterial(sources, facts.path, () => facts) : null;
    if (material !== null) said.set(facts.path, material);
  });
  const transformers = { scan, ...examplesOf(sources, at, said) };
  return { engines: [], transformers, sources: [sources] };
}
