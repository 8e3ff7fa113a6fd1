import { homedir } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.js';
import type { ArchscanConfig } from '../../config/types.js';
import type { Diagnostic } from '../../diagnostics.js';
import { prepareMdx } from '../../documents/markdown/parse.js';
import { readDocument, writeDocument } from '../../documents/write.js';
import { ArchscanError } from '../../errors.js';
import { hubSettings, resolveModelConfig } from '../../hub/index.js';
import { parseRepositoryId } from '../../hub/repository-id.js';
import type { FoundModelConfig } from '../../hub/result.js';
import { readCoveragePage } from '../../kernels/coverage/index.js';
import type { Candidate } from '../../kernels/discover/candidates.js';
import { discoverModels, type Discovery } from '../../kernels/discover/discover.js';
import {
  openFlashinfer,
  openInputs,
  openSglangUses,
  type DiscoveryInputs,
} from '../../kernels/discover/inputs.js';
import { findCheckpoint, planModel, type ModelPlan } from '../../kernels/discover/plan.js';
import { popularitySignals, type PopularitySource } from '../../kernels/discover/popularity.js';
import { hubSources, providerSource } from '../../kernels/discover/popularity-sources.js';
import type { ClassificationSources } from '../../kernels/classify.js';
import { quantizedSiblings } from '../../kernels/index.js';
import { phaseOneOf } from '../../kernels/manifest/kernel.js';
import { mergeManifest, type MergedManifest, type RepositoryCommits } from '../../kernels/manifest/merge.js';
import { readManifest, type Manifest } from '../../kernels/manifest/read.js';
import type { Parallelism } from '../../kernels/parallelism.js';
import type { Tier } from '../../kernels/rules.js';
import { createFactExtractor, type FactExtractor } from '../../python/extract.js';
import { documentDate } from '../../track/date.js';
import { EXIT, progressLine, type ExitCode, type Io } from '../io.js';
import { reportDiagnostics } from '../report.js';
import { discoverJson, discoverText, type DiscoverReport } from './discover-report.js';

export interface DiscoverCommandOptions {
  readonly discover?: boolean | undefined;
  readonly modelName?: string | undefined;
  readonly hfRepoId?: string | undefined;
  /** Path of a `config.json`. */
  readonly config?: string | undefined;
  readonly manifest?: string | undefined;
  readonly refresh?: boolean | undefined;
  readonly sglang?: string | undefined;
  readonly flashinfer?: string | undefined;
  readonly cookbook?: string | undefined;
  readonly definitions?: string | undefined;
  readonly page?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly parallelism?: readonly Parallelism[] | undefined;
  readonly tiers: readonly Tier[];
  readonly date?: string | undefined;
  readonly format: 'text' | 'json';
  readonly quiet?: boolean | undefined;
}

/** Everything that the steps of one run share. */
interface Run {
  readonly io: Io;
  readonly options: DiscoverCommandOptions;
  readonly config: ArchscanConfig;
  readonly inputs: DiscoveryInputs;
  readonly extract: FactExtractor;
  readonly diagnostics: Diagnostic[];
  readonly step: (text: string) => void;
}

const PAGE = 'docs/model_coverage.mdx';

/** `archscan discover` */
export async function discoverCommand(io: Io, options: DiscoverCommandOptions): Promise<ExitCode> {
  const quiet = options.quiet ?? false;
  checkOptions(options);
  const { value: loaded, diagnostics: configProblems } = await loadConfig({ start: '.' });
  reportDiagnostics(io, configProblems, quiet);
  if (configProblems.some(({ severity }) => severity === 'error')) {
    throw new ArchscanError(
      'config-invalid',
      `The configuration ${loaded.file ?? ''} has errors; nothing was done.`,
    );
  }
  const { config } = loaded;
  const manifest = openManifest(io, options.manifest);
  if (manifest === undefined) return EXIT.impossible;
  const progress = progressLine(io, quiet);
  progress.step('Opening the clones');
  const paths = {
    sglang: options.sglang ?? config.sglang,
    flashinfer: options.flashinfer ?? config.flashinfer,
    cookbook: options.cookbook ?? config.cookbook,
    definitions: options.definitions ?? config.definitions,
  };
  const inputs = await openInputs(paths);
  const run: Run = {
    io,
    options,
    config,
    inputs,
    extract: await createFactExtractor(),
    diagnostics: [...inputs.diagnostics],
    step: progress.step,
  };
  const discovery = options.discover === true ? await discover(run) : null;
  const { named, plans } = await planAll(run, manifest.before, discovery?.candidates ?? []);
  const merged = merge(run, manifest, named);
  progress.done();
  const diagnostics = aboutThisRun(run, plans);
  reportDiagnostics(io, diagnostics, quiet);
  if (merged === undefined) return EXIT.impossible;
  const report: DiscoverReport = {
    commits: commitsOf(inputs),
    discovery,
    plans,
    manifest: merged === null ? null : { file: manifest.file, ...merged },
    diagnostics,
  };
  io.out(options.format === 'json' ? discoverJson(report) : discoverText(report));
  return diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

/** What the degrees of other models are is no news to whoever plans one. */
function aboutThisRun({ inputs, diagnostics }: Run, plans: readonly ModelPlan[]): readonly Diagnostic[] {
  const recipes = inputs.cookbook?.recipes ?? [];
  const ids = plans.flatMap(({ hfRepoId }) => hfRepoId ?? []);
  const files = new Set(ids.flatMap((id) => quantizedSiblings(recipes, id)).flatMap((model) => model.files));
  return diagnostics.filter(({ rule, file }) => !DEGREE_RULES.has(rule) || files.has(file));
}

const DEGREE_RULES: ReadonlySet<string> = new Set(['dp-not-dividing-tp', 'dp-attention-without-dp']);

function checkOptions({ discover, modelName, hfRepoId, config, manifest }: DiscoverCommandOptions): void {
  const named = modelName ?? hfRepoId;
  if (discover !== true && named === undefined) {
    throw new ArchscanError('usage', 'Say what to discover.', {
      hint: '--discover looks for new models, --model-name SLUG or --hf-repo-id ORG/NAME plans one.',
    });
  }
  if (named === undefined && (manifest ?? config) !== undefined) {
    const option = manifest === undefined ? '--config' : '--manifest';
    throw new ArchscanError('usage', `${option} is about one model.`, { hint: 'Name it with --model-name.' });
  }
  if (modelName !== undefined && !/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(modelName)) {
    throw new ArchscanError('usage', `${JSON.stringify(modelName)} is no short name of a model.`, {
      hint: 'Write it like qwen3-235b-a22b; a checkpoint goes to --hf-repo-id.',
    });
  }
  if (hfRepoId !== undefined && parseRepositoryId(hfRepoId) === null) {
    throw new ArchscanError('usage', `${JSON.stringify(hfRepoId)} is no checkpoint.`, {
      hint: 'Write it as org/name, for instance Qwen/Qwen3-8B.',
    });
  }
}

interface OpenManifest {
  readonly file: string;
  readonly text: string | null;
  readonly before: Manifest | null;
}

/** Undefined when the file is there and cannot be merged into, which is then reported. */
function openManifest(io: Io, file: string | undefined): OpenManifest | undefined {
  if (file === undefined) return { file: '', text: null, before: null };
  const read = readDocument(file);
  if (!read.ok) {
    reportDiagnostics(io, [read.diagnostic], false);
    return undefined;
  }
  if (read.text === null) return { file, text: null, before: null };
  const { value, diagnostics } = readManifest(read.text, file);
  reportDiagnostics(io, diagnostics, false);
  return value === null ? undefined : { file, text: read.text, before: value };
}

async function discover(run: Run): Promise<Discovery> {
  const { inputs, options, config } = run;
  if (inputs.sglang === null && inputs.cookbook === null) {
    throw new ArchscanError(
      'usage',
      'New models are looked for in the histories of SGLang and sgl-cookbook.',
      {
        hint: 'Give a clone with --sglang or --cookbook.',
      },
    );
  }
  run.step('Reading the histories');
  const titles = await readTitles(run);
  const examples = config.examples ?? {};
  const { since, until } = options;
  const { value: signals, diagnostics: unheard } = await popularitySignals(popularitySources(run));
  const asked = { since, until, titles, examples, signals };
  const { value, diagnostics } = await discoverModels(inputs, run.extract, asked);
  run.diagnostics.push(...diagnostics, ...unheard);
  return value;
}

/** Nobody is asked without configuration, and nothing of the Hub while it is off. */
function popularitySources({ config, io }: Run): readonly PopularitySource[] {
  const { hub, providers } = config.popularity ?? {};
  const settings = hubSettings(io.environment, homedir());
  const key = (variable = ''): string | null => {
    const value = io.environment[variable]?.trim() ?? '';
    return value === '' ? null : value;
  };
  return [
    ...(hub === true && !settings.offline ? hubSources(settings) : []),
    ...Object.entries(providers ?? {}).map(([id, { baseUrl, keyVariable }]) =>
      providerSource(id, baseUrl, key(keyVariable)),
    ),
  ];
}

/** The models that the page lists; a page that cannot be read is a diagnostic, and nothing is left out. */
async function readTitles({ options, config, diagnostics }: Run): Promise<readonly string[]> {
  const configured = config.flashinferBench === undefined ? PAGE : join(config.flashinferBench, PAGE);
  const path = options.page ?? configured;
  if (options.page === undefined && !existsSync(path)) return [];
  const read = readDocument(path);
  if (!read.ok) {
    diagnostics.push(read.diagnostic);
    return [];
  }
  if (read.text === null) throw new ArchscanError('usage', `There is no page ${path}.`);
  if (path.endsWith('.mdx')) await prepareMdx();
  const page = readCoveragePage(read.text, path);
  diagnostics.push(...page.diagnostics);
  const { summary, sections } = page.value ?? { summary: { rows: [] }, sections: [] };
  return [...summary.rows, ...sections].map(({ title }) => title);
}

/** The named model first; then every candidate whose checkpoint is known. Candidates need the definitions. */
async function planAll(
  run: Run,
  manifest: Manifest | null,
  candidates: readonly Candidate[],
): Promise<{ readonly named: ModelPlan | null; readonly plans: readonly ModelPlan[] }> {
  const { options, inputs } = run;
  const isNamed = options.modelName !== undefined || options.hfRepoId !== undefined;
  if (inputs.definitions === null) {
    if (!isNamed) return { named: null, plans: [] };
    throw new ArchscanError('usage', 'Which definitions exist?', {
      hint: 'Give the folder of definitions, or the trace data set, with --definitions.',
    });
  }
  const first = isNamed ? await namedModel(run, manifest) : null;
  const others = candidates.flatMap(({ slug, hfRepoId, evidence: [at] }) =>
    hfRepoId === null ? [] : [{ slug, id: hfRepoId, at: at ?? { file: hfRepoId, line: 1, column: 1 } }],
  );
  const asked = others.filter(({ id }) => id !== first?.hfRepoId);
  run.step('Reading the configurations');
  const found = await Promise.all(asked.map(({ id }) => configOf(run, id)));
  const ready = asked.flatMap(({ slug, id, at }, index): readonly Model[] => {
    const config = found[index];
    if (config?.ok === true) return [{ modelSlug: slug, hfRepoId: id, found: config }];
    const message = `${id} cannot be planned: ${config?.message ?? ''}`;
    run.diagnostics.push({
      file: at.file,
      line: at.line,
      column: at.column,
      rule: 'config-unavailable',
      severity: 'warning',
      message,
    });
    return [];
  });
  if (first === null && ready.length === 0) return { named: null, plans: [] };
  const sources = await openSources(run);
  const named = first === null ? null : planOne(run, first, sources);
  const rest = ready.flatMap((model) => planOne(run, model, sources) ?? []);
  return { named, plans: [...(named === null ? [] : [named]), ...rest] };
}

interface Model {
  readonly modelSlug: string;
  readonly hfRepoId: string | null;
  readonly found: FoundModelConfig;
}

/** The model of the command line: its checkpoint is given, else the manifest's, else what the cookbook has of the name. */
async function namedModel(run: Run, manifest: Manifest | null): Promise<Model> {
  const { options, inputs } = run;
  const known = options.hfRepoId ?? manifest?.hfRepoId ?? null;
  const modelSlug = options.modelName ?? (options.hfRepoId?.split('/').at(-1) ?? '').toLowerCase();
  const search = known === null ? findCheckpoint(modelSlug, inputs.cookbook?.recipes ?? null) : null;
  const hfRepoId = known ?? (search?.ok === true ? search.id : null);
  if (options.config === undefined && search?.ok === false) {
    throw new ArchscanError('usage', search.problem, {
      hint: `${search.hint} Or give its config.json with --config.`,
    });
  }
  const found = await (options.config === undefined
    ? configOf(run, hfRepoId ?? '')
    : resolveModelConfig(asPath(options.config), hubSettings(run.io.environment, homedir())));
  if (found.ok) return { modelSlug, hfRepoId, found };
  throw new ArchscanError(found.reason === 'malformed' ? 'usage' : 'network', found.message);
}

/** `config.json` names a file here, never a checkpoint. */
function asPath(path: string): string {
  return parseRepositoryId(path) === null ? path : `./${path}`;
}

function configOf(run: Run, id: string): ReturnType<typeof resolveModelConfig> {
  // Ids of the cookbook are foreign text: only a repository's id is looked up, never a path.
  const checked = parseRepositoryId(id) === null ? '' : id;
  return resolveModelConfig(checked, hubSettings(run.io.environment, homedir()));
}

async function openSources({ inputs, extract, step }: Run): Promise<ClassificationSources> {
  const { flashinfer, sglang, definitions } = inputs;
  if (definitions === null) throw new Error('definitions were checked before');
  step('Reading FlashInfer and SGLang');
  return {
    definitions: definitions.files,
    flashinfer: flashinfer === null ? null : await openFlashinfer(flashinfer, extract),
    sglang: sglang === null ? null : await openSglangUses(sglang, extract),
  };
}

function planOne(run: Run, model: Model, sources: ClassificationSources): ModelPlan | null {
  const { value, diagnostics } = planModel({
    ...model,
    cookbook: run.inputs.cookbook?.recipes ?? null,
    parallelisms: run.options.parallelism ?? null,
    tiers: run.options.tiers,
    sources,
  });
  run.diagnostics.push(...diagnostics);
  return value;
}

/** Null: no manifest was asked for. Undefined: it was not written, and why is a diagnostic. */
function merge(
  run: Run,
  { file, text, before }: OpenManifest,
  plan: ModelPlan | null,
): (MergedManifest & { readonly written: boolean }) | null | undefined {
  if (file === '') return null;
  if (plan === null) return undefined;
  const { options, inputs, io } = run;
  const { value, diagnostics } = mergeManifest(before, {
    modelSlug: plan.modelSlug,
    hfRepoId: plan.hfRepoId,
    explicitId: options.hfRepoId !== undefined,
    date: documentDate(options.date, io.environment, io.now),
    commits: commitsOf(inputs),
    kernels: plan.entries.map(phaseOneOf),
    refresh: options.refresh ?? false,
    exists: (name) => (inputs.definitions?.files.find(name) ?? null) !== null,
  });
  run.diagnostics.push(...diagnostics);
  if (value === null) return undefined;
  return { ...value, written: writeDocument(file, text, value.text) === 'written' };
}

function commitsOf({ sglang, flashinfer, cookbook, definitions }: DiscoveryInputs): RepositoryCommits {
  return {
    sglang: sglang?.history?.head.short ?? null,
    flashinfer: flashinfer?.history?.head.short ?? null,
    sgl_cookbook: cookbook?.history?.head.short ?? null,
    flashinfer_trace: definitions?.history?.head.short ?? null,
  };
}
