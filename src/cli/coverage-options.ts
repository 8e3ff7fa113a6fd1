import type { Command } from 'commander';
import type { CoverageOptions } from './commands/coverage.js';
import type { ExitCode, Io } from './io.js';
import { dryRunOption, examples, formatOption, HUB_HELP, quietOption } from './options.js';

export function addCoverage(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('coverage')
    .description('keep the page that says which kernel definitions exist for each model')
    .showHelpAfterError('Run archscan coverage --help for its arguments, options and examples.')
    .argument('[doc]', 'the page (default: docs/model_coverage.mdx)')
    .option('--model <name>', 'add this model, by the title that it gets on the page')
    .option('--hf-repo-id <id>', 'its checkpoint, org/name (default: what the cookbook has of that name)')
    .option('--config <file>', "the model's config.json, instead of asking the Hub")
    .option(
      '--cookbook <path>',
      'a checkout of sgl-cookbook, or of SGLang since June 2026, for the degrees of parallelism',
    )
    .option('--sglang <path>', 'an SGLang checkout, to note a model that it does not have yet')
    .option('--discover', 'add the models that SGLang and sgl-cookbook gained and the page lacks')
    .option('--since <date>', 'begin of the window for --discover (default: 30 days before its end)')
    .option('--until <date>', "end of that window (default: the clone's last commit)")
    .option('--refresh-status', 'check the rows that are there; with --model only those of that model')
    .option('--definitions <path>', 'the folder of definitions; nothing is said about workloads')
    .option('--trace <path>', 'a trace data set: definitions and workloads')
    .option(
      '--configs <path>',
      'a folder of config.json files, asked before the Hub, and what --check compares with',
    )
    .option('--models <file>', 'the list of models of the web site, models.ts')
    .option('--like <id>', 'add the model to it as well, with the modules of this entry')
    .option('--add <entry/module=definition>', 'add a definition to a module of it (repeatable)', several)
    .option(
      '--check',
      'write nothing; say what is wrong on the page, and with their options in models.ts and definitions',
    )
    .option('--fix', 'correct numbers and labels by what the rows say, nothing else')
    .addOption(formatOption(['pretty', 'json', 'sarif', 'github'], 'output of --check'))
    .addOption(dryRunOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples([
        'archscan coverage --model "Gemma 3 12B" --hf-repo-id google/gemma-3-12b-it --definitions definitions',
        'archscan coverage --discover --refresh-status --sglang sglang --cookbook sgl-cookbook --trace flashinfer-trace',
        'archscan coverage --check --definitions definitions --models web/data/models.ts',
        'archscan coverage page.mdx --model "Acorn 7B" --config config.json --trace trace --dry-run',
      ]),
    )
    .addHelpText('after', HUB_HELP)
    .action(async (doc: string | undefined, options: CoverageOptions) => {
      const { coverageCommand } = await import('./commands/coverage.js');
      done(await coverageCommand(io, doc, options));
    });
}

function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
