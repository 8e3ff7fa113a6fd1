/** The library: the same data as the commands, without a terminal. */
export type { Diagnostic, Evidence, Outcome, Place, Severity } from './diagnostics.js';
export { ArchscanError, type ErrorCode } from './errors.js';
export {
  defineConfig,
  type ArchscanConfig,
  type ConfigCategory,
  type PluginReference,
} from './config/types.js';
export { scan, type ScanOptions } from './scan/scan.js';
export {
  SCHEMA_VERSION,
  type ScannedClass,
  type ScannedEngine,
  type ScannedEngineExample,
  type ScannedExample,
  type ScannedTransformers,
  type ScanResult,
  type ScanStats,
} from './scan/contract.js';
export {
  support,
  type ArchitectureSupport,
  type GroupedSupport,
  type SupportAnswer,
  type SupportOptions,
} from './support/support.js';
export type { EngineSupport, JoinOptions } from './scan/joins.js';
export type { SupportLevel } from './models/architectures.js';
export {
  asText,
  classPlace,
  decoratorCalls,
  engineScan,
  hiddenRegistrations,
  inDirectory,
  locatePackage,
  positionalTexts,
  pythonFiles,
  readTable,
  reasonOf,
  registration,
} from './engines/toolkit.js';
export type {
  CategoryEvidence,
  EngineAdapter,
  EngineOptions,
  EngineScan,
  FallbackGate,
  KeptPlace,
  Located,
  RegistryDescription,
} from './engines/types.js';
export type { RegistryRead } from './engines/registrations.js';
export type { Table, TableRow } from './engines/tables.js';
export {
  createFactExtractor,
  type ExtractorEngine,
  type ExtractorOptions,
  type FactExtractor,
} from './python/extract.js';
export type { CheckpointMention, FactsDepth, ModuleFacts } from './python/facts.js';
export type { Expr, Span, Stmt } from './python/syntax.js';
export { classesOf, statements } from './python/walk.js';
export type { PythonSources } from './python/sources.js';
export type { SourceTree } from './source/types.js';
export type {
  KeyKind,
  Registration,
  RegistrationKind,
  RegistrationStatus,
  Undecidable,
} from './engines/types.js';
export { createSession } from './session/session.js';
export type {
  AskOptions,
  ReferenceOptions,
  Session,
  SessionAction,
  SessionCompletion,
  SessionEdit,
  SessionFinding,
  SessionHover,
  SessionLens,
  SessionLocation,
  SessionOptions,
  SessionPosition,
  SessionProblem,
  SessionProgress,
  SessionRange,
  SessionSymbol,
  SessionWatch,
} from './session/types.js';
export type { Finding } from './findings/finding.js';
export { discover, type DiscoverOptions, type NewModels, type WantedModel } from './kernels/discover/run.js';
export type {
  DiscoverReport,
  DiscoverResult,
  FailedModel,
  ManifestReport,
  PlannedKernel,
  PlannedModel,
} from './kernels/discover/contract.js';
export {
  coverPage,
  kernelDefinitions,
  mergeRunManifest,
  type CoverageModel,
  type CoverageOptions,
} from './kernels/library.js';
export type { CoverageChange } from './kernels/coverage/update.js';
export type { ExpectedDefinition, ExpectedKernels } from './kernels/expected.js';
export type { ManifestRun, MergedManifest } from './kernels/manifest/merge.js';
export type { PhaseOne } from './kernels/manifest/kernel.js';
export type { Parallelism } from './kernels/parallelism.js';
export type { Tier } from './kernels/rules.js';
