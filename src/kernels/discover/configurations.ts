/** Where the configurations of models come from: a file, a folder of them, the local Hub cache, or the Hub. */
import type { Diagnostic } from '../../diagnostics.js';
import { resolveModelConfig } from '../../hub/index.js';
import { parseRepositoryId } from '../../hub/repository-id.js';
import type { ModelConfigResult } from '../../hub/result.js';
import type { HubSettings } from '../../hub/settings.js';
import { folderTree } from '../../source/index.js';
import { readKernelConfig, type KernelConfig } from '../config.js';
import type { Cookbook } from '../recipe.js';
import { modelConfigs, type Checkpoints } from '../coverage/model-configs.js';
import type { FailedModel } from './contract.js';
import { findCheckpoint } from './plan.js';

/** A model that is to be planned. */
export interface WantedModel {
  /** A short name such as `kimi-k2`; without it the checkpoint's. */
  readonly modelSlug?: string | undefined;
  /** `org/name`; without it the one that the cookbook has of the short name. */
  readonly hfRepoId?: string | undefined;
  /** Path of its `config.json`, instead of asking the Hub. */
  readonly config?: string | undefined;
}

export interface ConfiguredModel {
  readonly modelSlug: string;
  readonly hfRepoId: string | null;
  readonly config: KernelConfig;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Configurations {
  /** The configuration is given, else that of the checkpoint, which is given, else what the cookbook has of the name. */
  ofWanted(wanted: WantedModel, cookbook: Cookbook | null): Promise<ConfiguredModel | FailedModel>;
  ofCheckpoint(modelSlug: string, hfRepoId: string): Promise<ConfiguredModel | FailedModel>;
  /** What was wrong in the files of the folder that were read so far. */
  diagnostics(): readonly Diagnostic[];
}

/**
 * @param options `configs`: a folder of configurations, asked before the Hub
 * @throws ArchscanError `root-not-found` when that is no folder
 */
export function openConfigurations(
  settings: HubSettings,
  options: { readonly configs?: string | undefined; readonly checkpoints?: Checkpoints | undefined },
): Configurations {
  const { configs, checkpoints = {} } = options;
  const atHand = configs === undefined ? null : modelConfigs(folderTree(configs), checkpoints);

  async function ofCheckpoint(modelSlug: string, hfRepoId: string): Promise<ConfiguredModel | FailedModel> {
    const known = atHand?.ofCheckpoint(hfRepoId) ?? null;
    if (known !== null) return { modelSlug, hfRepoId, config: known.config, diagnostics: [] };
    // Ids of the cookbook are foreign text: only a repository's id is looked up, never a path.
    const id = parseRepositoryId(hfRepoId) === null ? '' : hfRepoId;
    return read(modelSlug, hfRepoId, await resolveModelConfig(id, settings));
  }

  async function ofWanted(
    wanted: WantedModel,
    cookbook: Cookbook | null,
  ): Promise<ConfiguredModel | FailedModel> {
    const modelSlug = wanted.modelSlug ?? (wanted.hfRepoId?.split('/').at(-1) ?? '').toLowerCase();
    const search = wanted.hfRepoId === undefined ? findCheckpoint(modelSlug, cookbook) : null;
    const hfRepoId = wanted.hfRepoId ?? (search?.ok === true ? search.id : null);
    if (wanted.config !== undefined) {
      return read(modelSlug, hfRepoId, await resolveModelConfig(asPath(wanted.config), settings));
    }
    if (hfRepoId !== null) return ofCheckpoint(modelSlug, hfRepoId);
    const known = atHand?.find([modelSlug]) ?? null;
    if (known !== null) {
      const id = parseRepositoryId(known.id) === null ? null : known.id;
      return { modelSlug, hfRepoId: id, config: known.config, diagnostics: [] };
    }
    const problem = search?.ok === false ? search.problem : '';
    const hint = `${search?.ok === false ? search.hint : ''} Or give its config.json with --config.`;
    return { modelSlug, hfRepoId, code: 'usage', problem, hint };
  }

  return { ofWanted, ofCheckpoint, diagnostics: () => atHand?.diagnostics() ?? [] };
}

/** `config.json` names a file here, never a checkpoint. */
function asPath(path: string): string {
  return parseRepositoryId(path) === null ? path : `./${path}`;
}

function read(
  modelSlug: string,
  hfRepoId: string | null,
  found: ModelConfigResult,
): ConfiguredModel | FailedModel {
  if (!found.ok) {
    const code = found.reason === 'malformed' ? 'usage' : 'network';
    return { modelSlug, hfRepoId, code, problem: found.message, hint: null };
  }
  const place = { file: found.path ?? found.url ?? 'config.json', line: 1, column: 1 };
  const { value: config, diagnostics } = readKernelConfig(found.config.raw, place);
  if (config !== null) return { modelSlug, hfRepoId, config, diagnostics };
  const problem = diagnostics[0]?.message ?? `${place.file} holds no configuration.`;
  return { modelSlug, hfRepoId, code: 'usage', problem, hint: null };
}
