import { homedir } from 'node:os';
import type { PopularityConfig } from '../../config/types.js';
import type { Diagnostic } from '../../diagnostics.js';
import { hubSettings, resolveModelConfig, type Environment } from '../../hub/index.js';
import { parseRepositoryId } from '../../hub/repository-id.js';
import type { FoundModelConfig } from '../../hub/result.js';
import { createFactExtractor, type FactExtractor } from '../../python/extract.js';
import type { ClassificationSources } from '../classify.js';
import type { RepositoryCommits } from '../manifest/merge.js';
import type { Parallelism } from '../parallelism.js';
import type { Tier } from '../rules.js';
import { quantizedSiblings } from '../slug.js';
import type { Candidate } from './candidates.js';
import {
  DISCOVER_SCHEMA_VERSION,
  type DiscoverResult,
  type FailedModel,
  type PlannedModel,
} from './contract.js';
import { checkDefinitionFiles } from './definition-check.js';
import { discoverModels, type Discovery } from './discover.js';
import {
  openFlashinfer,
  openInputs,
  openSglangUses,
  type ClonePaths,
  type DiscoveryInputs,
} from './inputs.js';
import { readPageTitles } from './page-titles.js';
import { findCheckpoint, planModel } from './plan.js';
import { plannedModel } from './planned.js';
import { popularitySignals } from './popularity.js';
import { popularitySources } from './popularity-settings.js';

/** A model that is to be planned. */
export interface WantedModel {
  /** A short name such as `kimi-k2`; without it the checkpoint's. */
  readonly modelSlug?: string | undefined;
  /** `org/name`; without it the one that the cookbook has of the short name. */
  readonly hfRepoId?: string | undefined;
  /** Path of its `config.json`, instead of asking the Hub. */
  readonly config?: string | undefined;
}

/** Which new models are looked for. */
export interface NewModels {
  /** Begin and end of the window: days (whole, in UTC) or times with a zone; see {@link DiscoverOptions.newModels}. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** The coverage page whose models are left out. */
  readonly page?: string | undefined;
  /** Who is asked which models are popular; nobody without it. */
  readonly popularity?: PopularityConfig | undefined;
}

export interface DiscoverOptions extends ClonePaths {
  /** Look for models that the histories of SGLang and sgl-cookbook gained; by default in their last 30 days. */
  readonly newModels?: NewModels | undefined;
  readonly models?: readonly WantedModel[] | undefined;
  /** Instead of what the cookbook says. */
  readonly parallelisms?: readonly Parallelism[] | undefined;
  /** `core` unless given. */
  readonly tiers?: readonly Tier[] | undefined;
  /** Architecture to checkpoint. */
  readonly examples?: Readonly<Record<string, string>> | undefined;
  /** Where `HF_ENDPOINT`, `HF_TOKEN`, keys and the like are read from; the process without it. */
  readonly environment?: Environment | undefined;
  /** Told what is done now. */
  readonly onStep?: ((step: string) => void) | undefined;
}

/** Everything that the steps of one run share. */
interface Run {
  readonly options: DiscoverOptions;
  readonly environment: Environment;
  readonly inputs: DiscoveryInputs;
  readonly extract: FactExtractor;
  readonly diagnostics: Diagnostic[];
  readonly step: (text: string) => void;
}

/**
 * Finds new models, lists the kernel definitions that models need, and says of each whether its file exists and what
 * FlashInfer and SGLang have of it. Candidates are planned when their checkpoint is known and the definitions are
 * given. What cannot be planned is a diagnostic, or in `failed` if it was asked for.
 *
 * @throws ArchscanError `root-not-found` for a path that is no folder or holds something else, `usage` for a window
 * that is none and a page that is not there
 */
export async function discover(options: DiscoverOptions): Promise<DiscoverResult> {
  const step = options.onStep ?? (() => undefined);
  step('Opening the clones');
  const inputs = await openInputs(options);
  const run: Run = {
    options,
    environment: options.environment ?? process.env,
    inputs,
    extract: await createFactExtractor(),
    diagnostics: [...inputs.diagnostics],
    step,
  };
  const discovery = options.newModels === undefined ? null : await findNew(run, options.newModels);
  const { models, failed } = await planAll(run, discovery?.candidates ?? []);
  return {
    schemaVersion: DISCOVER_SCHEMA_VERSION,
    revisions: commitsOf(inputs),
    discovery,
    models,
    failed,
    diagnostics: aboutThisRun(run, models),
  };
}

async function findNew(run: Run, asked: NewModels): Promise<Discovery> {
  const { inputs, options, environment } = run;
  run.step('Reading the histories');
  const page = asked.page === undefined ? { value: [], diagnostics: [] } : await readPageTitles(asked.page);
  const settings = hubSettings(environment, homedir());
  const sources = popularitySources(asked.popularity ?? {}, settings, environment);
  const { value: signals, diagnostics: unheard } = await popularitySignals(sources);
  const { value, diagnostics } = await discoverModels(inputs, run.extract, {
    since: asked.since,
    until: asked.until,
    titles: page.value,
    examples: options.examples ?? {},
    signals,
  });
  run.diagnostics.push(...page.diagnostics, ...diagnostics, ...unheard);
  return value;
}

/** A model with its configuration. */
interface Model {
  readonly modelSlug: string;
  readonly hfRepoId: string | null;
  readonly found: FoundModelConfig;
}

type Planned = Pick<DiscoverResult, 'models' | 'failed'>;

async function planAll(run: Run, candidates: readonly Candidate[]): Promise<Planned> {
  const { inputs, options } = run;
  if (inputs.definitions === null) return { models: [], failed: [] };
  run.step('Reading the configurations');
  const wanted = await Promise.all((options.models ?? []).map((each) => wantedModel(run, each)));
  const asked = wanted.flatMap((each) => ('found' in each ? [each] : []));
  const others = await knownCandidates(
    run,
    candidates,
    new Set(asked.flatMap(({ hfRepoId }) => hfRepoId ?? [])),
  );
  const failed = wanted.flatMap((each) => ('found' in each ? [] : [each]));
  if (asked.length + others.length === 0) return { models: [], failed };
  const sources = await openSources(run, inputs.definitions.files);
  const plan = (model: Model, requested: boolean): readonly PlannedModel[] => {
    const { value, diagnostics } = planModel({
      ...model,
      cookbook: inputs.cookbook?.recipes ?? null,
      parallelisms: options.parallelisms ?? null,
      tiers: options.tiers ?? ['core'],
      sources,
    });
    run.diagnostics.push(...diagnostics);
    return value === null ? [] : [plannedModel(value, requested)];
  };
  const models = [
    ...asked.flatMap((each) => plan(each, true)),
    ...others.flatMap((each) => plan(each, false)),
  ];
  run.diagnostics.push(...(await checkDefinitionFiles(inputs.definitions, models)));
  return { models, failed };
}

/** The checkpoint is given, else what the cookbook has of the name; the configuration is given, else the Hub's. */
async function wantedModel(run: Run, wanted: WantedModel): Promise<Model | FailedModel> {
  const modelSlug = wanted.modelSlug ?? (wanted.hfRepoId?.split('/').at(-1) ?? '').toLowerCase();
  const recipes = run.inputs.cookbook?.recipes ?? null;
  const search = wanted.hfRepoId === undefined ? findCheckpoint(modelSlug, recipes) : null;
  const hfRepoId = wanted.hfRepoId ?? (search?.ok === true ? search.id : null);
  if (wanted.config === undefined && search?.ok === false) {
    const hint = `${search.hint} Or give its config.json with --config.`;
    return { modelSlug, hfRepoId, code: 'usage', problem: search.problem, hint };
  }
  const found = await (wanted.config === undefined
    ? configOf(run, hfRepoId ?? '')
    : resolveModelConfig(asPath(wanted.config), hubSettings(run.environment, homedir())));
  if (found.ok) return { modelSlug, hfRepoId, found };
  const code = found.reason === 'malformed' ? 'usage' : 'network';
  return { modelSlug, hfRepoId, code, problem: found.message, hint: null };
}

/** `config.json` names a file here, never a checkpoint. */
function asPath(path: string): string {
  return parseRepositoryId(path) === null ? path : `./${path}`;
}

/** The candidates whose checkpoint and configuration are known; a configuration that cannot be had is a warning. */
async function knownCandidates(
  run: Run,
  candidates: readonly Candidate[],
  planned: ReadonlySet<string>,
): Promise<readonly Model[]> {
  const known = candidates.flatMap(({ slug, hfRepoId, evidence: [at] }) =>
    hfRepoId === null || planned.has(hfRepoId)
      ? []
      : [{ slug, id: hfRepoId, at: at ?? { file: hfRepoId, line: 1, column: 1 } }],
  );
  const configs = await Promise.all(known.map(({ id }) => configOf(run, id)));
  return known.flatMap(({ slug, id, at: { file, line, column } }, index): readonly Model[] => {
    const config = configs[index];
    if (config?.ok === true) return [{ modelSlug: slug, hfRepoId: id, found: config }];
    const message = `${id} cannot be planned: ${config?.message ?? ''}`;
    run.diagnostics.push({ file, line, column, rule: 'config-unavailable', severity: 'warning', message });
    return [];
  });
}

function configOf(run: Run, id: string): ReturnType<typeof resolveModelConfig> {
  // Ids of the cookbook are foreign text: only a repository's id is looked up, never a path.
  const checked = parseRepositoryId(id) === null ? '' : id;
  return resolveModelConfig(checked, hubSettings(run.environment, homedir()));
}

async function openSources(
  { inputs, extract, step, diagnostics }: Run,
  definitions: ClassificationSources['definitions'],
): Promise<ClassificationSources> {
  const { flashinfer, sglang } = inputs;
  step('Reading FlashInfer and SGLang');
  const uses = sglang === null ? null : await openSglangUses(sglang, extract);
  diagnostics.push(...(uses?.diagnostics ?? []));
  return {
    definitions,
    flashinfer: flashinfer === null ? null : await openFlashinfer(flashinfer, extract),
    sglang: uses?.value ?? null,
  };
}

/** What the degrees of other models are is no news to whoever plans one. */
function aboutThisRun({ inputs, diagnostics }: Run, models: readonly PlannedModel[]): readonly Diagnostic[] {
  const recipes = inputs.cookbook?.recipes ?? [];
  const ids = models.flatMap(({ hfRepoId }) => hfRepoId ?? []);
  const files = new Set(ids.flatMap((id) => quantizedSiblings(recipes, id)).flatMap((model) => model.files));
  return diagnostics.filter(({ rule, file }) => !DEGREE_RULES.has(rule) || files.has(file));
}

const DEGREE_RULES: ReadonlySet<string> = new Set(['dp-not-dividing-tp', 'dp-attention-without-dp']);

function commitsOf({ sglang, flashinfer, cookbook, definitions }: DiscoveryInputs): RepositoryCommits {
  return {
    sglang: sglang?.history?.head.short ?? null,
    flashinfer: flashinfer?.history?.head.short ?? null,
    sgl_cookbook: cookbook?.history?.head.short ?? null,
    flashinfer_trace: definitions?.history?.head.short ?? null,
  };
}
