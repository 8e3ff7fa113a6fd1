import { joinArchitectures, type ArchitectureRecord, type SupportLevel } from '../models/architectures.js';
import type { Category, CategoryResult } from '../models/category.js';
import type { ExampleResult } from '../models/example.js';
import type { EngineScan } from '../engines/types.js';
import type { WorkspaceScan } from './workspace.js';

/** What the user's configuration says of architectures; it stands before everything that the sources say. */
export interface JoinOptions {
  readonly categories?: Readonly<Record<string, Category>> | undefined;
  readonly examples?: Readonly<Record<string, string>> | undefined;
}

/** One engine that was read, and what is known of any architecture with respect to it. */
export interface EngineJoin {
  readonly title: string;
  readonly engine: EngineScan;
  readonly join: (architecture: string) => ArchitectureRecord;
}

/** Joins every engine of a workspace with its transformers sources. */
export function joinEngines(
  { engines, transformers }: Pick<WorkspaceScan, 'engines' | 'transformers'>,
  { categories, examples }: JoinOptions,
): readonly EngineJoin[] {
  return engines.map(({ adapter, scan }) => ({
    title: adapter.title,
    engine: scan,
    join: joinArchitectures({
      engine: scan,
      transformers: transformers?.scan ?? null,
      examples: transformers?.examples,
      userCategories: categories,
      userExamples: examples,
    }),
  }));
}

/** Level and evidence of one architecture in one engine. */
export interface EngineSupport {
  readonly id: string;
  /** Null when it is undecidable, or nothing was read that could decide it. */
  readonly level: SupportLevel | null;
  readonly reason: string;
  /** Evidence: relative POSIX path and 1-based line. */
  readonly file: string | null;
  readonly line: number | null;
  /** The level is null because of a syntax error, or a file that cannot be read, which may hide that it is registered. */
  readonly hidden?: true | undefined;
}

export function engineSupport(
  id: string,
  { support: { level, reason, evidence, visible } }: ArchitectureRecord,
): EngineSupport {
  const answer = { id, level, reason, file: evidence?.file ?? null, line: evidence?.line ?? null };
  return visible === undefined ? answer : { ...answer, hidden: true };
}

/**
 * The category that several engines together give an architecture: what the user or an engine's own lists say (of
 * several engines one that registers it, then multimodal), otherwise what holds for an engine that registers it,
 * otherwise for the first.
 */
export function commonCategory(records: readonly ArchitectureRecord[]): CategoryResult | null {
  const rank = ({ category: { source, category }, registration }: ArchitectureRecord): number => {
    const stranger = registration === null ? 1 : 0;
    if (source === 'user') return 0;
    return source === 'engine' ? 1 + 2 * stranger + (category === 'multimodal' ? 0 : 1) : 5 + stranger;
  };
  return firstBy(records, rank)?.category ?? null;
}

/**
 * The example that several engines together give an architecture. Their sources differ only in what their own tests
 * load, and that is chosen only where nothing better is there.
 */
export function commonExample(records: readonly ArchitectureRecord[]): ExampleResult | null {
  const rank = ({ example, registration }: ArchitectureRecord): number => {
    if (example.id === null) return 3;
    return example.source !== 'engine_test' ? 2 : registration === null ? 1 : 0;
  };
  return firstBy(records, rank)?.example ?? null;
}

function firstBy<T>(items: readonly T[], rank: (item: T) => number): T | undefined {
  const [first, ...others] = items;
  return others.reduce((best, each) => (best !== undefined && rank(best) <= rank(each) ? best : each), first);
}
