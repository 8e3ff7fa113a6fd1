import { Option, type Command } from 'commander';
import { ENGINES } from '../engines/registry.js';
import { examples } from './arguments.js';
import type { LspOptions } from './commands/lsp.js';
import type { ExitCode, Io } from './io.js';

export function addLsp(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('lsp')
    .description('serve an editor by the Language Server Protocol')
    .showHelpAfterError('Run archscan lsp --help for its options and examples.')
    .option('--stdio', 'talk by standard input and output, the only way there is');
  for (const { id, title } of ENGINES) {
    command.option(`--${id} <path>`, `${title}, for every folder of the editor`);
  }
  command
    .option('--transformers <path>', 'transformers, for every folder of the editor')
    .option('--config <file>', 'configuration to use instead of the nearest archscan.config.*')
    // Editors of the VS Code family pass it; the connection reads it by itself.
    .addOption(new Option('--clientProcessId <pid>').hideHelp())
    .addHelpText('after', examples(['archscan lsp --stdio --transformers transformers']))
    .action(async (options: LspOptions) => {
      const { lspCommand } = await import('./commands/lsp.js');
      done(await lspCommand(io, options));
    });
}
