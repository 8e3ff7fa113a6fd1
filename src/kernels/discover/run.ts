import { homedir } from 'node:os';
import type { PopularityConfig } from '../../config/types.js';
import type { Diagnostic } from '../../diagnostics.js';
import { ArchscanError } from '../../errors.js';
import { hubSettings, type Environment } from '../../hub/index.js';
import { createFactExtractor, type FactExtractor } from '../../python/extract.js';
import type { ClassificationSources } from '../classify.js';
import type { RepositoryCommits } from '../manifest/merge.js';
import type { Parallelism } from '../parallelism.js';
import type { Tier } from '../rules.js';
import { quantizedSiblings } from '../slug.js';
import type { Candidate } from './candidates.js';
import { DISCOVER_SCHEMA_VERSION, type DiscoverResult, type PlannedModel } from './contract.js';
import {
  openConfigurations,
  type Configurations,
  type ConfiguredModel,
  type WantedModel,
} from './configurations.js';
import { checkDefinitionFiles } from './definition-check.js';
import { discoverModels, type Discovery } from './discover.js';
import { withoutHistory } from './history.js';
import {
  openFlashinfer,
  openInputs,
  openSglangUses,
  type ClonePaths,
  type DiscoveryInputs,
} from './inputs.js';
import { readPageTitles } from './page-titles.js';
import { planModel } from './plan.js';
import { plannedModel } from './planned.js';
import { popularitySignals } from './popularity.js';
import { popularitySources } from './popularity-settings.js';

export type { WantedModel };

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
  /** A folder of configurations, asked before the Hub. */
  readonly configs?: string | undefined;
  /** Short name to checkpoint, where a configuration in that folder is named otherwise. */
  readonly checkpoints?: Readonly<Record<string, string>> | undefined;
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
  readonly configs: Configurations;
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
 * that is none and a page that is not there, `root-not-found` when new models alone are asked for and no clone has a history
 */
export async function discover(options: DiscoverOptions): Promise<DiscoverResult> {
  const step = options.onStep ?? (() => undefined);
  step('Opening the clones');
  const inputs = await openInputs(options);
  const environment = options.environment ?? process.env;
  const run: Run = {
    options,
    environment,
    inputs,
    configs: openConfigurations(hubSettings(environment, homedir()), options),
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
  if (isEmpty(value) && (options.models ?? []).length === 0) await requireHistory(inputs);
  return value;
}

function isEmpty({ sglang, cookbook, candidates, tracked }: Discovery): boolean {
  return sglang === null && cookbook === null && candidates.length + tracked.length === 0;
}

/** That nothing is new cannot be said when no history was read. */
async function requireHistory({ sglang, cookbook }: DiscoveryInputs): Promise<void> {
  const clone = sglang ?? cookbook;
  if (clone === null) return;
  const { message, hint } = await withoutHistory(clone.path);
  throw new ArchscanError('root-not-found', `${message}.`, { hint });
}

type Planned = Pick<DiscoverResult, 'models' | 'failed'>;

async function planAll(run: Run, candidates: readonly Candidate[]): Promise<Planned> {
  const { inputs, options, configs } = run;
  if (inputs.definitions === null) return { models: [], failed: [] };
  run.step('Reading the configurations');
  const recipes = inputs.cookbook?.recipes ?? null;
  const wanted = await Promise.all((options.models ?? []).map((each) => configs.ofWanted(each, recipes)));
  const asked = wanted.flatMap((each) => ('config' in each ? [each] : []));
  const failed = wanted.flatMap((each) => ('config' in each ? [] : [each]));
  const ids = new Set(asked.flatMap(({ hfRepoId }) => hfRepoId ?? []));
  const others = await knownCandidates(run, candidates, ids);
  run.diagnostics.push(...configs.diagnostics());
  if (asked.length + others.length === 0) return { models: [], failed };
  const sources = await openSources(run, inputs.definitions.files);
  const plan = (model: ConfiguredModel, requested: boolean): PlannedModel => {
    const { value, diagnostics } = planModel({
      ...model,
      cookbook: recipes,
      parallelisms: options.parallelisms ?? null,
      tiers: options.tiers ?? ['core'],
      sources,
    });
    run.diagnostics.push(...model.diagnostics, ...diagnostics);
    return plannedModel(value, requested);
  };
  const models = [...asked.map((each) => plan(each, true)), ...others.map((each) => plan(each, false))];
  run.diagnostics.push(...(await checkDefinitionFiles(inputs.definitions, models)));
  return { models, failed };
}

/** The candidates whose checkpoint and configuration are known; a configuration that cannot be had is a warning. */
async function knownCandidates(
  { configs, diagnostics }: Run,
  candidates: readonly Candidate[],
  planned: ReadonlySet<string>,
): Promise<readonly ConfiguredModel[]> {
  const known = candidates.flatMap(({ slug, hfRepoId, evidence: [at] }) =>
    hfRepoId === null || planned.has(hfRepoId)
      ? []
      : [{ slug, id: hfRepoId, at: at ?? { file: hfRepoId, line: 1, column: 1 } }],
  );
  const found = await Promise.all(known.map(({ slug, id }) => configs.ofCheckpoint(slug, id)));
  return known.flatMap(({ id, at: { file, line, column } }, index): readonly ConfiguredModel[] => {
    const model = found[index];
    if (model !== undefined && 'config' in model) return [model];
    const message = `${id} cannot be planned: ${model?.problem ?? ''}`;
    diagnostics.push({ file, line, column, rule: 'config-unavailable', severity: 'warning', message });
    return [];
  });
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
  const recipes = inputs.cookbook?.recipes.models ?? [];
  const ids = models.flatMap(({ hfRepoId }) => hfRepoId ?? []);
  const files = new Set(ids.flatMap((id) => quantizedSiblings(recipes, id)).flatMap((model) => model.files));
  return diagnostics.filter(({ rule, file }) => !DEGREE_RULES.has(rule) || files.has(file));
}

const DEGREE_RULES: ReadonlySet<string> = new Set(['dp-not-dividing-tp', 'dp-attention-without-dp']);

function commitsOf({ sglang, flashinfer, cookbook, definitions }: DiscoveryInputs): RepositoryCommits {
  return {
    sglang: sglang?.history?.head.short ?? null,
    flashinfer: flashinfer?.history?.head.short ?? null,
    // Recipes of SGLang's documentation are of SGLang's revision.
    sgl_cookbook: cookbook?.recipes.source === 'sglang-docs' ? null : (cookbook?.history?.head.short ?? null),
    flashinfer_trace: definitions?.history?.head.short ?? null,
  };
}
