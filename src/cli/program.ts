/** The command line: which commands there are and what they take. Commands are loaded when they run. */
import { Command, CommanderError } from 'commander';
import { ArchscanError } from '../errors.js';
import { VERSION } from '../version.js';
import type { ChecklistOptions } from './commands/checklist.js';
import type { DiffOptions } from './commands/diff.js';
import type { LintOptions } from './commands/lint.js';
import type { MatrixCommandOptions } from './commands/matrix.js';
import type { ScanCommandOptions } from './commands/scan.js';
import type { SupportCommandOptions } from './commands/support.js';
import type { SyncOptions } from './commands/sync.js';
import type { TrackOptions } from './commands/track.js';
import { addCoverage } from './coverage-options.js';
import { addDiscover } from './discover-options.js';
import { EXIT, printable, type ExitCode, type Io } from './io.js';
import { addLsp } from './lsp-options.js';
import {
  addCommon,
  choiceOption,
  classesOption,
  dateOption,
  dryRunOption,
  engineOption,
  examples,
  formatOption,
  HUB_HELP,
  positive,
  rootsArgument,
} from './options.js';

/** Runs one command line; returns the exit code. Never throws. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const program = createProgram(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return explain(io, error);
  }
}

/** Maps every error to exit code 2 and a message; a defect of archscan keeps its stack. */
function explain(io: Io, error: unknown): ExitCode {
  // Help and version end through an exception too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.impossible;
  if (error instanceof ArchscanError) {
    io.err(`${printable(`archscan: ${error.message}`)}\n`);
    if (error.hint !== undefined) io.err(`${printable(`  ${error.hint}`)}\n`);
    return EXIT.impossible;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`archscan: internal error, please report it\n${printable(text)}\n`);
  return EXIT.impossible;
}

function createProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('archscan')
    .description(
      'Which model architectures does each serving engine support? Read from the Python sources, with evidence.',
    )
    .version(VERSION, '-V, --version')
    .showSuggestionAfterError(true)
    .showHelpAfterError('Run archscan --help for the commands.')
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => {
        write(printable(text));
      },
    });
  program.addHelpText(
    'after',
    examples(['archscan track sglang --transformers transformers', 'archscan track --help']),
  );
  addScan(program, io, done);
  addSupport(program, io, done);
  addTrack(program, io, done);
  addMatrix(program, io, done);
  addSync(program, io, done);
  addDiff(program, io, done);
  addChecklist(program, io, done);
  addLint(program, io, done);
  addLsp(program, io, done);
  addDiscover(program, io, done);
  addCoverage(program, io, done);
  return program;
}

function addScan(program: Command, io: Io, done: (code: ExitCode) => void): void {
  addCommon(
    program
      .command('scan')
      .description('print the registrations of every engine found in the given folders')
      .addArgument(rootsArgument())
      .addOption(engineOption())
      .addOption(formatOption(['table', 'json', 'ndjson'])),
  )
    .addHelpText(
      'after',
      examples([
        'archscan scan sglang',
        'archscan scan sglang transformers --format json',
        'archscan scan sglang --rev v0.5.0',
      ]),
    )
    .action(async (roots: string[], options: ScanCommandOptions) => {
      const { scanCommand } = await import('./commands/scan.js');
      done(await scanCommand(io, roots, options));
    });
}

function addSupport(program: Command, io: Io, done: (code: ExitCode) => void): void {
  addCommon(
    program
      .command('support')
      .description('say how far each engine goes with an architecture or a checkpoint')
      .argument('<name...>', 'architectures, checkpoints (org/name), or paths of a config.json')
      .addOption(engineOption())
      .addOption(formatOption(['table', 'json'])),
  )
    .addHelpText(
      'after',
      examples([
        'archscan support LlamaForCausalLM --sglang sglang',
        'archscan support Qwen/Qwen3-8B --sglang sglang --transformers transformers',
      ]),
    )
    .addHelpText('after', HUB_HELP)
    .action(async (names: string[], options: SupportCommandOptions) => {
      const { supportCommand } = await import('./commands/support.js');
      done(await supportCommand(io, names, options));
    });
}

function addTrack(program: Command, io: Io, done: (code: ExitCode) => void): void {
  addCommon(
    program
      .command('track')
      .description('write MODEL_SUPPORT_TRACKING.md from an SGLang checkout and the transformers sources')
      .argument('[root]', 'the SGLang checkout (default: the configuration, else the current folder)')
      .option('--output <file>', 'the document (default: MODEL_SUPPORT_TRACKING.md in the root)')
      .addOption(dateOption('date of the document'))
      .option('--update', 'add rows for new architectures, change nothing else')
      .option('--refresh', 'add rows, and correct the machine cells of the rows that are there')
      .option('--prune', 'remove rows that nothing supports any more')
      .option(
        '--check',
        'write nothing; exit with 1 and the difference when --update --refresh would change something',
      )
      .addOption(dryRunOption())
      .option('--legacy-dir <dir>', 'also write the three intermediate files of the older scripts')
      .option('--with-fallback', 'add a last column: does the gate of SGLang let the transformers class in?')
      .addOption(classesOption()),
  )
    .addHelpText(
      'after',
      examples([
        'archscan track sglang --transformers transformers',
        'archscan track --dry-run | git apply',
        'archscan track sglang --with-fallback --output tracking.md',
      ]),
    )
    .action(async (root: string | undefined, options: TrackOptions) => {
      const { trackCommand } = await import('./commands/track.js');
      done(await trackCommand(io, root, options));
    });
}

function addMatrix(program: Command, io: Io, done: (code: ExitCode) => void): void {
  addCommon(
    program
      .command('matrix')
      .description('print architectures × engines, with what only some of them serve')
      .addArgument(rootsArgument())
      .addOption(engineOption())
      .addOption(formatOption(['table', 'json', 'csv', 'markdown', 'html']))
      .addOption(
        choiceOption(
          '--rows <which>',
          'what an engine serves, or also drafts, wrappers and what transformers exports',
          ['served', 'all'],
        ),
      )
      .option('--gap <count>', 'other engines that must serve what one lacks, to call it a gap', positive, 3),
  )
    .addHelpText(
      'after',
      examples([
        'archscan matrix sglang vllm --transformers transformers',
        'archscan matrix sglang vllm --format html > matrix.html',
      ]),
    )
    .action(async (roots: string[], options: MatrixCommandOptions) => {
      const { matrixCommand } = await import('./commands/matrix.js');
      done(await matrixCommand(io, roots, options));
    });
}

function addSync(program: Command, io: Io, done: (code: ExitCode) => void): void {
  addCommon(
    program
      .command('sync')
      .description(
        'keep support tables that people write: add missing rows, correct machine cells, check keys',
      )
      .argument('[doc]', 'one page (default: every page of the profiles that the checkout has)')
      .option('--profile <profile>', 'id of a shipped profile, or a JSON file')
      .option(
        '--since <revision>',
        'also report footnotes that show another remark than at this git revision',
      )
      .option(
        '--check',
        'write nothing; exit with 1, the difference and its evidence when a page is not true',
      )
      .addOption(dryRunOption())
      .addOption(formatOption(['text', 'json'], 'output of --check')),
  )
    .addHelpText(
      'after',
      examples([
        'archscan sync --vllm vllm --check',
        'archscan sync vllm/docs/models/supported_models.md --dry-run | git apply',
        'archscan sync docs/models.md --profile models.profile.json --sglang sglang',
      ]),
    )
    .action(async (doc: string | undefined, options: SyncOptions) => {
      const { syncCommand } = await import('./commands/sync.js');
      done(await syncCommand(io, doc, options));
    });
}

function addDiff(program: Command, io: Io, done: (code: ExitCode) => void): void {
  addCommon(
    program
      .command('diff')
      .description('print which registrations were added, removed or changed between two scans')
      .argument(
        '<before>',
        'output of scan --format json, a folder, FOLDER@REVISION, or a git revision of the roots',
      )
      .argument('<after>', 'the same')
      .addOption(engineOption())
      .addOption(formatOption(['text', 'json'])),
  )
    .addHelpText(
      'after',
      examples([
        'archscan diff v0.5.0 v0.5.6 --sglang sglang',
        'archscan diff sglang.git@v0.5.0 sglang.git@v0.5.6',
        'archscan diff before.json after.json',
      ]),
    )
    .action(async (before: string, after: string, options: DiffOptions) => {
      const { diffCommand } = await import('./commands/diff.js');
      done(await diffCommand(io, before, after, options));
    });
}

function addChecklist(program: Command, io: Io, done: (code: ExitCode) => void): void {
  addCommon(
    program
      .command('checklist')
      .description('say which of the places that an engine keeps have an architecture, and which lack it')
      .argument('[name...]', 'architectures')
      .option('--since <revision>', 'those that were added since this git revision')
      .addOption(engineOption())
      .addOption(formatOption(['text', 'json'])),
  )
    .addHelpText(
      'after',
      examples([
        'archscan checklist LlamaForCausalLM --vllm vllm',
        'archscan checklist --since origin/main --sglang sglang',
      ]),
    )
    .action(async (names: string[], options: ChecklistOptions) => {
      const { checklistCommand } = await import('./commands/checklist.js');
      done(await checklistCommand(io, names, options));
    });
}

function addLint(program: Command, io: Io, done: (code: ExitCode) => void): void {
  addCommon(
    program
      .command('lint')
      .description('find where documents disagree with the sources, and what is wrong in the sources')
      .argument(
        '[path...]',
        'checkouts, tracking documents, coverage pages, models.ts (default: the configuration, else the current folder)',
      )
      .option('--fix', 'correct the documents, as archscan track --refresh and coverage --fix do')
      .addOption(dateOption('date that --fix writes'))
      .option('--baseline <file>', 'leave out the findings that this file lists')
      .option('--write-baseline', 'write all findings into the baseline instead of printing them')
      .option('--since <revision>', 'only what changed since this git revision')
      .addOption(formatOption(['pretty', 'json', 'sarif', 'github']))
      .addOption(classesOption()),
  )
    .addHelpText(
      'after',
      examples([
        'archscan lint sglang --transformers transformers',
        'archscan lint sglang MODEL_SUPPORT_TRACKING.md --fix',
        'archscan lint --baseline archscan-baseline.json --since origin/main --format github',
      ]),
    )
    .action(async (paths: string[], options: LintOptions) => {
      const { lintCommand } = await import('./commands/lint.js');
      done(await lintCommand(io, paths, options));
    });
}
