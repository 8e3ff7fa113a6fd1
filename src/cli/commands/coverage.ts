import { join } from 'node:path';
import type { ArchscanConfig } from '../../config/types.js';
import { diffPatch } from '../../documents/diff.js';
import { prepareMdx } from '../../documents/markdown/parse.js';
import { readDocument, writeDocument } from '../../documents/write.js';
import { ArchscanError } from '../../errors.js';
import {
  addModel,
  listWorkloads,
  placeholderOf,
  readCoveragePage,
  refreshPage,
  sectionOf,
  summaryRowOf,
  type CoverageChange,
  type CoveragePage,
  type StatusSources,
} from '../../kernels/coverage/index.js';
import type { Outcome } from '../../diagnostics.js';
import { correctedLabels, type CorrectedCell } from '../../kernels/coverage/lint-rows.js';
import { modelConfigs } from '../../kernels/coverage/model-configs.js';
import { sectionFacts } from '../../kernels/coverage/section-facts.js';
import { listDefinitions } from '../../kernels/index.js';
import { folderTree } from '../../source/folder.js';
import { folderName } from '../../source/folder-name.js';
import type { FindingFormat } from '../findings-report.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { patchPath } from '../patch.js';
import { readConfiguration } from '../configuration.js';
import { reportDiagnostics } from '../report.js';
import { modelSources, readModel, type ModelOptions, type ReadModel } from './coverage-model.js';
import { checkPage } from './coverage-check.js';
import { addDiscovered } from './coverage-discover.js';
import { distinct } from './coverage-findings.js';
import { planModels, type ModelsOptions } from './coverage-models.js';
import { refreshAll } from './coverage-refresh.js';

export interface CoverageOptions extends Partial<ModelOptions>, ModelsOptions {
  /** Add the models that SGLang and its cookbook gained. */
  readonly discover?: boolean | undefined;
  /** Begin and end of the window in which they are looked for. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Re-check the rows that are there. */
  readonly refreshStatus?: boolean | undefined;
  /** A folder of definitions. */
  readonly definitions?: string | undefined;
  /** A trace data set: definitions and workloads. */
  readonly trace?: string | undefined;
  /** Say what is wrong on the page, in models.ts and in the definitions. */
  readonly check?: boolean | undefined;
  /** Correct numbers and labels by what the rows say. */
  readonly fix?: boolean | undefined;
  readonly format?: FindingFormat | undefined;
  readonly dryRun?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

export const DEFAULT_PAGE = 'docs/model_coverage.mdx';

/** `archscan coverage [doc]` */
export async function coverageCommand(
  io: Io,
  doc: string | undefined,
  given: CoverageOptions,
): Promise<ExitCode> {
  const { config } = await readConfiguration(io, { start: '.', quiet: given.quiet ?? false });
  const options = withConfiguration(given, config);
  checkOptions(options);
  const { flashinferBench = '.' } = config;
  const path = doc ?? join(flashinferBench, DEFAULT_PAGE).replaceAll('\\', '/');
  if (options.check === true) {
    const page = await readPage(io, path);
    if (page === null) return EXIT.impossible;
    const { definitions, trace, model, format, quiet, ...rest } = options;
    const sources = readSourcesIfGiven(options);
    const input = { ...rest, page, sources, wanted: model, definitions: definitions ?? trace };
    return checkPage(io, input, { format, quiet });
  }
  const sources = readSourcesIfGiven(options);
  const page = changesPage(options) ? await readPage(io, path) : undefined;
  if (page === null) return EXIT.impossible;
  const read = modelReader(io, options, page);
  const context: Context = { io, options, config, sources: sources.value, read };
  const change = page === undefined ? undefined : await planChange(context, page);
  const models = await planModels(options, sources.value, async () => (await context.read()).model);
  const diagnostics = distinct([
    ...sources.diagnostics,
    ...(change?.diagnostics ?? []),
    ...(models?.diagnostics ?? []),
  ]);
  reportDiagnostics(io, diagnostics, options.quiet ?? false);
  if (diagnostics.some(({ severity }) => severity === 'error')) return EXIT.impossible;
  const files = [
    ...(page === undefined || change === undefined
      ? []
      : [{ path, before: page.document.text, after: change.value.text }]),
    ...(models === null ? [] : [models]),
  ];
  if (options.dryRun === true) {
    for (const { path: file, before, after } of files) io.out(diffPatch(patchPath(file), before, after));
    return EXIT.clean;
  }
  const lines = files.map(({ path: file, before, after }) =>
    writeDocument(file, before, after) === 'written' ? `Wrote ${file}` : `${file} is up to date`,
  );
  if (change !== undefined) lines.push(...report(change.value, options));
  if (models !== null) lines.push(...named('Added to models.ts', models.added));
  if (options.quiet !== true) io.err(`${lines.map(printable).join('\n')}\n`);
  return EXIT.clean;
}

/** An option wins over the configuration, and a trace data set has the definitions. */
function withConfiguration(options: CoverageOptions, config: ArchscanConfig): CoverageOptions {
  return {
    ...options,
    definitions: options.definitions ?? (options.trace === undefined ? config.definitions : undefined),
    cookbook: options.cookbook ?? config.cookbook,
    sglang: options.sglang ?? config.sglang,
    configs: options.configs ?? config.configs,
    checkpoints: config.checkpoints,
  };
}

interface Context {
  readonly io: Io;
  readonly options: CoverageOptions;
  readonly config: ArchscanConfig;
  /** Null: only numbers and labels are corrected. */
  readonly sources: StatusSources | null;
  /** Reads what `--model` names, once. */
  readonly read: () => Promise<ReadModel>;
}

function modelReader(
  io: Io,
  { model = '', ...options }: CoverageOptions,
  page: CoveragePage | undefined,
): Context['read'] {
  let result: Promise<ReadModel> | undefined;
  const section = page === undefined ? undefined : sectionOf(page, model);
  const before = page === undefined || section === undefined ? null : placeholderOf(page, section);
  const hfRepoId = options.hfRepoId ?? before?.id ?? undefined;
  return () => (result ??= readModel(io, { ...options, model, hfRepoId }));
}

/** Additions to models.ts alone leave the page alone. */
function changesPage({ model, discover, refreshStatus, fix }: CoverageOptions): boolean {
  return model !== undefined || discover === true || refreshStatus === true || fix === true;
}

function checkOptions(options: CoverageOptions): void {
  const { model, definitions, trace, models, like, add, check, fix, refreshStatus, discover } = options;
  if (definitions !== undefined && trace !== undefined) {
    throw new ArchscanError('usage', 'Give either --definitions or --trace.', {
      hint: 'A trace data set holds definitions and workloads; a folder of definitions says nothing of workloads.',
    });
  }
  if (check === true) return;
  if (fix === true && (model !== undefined || refreshStatus === true || discover === true)) {
    throw new ArchscanError('usage', '--fix corrects numbers by what the rows say, so it stands alone.', {
      hint: '--refresh-status corrects statuses and numbers.',
    });
  }
  if (discover === true && model !== undefined) {
    throw new ArchscanError('usage', '--discover finds models, and --model names one.', {
      hint: 'Give one of them.',
    });
  }
  if (models === undefined && (like !== undefined || add !== undefined)) {
    throw new ArchscanError('usage', 'Which models.ts?', { hint: 'Give its path with --models.' });
  }
  if (like !== undefined && model === undefined) {
    throw new ArchscanError('usage', 'Which model follows the entry?', { hint: 'Name it with --model.' });
  }
  if (!changesPage(options) && add === undefined) {
    throw new ArchscanError('usage', 'Say what to do with the page.', {
      hint: '--model NAME adds a model, --discover those that are new, --refresh-status checks the rows that are there.',
    });
  }
  if (fix !== true && definitions === undefined && trace === undefined) {
    throw new ArchscanError('usage', 'Which definitions exist?', {
      hint: 'Give the folder of definitions with --definitions, or a trace data set with --trace.',
    });
  }
}

async function readPage(io: Io, path: string): Promise<CoveragePage | null> {
  const read = readDocument(path);
  if (!read.ok) {
    reportDiagnostics(io, [read.diagnostic], false);
    return null;
  }
  if (read.text === null) {
    throw new ArchscanError('usage', `There is no ${path}.`, {
      hint: 'Give the path of the page, or run this in a checkout that has it; the configuration names one as flashinferBench.',
    });
  }
  if (path.endsWith('.mdx')) await prepareMdx();
  const { value, diagnostics } = readCoveragePage(read.text, path);
  reportDiagnostics(io, diagnostics, false);
  return value;
}

/** What `--definitions` or `--trace` names; null: neither. */
function readSourcesIfGiven({ definitions, trace }: CoverageOptions): Outcome<StatusSources | null> {
  const folder = definitions ?? trace;
  if (folder === undefined) return { value: null, diagnostics: [] };
  const tree = folderTree(folder);
  const { value, diagnostics } = listDefinitions(tree);
  if (value.files.length === 0) {
    throw new ArchscanError('usage', `There are no definitions in ${folderName(tree.root)}.`, {
      hint: 'Definitions lie in <op type>/<name>.json.',
    });
  }
  return {
    value: { definitions: value, workloads: trace === undefined ? null : listWorkloads(tree) },
    diagnostics,
  };
}

async function planChange(
  { io, options, config, sources, read }: Context,
  page: CoveragePage,
): Promise<Outcome<CoverageChange>> {
  const { model, refreshStatus, discover, fix } = options;
  if (fix === true) return refreshPage(page, page.sections, null, wrongLabels(options, config, page));
  if (sources !== null && discover === true) return addDiscovered({ io, options, config, sources }, page);
  if (sources === null) return refreshPage(page, page.sections, sources);
  if (model === undefined) return refreshAll(io, page, sources, () => modelSources(options));
  const section = sectionOf(page, model);
  const complete = section !== undefined && summaryRowOf(page, model) !== undefined;
  if (complete && placeholderOf(page, section) === null) {
    return refreshPage(page, refreshStatus === true ? [section] : [], sources);
  }
  const { model: found, diagnostics } = await read();
  const { value, diagnostics: refusals } = addModel(page, found, sources);
  return { value, diagnostics: [...diagnostics, ...refusals] };
}

/** Labels of rows that the configurations contradict; none without configurations. */
function wrongLabels(
  { configs }: CoverageOptions,
  { checkpoints = {} }: ArchscanConfig,
  page: CoveragePage,
): readonly CorrectedCell[] {
  if (configs === undefined) return [];
  return sectionFacts(page, modelConfigs(folderTree(configs), checkpoints)).flatMap(correctedLabels);
}

const NAMES_SHOWN = 20;

/** What was added, what changed, and which definitions have to be written. */
function report(
  { added, replaced, refreshed, missing }: CoverageChange,
  { model }: CoverageOptions,
): readonly string[] {
  const labels = refreshed.flatMap(({ title, label }) =>
    label === null ? [] : [`${title}: ${label.from} → ${label.to}`],
  );
  return [
    ...added.map(({ title, label }) => `Added: ${title} (${label})`),
    ...replaced.map(({ title, label }) => `Replaced: ${title} (${label})`),
    ...(added.length + replaced.length + refreshed.length === 0 && model !== undefined
      ? [`${model} is on the page`]
      : []),
    ...named(
      'Refreshed',
      refreshed.map((section) => `${section.title} (${changesOf(section)})`),
    ),
    ...named('Summary', labels),
    ...named('Definitions to write', missing),
  ];
}

function changesOf({ rows, numbers, label, opTypes }: CoverageChange['refreshed'][number]): string {
  const counts = [
    [rows.length, 'status', 'statuses'],
    [numbers, 'line of numbers', 'lines of numbers'],
    [opTypes, 'op type', 'op types'],
    [label === null ? 0 : 1, 'label', 'labels'],
  ] as const;
  return counts
    .flatMap(([count, one, many]) => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]))
    .join(', ');
}

function named(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const rest = names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : '';
  return [`${what} (${names.length}): ${names.slice(0, NAMES_SHOWN).join(', ')}${rest}`];
}
