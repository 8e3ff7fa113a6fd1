import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readDocument, writeDocument } from '../../documents/write.js';
import { renderTracking } from '../../documents/tracking/render.js';
import { CATEGORIES, countRows } from '../../documents/tracking/model.js';
import { ArchscanError } from '../../errors.js';
import { readWorkspace, type Workspace } from '../../scan/workspace.js';
import { documentDate } from '../../track/date.js';
import { legacyFiles } from '../../track/legacy.js';
import { buildTracking, type ClassSelection, type TrackingReport } from '../../track/model.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { reportDiagnostics } from '../report.js';
import { readSettings, type CommonOptions, type Settings } from '../settings.js';

export interface TrackOptions extends CommonOptions {
  readonly output?: string | undefined;
  readonly date?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly legacyDir?: string | undefined;
  readonly classes: ClassSelection;
  readonly withFallback?: boolean | undefined;
}

export const DEFAULT_DOCUMENT = 'MODEL_SUPPORT_TRACKING.md';

/** `archscan track [root]` */
export async function trackCommand(
  io: Io,
  root: string | undefined,
  options: TrackOptions,
): Promise<ExitCode> {
  const date = documentDate(options.date, io.environment, io.now);
  const settings = await readSettings(io, root === undefined ? [] : [root], options, { transformers: true });
  const workspace = await readWorkspace(settings.workspace);
  settings.done();
  const report = buildReport(workspace, settings, options, date);
  const folder = settings.workspace.roots[0] ?? '.';
  const path = options.output ?? settings.config.output ?? join(folder, DEFAULT_DOCUMENT);
  const before = readDocument(path);
  if (!before.ok) {
    reportDiagnostics(io, [before.diagnostic], settings.quiet);
    return EXIT.impossible;
  }
  const after = renderTracking(report.model);
  if (options.legacyDir !== undefined) writeLegacy(options.legacyDir, report);
  reportDiagnostics(io, workspace.diagnostics, settings.quiet);
  mkdirSync(dirname(path), { recursive: true });
  const changed = writeDocument(path, before.text, after) === 'written';
  if (!settings.quiet)
    io.err(summary(report, workspace, changed ? `Wrote ${path}` : `${path} is up to date`));
  return workspace.diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

function buildReport(
  workspace: Workspace,
  settings: Settings,
  options: TrackOptions,
  date: string,
): TrackingReport {
  const engine = workspace.engines.find(({ scan }) => scan.id === 'sglang');
  if (engine === undefined) {
    throw new ArchscanError(
      'no-engine-detected',
      `No SGLang sources in ${settings.workspace.roots.join(', ')}.`,
      {
        hint: 'Give the root of an SGLang checkout (with python/sglang/srt/models) or its package folder.',
      },
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
  mkdirSync(folder, { recursive: true });
  for (const { name, content } of legacyFiles(report)) writeFileSync(join(folder, name), content);
}

const SECTION_NAMES = { text: 'Text-only', embedding: 'Embedding', multimodal: 'Multimodal' } as const;
const NAMES_SHOWN = 20;

/** What was written, and what a maintainer should look at. */
function summary(report: TrackingReport, workspace: Workspace, headline: string): string {
  const { rows } = report.model;
  const lines = [`${headline}: ${rows.length} architectures`];
  for (const category of CATEGORIES) {
    const { native, hfOnly, none, total } = countRows(rows.filter((row) => row.category === category));
    lines.push(
      `  ${SECTION_NAMES[category]}: ${native} native, ${hfOnly} HF only, ${none} no fallback, ${total} in all`,
    );
  }
  if (workspace.transformers === null) {
    lines.push('No transformers sources: every HF cell is empty. Give them with --transformers PATH.');
  }
  lines.push(
    ...named(
      'Not exported by transformers, so without a row',
      report.notExported.map(({ name }) => name),
    ),
  );
  lines.push(
    ...named(
      'Without an example checkpoint',
      report.withoutExample.map(({ record }) => record.architecture),
    ),
  );
  return `${lines.map(printable).join('\n')}\n`;
}

function named(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const rest = names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : '';
  return [`${what} (${names.length}): ${names.slice(0, NAMES_SHOWN).join(', ')}${rest}`];
}
