import { joinArchitectures, type ArchitectureRecord, type SupportLevel } from '../models/architectures.js';
import type { Category } from '../models/category.js';
import type { EngineScan } from '../engines/types.js';
import type { Workspace } from './workspace.js';

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
  { engines, transformers }: Workspace,
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
}

export function engineSupport(
  id: string,
  { support: { level, reason, evidence } }: ArchitectureRecord,
): EngineSupport {
  return { id, level, reason, file: evidence?.file ?? null, line: evidence?.line ?? null };
}
