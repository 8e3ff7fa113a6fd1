import { Option, type Command } from 'commander';
import type { LspOptions } from './commands/lsp.js';
import type { ExitCode, Io } from './io.js';
import { addSources, configOption, examples } from './options.js';

export function addLsp(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('lsp')
    .description('serve an editor by the Language Server Protocol')
    .showHelpAfterError('Run archscan lsp --help for its options and examples.')
    .option('--stdio', 'talk by standard input and output, the only way there is')
    .addOption(configOption())
    // Editors of the VS Code family pass it; the connection reads it by itself.
    .addOption(new Option('--clientProcessId <pid>').hideHelp());
  addSources(command, 'Sources, for every folder of the editor:')
    .addHelpText('after', examples(['archscan lsp --stdio --transformers transformers']))
    .action(async (options: LspOptions) => {
      const { lspCommand } = await import('./commands/lsp.js');
      done(await lspCommand(io, options));
    });
}
