/**
 * Which statements of a module a set of names needs: those that may bind, change or alias one of them, and what
 * these need in turn. The value of `EntryClass` does not depend on the hundred statements that never touch it.
 */
import type { Stmt } from '../syntax.js';
import type { Effects } from './effects.js';
import { importedNames } from './reach.js';

/** What is known of a module before it runs: which statements bear on which names. */
export interface ModuleOutline {
  readonly effects: readonly Effects[];
  /** Statements that may bear on any name. */
  readonly always: readonly number[];
  /** Statements that may bind a name. */
  readonly writers: Positions;
  /** Statements that may change what a name of a group means. */
  readonly changers: Positions;
  /** Statements that may change `m.x`. */
  readonly memberChangers: Positions;
  /** Statements that may change what only imports bind. */
  readonly importChangers: Positions;
  /** The representative of all names that may share an object. */
  readonly groupOf: (name: string) => string;
}

type Positions = ReadonlyMap<string, readonly number[]>;

export interface Slice {
  readonly indexes: readonly number[];
  /** Names that the other statements would bind; null when they bind none. */
  readonly skipped: SkippedNames | null;
}

export interface SkippedNames {
  has(name: string): boolean;
}

/** @param selfImports names that may be bound to the module itself */
export function outline(
  body: readonly Stmt[],
  effects: readonly Effects[],
  selfImports: ReadonlySet<string>,
): ModuleOutline {
  // What only imports bind belongs to other modules: changing it changes nothing else of this one.
  const imported = importedNames(body);
  const self = new Set(selfImports);
  for (const effect of effects) for (const name of effect.modules) self.add(name);
  const groupOf = grouping(effects, imported);
  const [writers, changers] = [newPositions(), newPositions()];
  const [memberChangers, importChangers] = [newPositions(), newPositions()];
  const always: number[] = [];
  for (const [index, effect] of effects.entries()) {
    let changesSelf = false;
    for (const name of effect.writes) addPosition(writers, name, index);
    for (const name of effect.mutates) {
      changesSelf ||= self.has(name);
      if (name.includes('.')) addPosition(memberChangers, name, index);
      else if (imported.has(name)) addPosition(importChangers, name, index);
      else addPosition(changers, groupOf(name), index);
    }
    if (effect.anything || changesSelf) always.push(index);
  }
  return { effects, always, writers, changers, memberChangers, importChangers, groupOf };
}

function newPositions(): Map<string, number[]> {
  return new Map();
}

function addPosition(positions: Map<string, number[]>, name: string, index: number): void {
  const known = positions.get(name);
  if (known === undefined) positions.set(name, [index]);
  else known.push(index);
}

/** Joins the names that statements make aliases of each other. Imported names belong to other modules. */
function grouping(effects: readonly Effects[], imported: ReadonlySet<string>): (name: string) => string {
  const parents = new Map<string, string>();
  const find = (name: string): string => {
    let root = name;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  for (const effect of effects) {
    for (const group of effect.aliases) {
      const [first, ...rest] = [...group].filter((name) => !imported.has(name));
      for (const name of rest) {
        const [a, b] = [find(first ?? name), find(name)];
        if (a !== b) parents.set(a, b);
      }
    }
  }
  return find;
}

/**
 * The statements that the names need. Adds to `relevant` what these read.
 *
 * @param query the name whose value is asked for: also what an import bound is, for who asks, as the module leaves it
 */
export function select(module: ModuleOutline, relevant: Set<string>, query?: string): Slice {
  const { effects, writers, changers, memberChangers, importChangers, groupOf } = module;
  const chosen = new Set<number>();
  /** Whether one of the statements may read any name. */
  const choose = (indexes: readonly number[] = []): boolean =>
    indexes.some((index) => {
      if (chosen.has(index)) return false;
      chosen.add(index);
      for (const name of effects[index]?.reads ?? []) relevant.add(name);
      return effects[index]?.everything ?? false;
    });
  const changesQuery = query === undefined ? [] : importChangers.get(query);
  if (choose(module.always) || choose(changesQuery)) return selectAll(effects);
  // A set that grows is iterated to its end.
  for (const name of relevant) {
    const positions = [writers.get(name), changers.get(groupOf(name)), memberChangers.get(name)];
    if (positions.some((indexes) => choose(indexes))) return selectAll(effects);
  }
  return sliceOf(module, chosen);
}

/** The statements that may raise an exception of their own, and what they need. */
export function selectRaising(
  module: ModuleOutline,
  raises: (index: number) => boolean,
  relevant: Set<string>,
): Slice {
  const start = module.effects.flatMap((effect, index) => (effect.raises || raises(index) ? [index] : []));
  for (const index of start) for (const name of module.effects[index]?.reads ?? []) relevant.add(name);
  if (start.length === 0) return { indexes: [], skipped: null };
  return sliceOf(module, new Set([...start, ...select(module, relevant).indexes]));
}

export function selectAll(body: readonly unknown[]): Slice {
  return { indexes: body.map((_, index) => index), skipped: null };
}

function sliceOf({ effects, writers }: ModuleOutline, chosen: ReadonlySet<number>): Slice {
  const indexes = [...chosen].sort((a, b) => a - b);
  const bindsMore = effects.some((effect, index) => effect.writes.size > 0 && !chosen.has(index));
  const has = (name: string): boolean => writers.get(name)?.some((index) => !chosen.has(index)) ?? false;
  return { indexes, skipped: bindsMore ? { has } : null };
}
