/** Command-line options and configuration file, merged: an option wins. */
import type { LoadedConfig } from '../config/load.js';
import type { ArchscanConfig } from '../config/types.js';
import { ArchscanError } from '../errors.js';
import { findInstalledPackage } from '../source/installed.js';
import { didYouMean } from '../text/suggest.js';
import { ENGINE_IDS, ENGINES, type EngineId } from '../engines/registry.js';
import { folderOf } from '../scan/roots.js';
import type { WorkspaceOptions } from '../scan/workspace.js';
import { readConfiguration } from './configuration.js';
import { progressLine, type Io } from './io.js';
import { keepYoungGeneration } from './heap.js';

type CamelCase<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${CamelCase<Capitalize<Tail>>}`
  : Text;

/** One path option per engine, under the name that the argument parser gives it. */
type EnginePathOptions = Readonly<Partial<Record<CamelCase<EngineId>, string | undefined>>>;

/** Options that every command takes. */
export interface CommonOptions extends EnginePathOptions {
  readonly config?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly transformers?: string | undefined;
  readonly rev?: string | undefined;
  readonly verify?: boolean | undefined;
  readonly engine?: string | undefined;
}

export interface Settings {
  readonly config: ArchscanConfig;
  readonly workspace: WorkspaceOptions;
  readonly quiet: boolean;
  /** Ends the progress line. */
  readonly done: () => void;
}

/**
 * @param roots folders from the command line, beside the path options; without any, the configuration's, else the
 * current folder
 * @throws ArchscanError `config-invalid` when the configuration has an error, `usage` for an unknown engine or an
 * empty value
 */
export async function readSettings(
  io: Io,
  roots: readonly string[],
  options: CommonOptions,
  needs: { readonly transformers: boolean; readonly engine?: EngineId; readonly mayLackEngines?: boolean },
): Promise<Settings> {
  refuseEmpty(roots, options);
  const quiet = options.quiet ?? false;
  const start = folderOf(roots[0] ?? optionPaths(options, ENGINE_IDS)[0]?.root ?? '.');
  const value = await readConfiguration(io, { start, file: options.config, quiet });
  const { config, plugins } = value;
  const known = [...ENGINE_IDS, ...plugins.map(({ adapter }) => adapter.id)];
  const engines =
    needs.engine === undefined ? engineIds(options.engine ?? config.engines, known) : [needs.engine];
  const given = options.transformers ?? config.transformers;
  const found = rootsOf(roots, options, value, engines ?? known);
  const progress = progressLine(io, quiet);
  return {
    config,
    quiet,
    done: progress.done,
    workspace: {
      roots: (found ?? HERE).map(({ root }) => root),
      rootsAreAssumed: found === null && needs.mayLackEngines === true && engines === undefined,
      givenFor: (found ?? HERE).flatMap(({ root, engine }) => (engine === null ? [] : [{ root, engine }])),
      transformers:
        given ??
        (needs.transformers
          ? (findInstalledPackage('transformers', io.environment) ?? undefined)
          : undefined),
      revision: options.rev,
      engines,
      plugins: plugins.map(({ adapter }) => adapter),
      disabledModules: config.disabledModules,
      externalPackages: config.externalPackages,
      maxFileBytes: config.maxFileBytes,
      verify: options.verify,
      onProgress(step) {
        keepYoungGeneration();
        progress.step(step);
      },
    },
  };
}

/** An empty text is what a shell makes of a variable that is not set. */
function refuseEmpty(roots: readonly string[], options: CommonOptions): void {
  const { transformers, config, rev } = options;
  const given = [
    ...ENGINES.map(({ id }) => [`--${id}`, options[camelCase(id)]] as const),
    ...Object.entries({ '--transformers': transformers, '--config': config, '--rev': rev }),
    ...roots.map((root) => ['The path of a root', root] as const),
  ];
  const empty = given.find(([, value]) => value === '');
  if (empty === undefined) return;
  throw new ArchscanError('usage', `${empty[0]} is empty.`, {
    hint: 'Give a value, or leave it out; a variable of the shell may not be set.',
  });
}

interface NamedRoot {
  readonly root: string;
  /** The engine whose option or key names it. */
  readonly engine: string | null;
}

const HERE: readonly NamedRoot[] = [{ root: '.', engine: null }];

/** Null: nobody named one. */
function rootsOf(
  roots: readonly string[],
  options: CommonOptions,
  { config, plugins }: LoadedConfig,
  wanted: readonly string[],
): readonly NamedRoot[] | null {
  const given = [...roots.map((root) => ({ root, engine: null })), ...optionPaths(options, wanted)];
  if (given.length > 0) return given;
  const configured = [
    ...ENGINES.flatMap(({ id }) => named(id, wanted, config[id])),
    ...plugins.flatMap(({ adapter, path }) => named(adapter.id, wanted, path)),
  ];
  return configured.length > 0 ? configured : null;
}

function optionPaths(options: CommonOptions, wanted: readonly string[]): readonly NamedRoot[] {
  return ENGINES.flatMap(({ id }) => named(id, wanted, options[camelCase(id)]));
}

function named(
  engine: string,
  wanted: readonly string[],
  paths: string | readonly string[] | undefined,
): readonly NamedRoot[] {
  if (paths === undefined || !wanted.includes(engine)) return [];
  return [paths].flat().map((root) => ({ root, engine }));
}

function camelCase<Text extends string>(id: Text): CamelCase<Text> {
  // The type is computed by the same rule.
  return id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Text>;
}

/** From the command line, comma separated, or from the configuration. */
function engineIds(
  given: string | readonly string[] | undefined,
  known: readonly string[],
): readonly string[] | undefined {
  const ids = typeof given === 'string' ? given.split(',').map((id) => id.trim()) : given;
  const unknown = ids?.find((id) => !known.includes(id));
  if (unknown === undefined) return ids;
  throw new ArchscanError('usage', `There is no engine '${unknown}'.${didYouMean(unknown, known)}`, {
    hint: `Engines: ${known.join(', ')}.`,
  });
}
