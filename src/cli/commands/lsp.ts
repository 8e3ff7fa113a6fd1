import { resolve } from 'node:path';
import { ENGINES } from '../../engines/registry.js';
import { ArchscanError } from '../../errors.js';
import { startServer } from '../../lsp/server.js';
import type { ExitCode, Io } from '../io.js';
import type { CommonOptions } from '../settings.js';
import { letHeapGrow } from '../heap.js';
import type { ArchscanConfig } from '../../config/types.js';

export interface LspOptions extends Pick<CommonOptions, 'config' | 'transformers'> {
  readonly stdio?: boolean | undefined;
  /** Paths of engines by their option's name. */
  readonly [option: string]: string | boolean | undefined;
}

/** `archscan lsp --stdio`. It never ends by itself: the connection ends the process. */
export function lspCommand(io: Io, options: LspOptions): Promise<ExitCode> {
  if (options.stdio !== true) {
    throw new ArchscanError('usage', 'A language server talks to an editor, not to a terminal.', {
      hint: 'Let the editor start it: archscan lsp --stdio',
    });
  }
  letHeapGrow();
  const { transformers, config } = options;
  startServer({
    config: {
      ...enginePaths(options),
      ...(transformers === undefined ? {} : { transformers: resolve(transformers) }),
    },
    configFile: config === undefined ? undefined : resolve(config),
    environment: io.environment,
  });
  return new Promise(() => undefined);
}

function enginePaths(options: LspOptions): ArchscanConfig {
  const given = ENGINES.flatMap(({ id }) => {
    const path = options[camelCase(id)];
    return typeof path === 'string' ? [[id, resolve(path)] as const] : [];
  });
  return Object.fromEntries(given);
}

/** The name that the argument parser gives to an option. */
function camelCase(id: string): string {
  return id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
