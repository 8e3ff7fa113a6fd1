/** Command-line options and configuration file, merged: an option wins. */
import { loadConfig } from '../config/load.js';
import type { ArchscanConfig } from '../config/types.js';
import { ArchscanError } from '../errors.js';
import { findInstalledPackage } from '../source/installed.js';
import { didYouMean } from '../text/suggest.js';
import { ENGINE_IDS } from '../engines/registry.js';
import type { WorkspaceOptions } from '../scan/workspace.js';
import { reportDiagnostics } from './report.js';
import { progressLine, type Io } from './io.js';

/** Options that every command takes. */
export interface CommonOptions {
  readonly config?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly sglang?: string | undefined;
  readonly transformers?: string | undefined;
  readonly rev?: string | undefined;
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
 * @param roots folders from the command line; without any, the configuration's, else the current folder
 * @throws ArchscanError `config-invalid` when the configuration has an error, `usage` for an unknown engine
 */
export async function readSettings(
  io: Io,
  roots: readonly string[],
  options: CommonOptions,
  needs: { readonly transformers: boolean },
): Promise<Settings> {
  const quiet = options.quiet ?? false;
  const start = roots[0] ?? options.sglang ?? '.';
  const { value, diagnostics } = await loadConfig({ start, file: options.config });
  reportDiagnostics(io, diagnostics, quiet);
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    throw new ArchscanError(
      'config-invalid',
      `The configuration ${value.file ?? ''} has errors; nothing was done.`,
    );
  }
  const { config } = value;
  const engines = engineIds(options.engine) ?? config.engines;
  const given = options.transformers ?? config.transformers;
  const found = rootsOf(roots, options, config);
  const progress = progressLine(io, quiet);
  return {
    config,
    quiet,
    done: progress.done,
    workspace: {
      roots: found,
      transformers:
        given ??
        (needs.transformers
          ? (findInstalledPackage('transformers', io.environment) ?? undefined)
          : undefined),
      revision: options.rev,
      engines,
      disabledModules: config.disabledModules,
      externalPackages: config.externalPackages,
      maxFileBytes: config.maxFileBytes,
      onProgress: progress.step,
    },
  };
}

function rootsOf(
  roots: readonly string[],
  options: CommonOptions,
  config: ArchscanConfig,
): readonly string[] {
  if (roots.length > 0) return roots;
  return [options.sglang ?? config.sglang ?? '.'];
}

function engineIds(text: string | undefined): readonly string[] | undefined {
  const ids = text?.split(',').map((id) => id.trim());
  const unknown = ids?.find((id) => !ENGINE_IDS.includes(id));
  if (unknown === undefined) return ids;
  throw new ArchscanError('usage', `There is no engine '${unknown}'.${didYouMean(unknown, ENGINE_IDS)}`, {
    hint: `Engines: ${ENGINE_IDS.join(', ')}.`,
  });
}
