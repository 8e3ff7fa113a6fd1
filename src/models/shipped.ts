import embedding from './data/embedding.json' with { type: 'json' };
import overrides from './data/example-overrides.json' with { type: 'json' };
import multimodal from './data/multimodal.json' with { type: 'json' };

/** One line of the data that archscan ships, with where it came from. */
export interface ShippedEntry {
  readonly architecture: string;
  /** Key of the file's `origins`. */
  readonly origin: string;
  /** What `origin` stands for. */
  readonly originText: string;
  /** Why the entry no longer counts; it stays listed so that its origin can be compared. */
  readonly withdrawn: string | null;
}

export interface ShippedCategory extends ShippedEntry {
  readonly category: 'embedding' | 'multimodal';
}

export interface ShippedExample extends ShippedEntry {
  /** As the origin has it; not necessarily a checkpoint id. */
  readonly id: string;
}

interface RawFile<E> {
  readonly origins: Readonly<Record<string, string>>;
  readonly entries: readonly E[];
}

interface RawEntry {
  readonly architecture: string;
  readonly origin: string;
  readonly withdrawn?: string;
}

function entriesOf<E extends RawEntry, X>(
  file: RawFile<E>,
  more: (entry: E) => X,
): readonly (ShippedEntry & X)[] {
  return file.entries.map((entry) => ({
    architecture: entry.architecture,
    origin: entry.origin,
    originText: file.origins[entry.origin] ?? entry.origin,
    withdrawn: entry.withdrawn ?? null,
    ...more(entry),
  }));
}

/** The category sets, withdrawn entries included. */
export const shippedCategories: readonly ShippedCategory[] = [
  ...entriesOf(multimodal, () => ({ category: 'multimodal' as const })),
  ...entriesOf(embedding, () => ({ category: 'embedding' as const })),
];

/** The example overrides, withdrawn entries included. */
export const shippedExamples: readonly ShippedExample[] = entriesOf(overrides, ({ id }) => ({ id }));

const categoryOf = new Map(live(shippedCategories));
const exampleOf = new Map(live(shippedExamples));

function live<E extends ShippedEntry>(entries: readonly E[]): readonly (readonly [string, E])[] {
  return entries.filter((entry) => entry.withdrawn === null).map((entry) => [entry.architecture, entry]);
}

/** The category that the shipped sets give an architecture. */
export function findShippedCategory(architecture: string): ShippedCategory | undefined {
  return categoryOf.get(architecture);
}

/** The example that the shipped overrides give an architecture. */
export function findShippedExample(architecture: string): ShippedExample | undefined {
  return exampleOf.get(architecture);
}
