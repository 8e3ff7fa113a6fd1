/** What several commands take: arguments, options, and the headings under which the help shows them. */
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { ENGINES } from '../engines/registry.js';

/** What the help says of paths of sources; a command's own options stand above. */
const SOURCES = 'Sources, each a checkout, its package folder, or an installed package:';
const GENERAL = 'General options:';

/** Below the help of commands that may ask the Hub. */
export const HUB_HELP = `A checkpoint (org/name) is looked up in the local cache of the Hugging Face Hub,
then on the Hub. HF_HOME, HF_HUB_CACHE, HF_ENDPOINT and HF_TOKEN are honoured;
with HF_HUB_OFFLINE=1 the Hub is not asked.
`;

/**
 * The end of a command's options: where engines are, and what every command that reads them takes. The options
 * about the cache are read before anything else is loaded, in cache/place.ts.
 */
export function addCommon(command: Command): Command {
  command.option('--rev <revision>', 'read this git revision of the roots instead of their files');
  return addSources(command, SOURCES)
    .showHelpAfterError(`Run archscan ${command.name()} --help for its arguments, options and examples.`)
    .optionsGroup(GENERAL)
    .addOption(configOption())
    .option('--verify', 'read every Python file in both ways that archscan has, and report where they differ')
    .option('--no-cache', 'read everything, also when nothing changed since the same command')
    .option('--cache-location <folder>', "where answers are kept (default: the user's folder for caches)")
    .addOption(quietOption());
}

/** One path option for each engine and for transformers, below a heading of their own. */
export function addSources(command: Command, heading: string): Command {
  command.optionsGroup(heading);
  for (const { id, title } of ENGINES) command.option(`--${id} <path>`, title);
  return command.option('--transformers <path>', 'transformers');
}

export function rootsArgument(): Argument {
  return new Argument(
    '[root...]',
    'checkouts or package folders (default: the configuration, else the current folder)',
  );
}

export function engineOption(): Option {
  return new Option('--engine <ids>', 'engines to read, comma separated (default: detect)');
}

export function configOption(): Option {
  return new Option('--config <file>', 'configuration to use instead of the nearest archscan.config.*');
}

export function quietOption(): Option {
  return new Option('-q, --quiet', 'print errors only on standard error');
}

export function dryRunOption(): Option {
  return new Option('--dry-run', 'write nothing; print a patch for git apply');
}

/** The first format is the default. */
export function formatOption(formats: readonly string[], description = 'output'): Option {
  return choiceOption('--format <format>', description, formats);
}

export function classesOption(): Option {
  return choiceOption('--classes <which>', 'classes of transformers that get a row', ['named', 'all']);
}

/** One of several words; the first is the default. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).default(choices[0]);
}

/** @param what which date it is */
export function dateOption(what: string): Option {
  return new Option(
    '--date <date>',
    `${what}, YYYY-MM-DD (default: SOURCE_DATE_EPOCH, else today)`,
  ).argParser(isoDate);
}

export function positive(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 1.');
}

function isoDate(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw new InvalidArgumentError('Write it as YYYY-MM-DD.');
}

/** Shown below the help of a command. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
}
