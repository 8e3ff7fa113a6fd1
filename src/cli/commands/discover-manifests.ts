import type { Diagnostic } from '../../diagnostics.js';
import { readDocument, writeDocument } from '../../documents/write.js';
import type { DiscoverResult, ManifestReport, PlannedModel } from '../../kernels/discover/contract.js';
import { phaseOneFields } from '../../kernels/manifest/kernel.js';
import { mergeManifest } from '../../kernels/manifest/merge.js';
import { readManifest, type Manifest } from '../../kernels/manifest/read.js';

const PLACEHOLDER = /\{(model_slug|date)\}/g;

/** Whether a path stands for one file per model. */
export function isManifestPattern(path: string): boolean {
  return path.includes('{model_slug}');
}

/** The manifest's file: `{model_slug}` and `{date}` (as YYYYMMDD) are put in. */
export function manifestPath(pattern: string, modelSlug: string, date: string): string {
  return pattern.replace(PLACEHOLDER, (_all, key) =>
    key === 'model_slug' ? modelSlug : date.replaceAll('-', ''),
  );
}

export interface OpenManifest {
  readonly file: string;
  /** Null: there is no file yet. */
  readonly text: string | null;
  readonly before: Manifest | null;
}

/** Null: the file is there and cannot be merged into; the diagnostics say why. */
export function openManifest(file: string): {
  readonly manifest: OpenManifest | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const read = readDocument(file);
  if (!read.ok) return { manifest: null, diagnostics: [read.diagnostic] };
  if (read.text === null) return { manifest: { file, text: null, before: null }, diagnostics: [] };
  const { value, diagnostics } = readManifest(read.text, file);
  return { manifest: value === null ? null : { file, text: read.text, before: value }, diagnostics };
}

export interface ManifestWrite {
  readonly explicitId: boolean;
  readonly refresh: boolean;
  readonly date: string;
  readonly exists: (name: string) => boolean;
}

/**
 * Merges a model's inventory into its manifest. Null: it is another model's, which the diagnostics say.
 *
 * @throws ArchscanError `write-refused`
 */
export function writeManifest(
  { file, text, before }: OpenManifest,
  model: PlannedModel,
  revisions: DiscoverResult['revisions'],
  { explicitId, refresh, date, exists }: ManifestWrite,
): { readonly report: ManifestReport | null; readonly diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = mergeManifest(before, {
    modelSlug: model.modelSlug,
    hfRepoId: model.hfRepoId,
    explicitId,
    date,
    commits: revisions,
    kernels: model.kernels.map(phaseOneFields),
    refresh,
    exists,
  });
  if (value === null) return { report: null, diagnostics };
  const { added, stale, outdated } = value;
  const written = writeDocument(file, text, value.text) === 'written';
  return { report: { file, modelSlug: model.modelSlug, written, added, stale, outdated }, diagnostics };
}
