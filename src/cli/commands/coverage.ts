import { diffPatch } from '../../documents/diff.js';
import { prepareMdx } from '../../documents/markdown/parse.js';
import { readDocument, writeDocument } from '../../documents/write.js';
import { ArchscanError } from '../../errors.js';
import {
  addModel,
  listWorkloads,
  readCoveragePage,
  refreshPage,
  sectionOf,
  summaryRowOf,
  type CoverageChange,
  type CoveragePage,
  type StatusSources,
} from '../../kernels/coverage/index.js';
import type { Outcome } from '../../diagnostics.js';
import { listDefinitions } from '../../kernels/index.js';
import { folderTree } from '../../source/folder.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { patchPath } from '../patch.js';
import { reportDiagnostics } from '../report.js';
import { readModel, type ModelOptions } from './coverage-model.js';

export interface CoverageOptions extends Partial<ModelOptions> {
  /** Re-check the rows that are there. */
  readonly refreshStatus?: boolean | undefined;
  /** A folder of definitions. */
  readonly definitions?: string | undefined;
  /** A trace data set: definitions and workloads. */
  readonly trace?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

export const DEFAULT_PAGE = 'docs/model_coverage.mdx';

/** `archscan coverage [doc]` */
export async function coverageCommand(
  io: Io,
  doc: string | undefined,
  options: CoverageOptions,
): Promise<ExitCode> {
  checkOptions(options);
  const path = doc ?? DEFAULT_PAGE;
  const quiet = options.quiet ?? false;
  const page = await readPage(io, path);
  if (page === null) return EXIT.impossible;
  const { value: change, diagnostics } = await planChange(io, page, options);
  reportDiagnostics(io, diagnostics, quiet);
  if (diagnostics.some(({ rule }) => rule === 'document-edit-refused')) return EXIT.impossible;
  const before = page.document.text;
  if (options.dryRun === true) {
    io.out(diffPatch(patchPath(path), before, change.text));
    return EXIT.clean;
  }
  const written = writeDocument(path, before, change.text) === 'written';
  if (!quiet) io.err(report(path, written, change, options));
  return EXIT.clean;
}

function checkOptions(options: CoverageOptions): void {
  const { model, refreshStatus, definitions, trace } = options;
  if (definitions !== undefined && trace !== undefined) {
    throw new ArchscanError('usage', 'Give either --definitions or --trace.', {
      hint: 'A trace data set holds definitions and workloads; a folder of definitions says nothing of workloads.',
    });
  }
  if (model === undefined && refreshStatus !== true) {
    throw new ArchscanError('usage', 'Say what to do with the page.', {
      hint: '--model NAME adds a model, --refresh-status checks the rows that are there.',
    });
  }
  if (definitions === undefined && trace === undefined) {
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
  if (read.text === null) throw new ArchscanError('usage', `There is no ${path}.`);
  if (path.endsWith('.mdx')) await prepareMdx();
  const { value, diagnostics } = readCoveragePage(read.text, path);
  reportDiagnostics(io, diagnostics, false);
  return value;
}

function readSources({ definitions, trace }: CoverageOptions): Outcome<StatusSources> {
  const tree = folderTree(definitions ?? trace ?? '.');
  const { value, diagnostics } = listDefinitions(tree);
  if (value.files.length === 0) {
    throw new ArchscanError('usage', `There are no definitions in ${tree.root}.`, {
      hint: 'Definitions lie in <op type>/<name>.json.',
    });
  }
  return {
    value: { definitions: value, workloads: trace === undefined ? null : listWorkloads(tree) },
    diagnostics,
  };
}

async function planChange(
  io: Io,
  page: CoveragePage,
  options: CoverageOptions,
): Promise<Outcome<CoverageChange>> {
  const sources = readSources(options);
  const { model, refreshStatus } = options;
  if (model === undefined) return joined(sources, refreshPage(page, page.sections, sources.value));
  const section = sectionOf(page, model);
  if (section !== undefined && summaryRowOf(page, model) !== undefined) {
    const sections = refreshStatus === true ? [section] : [];
    return joined(sources, refreshPage(page, sections, sources.value));
  }
  const read = await readModel(io, { ...options, model });
  const diagnostics = [...sources.diagnostics, ...read.diagnostics];
  return joined({ diagnostics }, addModel(page, read.model, sources.value));
}

function joined<T>(before: Pick<Outcome<unknown>, 'diagnostics'>, after: Outcome<T>): Outcome<T> {
  return { value: after.value, diagnostics: [...before.diagnostics, ...after.diagnostics] };
}

const NAMES_SHOWN = 20;

/** What was added, what changed, and which definitions have to be written. */
function report(path: string, written: boolean, change: CoverageChange, { model }: CoverageOptions): string {
  const { added, refreshed, missing } = change;
  const labels = refreshed.flatMap(({ title, label }) =>
    label === null ? [] : [`${title}: ${label.from} → ${label.to}`],
  );
  const lines = [
    written ? `Wrote ${path}` : `${path} is up to date`,
    ...(added === null ? [] : [`Added: ${added.title} (${added.label})`]),
    ...(added === null && model !== undefined && refreshed.length === 0 ? [`${model} is on the page`] : []),
    ...named(
      'Refreshed',
      refreshed.map(({ title, rows }) => `${title} (${rows.length} statuses)`),
    ),
    ...named('Summary', labels),
    ...named('Definitions to write', missing),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function named(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const rest = names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : '';
  return [`${what} (${names.length}): ${names.slice(0, NAMES_SHOWN).join(', ')}${rest}`];
}
