/** The list of models of the web site, `models.ts`: what `archscan coverage --models` adds to it. */
import type { Diagnostic } from '../../diagnostics.js';
import { readDocument } from '../../documents/write.js';
import { ArchscanError } from '../../errors.js';
import { layerCount } from '../../kernels/coverage/describe.js';
import type { NewModel, StatusSources } from '../../kernels/coverage/index.js';
import { parseDefinitionName } from '../../kernels/index.js';
import {
  addDefinitions,
  addEntry,
  readModels,
  type ModelsChange,
  type ModelsFile,
  type NewEntry,
} from '../../kernels/models-ts/index.js';

export interface ModelsOptions {
  /** Path of `models.ts`. */
  readonly models?: string | undefined;
  /** The entry that a new one follows. */
  readonly like?: string | undefined;
  /** `ENTRY/MODULE=DEFINITION` */
  readonly add?: readonly string[] | undefined;
}

/** A file that changes, or stays because of an error among the diagnostics. */
export interface PlannedModels {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly added: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Plans what the options ask for; null when they ask for nothing.
 *
 * @throws ArchscanError `usage`
 */
export async function planModels(
  { models: path, like, add }: ModelsOptions,
  sources: StatusSources | null,
  readModel: () => Promise<NewModel>,
): Promise<PlannedModels | null> {
  if (path === undefined || (like === undefined && add === undefined)) return null;
  const { text, value, diagnostics } = await readModelsFile(path);
  const plan: PlannedModels = { path, before: text, after: text, added: [], diagnostics };
  if (value === null) return plan;
  let current = value;
  let planned = plan;
  const apply = async (change: Awaited<ReturnType<typeof addEntry>>): Promise<void> => {
    planned = joined(planned, change.value, change.diagnostics);
    current = (await readModels(change.value.text, path)).value ?? current;
  };
  if (like !== undefined) await apply(await addEntry(current, like, entryOf(await readModel(), sources)));
  for (const target of add ?? []) {
    const { id, module, name } = parseTarget(target, sources);
    await apply(await addDefinitions(current, id, module, [name]));
  }
  return planned;
}

function joined(
  before: PlannedModels,
  { text, added }: ModelsChange,
  diagnostics: readonly Diagnostic[],
): PlannedModels {
  return {
    ...before,
    after: text,
    added: [...before.added, ...added],
    diagnostics: [...before.diagnostics, ...diagnostics],
  };
}

/** @throws ArchscanError `usage` when there is no such file */
export async function readModelsFile(path: string): Promise<{
  readonly text: string;
  readonly value: ModelsFile | null;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const read = readDocument(path);
  if (!read.ok) return { text: '', value: null, diagnostics: [read.diagnostic] };
  if (read.text === null) throw new ArchscanError('usage', `There is no ${path}.`);
  return { text: read.text, ...(await readModels(read.text, path)) };
}

function entryOf(model: NewModel, sources: StatusSources | null): NewEntry {
  const layers = model.kind === 'mapped' ? layerCount(model.config) : null;
  if (model.kind === 'unmapped' || layers === null) {
    throw new ArchscanError('usage', `${model.title} gets no entry in models.ts: its layers are not known.`, {
      hint: 'Give its config.json with --config.',
    });
  }
  return {
    id: model.title
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^-|-$/g, ''),
    name: model.title,
    description: null,
    architecture: model.config.architecture,
    layers,
    definitions: model.inventory.entries.filter(
      ({ name, tier }) => tier !== 'extended' && sources?.definitions.find(name)?.name === name,
    ),
  };
}

const TARGET = /^([^/=]+)\/([^/=]+)=(.+)$/;

function parseTarget(
  text: string,
  sources: StatusSources | null,
): { readonly id: string; readonly module: string; readonly name: string } {
  const [, id = '', module = '', name = ''] = TARGET.exec(text) ?? [];
  if (parseDefinitionName(name)?.dialect !== 'dataset') {
    throw new ArchscanError('usage', `'${text}' does not say which definition goes where.`, {
      hint: 'Write it as ENTRY/MODULE=DEFINITION, e.g. llama-3.1-8b/attn=gqa_paged_decode_h32_kv8_d128_ps64.',
    });
  }
  if (sources !== null && sources.definitions.find(name)?.name !== name) {
    throw new ArchscanError('usage', `There is no definition ${name}: it would be drawn as traced.`);
  }
  return { id, module, name };
}
