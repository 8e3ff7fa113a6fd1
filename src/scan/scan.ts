import { compareDiagnostics } from '../diagnostics.js';
import type { EngineExample } from '../engines/types.js';
import { requireTextsIn } from '../misuse.js';
import { resolveExample } from '../models/example.js';
import {
  SCHEMA_VERSION,
  type ScannedEngineExample,
  type ScannedExample,
  type ScannedTransformers,
  type ScanResult,
} from './contract.js';
import { scanWorkspace, type CountedScan } from './kept-trees.js';
import type { ReadTransformers, WorkspaceOptions } from './workspace.js';

export interface ScanOptions extends WorkspaceOptions {
  /** Architecture to example checkpoint; stands before everything that the sources say. */
  readonly examples?: Readonly<Record<string, string>> | undefined;
}

/**
 * Reads the registrations of every engine, and the model classes of transformers, in the given folders.
 *
 * @throws ArchscanError `root-not-found`, `revision-not-found`, `no-engine-detected`, `transformers-not-found`, `usage`
 */
export async function scan(options: ScanOptions): Promise<ScanResult> {
  requireTextsIn(options, 'roots', "scan({ roots: ['path/to/checkout'] })");
  return scanResult(await scanWorkspace(options), options.examples ?? {});
}

export function scanResult(workspace: CountedScan, examples: Readonly<Record<string, string>>): ScanResult {
  return {
    schemaVersion: SCHEMA_VERSION,
    engines: workspace.engines.map(({ scan: read }) => ({
      id: read.id,
      root: read.root,
      revision: read.revision,
      registrations: read.registrations,
      checkpoints: read.checkpoints.map(({ id, file, line }) => ({ id, file, line })),
      examples: (read.examples ?? []).map(scannedEngineExample),
      undecidable: read.undecidable,
    })),
    transformers:
      workspace.transformers === null ? null : scannedTransformers(workspace.transformers, examples),
    diagnostics: [...workspace.diagnostics, ...(workspace.transformers?.scan.diagnostics ?? [])].sort(
      compareDiagnostics,
    ),
    stats: workspace.stats(),
  };
}

function scannedEngineExample(example: EngineExample): ScannedEngineExample {
  const { architecture, id, extras, isAvailableOnline, trustRemoteCode, file, line } = example;
  const { minTransformersVersion, maxTransformersVersion, versionReasons, revision, speculativeModel } =
    example;
  return {
    ...{ architecture, id, extras, isAvailableOnline, trustRemoteCode },
    ...{ minTransformersVersion, maxTransformersVersion, versionReasons, revision, speculativeModel },
    ...{ file, line },
  };
}

function scannedTransformers(
  { scan: read, examples: index }: ReadTransformers,
  userExamples: Readonly<Record<string, string>>,
): ScannedTransformers {
  return {
    root: read.root,
    version: read.version,
    revision: read.revision,
    classes: read.classes.map((each) => ({
      name: each.name,
      file: each.file,
      line: each.line,
      modelType: each.modelType,
      exported: each.exported,
      preTrained: each.preTrained === true,
      backendCompatible: each.backendCompatible,
      autoMappings: each.autoMappings,
      example: each.exported ? exampleOf(each.name, each.folder, index, userExamples) : null,
    })),
    undecidable: read.undecidable.map(({ file, line, reason, mayHideMore }) => ({
      ...{ file, line, reason, mayHideMore },
    })),
  };
}

function exampleOf(
  name: string,
  folder: string,
  index: ReadTransformers['examples'],
  userExamples: Readonly<Record<string, string>>,
): ScannedExample | null {
  const id = Object.hasOwn(userExamples, name) ? userExamples[name] : undefined;
  const found = resolveExample(name, { ...index(folder), ...(id === undefined ? {} : { user: { id } }) });
  if (found.id === null) return null;
  return {
    id: found.id,
    source: found.source,
    file: found.evidence?.file ?? null,
    line: found.evidence?.line ?? null,
  };
}
