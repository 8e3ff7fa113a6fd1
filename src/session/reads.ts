/** What was read of trees, kept for as long as it holds. */
import { settleClass, transformersAssumptions } from '../engines/transformers/index.js';
import type { EngineAdapter } from '../engines/types.js';
import type { FactExtractor } from '../python/extract.js';
import type { PythonSources, SourcesOptions } from '../python/sources.js';
import type { ReadTree, WorkspaceAccess } from '../scan/workspace.js';
import type { SourceTree } from '../source/types.js';
import { createLayeredSources, type LayeredSources } from './layers.js';
import type { FolderSettings } from './settings.js';
import type { FileStore } from './store.js';

/** What one reading of a workspace rests on. */
export interface Used {
  readonly trees: readonly SourceTree[];
  /** The same objects when nothing that they say has changed. */
  readonly parts: readonly ReadTree[];
}

export interface Reads {
  /** For one reading; `used` says afterwards what it rests on. */
  readonly access: (
    extract: FactExtractor,
    settings: FolderSettings,
  ) => WorkspaceAccess & { readonly used: () => Used };
  /** What is evaluated from now on begins afresh. */
  readonly restart: () => void;
  readonly dispose: () => void;
}

type Parts = Map<string, Promise<ReadTree>>;

export function createReads(store: FileStore): Reads {
  let reads = new WeakMap<SourceTree, Parts>();
  let sources = new Map<string, LayeredSources>();
  /** Of transformers, by root. */
  let layered = new Map<string, { readonly sources: LayeredSources; read: Promise<ReadTree> | undefined }>();

  function sourcesOf(extract: FactExtractor, tree: SourceTree, given: SourcesOptions): PythonSources {
    if (given.assumedCall === transformersAssumptions) {
      const known = layered.get(tree.root) ?? {
        sources: createLayeredSources(extract, given, store.changedSince, settleClass),
        read: undefined,
      };
      layered.set(tree.root, known);
      return known.sources.next(tree);
    }
    const name = JSON.stringify([tree.root, given.packages]);
    const next = sources.get(name) ?? createLayeredSources(extract, given, store.changedSince, null);
    sources.set(name, next);
    return next.next(tree);
  }

  function partOf(
    tree: SourceTree,
    name: string,
    isTransformers: boolean,
    read: () => Promise<ReadTree>,
  ): Promise<ReadTree> {
    const known = reads.get(tree) ?? new Map<string, Promise<ReadTree>>();
    reads.set(tree, known);
    const found = known.get(name);
    if (found !== undefined) return found;
    const last = isTransformers ? layered.get(tree.root) : undefined;
    // An edit inside a function says nothing new.
    const made = (last?.sources.means(tree) === true ? last.read : undefined) ?? read();
    known.set(name, made);
    const now = isTransformers ? layered.get(tree.root) : undefined;
    if (now !== undefined) now.read = made;
    made.catch(() => {
      // What failed is tried again.
      known.delete(name);
      if (now?.read === made) now.read = undefined;
    });
    return made;
  }

  return {
    access(extract, { config, plugins }) {
      const { engines, disabledModules, externalPackages = [] } = config;
      const external = externalPackages.map((folder) => numberOf(store.tree(folder)));
      const added = plugins.map(numberOf);
      const key = JSON.stringify([engines, disabledModules, externalPackages, external, added]);
      const trees = new Set<SourceTree>();
      const parts: ReadTree[] = [];
      return {
        extract,
        open(root) {
          const tree = store.tree(root);
          trees.add(tree);
          return tree;
        },
        sources: (tree, given) => sourcesOf(extract, tree, given),
        async keep(tree, part, read) {
          const name = part === 'engines' ? part + key : part;
          const made = await partOf(tree, name, part === 'transformers', read);
          parts.push(made);
          return made;
        },
        used: () => ({ trees: [...trees], parts }),
      };
    },
    restart() {
      sources = new Map();
      layered = new Map();
    },
    dispose() {
      reads = new WeakMap();
      sources = new Map();
      layered = new Map();
    },
  };
}

const numbers = new WeakMap<SourceTree | EngineAdapter, number>();
let lastNumber = 0;

/** A tree of other content has another number, and so has an engine that was loaded again. */
function numberOf(each: SourceTree | EngineAdapter): number {
  const number = numbers.get(each) ?? ++lastNumber;
  numbers.set(each, number);
  return number;
}
