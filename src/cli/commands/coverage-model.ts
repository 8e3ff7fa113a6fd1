/** What `archscan coverage --model` needs to know about a model: its configuration, how it is served, who has it. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { ArchscanError } from '../../errors.js';
import { parseRepositoryId } from '../../hub/repository-id.js';
import { hubSettings, resolveModelConfig } from '../../hub/index.js';
import type { Cookbook } from '../../kernels/recipe.js';
import {
  modelConfigs,
  type Checkpoints,
  type KnownModel,
  type ModelConfigs,
} from '../../kernels/coverage/model-configs.js';
import type { NewModel } from '../../kernels/coverage/render.js';
import { openCookbook } from '../../kernels/discover/inputs.js';
import {
  definitionFiles,
  findBySlug,
  kernelInventory,
  parallelismsOf,
  parseKernelConfig,
  quantizedSiblings,
  readKernelConfig,
  type CookbookModel,
  type KernelConfig,
} from '../../kernels/index.js';
import { folderTree } from '../../source/index.js';
import { folderName } from '../../source/folder-name.js';
import type { Io } from '../io.js';

export interface ModelOptions {
  readonly model: string;
  readonly hfRepoId?: string | undefined;
  /** Path of a `config.json`. */
  readonly config?: string | undefined;
  readonly cookbook?: string | undefined;
  readonly sglang?: string | undefined;
  /** A folder of configurations, asked before the Hub. */
  readonly configs?: string | undefined;
  readonly checkpoints?: Checkpoints | undefined;
}

/** What several models are looked up in, read once. */
export interface ModelSources {
  readonly cookbook: Outcome<Cookbook>;
  /** Configurations that are at hand, asked before the Hub. */
  readonly configs: ModelConfigs | null;
  /** Whether SGLang registers an architecture; null: no sources were given. */
  readonly inSglang: (architecture: string | null) => Promise<boolean | null>;
}

const NO_RECIPES: Outcome<Cookbook> = { value: { source: 'sgl-cookbook', models: [] }, diagnostics: [] };

/** @throws ArchscanError for a folder that is not there */
export async function modelSources({
  cookbook,
  sglang,
  configs,
  checkpoints = {},
}: Omit<ModelOptions, 'model' | 'hfRepoId' | 'config'>): Promise<ModelSources> {
  let registered: Promise<ReadonlySet<string | null>> | undefined;
  return {
    cookbook: cookbook === undefined ? NO_RECIPES : await openCookbook(cookbook),
    configs: configs === undefined ? null : modelConfigs(folderTree(configs), checkpoints),
    inSglang: async (architecture) => {
      if (sglang === undefined) return null;
      registered ??= registeredIn(sglang);
      return (await registered).has(architecture);
    },
  };
}

export interface ReadModel {
  readonly model: NewModel;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Everything a page says about a model. A configuration that cannot be had, or that no rule fits, is no error: the
 * page gets a section that says so.
 *
 * @throws ArchscanError `usage` for a title or an id that is none, and for a file that holds no configuration
 */
export async function readModel(io: Io, options: ModelOptions, sources?: ModelSources): Promise<ReadModel> {
  const title = checkTitle(options.model);
  const { cookbook, configs, inSglang: has } = sources ?? (await modelSources(options));
  const ofTitle = options.hfRepoId === undefined ? (configs?.find([title]) ?? null) : null;
  const id = modelId(options, cookbook, ofTitle !== null);
  const read =
    options.config === undefined ? await readConfig(io, id, configs, ofTitle) : fromFile(options.config);
  const recipes = recipesOf(cookbook.value.models, title, id);
  const own = new Set(recipes.flatMap(({ files }) => files));
  const about = cookbook.diagnostics.filter(
    ({ file, rule }) => own.has(file) || rule === 'recipe-unreadable' || rule === 'input-empty',
  );
  const diagnostics = [...about, ...read.diagnostics];
  if (read.config === null) {
    const reason = `The config.json of ${id ?? title} could not be had when this section was written.`;
    return {
      model: { kind: 'unmapped', title, note: 'config unavailable', reason, inSglang: null },
      diagnostics,
    };
  }
  const result = kernelInventory(read.config, parallelismsOf(recipes), {
    definitions: definitionFiles([]),
    flashinfer: null,
    sglang: null,
  });
  const inSglang = await has(read.config.architecture);
  const all = [...diagnostics, ...result.diagnostics];
  if (result.diagnostics.some(({ rule }) => rule === 'attention-unmapped')) {
    const name = read.config.architecture ?? 'This model';
    const reason = `${name} has the configuration fields of no known kind of attention, so its kernels are not mapped.`;
    return {
      model: { kind: 'unmapped', title, note: 'architecture not yet mapped', reason, inSglang },
      diagnostics: all,
    };
  }
  const dataParallel = recipes.some((model) => model.recipes.some(({ degrees }) => degrees.dpAttention));
  const isServed = recipes.some((each) => each.recipes.length > 0);
  const model: NewModel = {
    kind: 'mapped',
    title,
    config: read.config,
    inventory: result.value,
    problems: result.diagnostics.map(({ message }) => message),
    recipes: isServed ? { source: cookbook.value.source, dataParallel } : null,
    inSglang,
  };
  return { model, diagnostics: all };
}

/** A title becomes a heading and a cell; a path or a line break in it is a mistake. */
function checkTitle(title: string): string {
  const trimmed = title.trim();
  const wrong = /[\p{Cc}\p{Cs}]/u.test(trimmed) || /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(trimmed);
  if (!wrong && trimmed.length <= 100 && /[\p{L}\p{N}]/u.test(trimmed)) return trimmed;
  throw new ArchscanError('usage', `'${title}' is no title of a model.`, {
    hint: 'Write it as the page does, e.g. --model "Qwen3 8B".',
  });
}

function modelId(
  { hfRepoId, model, config }: ModelOptions,
  { value: cookbook, diagnostics }: Outcome<Cookbook>,
  atHand: boolean,
): string | null {
  if (hfRepoId !== undefined) {
    if (parseRepositoryId(hfRepoId) !== null) return hfRepoId;
    throw new ArchscanError('usage', `'${hfRepoId}' is no checkpoint on the Hub.`, {
      hint: 'Write it as org/name.',
    });
  }
  const match = findBySlug(cookbook.models, slugOf(model));
  if (match.kind === 'ambiguous') {
    throw new ArchscanError('usage', `'${model}' may be ${match.candidates.join(' or ')}.`, {
      hint: 'Say which with --hf-repo-id.',
    });
  }
  if (match.kind !== 'none') return match.model.modelPath;
  if (config !== undefined || atHand) return null;
  const empty = diagnostics.filter(({ rule }) => rule === 'input-empty').map(({ message }) => message);
  const give = 'Give its id with --hf-repo-id, or its config.json with --config or --configs.';
  throw new ArchscanError('usage', `Which checkpoint is '${model}'?`, { hint: [...empty, give].join(' ') });
}

function slugOf(title: string): string {
  return title.trim().toLowerCase().replace(/\s+/g, '-');
}

interface ReadConfig {
  readonly config: KernelConfig | null;
  readonly diagnostics: readonly Diagnostic[];
}

function fromFile(path: string): ReadConfig {
  const { value, diagnostics } = parseKernelConfig(readText(path), path);
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  if (value !== null && error === undefined) return { config: value, diagnostics };
  const { line, column, message } = error ?? { line: 1, column: 1, message: 'This is no configuration.' };
  throw new ArchscanError('usage', `${path}:${line}:${column}: ${message}`, { hint: 'Correct the file.' });
}

/** @throws ArchscanError `usage` */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new ArchscanError('usage', `${path} cannot be read (${code}).`, { cause });
  }
}

/**
 * What is at hand for the checkpoint, else for the title; else what the Hub has.
 *
 * @param ofTitle what is at hand for the title; null when the checkpoint was given, which is only itself
 */
async function readConfig(
  io: Io,
  id: string | null,
  configs: ModelConfigs | null,
  ofTitle: KnownModel | null,
): Promise<ReadConfig> {
  const known = (id === null ? null : configs?.ofCheckpoint(id)) ?? ofTitle;
  if (known !== null) return { config: known.config, diagnostics: [] };
  const read = await fromHub(io, id);
  return { ...read, diagnostics: [...(configs?.diagnostics() ?? []).map(asWarning), ...read.diagnostics] };
}

/** A broken file among the configurations keeps nobody from asking the Hub. */
function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning' };
}

async function fromHub(io: Io, id: string | null): Promise<ReadConfig> {
  if (id === null) return { config: null, diagnostics: [] };
  const result = await resolveModelConfig(id, hubSettings(io.environment, io.environment.HOME ?? homedir()));
  if (result.ok) {
    const { value, diagnostics } = readKernelConfig(result.config.raw, {
      file: result.path ?? result.url ?? id,
      line: 1,
      column: 1,
    });
    return { config: value, diagnostics };
  }
  const message = `config.json of ${id}: ${result.message}`;
  const place = { file: id, line: 1, column: 1 };
  return {
    config: null,
    diagnostics: [{ ...place, rule: 'config-unavailable', severity: 'warning', message }],
  };
}

function recipesOf(
  cookbook: readonly CookbookModel[],
  title: string,
  id: string | null,
): readonly CookbookModel[] {
  if (id !== null) return quantizedSiblings(cookbook, id);
  const match = findBySlug(cookbook, slugOf(title));
  return 'model' in match ? quantizedSiblings(cookbook, match.model.modelPath) : [];
}

async function registeredIn(path: string): Promise<ReadonlySet<string | null>> {
  const { readWorkspace } = await import('../../scan/workspace.js');
  const workspace = await readWorkspace({ roots: [path], engines: ['sglang'] });
  const [engine] = workspace.engines;
  if (engine === undefined) {
    throw new ArchscanError('no-engine-detected', `There are no SGLang sources in ${folderName(path)}.`);
  }
  return new Set(engine.scan.registrations.map(({ architecture }) => architecture));
}
