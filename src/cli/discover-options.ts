import { InvalidArgumentError, type Command } from 'commander';
import type { DiscoverCommandOptions } from './commands/discover.js';
import type { ExitCode, Io } from './io.js';
import { dateOption, examples, formatOption, HUB_HELP, quietOption } from './options.js';

export function addDiscover(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('discover')
    .description('find new models and list the kernel definitions that each needs, classified')
    .showHelpAfterError('Run archscan discover --help for its options and examples.')
    .option('--discover', 'look for models that SGLang and sgl-cookbook gained')
    .option(
      '--model-name <slug,...>',
      'plan this model, e.g. qwen3-235b-a22b; several with commas or repeated',
      list,
    )
    .option(
      '--hf-repo-id <id,...>',
      'its checkpoint, org/name (default: what the cookbook has of that name)',
      list,
    )
    .option('--config <file,...>', "the model's config.json, instead of asking the Hub", list)
    .option(
      '--manifest <file>',
      'merge the inventory into this run manifest; of several models with {model_slug} in its name',
    )
    .option('--refresh', 'classify anew what the manifest has already')
    .option('--sglang <path>', 'SGLang: a clone, also a bare one (default: tmp/sglang)')
    .option('--flashinfer <path>', 'FlashInfer: a clone or its package folder (default: tmp/flashinfer)')
    .option(
      '--cookbook <path>',
      "sgl-cookbook: a clone (default: tmp/sgl-cookbook, else the recipes of SGLang's documentation)",
    )
    .option(
      '--definitions <path>',
      'the trace data set, or the folder of definitions (default: tmp/flashinfer-trace)',
    )
    .option('--configs <path>', "a folder of the models' config.json files, asked before the Hub")
    .option('--page <file>', 'the page whose models are left out (default: docs/model_coverage.mdx)')
    .option('--since <date>', 'begin of the window (default: 30 days before its end)')
    .option('--until <date>', "end of the window (default: the clone's last commit)")
    .option(
      '--parallelism <tp/ep,...>',
      'attention TP and EP, instead of what the cookbook says',
      parallelisms,
    )
    .option('--tiers <list>', 'core, variant, extended; comma separated', tiers, ['core'])
    .addOption(dateOption('date of the manifest'))
    .addOption(formatOption(['text', 'json']))
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples([
        'archscan discover --discover --sglang sglang --cookbook sgl-cookbook',
        'archscan discover --model-name kimi-k2 --cookbook sgl-cookbook --definitions flashinfer-trace --manifest run.json',
        'archscan discover --model-name qwen3-8b,qwen3-32b --manifest "tmp/onboard_{model_slug}_{date}.json"',
        'archscan discover --model-name acorn-7b --config config.json --parallelism 8/1,8/8 --definitions trace',
      ]),
    )
    .addHelpText('after', HUB_HELP)
    .action(async (options: DiscoverCommandOptions) => {
      const { discoverCommand } = await import('./commands/discover.js');
      done(await discoverCommand(io, options));
    });
}

function list(text: string, before: readonly string[] = []): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => part !== '')) return [...before, ...parts];
  throw new InvalidArgumentError('Write it like one,two.');
}

function parallelisms(text: string): readonly { readonly tp: number; readonly ep: number }[] {
  return text.split(',').map((pair) => {
    const [, tp, ep = '1'] = /^([1-9]\d{0,3})(?:\/([1-9]\d{0,3}))?$/.exec(pair.trim()) ?? [];
    if (tp === undefined) throw new InvalidArgumentError('Write pairs like 8/1,8/8.');
    return { tp: Number(tp), ep: Number(ep) };
  });
}

const TIERS = ['core', 'variant', 'extended'] as const;

function tiers(text: string): readonly string[] {
  const wanted = text.split(',').map((tier) => tier.trim());
  if (wanted.every((tier) => TIERS.some((each) => each === tier))) return wanted;
  throw new InvalidArgumentError(`Write some of ${TIERS.join(',')}.`);
}
