/** Where a folder of the workspace keeps what is known of kernels: a page, a list of models, files of definitions. */
import { ArchscanError } from '../../errors.js';
import { listDefinitions, type DefinitionFiles } from '../../kernels/definition-files.js';
import { listWorkloads, type StatusSources } from '../../kernels/coverage/index.js';
import type { Checkpoints } from '../../kernels/coverage/model-configs.js';
import { lintDefinitions } from '../../kernels/coverage/lint-definitions.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import type { SourceTree } from '../../source/types.js';
import { keyBelow, keyOf, pathBelow } from '../keys.js';
import type { FolderSettings } from '../settings.js';
import type { FileStore } from '../store.js';

/** Keys of files and folders. */
export interface KernelPlaces {
  readonly folder: string;
  /** The page of kernel coverage. */
  readonly page: string | undefined;
  /** The list of models of the web site. */
  readonly models: string | undefined;
  /** The folder of definitions, or the data set or checkout that holds it. */
  readonly definitions: string | undefined;
  /** The folder of configurations of models. */
  readonly configs: string | undefined;
  readonly checkpoints: Checkpoints | undefined;
  /** A checkout of sgl-cookbook, or of SGLang. */
  readonly cookbook: string | undefined;
}

/** Where a checkout of FlashInfer-Bench has them. */
const PAGE = 'docs/model_coverage.mdx';
const MODELS = 'web/apps/web/data/models.ts';
const DEFINITIONS = ['flashinfer_trace/definitions', 'definitions'];

/** Undefined for a folder that has nothing to do with kernels. */
export function kernelPlaces({ folder, config }: FolderSettings, store: FileStore): KernelPlaces | undefined {
  const checkout = config.flashinferBench === undefined ? folder : keyOf(config.flashinferBench);
  const tree = treeAt(store, checkout);
  const isCheckout = tree?.has(PAGE) === true;
  const own = DEFINITIONS.find((path) => isCheckout && tree.list(path).length > 0);
  const definitions =
    config.definitions === undefined
      ? own === undefined
        ? undefined
        : keyBelow(checkout, own)
      : keyOf(config.definitions);
  const { configs, checkpoints, cookbook } = config;
  if (!isCheckout && definitions === undefined && configs === undefined) return undefined;
  return {
    folder,
    page: isCheckout ? keyBelow(checkout, PAGE) : undefined,
    models: tree?.has(MODELS) === true ? keyBelow(checkout, MODELS) : undefined,
    definitions,
    configs: configs === undefined ? undefined : keyOf(configs),
    checkpoints,
    cookbook: cookbook === undefined ? undefined : keyOf(cookbook),
  };
}

/** The definitions of one folder, as they are now. */
export interface Definitions {
  readonly root: string;
  readonly tree: SourceTree;
  readonly sources: StatusSources;
  /** By key of the file. */
  readonly findings: () => ReadonlyMap<string, readonly Finding[]>;
}

const known = new WeakMap<SourceTree, Definitions | null>();

/** Null when there are none, or no such folder. */
export function definitionsAt(root: string | undefined, store: FileStore): Definitions | null {
  const tree = root === undefined ? undefined : treeAt(store, root);
  if (root === undefined || tree === undefined) return null;
  const before = known.get(tree);
  if (before !== undefined) return before;
  const made = readDefinitions(root, tree);
  known.set(tree, made);
  return made;
}

function readDefinitions(root: string, tree: SourceTree): Definitions | null {
  const { value, diagnostics } = listDefinitions(tree);
  if (value.files.length === 0) return null;
  let findings: ReadonlyMap<string, readonly Finding[]> | undefined;
  const find = (): ReadonlyMap<string, readonly Finding[]> => {
    const found = [...diagnostics.map((each) => findingOf(each)), ...lintDefinitions(tree, value.files)];
    const byFile = new Map<string, Finding[]>();
    for (const finding of found) {
      const file = keyBelow(root, finding.file);
      byFile.set(file, [...(byFile.get(file) ?? []), { ...finding, file }]);
    }
    return byFile;
  };
  return { root, tree, sources: sourcesOf(value, tree), findings: () => (findings ??= find()) };
}

/** Workloads are large, and few questions are about them. */
function sourcesOf(definitions: DefinitionFiles, tree: SourceTree): StatusSources {
  let workloads: { readonly names: ReadonlySet<string> | null } | undefined;
  return {
    definitions,
    get workloads() {
      return (workloads ??= { names: listWorkloads(tree) }).names;
    },
  };
}

/** The definition that a file holds. */
export function definitionIn(definitions: Definitions | null, key: string): string | undefined {
  const path = definitions === null ? null : pathBelow(definitions.root, key);
  return definitions?.sources.definitions.files.find((file) => file.path === path)?.name;
}

/** Undefined when there is no such folder. */
export function treeAt(store: FileStore, root: string): SourceTree | undefined {
  try {
    return store.tree(root);
  } catch (error) {
    if (error instanceof ArchscanError) return undefined;
    throw error;
  }
}
