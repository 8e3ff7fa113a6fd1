import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../diagnostics.js';
import { diffPatch } from '../../documents/diff.js';
import { CATEGORIES, countRows } from '../../documents/tracking/model.js';
import { TRACKING_DOCUMENT } from '../../documents/tracking/path.js';
import { rebuildTracking } from '../../documents/tracking/rebuild.js';
import type { TrackingUpdate } from '../../documents/tracking/report.js';
import { updateTracking } from '../../documents/tracking/update.js';
import { makeDocumentFolder, readDocument, replaceDocument, writeDocument } from '../../documents/write.js';
import { ArchscanError } from '../../errors.js';
import { parseDocument } from '../../documents/markdown/parse.js';
import { ignoredIn } from '../../findings/ignores/ignored.js';
import { scanWorkspace } from '../../scan/kept-trees.js';
import { rootName } from '../../scan/roots.js';
import type { WorkspaceScan } from '../../scan/workspace.js';
import { documentDate } from '../../track/date.js';
import { legacyFiles } from '../../track/legacy.js';
import { buildTracking, type ClassSelection, type TrackingReport } from '../../track/model.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { patchPath, shellWord } from '../patch.js';
import { reportDiagnostics } from '../report.js';
import { readSettings, type CommonOptions, type Settings } from '../settings.js';

export const DEFAULT_DOCUMENT = TRACKING_DOCUMENT;

export interface TrackOptions extends CommonOptions {
  readonly output?: string | undefined;
  readonly date?: string | undefined;
  /** Add new rows only. */
  readonly update?: boolean | undefined;
  /** Also correct the machine cells of rows that are there. */
  readonly refresh?: boolean | undefined;
  /** Remove rows that nothing supports any more. */
  readonly prune?: boolean | undefined;
  /** Say what `--update --refresh` would change. */
  readonly check?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly legacyDir?: string | undefined;
  readonly classes: ClassSelection;
  readonly withFallback?: boolean | undefined;
}

/** `archscan track [root]` */
export async function trackCommand(
  io: Io,
  root: string | undefined,
  options: TrackOptions,
): Promise<ExitCode> {
  const date = documentDate(options.date, io.environment, io.now);
  const settings = await readSettings(io, root === undefined ? [] : [root], options, {
    transformers: true,
    engine: 'sglang',
  });
  const workspace = await scanWorkspace(settings.workspace, io);
  settings.done();
  const report = buildReport(workspace, settings, options, date);
  const path =
    options.output ?? settings.config.output ?? join(settings.workspace.roots[0] ?? '.', DEFAULT_DOCUMENT);
  const before = readDocument(path);
  if (!before.ok) return refused(io, [before.diagnostic]);
  const change = planChange(before.text, path, report, options);
  const told = unlessIgnored(change.diagnostics, before.text ?? '', path);
  reportDiagnostics(io, [...workspace.diagnostics, ...told], settings.quiet);
  const impossible = change.diagnostics.some(({ severity }) => severity === 'error');
  if (impossible) return EXIT.impossible;
  const outcome: Outcome = { path, before: before.text, change, report, workspace };
  if (options.check === true) return check(io, outcome, settings.quiet, commandLine(root, path, options));
  if (options.dryRun === true) {
    io.out(diffPatch(patchPath(path), before.text, change.text));
    return EXIT.clean;
  }
  if (options.legacyDir !== undefined) writeLegacy(options.legacyDir, report);
  return write(io, outcome, settings.quiet);
}

interface Outcome {
  readonly path: string;
  readonly before: string | null;
  readonly change: TrackingUpdate;
  readonly report: TrackingReport;
  readonly workspace: WorkspaceScan;
}

/** Without the warnings that comments of the document call right as it is. */
function unlessIgnored(
  diagnostics: readonly Diagnostic[],
  text: string,
  file: string,
): readonly Diagnostic[] {
  if (diagnostics.length === 0) return [];
  const ignored = ignoredIn(parseDocument(text, { file }).value);
  return diagnostics.filter(({ severity, line, rule }) => severity === 'error' || !ignored(line, rule));
}

function refused(io: Io, diagnostics: readonly Diagnostic[]): ExitCode {
  reportDiagnostics(io, diagnostics, false);
  return EXIT.impossible;
}

/** A rebuild without a mode; otherwise what the modes allow. `--refresh` and `--check` add rows as well. */
function planChange(
  before: string | null,
  file: string,
  report: TrackingReport,
  { update, refresh, prune, check: checking }: TrackOptions,
): TrackingUpdate {
  const refreshing = refresh === true || checking === true;
  const mode = { update: update === true || refreshing, refresh: refreshing, prune: prune === true };
  const incremental = mode.update || mode.prune;
  return incremental
    ? updateTracking(before ?? '', report.model, mode, { file })
    : rebuildTracking(before, report.model, { file });
}

function check(io: Io, { path, before, change }: Outcome, quiet: boolean, command: string): ExitCode {
  const left = unsupported(change).map((line) => `${printable(line)}\n`);
  if (!quiet) io.err(left.join(''));
  if (change.text === (before ?? '')) {
    if (!quiet) io.err(`${printable(path)} is up to date\n`);
    return EXIT.clean;
  }
  io.out(diffPatch(patchPath(path), before, change.text));
  io.err(`${printable(path)} is out of date. To change it: ${printable(command)}\n`);
  return EXIT.findings;
}

/** The command that makes the change which `--check` shows. */
function commandLine(root: string | undefined, path: string, options: TrackOptions): string {
  const { sglang, transformers, config, rev, classes, withFallback, prune } = options;
  const value = (name: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : [name, text];
  const words = [
    ...['archscan', 'track', ...(root === undefined ? [] : [root]), '--update', '--refresh'],
    ...(prune === true ? ['--prune'] : []),
    ...value('--sglang', sglang),
    ...value('--transformers', transformers),
    ...value('--config', config),
    ...value('--rev', rev),
    ...value('--classes', classes === 'all' ? classes : undefined),
    ...(withFallback === true ? ['--with-fallback'] : []),
    ...['--output', path],
  ];
  return words.map(shellWord).join(' ');
}

function write(io: Io, { path, before, change, report, workspace }: Outcome, quiet: boolean): ExitCode {
  makeDocumentFolder(dirname(path));
  const written = writeDocument(path, before, change.text) === 'written';
  if (!quiet) io.err(summary(report, change, workspace, written ? `Wrote ${path}` : `${path} is up to date`));
  return workspace.diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

function buildReport(
  workspace: WorkspaceScan,
  settings: Settings,
  options: TrackOptions,
  date: string,
): TrackingReport {
  const engine = workspace.engines.find(({ scan }) => scan.id === 'sglang');
  if (engine === undefined) {
    throw new ArchscanError(
      'no-engine-detected',
      `No SGLang sources in ${settings.workspace.roots.map(rootName).join(', ')}.`,
      { hint: 'Give the root of an SGLang checkout (with python/sglang/srt/models) or its package folder.' },
    );
  }
  return buildTracking({
    engine: engine.scan,
    transformers: workspace.transformers,
    classes: options.classes,
    withFallback: options.withFallback ?? false,
    overrideRows: settings.config.overrideRows ?? true,
    date,
    userCategories: settings.config.categories,
    userExamples: settings.config.examples,
  });
}

function writeLegacy(folder: string, report: TrackingReport): void {
  makeDocumentFolder(folder);
  for (const { name, content } of legacyFiles(report)) replaceDocument(join(folder, name), content);
}

const SECTION_NAMES = { text: 'Text-only', embedding: 'Embedding', multimodal: 'Multimodal' } as const;
const NAMES_SHOWN = 20;

/** What was written, and what a maintainer should look at. */
function summary(
  { model, notExported, withoutExample }: TrackingReport,
  change: TrackingUpdate,
  workspace: WorkspaceScan,
  headline: string,
): string {
  const { added, changed, moved, removed } = change.report;
  const lines = [`${headline}: ${model.rows.length} architectures in the sources`];
  for (const category of CATEGORIES) {
    const stats = countRows(model.rows.filter((row) => row.category === category));
    lines.push(
      `  ${SECTION_NAMES[category]}: ${stats.native} native, ${stats.hfOnly} HF only, ${stats.none} no fallback, ${stats.total} in all`,
    );
  }
  lines.push(
    ...named(
      'Added',
      added.map(({ architecture }) => architecture),
    ),
    ...named(
      'Changed',
      changed.map(({ architecture }) => architecture),
    ),
    ...named(
      'Moved',
      moved.map(({ architecture }) => architecture),
    ),
    ...named(
      'Removed',
      removed.map(({ architecture, reason }) => `${architecture} (${reason})`),
    ),
    ...unsupported(change),
  );
  if (workspace.transformers === null) {
    lines.push(
      'No transformers sources: what the document says of HF was not touched. Give them with --transformers PATH.',
    );
  }
  lines.push(
    ...named(
      'Not exported by transformers, so without a row',
      notExported.map(({ name }) => name),
    ),
    ...named(
      'Without an example checkpoint',
      withoutExample.map(({ record }) => record.architecture),
    ),
  );
  return `${lines.map(printable).join('\n')}\n`;
}

/** Rows that stay although nothing supports them. */
function unsupported({ report }: TrackingUpdate): readonly string[] {
  return named(
    'Supported by nothing any more, and left as they are; --prune removes them',
    report.unsupported.map(({ architecture }) => architecture),
  );
}

function named(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const rest = names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : '';
  return [`${what} (${names.length}): ${names.slice(0, NAMES_SHOWN).join(', ')}${rest}`];
}
