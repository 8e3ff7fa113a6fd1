/**
 * Which statements of a module a set of names needs: those that may bind, change or alias one of them, and what
 * these need in turn. The value of `EntryClass` does not depend on the hundred statements that never touch it.
 */
import type { Stmt } from '../syntax.js';
import type { Effects } from './effects.js';
import { importedNames } from './reach.js';

/** What is known of a module before it runs. */
export interface ModuleOutline {
  readonly effects: readonly Effects[];
  /** Names that only imports bind: changing what they name changes nothing of this module. */
  readonly imported: ReadonlySet<string>;
  /** The representative of all names that may share an object. */
  readonly groupOf: (name: string) => string;
  /** Names that may be bound to the module itself. */
  readonly self: ReadonlySet<string>;
}

export interface Slice {
  readonly indexes: readonly number[];
  /** Names that the other statements would bind. */
  readonly skipped: ReadonlySet<string>;
}

export function outline(
  body: readonly Stmt[],
  effects: readonly Effects[],
  selfImports: ReadonlySet<string>,
): ModuleOutline {
  const imported = importedNames(body);
  const self = new Set(selfImports);
  for (const effect of effects) for (const name of effect.modules) self.add(name);
  return {
    effects,
    imported,
    self,
    groupOf: grouping(effects, imported),
  };
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

/** The statements that the names need. Adds to `relevant` what these read. */
export function select(module: ModuleOutline, relevant: Set<string>): Slice {
  const { effects } = module;
  const chosen = new Set<number>();
  const groups = new Set<string>();
  let known = 0;
  for (let grown = true; grown;) {
    grown = false;
    for (const name of [...relevant].slice(known)) groups.add(module.groupOf(name));
    known = relevant.size;
    for (const [index, effect] of effects.entries()) {
      if (chosen.has(index) || !matters(module, effect, relevant, groups)) continue;
      chosen.add(index);
      grown = true;
      if (effect.everything) return selectAll(effects);
      for (const name of effect.reads) relevant.add(name);
    }
  }
  return { indexes: [...chosen].sort((a, b) => a - b), skipped: skippedNames(effects, chosen) };
}

function matters(
  { imported, self, groupOf }: ModuleOutline,
  effect: Effects,
  relevant: ReadonlySet<string>,
  groups: ReadonlySet<string>,
): boolean {
  if (effect.anything) return true;
  for (const name of effect.writes) if (relevant.has(name)) return true;
  for (const name of effect.mutates) {
    if (self.has(name)) return true;
    if (name.includes('.') ? relevant.has(name) : !imported.has(name) && groups.has(groupOf(name)))
      return true;
  }
  return false;
}

/** The statements that may raise an exception of their own, and what they need. */
export function selectRaising(
  module: ModuleOutline,
  raises: (index: number) => boolean,
  relevant: Set<string>,
): Slice {
  const start = module.effects.flatMap((effect, index) => (effect.raises || raises(index) ? [index] : []));
  for (const index of start) for (const name of module.effects[index]?.reads ?? []) relevant.add(name);
  if (start.length === 0) return { indexes: [], skipped: new Set() };
  const { indexes } = select(module, relevant);
  const chosen = new Set([...start, ...indexes]);
  return {
    indexes: [...chosen].sort((a, b) => a - b),
    skipped: skippedNames(module.effects, chosen),
  };
}

export function selectAll(body: readonly unknown[]): Slice {
  return { indexes: body.map((_, index) => index), skipped: new Set() };
}

function skippedNames(effects: readonly Effects[], chosen: ReadonlySet<number>): ReadonlySet<string> {
  const skipped = new Set<string>();
  for (const [index, effect] of effects.entries()) {
    if (!chosen.has(index)) for (const name of effect.writes) skipped.add(name);
  }
  return skipped;
}
