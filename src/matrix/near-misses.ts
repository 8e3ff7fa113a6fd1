import { compareText } from '../diagnostics.js';

/** The names that one column (or transformers) knows. */
export interface Presence {
  readonly id: string;
  readonly names: ReadonlySet<string>;
}

/** One architecture, spelled differently: an exact join loses it, a fuzzy one hides a hole. */
export interface NearMiss {
  /** Sorted by name. */
  readonly spellings: readonly { readonly architecture: string; readonly knownTo: readonly string[] }[];
}

/** Groups of names that are equal without letter case and underscores; at least one of them is in `among`. */
export function findNearMisses(
  presences: readonly Presence[],
  among: ReadonlySet<string>,
): readonly NearMiss[] {
  const groups = new Map<string, Set<string>>();
  for (const name of presences.flatMap(({ names }) => [...names])) {
    const key = fold(name);
    groups.set(key, (groups.get(key) ?? new Set()).add(name));
  }
  return [...groups.values()]
    .filter((names) => names.size > 1 && [...names].some((name) => among.has(name)))
    .map((names) => ({
      spellings: [...names].sort(compareText).map((architecture) => ({
        architecture,
        knownTo: presences.filter((each) => each.names.has(architecture)).map(({ id }) => id),
      })),
    }))
    .sort((a, b) => compareText(firstName(a), firstName(b)));
}

export function fold(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

function firstName({ spellings }: NearMiss): string {
  return spellings[0]?.architecture ?? '';
}
