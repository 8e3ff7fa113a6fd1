/**
 * The public result of a scan: what `archscan scan --format json` prints and what the library returns. Sorted,
 * relative POSIX paths, no timestamps; lines are 1-based.
 */
import type { Diagnostic } from '../diagnostics.js';
import type { EngineExample, Registration, Undecidable } from '../engines/types.js';

/** Raised when a reader of an older version could misread the result. */
export const SCHEMA_VERSION = 1;

export interface ScannedEngine {
  readonly id: string;
  /** As the user named it. */
  readonly root: string;
  /** Full commit id, null when a folder was read. */
  readonly revision: string | null;
  readonly registrations: readonly Registration[];
  /** Checkpoints that a registry names literally. */
  readonly checkpoints: readonly { readonly id: string; readonly file: string; readonly line: number }[];
  /** Checkpoints by architecture that the engine's own tests load, and with what. */
  readonly examples: readonly ScannedEngineExample[];
  readonly undecidable: readonly Undecidable[];
}

export type ScannedEngineExample = Omit<EngineExample, 'column'>;

/** Where an example checkpoint comes from. */
export interface ScannedExample {
  readonly id: string;
  readonly source: string;
  readonly file: string | null;
  readonly line: number | null;
}

export interface ScannedClass {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly modelType: string;
  /** `transformers.<name>` resolves. */
  readonly exported: boolean;
  /** Certainly derives from `PreTrainedModel`. */
  readonly preTrained: boolean;
  /** What `is_backend_compatible()` returns; null when undecidable. */
  readonly backendCompatible: boolean | null;
  readonly autoMappings: readonly string[];
  readonly example: ScannedExample | null;
}

export interface ScannedTransformers {
  readonly root: string;
  readonly version: string | null;
  readonly revision: string | null;
  readonly classes: readonly ScannedClass[];
  readonly undecidable: readonly Undecidable[];
}

export interface ScanStats {
  /** Python files asked for: `parsed` + `cached` + `skipped`. */
  readonly files: number;
  readonly bytes: number;
  readonly parsed: number;
  readonly cached: number;
  readonly skipped: number;
}

export interface ScanResult {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly engines: readonly ScannedEngine[];
  readonly transformers: ScannedTransformers | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly stats: ScanStats;
}
