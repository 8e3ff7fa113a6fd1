/** How far each engine goes with an architecture or a checkpoint. */
import { homedir } from 'node:os';
import { compareText, type Outcome } from '../diagnostics.js';
import type { EngineScan, ReplacedEntry } from '../engines/types.js';
import type { AutoMapEntry, Environment, ModelConfig } from '../hub/index.js';
import { requireTexts, requireTextsIn } from '../misuse.js';
import type { ArchitectureRecord } from '../models/architectures.js';
import type { Category } from '../models/category.js';
import type { ExampleResult } from '../models/example.js';
import {
  commonCategory,
  commonExample,
  engineSupport,
  joinEngines,
  type EngineSupport,
  type JoinOptions,
} from '../scan/joins.js';
import { scanWorkspace, type Reading } from '../scan/kept-trees.js';
import type { WorkspaceOptions, WorkspaceScan } from '../scan/workspace.js';
import { suggest } from '../text/suggest.js';

const SUPPORT_EXAMPLE = "support(['LlamaForCausalLM'], { roots: ['path/to/checkout'] })";

export interface SupportOptions extends WorkspaceOptions, JoinOptions {
  /** Where `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_OFFLINE` and the like are read from; the process without it. */
  readonly environment?: Environment | undefined;
}

/** Where several groups of an engine's registry have one architecture: a later one replaces those before it. */
export interface GroupedSupport extends EngineSupport {
  /** The group whose entry counts, which is the one at `file` and `line`. */
  readonly registry?: string | undefined;
  readonly replaced?: readonly Pick<ReplacedEntry, 'registry' | 'file' | 'line'>[] | undefined;
}

export interface ArchitectureSupport {
  readonly architecture: string;
  readonly engines: readonly GroupedSupport[];
  readonly category: Category;
  readonly categoryReason: string;
  readonly example: string | null;
  readonly exampleReason: string | null;
  /** Known names that differ little, when nothing supports this one; of a model type, its architectures. */
  readonly nearMisses: readonly string[];
}

export interface SupportAnswer {
  /** As it was asked. */
  readonly name: string;
  /** Why the name could not be looked up, or null. */
  readonly problem: string | null;
  /** Classes that the checkpoint brings itself. */
  readonly autoMap: readonly Pick<AutoMapEntry, 'autoClass' | 'reference'>[];
  readonly architectures: readonly ArchitectureSupport[];
}

/**
 * Looks up architectures, checkpoints (`org/name`) and `config.json` files. What cannot be looked up says why in
 * its `problem`.
 *
 * @throws ArchscanError `root-not-found`, `revision-not-found`, `no-engine-detected`, `transformers-not-found`, `usage`
 */
export async function support(
  names: readonly string[],
  options: SupportOptions,
): Promise<readonly SupportAnswer[]> {
  requireTexts(names, 'The names', SUPPORT_EXAMPLE);
  requireTextsIn(options, 'roots', SUPPORT_EXAMPLE);
  return (await lookUp(names, options)).value;
}

/**
 * As {@link support}, with what is wrong with the sources.
 *
 * @throws ArchscanError as `support`
 */
export async function lookUp(
  names: readonly string[],
  options: SupportOptions,
  { keepPart }: Pick<Reading, 'keepPart'> = {},
): Promise<Outcome<readonly SupportAnswer[]>> {
  const asked = await Promise.all(names.map((name) => ask(name, options)));
  const workspace = await scanWorkspace(options, { keepPart });
  const value = asked.map((each) => answer(each, workspace, options));
  return { value, diagnostics: workspace.diagnostics };
}

/** What one name turned out to be. */
interface Asked {
  readonly name: string;
  readonly architectures: readonly string[];
  readonly config: ModelConfig | null;
  readonly problem: string | null;
}

/** A name with a slash or a file is a checkpoint or a `config.json`; anything else is an architecture. */
async function ask(name: string, { environment, onProgress }: SupportOptions): Promise<Asked> {
  const isArchitecture = /^[A-Za-z_]\w*$/u.test(name);
  if (isArchitecture) return { name, architectures: [name], config: null, problem: null };
  const { hubSettings, resolveModelConfig } = await import('../hub/index.js');
  const result = await resolveModelConfig(name, {
    ...hubSettings(environment ?? process.env, homedir()),
    onAsk: () => onProgress?.(`Asking the Hub for the config.json of ${name}`),
  });
  if (!result.ok) return { name, architectures: [], config: null, problem: result.message };
  const { architectures } = result.config;
  const problem = architectures.length === 0 ? `${name} names no architectures.` : null;
  return { name, architectures, config: result.config, problem };
}

function answer(asked: Asked, workspace: WorkspaceScan, options: SupportOptions): SupportAnswer {
  const joins = joinEngines(workspace, options);
  return {
    name: asked.name,
    problem: asked.problem,
    autoMap: (asked.config?.autoMap ?? []).map(({ autoClass, reference }) => ({ autoClass, reference })),
    architectures: asked.architectures.map((architecture) => {
      const records = joins.map(({ engine, join }) => ({ engine, record: join(architecture) }));
      const all = records.map(({ record }) => record);
      const category = commonCategory(all);
      const example = commonExample(all);
      const isUnknown = records.every(
        ({ record: { registration, modelClass } }) => registration === null && modelClass?.exported !== true,
      );
      return {
        architecture,
        engines: records.map(({ engine, record }) => groupedSupport(engine, record)),
        category: category?.category ?? 'text',
        categoryReason: category?.reason ?? 'no engine was read',
        example: example?.id ?? null,
        exampleReason: reasonOf(example),
        nearMisses: isUnknown ? nearNames(architecture, workspace) : [],
      };
    }),
  };
}

function reasonOf(example: ExampleResult | null): string | null {
  return typeof example?.id === 'string' ? example.reason : null;
}

function groupedSupport(engine: EngineScan, record: ArchitectureRecord): GroupedSupport {
  const support = engineSupport(engine.id, record);
  const { registration } = record;
  const replaced = (engine.replaced ?? [])
    .filter(({ key }) => key === registration?.key)
    .map(({ registry, file, line }) => ({ registry, file, line }));
  if (registration === null || replaced.length === 0) return support;
  return { ...support, registry: registration.registry, replaced };
}

function nearNames(name: string, workspace: WorkspaceScan): readonly string[] {
  const registrations = workspace.engines.flatMap(({ scan }) => scan.registrations);
  const typed = registrations.filter(({ key, keyKind }) => key === name && keyKind === 'modelType');
  const joined = new Set(typed.flatMap(({ architecture }) => architecture ?? []));
  return joined.size > 0 ? [...joined].sort(compareText) : suggest(name, knownNames(workspace));
}

function knownNames({ engines, transformers }: WorkspaceScan): readonly string[] {
  return [
    ...engines.flatMap(({ scan }) => scan.registrations.map(({ key }) => key)),
    ...(transformers?.scan.classes ?? []).filter(({ exported }) => exported).map(({ name }) => name),
  ];
}
