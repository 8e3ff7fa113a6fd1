import type { FactsDepth } from '../facts.js';
import type { Part } from './parts.js';

/** What is known of modules, and what it rests on. */
export interface Rests {
  /** @param by whoever asks */
  readonly note: (from: string, to: string, depth: FactsDepth, by: string) => void;
  /** What a part rests on, and who found that out first. */
  readonly of: (part: Part) => readonly (readonly [on: Part, by: string])[];
}

type Found = Readonly<Record<FactsDepth, Map<string, string>>>;

export function createRests(): Rests {
  const known = new Map<string, Found>();
  return {
    note(from, to, depth, by) {
      let found = known.get(from);
      if (found === undefined) {
        found = { module: new Map(), bodies: new Map() };
        known.set(from, found);
      }
      if (!found[depth].has(to)) found[depth].set(to, by);
    },
    of({ kind, path }) {
      const found = kind === 'module' ? known.get(path) : undefined;
      if (found === undefined) return [];
      return (['module', 'bodies'] as const).flatMap((depth) =>
        [...found[depth]].map(([to, by]) => [{ kind: depth, path: to }, by] as const),
      );
    },
  };
}
