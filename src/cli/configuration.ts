import { loadConfig, type LoadedConfig } from '../config/load.js';
import { ArchscanError } from '../errors.js';
import type { Io } from './io.js';
import { reportDiagnostics } from './report.js';

/**
 * The configuration at or above the folder `start`, or the one in `file`. What is wrong in it is reported, with its
 * path as seen from the current folder.
 *
 * @throws ArchscanError `config-invalid` when it has an error
 */
export async function readConfiguration(
  io: Io,
  {
    start,
    file,
    quiet,
  }: { readonly start: string; readonly file?: string | undefined; readonly quiet: boolean },
): Promise<LoadedConfig> {
  const { value, diagnostics } = await loadConfig({ start, file, shownFrom: '.' });
  reportDiagnostics(io, diagnostics, quiet);
  if (!diagnostics.some(({ severity }) => severity === 'error')) return value;
  throw new ArchscanError(
    'config-invalid',
    `The configuration ${value.file ?? ''} has errors; nothing was done.`,
  );
}
