import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchscanConfig } from '../../config/types.js';
import type { Diagnostic } from '../../diagnostics.js';
import { ArchscanError } from '../../errors.js';
import { definitionLookup } from '../../kernels/discover/inputs.js';
import type { DiscoverResult, FailedModel, ManifestReport } from '../../kernels/discover/contract.js';
import { discover, type WantedModel } from '../../kernels/discover/run.js';
import type { Parallelism } from '../../kernels/parallelism.js';
import type { Tier } from '../../kernels/rules.js';
import { documentDate } from '../../track/date.js';
import { EXIT, progressLine, type ExitCode, type Io } from '../io.js';
import { readConfiguration } from '../configuration.js';
import { reportDiagnostics } from '../report.js';
import { keepYoungGeneration } from '../heap.js';
import {
  isManifestPattern,
  manifestPath,
  openManifest,
  writeManifest,
  type OpenManifest,
} from './discover-manifests.js';
import { isModelSlug, wantedModels, type ModelLists } from './discover-models.js';
import { discoverText } from './discover-report.js';

export interface DiscoverCommandOptions extends ModelLists {
  readonly discover?: boolean | undefined;
  readonly manifest?: string | undefined;
  readonly refresh?: boolean | undefined;
  readonly sglang?: string | undefined;
  readonly flashinfer?: string | undefined;
  readonly cookbook?: string | undefined;
  readonly definitions?: string | undefined;
  readonly configs?: string | undefined;
  readonly page?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly parallelism?: readonly Parallelism[] | undefined;
  readonly tiers: readonly Tier[];
  readonly date?: string | undefined;
  readonly format: 'text' | 'json';
  readonly quiet?: boolean | undefined;
}

const PAGE = 'docs/model_coverage.mdx';

/** Where the source document of the onboarding has its clones, below the current folder. */
const CLONES = {
  sglang: 'tmp/sglang',
  flashinfer: 'tmp/flashinfer',
  cookbook: 'tmp/sgl-cookbook',
  definitions: 'tmp/flashinfer-trace',
} as const;

/** `archscan discover` */
export async function discoverCommand(io: Io, options: DiscoverCommandOptions): Promise<ExitCode> {
  const quiet = options.quiet ?? false;
  const wanted = wantedModels(options);
  checkOptions(options, wanted);
  const { config } = await readConfiguration(io, { start: '.', quiet });
  const paths = clonePaths(options, config);
  checkClones(options, wanted, paths);
  const date = documentDate(options.date, io.environment, io.now);
  const manifests = openManifests(io, options.manifest, wanted, date);
  if (manifests === null) return EXIT.impossible;
  const usable = wanted.filter(({ modelSlug = '' }) => !manifests.unusable.has(modelSlug));
  if (wanted.length > 0 && usable.length === 0 && options.discover !== true) return EXIT.impossible;
  const progress = progressLine(io, quiet);
  keepYoungGeneration();
  const result = await discover({
    ...paths,
    newModels: options.discover === true ? newModels(options, config) : undefined,
    models: usable.map(({ hfRepoId, ...each }) => {
      return {
        ...each,
        hfRepoId: hfRepoId ?? manifests.open.get(each.modelSlug ?? '')?.before?.hfRepoId ?? undefined,
      };
    }),
    configs: options.configs ?? config.configs,
    checkpoints: config.checkpoints,
    parallelisms: options.parallelism,
    tiers: options.tiers,
    examples: config.examples,
    environment: io.environment,
    onStep: progress.step,
  });
  progress.done();
  if (result.discovery === null && result.models.length === 0) return nothingPlanned(io, result, quiet);
  const merged = await mergeAll(result, { options, wanted, paths, date, open: manifests.open });
  const diagnostics = [...result.diagnostics, ...result.failed.map(failure), ...merged.diagnostics];
  reportDiagnostics(io, diagnostics, quiet);
  const oneFailed = wanted.length === 1 && options.discover !== true && merged.reports.length === 0;
  if (options.manifest !== undefined && oneFailed) return EXIT.impossible;
  const report = { ...result, diagnostics, manifests: merged.reports };
  io.out(options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : discoverText(report));
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error') || manifests.unusable.size > 0;
  return hasErrors ? EXIT.findings : EXIT.clean;
}

type Paths = Readonly<Record<keyof typeof CLONES, string | undefined>>;

function clonePaths(options: DiscoverCommandOptions, config: ArchscanConfig): Paths {
  const path = (key: keyof typeof CLONES): string | undefined => {
    const found = existsSync(CLONES[key]) ? CLONES[key] : undefined;
    return options[key] ?? config[key] ?? found;
  };
  return {
    sglang: path('sglang'),
    flashinfer: path('flashinfer'),
    cookbook: path('cookbook'),
    definitions: path('definitions'),
  };
}

function checkOptions(
  { discover: finds, manifest }: DiscoverCommandOptions,
  wanted: readonly WantedModel[],
): void {
  if (finds !== true && wanted.length === 0) {
    if (manifest !== undefined) throw manifestOfOne('Name it with --model-name.');
    throw new ArchscanError('usage', 'Say what to discover.', {
      hint: '--discover looks for new models, --model-name SLUG or --hf-repo-id ORG/NAME plans one.',
    });
  }
  if (manifest !== undefined && !isManifestPattern(manifest) && wanted.length !== 1) {
    throw manifestOfOne('Name it with --model-name, or write {model_slug} where the names of several stand.');
  }
}

function manifestOfOne(hint: string): ArchscanError {
  return new ArchscanError('usage', '--manifest is about one model.', { hint });
}

function checkClones(
  { discover: finds }: DiscoverCommandOptions,
  wanted: readonly WantedModel[],
  paths: Paths,
): void {
  if (finds === true && paths.sglang === undefined && paths.cookbook === undefined) {
    throw new ArchscanError(
      'usage',
      'New models are looked for in the histories of SGLang and sgl-cookbook.',
      { hint: 'Give a clone with --sglang or --cookbook.' },
    );
  }
  if (wanted.length > 0 && paths.definitions === undefined) {
    throw new ArchscanError('usage', 'Which definitions exist?', {
      hint: 'Give the folder of definitions, or the trace data set, with --definitions.',
    });
  }
}

function newModels(
  { since, until, page }: DiscoverCommandOptions,
  { flashinferBench, popularity }: ArchscanConfig,
): Parameters<typeof discover>[0]['newModels'] {
  const configured = flashinferBench === undefined ? PAGE : join(flashinferBench, PAGE);
  return { since, until, popularity, page: page ?? (existsSync(configured) ? configured : undefined) };
}

interface OpenManifests {
  readonly open: ReadonlyMap<string, OpenManifest>;
  /** Models whose manifest is there and cannot be merged into, which was reported. */
  readonly unusable: ReadonlySet<string>;
}

/** Opens the manifests of the models that were asked for, before any work. */
function openManifests(
  io: Io,
  pattern: string | undefined,
  wanted: readonly WantedModel[],
  date: string,
): OpenManifests | null {
  const open = new Map<string, OpenManifest>();
  const unusable = new Set<string>();
  for (const { modelSlug = '' } of pattern === undefined ? [] : wanted) {
    const { manifest, diagnostics } = openManifest(manifestPath(pattern ?? '', modelSlug, date));
    reportDiagnostics(io, diagnostics, false);
    if (manifest === null) unusable.add(modelSlug);
    else open.set(modelSlug, manifest);
  }
  return unusable.size > 0 && wanted.length === 1 ? null : { open, unusable };
}

/** @throws ArchscanError when one model was asked for: the command cannot do without it */
function nothingPlanned(io: Io, { failed, diagnostics }: DiscoverResult, quiet: boolean): ExitCode {
  const [only, ...more] = failed;
  if (only !== undefined && more.length === 0) {
    throw new ArchscanError(only.code, only.problem, only.hint === null ? {} : { hint: only.hint });
  }
  reportDiagnostics(io, [...diagnostics, ...failed.map(failure)], quiet);
  return EXIT.impossible;
}

function failure({ modelSlug, problem, hint }: FailedModel): Diagnostic {
  const message = hint === null ? problem : `${problem} ${hint}`;
  return { file: modelSlug, line: 1, column: 1, rule: 'model-unavailable', severity: 'error', message };
}

interface MergeContext {
  readonly options: DiscoverCommandOptions;
  readonly wanted: readonly WantedModel[];
  readonly paths: Paths;
  readonly date: string;
  readonly open: OpenManifests['open'];
}

/** Writes the manifests: those that were asked for, and those of candidates when the path has a place for their name. */
async function mergeAll(
  { models, revisions }: DiscoverResult,
  { options, wanted, paths, date, open }: MergeContext,
): Promise<{ readonly reports: readonly ManifestReport[]; readonly diagnostics: readonly Diagnostic[] }> {
  const { manifest: pattern, refresh = false } = options;
  if (pattern === undefined || paths.definitions === undefined) return { reports: [], diagnostics: [] };
  const explicit = new Set(wanted.flatMap((each) => (each.hfRepoId === undefined ? [] : [each.modelSlug])));
  const exists = await definitionLookup(paths.definitions);
  const diagnostics: Diagnostic[] = [];
  const reports = models.flatMap((model): readonly ManifestReport[] => {
    const { modelSlug, requested } = model;
    if (!requested && !(isManifestPattern(pattern) && isModelSlug(modelSlug))) return [];
    const file = manifestPath(pattern, modelSlug, date);
    const fresh = requested ? null : openManifest(file);
    diagnostics.push(...(fresh?.diagnostics ?? []));
    const manifest = requested ? open.get(modelSlug) : fresh?.manifest;
    if (manifest === undefined || manifest === null) return [];
    const explicitId = requested && explicit.has(modelSlug);
    const merged = writeManifest(manifest, model, revisions, { explicitId, refresh, date, exists });
    diagnostics.push(...merged.diagnostics);
    return merged.report === null ? [] : [merged.report];
  });
  return { reports, diagnostics };
}
