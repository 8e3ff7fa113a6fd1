import type { KernelConfig } from '../config.js';
import { expectedDefinitions, type ExpectedDefinition } from '../expected.js';

/** A name that a model needs at some degrees. */
export interface IndexedName {
  readonly name: string;
  readonly definition: ExpectedDefinition;
  /** The attention degrees that give it, ascending; empty when it does not depend on them. */
  readonly tp: readonly number[];
  /** The same for the expert-parallel degree. */
  readonly ep: readonly number[];
}

export type NameIndex = ReadonlyMap<string, IndexedName>;

/** Nobody serves with more ranks than this. */
const MOST_RANKS = 512;

/** Every name that a model's definitions can have, whatever the degrees. */
export function nameIndex(config: KernelConfig): NameIndex {
  const found = new Map<string, { definition: ExpectedDefinition; tp: Set<number>; ep: Set<number> }>();
  const add = (tp: number, ep: number): void => {
    for (const definition of expectedDefinitions(config, { tp, ep }).value.definitions) {
      const entry = found.get(definition.name) ?? {
        definition,
        tp: new Set<number>(),
        ep: new Set<number>(),
      };
      if (definition.tp !== null) entry.tp.add(definition.tp);
      if (definition.ep !== null) entry.ep.add(definition.ep);
      found.set(definition.name, entry);
    }
  };
  add(1, 1);
  for (const degree of DEGREES) {
    add(degree, 1);
    add(1, degree);
  }
  const sorted = (degrees: ReadonlySet<number>): readonly number[] => [...degrees].sort((a, b) => a - b);
  return new Map(
    [...found].map(([name, { definition, tp, ep }]) => [
      name,
      { name, definition, tp: sorted(tp), ep: sorted(ep) },
    ]),
  );
}

/** Numbers of ranks in use: powers of two, and those of machines with three, five or seven devices for each. */
const DEGREES: readonly number[] = [3, 5, 6, 7, 10, 12, 14, 20, 24, 28, 40, 48, 56, 96]
  .concat(Array.from({ length: Math.log2(MOST_RANKS) }, (_, power) => 2 ** (power + 1)))
  .sort((a, b) => a - b);
