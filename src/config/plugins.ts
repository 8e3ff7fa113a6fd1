/** Engines that a configuration adds. Their code is not ours: what they give is checked, and what they throw explained. */
import * as z from 'zod';
import { ENGINE_IDS } from '../engines/registry.js';
import * as toolkit from '../engines/toolkit.js';
import type { EngineAdapter, EngineScan } from '../engines/types.js';
import { ArchscanError } from '../errors.js';
import { scanSchema } from '../scan/schema.js';
import { observer } from '../source/observer.js';
import { defineConfig } from './types.js';

export type LoadedPlugin =
  | { readonly adapter: EngineAdapter; readonly problem?: undefined }
  | { readonly adapter?: undefined; readonly problem: string };

const callable = z.custom<unknown>((value) => typeof value === 'function', 'expected a function');

const adapterSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/, 'expected an id such as my-engine'),
  title: z.string().min(1, 'expected a title'),
  packageName: z.string().min(1, 'expected the name of a Python package'),
  registries: z.array(
    z.object({
      name: z.string(),
      keyKind: z.enum(['architecture', 'modelType', 'configClass', 'pipeline']),
      source: z.string(),
    }),
  ),
  locate: callable,
  files: callable,
  scan: callable,
  places: callable.optional(),
});

/**
 * Loads the engine that a module exports as default.
 *
 * @param module an absolute path, or the name of a package that is installed for the configuration
 * @param from the file of the configuration
 * @param taken ids of the plugins before it
 */
export async function loadPlugin(
  module: string,
  from: string,
  taken: readonly string[],
): Promise<LoadedPlugin> {
  observer().unrepeatable(`${module} is code, which may ask for anything`);
  const { createJiti } = await import('jiti/static');
  const jiti = createJiti(from, {
    fsCache: false,
    moduleCache: false,
    tryNative: false,
    // The plugin gets the running archscan, not another copy, and needs none to be installed.
    virtualModules: { archscan: { ...toolkit, ArchscanError, defineConfig } },
  });
  let exported: unknown;
  try {
    exported = await jiti.import(module, { default: true });
  } catch (error) {
    return { problem: `it cannot be loaded: ${messageOf(error)}` };
  }
  const problem = adapterProblem(exported, 'its default export', taken);
  if (problem !== undefined) return { problem };
  // The schema checked what a value can show; the functions are checked when they answer.
  return { adapter: guarded(exported as EngineAdapter, ` of ${module}`) };
}

const guardedAdapters = new WeakMap<EngineAdapter, EngineAdapter>();

/**
 * Adapters that a program gives, checked as those of a configuration are.
 *
 * @throws ArchscanError `plugin-failed` when a value is no adapter, or its id is taken
 */
export function guardedPlugins(adapters: readonly EngineAdapter[]): readonly EngineAdapter[] {
  const taken: string[] = [];
  return adapters.map((given, i) => {
    const problem = adapterProblem(given, `plugins[${i}]`, taken);
    if (problem !== undefined)
      throw new ArchscanError('plugin-failed', `plugins[${i}] cannot be used: ${problem}`);
    taken.push(given.id);
    const adapter = guardedAdapters.get(given) ?? guarded(given, '');
    guardedAdapters.set(given, adapter);
    return adapter;
  });
}

function adapterProblem(value: unknown, name: string, taken: readonly string[]): string | undefined {
  const parsed = adapterSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue?.path.join('.') ?? '';
    const where = at === '' ? name : `"${at}" of ${name}`;
    return `${where} is wrong: ${issue?.message ?? ''}. Give an EngineAdapter`;
  }
  const { id } = parsed.data;
  if (ENGINE_IDS.includes(id) || id === 'transformers') return `archscan has an engine ${id} itself`;
  return taken.includes(id) ? `another plugin has the id ${id} already` : undefined;
}

/** The adapter, with what it throws explained. */
function guarded(adapter: EngineAdapter, origin: string): EngineAdapter {
  const { id, title, packageName, registries, assumedCall, goesOnWithoutModule } = adapter;
  const attempt = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw new ArchscanError('plugin-failed', `The engine ${id}${origin} failed: ${messageOf(error)}`, {
        cause: error,
        hint: 'This is a defect of the plugin. Correct it, or read without it.',
      });
    }
  };
  const guard: EngineAdapter = {
    ...{ id, title, packageName, registries, assumedCall, goesOnWithoutModule },
    locate: (tree) => attempt(() => adapter.locate(tree)),
    files: (tree, at) => attempt(() => adapter.files(tree, at)),
    scan: (sources, at, options) => attempt(() => checkedScan(id, adapter.scan(sources, at, options))),
    places: (...given) => attempt(() => adapter.places?.(...given) ?? []),
  };
  guardedAdapters.set(guard, guard);
  return guard;
}

/** Examples are an answer that an adapter need not have. */
const engineSchema = scanSchema.shape.engines.element.partial({ examples: true });

function checkedScan(id: string, scan: EngineScan): EngineScan {
  const parsed = engineSchema.safeParse(scan);
  const [issue] = parsed.error?.issues ?? [];
  if (issue !== undefined)
    throw new TypeError(`scan() gave a wrong ${issue.path.join('.')}: ${issue.message}`);
  if (scan.id !== id) throw new TypeError(`scan() gave the id ${scan.id}`);
  return scan;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
