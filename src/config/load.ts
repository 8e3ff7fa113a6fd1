import { extname, resolve } from 'node:path';
import type { Outcome } from '../diagnostics.js';
import { ArchscanError } from '../errors.js';
import { kindOfPath } from '../source/files.js';
import { CONFIG_NAMES, findConfig, type FoundConfig } from './find.js';
import type { Plugin } from './read.js';
import type { ArchscanConfig } from './types.js';

export interface LoadedConfig {
  /** Absolute path of the file that was read; null when there is none. */
  readonly file: string | null;
  /** What it says, with absolute paths. Keys that have an error are left out. */
  readonly config: ArchscanConfig;
  /** The engines that it adds. */
  readonly plugins: readonly Plugin[];
}

/**
 * Reads the configuration: `file` if it is given, otherwise the nearest one at or above the folder `start`.
 * What is wrong inside it comes back as diagnostics (`config-unreadable`, `config-invalid`,
 * `config-unknown-key`; `config-shadowed` is a warning), their `file` relative to `shownFrom`, else to `start`.
 *
 * @throws ArchscanError `usage` when `file` does not exist or has another extension than a configuration has.
 */
export async function loadConfig(options: {
  readonly start: string;
  readonly file?: string | undefined;
  readonly shownFrom?: string | undefined;
}): Promise<Outcome<LoadedConfig>> {
  const start = resolve(options.start);
  const found = options.file === undefined ? findConfig(start) : explicitConfig(options.file);
  if (found === undefined) return { value: { file: null, config: {}, plugins: [] }, diagnostics: [] };

  // The schema is heavy, and most runs have no configuration.
  const { readConfig } = await import('./read.js');
  const { value, diagnostics } = await readConfig(found, resolve(options.shownFrom ?? start));
  return { value: { file: found.file, ...value }, diagnostics };
}

function explicitConfig(given: string): FoundConfig {
  const file = resolve(given);
  if (kindOfPath(file) !== 'file') {
    throw new ArchscanError('usage', `There is no configuration file ${given}.`, {
      hint: 'Check the path after --config, or leave the option out to search upward.',
    });
  }
  const extensions = new Set(CONFIG_NAMES.map((name) => extname(name)));
  if (!extensions.has(extname(file))) {
    throw new ArchscanError('usage', `${given} has no extension of a configuration file.`, {
      hint: `Use one of ${[...extensions].join(', ')}.`,
    });
  }
  return { file, shadowed: [] };
}
