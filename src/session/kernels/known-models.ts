/** The configurations of models that a folder names, and where degrees of parallelism come from. */
import { findingOf, type Finding } from '../../findings/finding.js';
import { modelConfigs, type Checkpoints, type ModelConfigs } from '../../kernels/coverage/model-configs.js';
import { readCookbook } from '../../kernels/cookbook.js';
import type { Cookbook } from '../../kernels/recipe.js';
import { remembered } from '../../memo.js';
import type { SourceTree } from '../../source/types.js';
import type { FileStore } from '../store.js';
import { treeAt, type KernelPlaces } from './places.js';

/** The same object for as long as none of it changes. */
export interface KnownModels {
  readonly tree: SourceTree;
  readonly checkpoints: Checkpoints | undefined;
  readonly cookbookTree: SourceTree | undefined;
  /** Null when there is none, one without recipes, or only a bare repository: it is not known then what recipes say. */
  readonly cookbook: () => Cookbook | null;
}

const known = new WeakMap<SourceTree, KnownModels>();

/** Null when no configurations are named, or there is no such folder. */
export function knownModelsAt(places: KernelPlaces, store: FileStore): KnownModels | null {
  const { configs, checkpoints, cookbook: recipes } = places;
  const tree = configs === undefined ? undefined : treeAt(store, configs);
  if (tree === undefined) return null;
  const cookbookTree = recipes === undefined ? undefined : treeAt(store, recipes);
  const before = known.get(tree);
  if (before !== undefined && before.checkpoints === checkpoints && before.cookbookTree === cookbookTree)
    return before;
  const cookbook = (): Cookbook | null => (cookbookTree === undefined ? null : recipesOf(cookbookTree));
  const made = { tree, checkpoints, cookbookTree, cookbook };
  known.set(tree, made);
  return made;
}

const recipesOf = remembered((tree: SourceTree): Cookbook | null => {
  const { value } = readCookbook(tree);
  return value.models.length === 0 ? null : value;
});

/** Findings, and what was wrong in the configurations that they needed. */
export interface Compared {
  readonly findings: readonly Finding[];
  readonly problems: readonly Finding[];
}

/** Configurations are read anew each time, so that problems are those of the files that this comparison reads. */
export function compareWith(
  models: KnownModels | null,
  find: (configs: ModelConfigs | null) => readonly Finding[],
): Compared {
  const configs = models === null ? null : modelConfigs(models.tree, models.checkpoints ?? {});
  const findings = find(configs);
  return { findings, problems: (configs?.diagnostics() ?? []).map((each) => findingOf(each)) };
}

/** Keeps what was made last for a key, for as long as what it was made from is the same. */
export function keptFor<T>(): (key: object, from: readonly unknown[], make: () => T) => T {
  const kept = new WeakMap<object, { readonly from: readonly unknown[]; readonly value: T }>();
  return (key, from, make) => {
    const before = kept.get(key);
    if (before?.from.every((each, index) => each === from[index]) === true) return before.value;
    const value = make();
    kept.set(key, { from, value });
    return value;
  };
}
