/** What `archscan coverage --model` needs to know about a model: its configuration, how it is served, who has it. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Diagnostic } from '../../diagnostics.js';
import { ArchscanError } from '../../errors.js';
import { parseRepositoryId } from '../../hub/repository-id.js';
import { hubSettings, resolveModelConfig } from '../../hub/index.js';
import type { NewModel } from '../../kernels/coverage/render.js';
import {
  definitionFiles,
  findBySlug,
  kernelInventory,
  parallelismsOf,
  parseKernelConfig,
  quantizedSiblings,
  readCookbook,
  readKernelConfig,
  type CookbookModel,
  type KernelConfig,
} from '../../kernels/index.js';
import { folderTree } from '../../source/folder.js';
import type { Io } from '../io.js';

export interface ModelOptions {
  readonly model: string;
  readonly hfRepoId?: string | undefined;
  /** Path of a `config.json`. */
  readonly config?: string | undefined;
  readonly cookbook?: string | undefined;
  readonly sglang?: string | undefined;
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
export async function readModel(io: Io, options: ModelOptions): Promise<ReadModel> {
  const title = checkTitle(options.model);
  const cookbook =
    options.cookbook === undefined
      ? { value: [], diagnostics: [] }
      : readCookbook(folderTree(options.cookbook));
  const id = modelId(options, cookbook.value);
  const read = options.config === undefined ? await fromHub(io, id) : fromFile(options.config);
  const recipes = recipesOf(cookbook.value, title, id);
  const own = new Set(recipes.flatMap(({ files }) => files));
  const about = cookbook.diagnostics.filter(
    ({ file, rule }) => own.has(file) || rule === 'recipe-unreadable',
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
  const inSglang = await isInSglang(options.sglang, read.config.architecture);
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
  const model: NewModel = {
    kind: 'mapped',
    title,
    config: read.config,
    inventory: result.value,
    problems: result.diagnostics.map(({ message }) => message),
    recipes: recipes.some((each) => each.recipes.length > 0) ? { dataParallel } : null,
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
  cookbook: readonly CookbookModel[],
): string | null {
  if (hfRepoId !== undefined) {
    if (parseRepositoryId(hfRepoId) !== null) return hfRepoId;
    throw new ArchscanError('usage', `'${hfRepoId}' is no checkpoint on the Hub.`, {
      hint: 'Write it as org/name.',
    });
  }
  const match = findBySlug(cookbook, slugOf(model));
  if (match.kind === 'ambiguous') {
    throw new ArchscanError('usage', `'${model}' may be ${match.candidates.join(' or ')}.`, {
      hint: 'Say which with --hf-repo-id.',
    });
  }
  if (match.kind !== 'none') return match.model.modelPath;
  if (config !== undefined) return null;
  throw new ArchscanError('usage', `Which checkpoint is '${model}'?`, {
    hint: 'Give its id with --hf-repo-id, or its config.json with --config.',
  });
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

/** Null: no sources were given. */
async function isInSglang(path: string | undefined, architecture: string | null): Promise<boolean | null> {
  if (path === undefined) return null;
  const { readWorkspace } = await import('../../scan/workspace.js');
  const workspace = await readWorkspace({ roots: [path], engines: ['sglang'] });
  const [engine] = workspace.engines;
  if (engine === undefined) {
    throw new ArchscanError('no-engine-detected', `There are no SGLang sources in ${path}.`);
  }
  return engine.scan.registrations.some((each) => each.architecture === architecture);
}
