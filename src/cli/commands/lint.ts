import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { readDocument, writeDocument } from '../../documents/write.js';
import { ArchscanError } from '../../errors.js';
import {
  applyBaseline,
  baselineOf,
  formatBaseline,
  parseBaseline,
  type RelativeFile,
} from '../../findings/baseline.js';
import { findingsSince } from '../../findings/changes.js';
import type { Finding } from '../../findings/finding.js';
import { findingOf, sortFindings } from '../../findings/finding.js';
import type { LintReport } from '../../findings/summary.js';
import { changesSince } from '../../lint/changed.js';
import { linesOf } from '../../lint/lines.js';
import { createLinter, type LintDocument, type Linter } from '../../lint/lint.js';
import { findInSources, type LintedWorkspace } from '../../lint/source-findings.js';
import { lookIntoSources } from '../../scan/kept-trees.js';
import { kindOfPath, pathExists } from '../../source/files.js';
import { documentDate } from '../../track/date.js';
import type { ClassSelection } from '../../track/model.js';
import { findingsReport, type FindingFormat } from '../findings-report.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { readSettings, type CommonOptions, type Settings } from '../settings.js';
import { configuredCoverage, isCoveragePage, lintCoverage } from './lint-coverage.js';
import { DEFAULT_DOCUMENT } from './track.js';

export interface LintOptions extends CommonOptions {
  readonly format: FindingFormat;
  readonly fix?: boolean | undefined;
  readonly date?: string | undefined;
  readonly baseline?: string | undefined;
  readonly writeBaseline?: boolean | undefined;
  readonly since?: string | undefined;
  readonly classes: ClassSelection;
}

/** `archscan lint [path…]` */
export async function lintCommand(io: Io, paths: readonly string[], options: LintOptions): Promise<ExitCode> {
  checkOptions(options);
  const date = documentDate(options.date, io.environment, io.now);
  const { roots, files } = sortPaths(paths);
  const settings = await readSettings(io, roots.map(nearPath), options, { transformers: true });
  const { workspace: places } = settings;
  const near = { ...places, roots: places.roots.map(nearPath) };
  const { documents: all, findings: unread } = readDocuments(documentPaths(files, near.roots, settings));
  const pages = all.filter(isCoveragePage);
  const documents = all.filter((each) => !pages.includes(each) && !each.file.endsWith('.ts'));
  const lists = all.flatMap(({ file }) => (file.endsWith('.ts') ? [file] : []));
  const withoutSources = roots.length + documents.length === 0 && pages.length + lists.length > 0;
  const look = (): Promise<LintedWorkspace> => lookIntoSources(near, io, findInSources);
  const workspace = await (withoutSources ? orNothing(look, near.givenFor) : look());
  settings.done();
  const linter = createLinter({
    engines: workspace.engines,
    transformers: workspace.transformers,
    classes: options.classes,
    overrideRows: settings.config.overrideRows ?? true,
    date,
    userCategories: settings.config.categories,
    userExamples: settings.config.examples,
  });
  if (workspace.transformers === null && !settings.quiet && !withoutSources) {
    io.err('No transformers sources: nothing is said about HF. Give them with --transformers PATH.\n');
  }
  const fix = options.fix === true;
  const current = fix ? fixDocuments(io, linter, documents, settings.quiet) : documents;
  const result = linter.lint(current);
  const coverage = await lintCoverage(io, pages, lists, settings.config, { fix, quiet: settings.quiet });
  const found = sortFindings([...result.findings, ...coverage.findings, ...unread]);
  const looked = [...current, ...pages, ...lists.map((file) => ({ file, text: '' }))];
  // The folder that is looked in when none is given has no part in it when there are no sources.
  const compared = withoutSources && workspace.engines.length === 0 ? [] : near.roots;
  const kept = await select(io, found, options, { settings, roots: compared, documents: looked });
  if (kept === undefined) return EXIT.clean;
  const texts = [...current, ...[...coverage.texts].map(([file, text]) => ({ file, text }))];
  const report: LintReport = {
    findings: kept.findings,
    ignored: result.silenced.length + coverage.silenced.length,
    baselined: kept.known,
    // Without findings, and in the other formats, no lines are shown.
    lineOf:
      options.format === 'pretty' && kept.findings.length > 0
        ? await linesOf(texts, workspace.engines)
        : () => undefined,
  };
  io.out(findingsReport(io, report, options.format));
  return kept.findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

/** Kernel coverage needs no sources of an engine, but those that are there are checked as well, and those named have to be. */
async function orNothing(
  look: () => Promise<LintedWorkspace>,
  named: readonly unknown[] = [],
): Promise<LintedWorkspace> {
  try {
    return await look();
  } catch (error) {
    const isMissing = error instanceof ArchscanError && error.code === 'no-engine-detected';
    if (named.length > 0 || !isMissing) throw error;
    return { engines: [], transformers: null, diagnostics: [] };
  }
}

function checkOptions({ baseline, writeBaseline, since, fix, rev }: LintOptions): void {
  if (writeBaseline === true && baseline === undefined) {
    throw new ArchscanError('usage', '--write-baseline needs a file.', {
      hint: 'Name it with --baseline FILE.',
    });
  }
  if (writeBaseline === true && since !== undefined) {
    throw new ArchscanError('usage', 'A baseline holds all findings, so --since makes no sense with it.');
  }
  const chosen = baseline === undefined ? (since === undefined ? null : '--since') : '--baseline';
  if (fix === true && chosen !== null) {
    throw new ArchscanError(
      'usage',
      `--fix corrects whole documents, and ${chosen} chooses among findings.`,
      {
        hint: 'Leave one of them out.',
      },
    );
  }
  if (fix === true && rev !== undefined) {
    throw new ArchscanError('usage', '--fix changes files, and --rev reads a revision.', {
      hint: 'Leave one of them out.',
    });
  }
}

/** Folders are roots of sources, files are documents. */
function sortPaths(paths: readonly string[]): { readonly roots: string[]; readonly files: string[] } {
  const roots: string[] = [];
  const files: string[] = [];
  for (const path of paths) {
    const kind = kindOfPath(path);
    if (kind === null) {
      throw new ArchscanError('root-not-found', `There is no ${path}.`, {
        hint: 'Give folders of sources and files of documents.',
      });
    }
    (kind === 'directory' ? roots : files).push(path);
  }
  return { roots, files };
}

/** Relative to the current folder where it lies below it, because that is how findings show paths. */
function nearPath(path: string): string {
  const near = relative('.', path);
  if (near === '') return '.';
  return near.startsWith('..') || isAbsolute(near) ? path : near.replaceAll('\\', '/');
}

/** The documents that were named; without any, the configured one and those in the roots, as far as they exist. */
function documentPaths(
  files: readonly string[],
  roots: readonly string[],
  { config }: Settings,
): readonly string[] {
  if (files.length > 0) return files.map(nearPath);
  const { pages, models } = configuredCoverage(config);
  const tracking = [config.output ?? [], roots.map((root) => join(root, DEFAULT_DOCUMENT))].flat();
  const usual = [...tracking, ...pages, ...models];
  return [...new Set(usual.filter((path) => pathExists(path)).map(nearPath))];
}

function readDocuments(paths: readonly string[]): {
  readonly documents: readonly LintDocument[];
  readonly findings: readonly Finding[];
} {
  const documents: LintDocument[] = [];
  const findings: Finding[] = [];
  for (const path of paths) {
    const file = path.replaceAll('\\', '/');
    const read = readDocument(path);
    if (read.ok) documents.push({ file, text: read.text ?? '' });
    else findings.push(findingOf({ ...read.diagnostic, file }));
  }
  return { documents, findings };
}

/** Corrects the documents on disk; what cannot be corrected stays and is found again. */
function fixDocuments(
  io: Io,
  linter: Linter,
  documents: readonly LintDocument[],
  quiet: boolean,
): readonly LintDocument[] {
  return documents.map((document) => {
    // A document that is empty is not begun here.
    if (document.text.trim() === '') return document;
    const { text } = linter.fix(document);
    if (writeDocument(document.file, document.text, text) === 'written' && !quiet) {
      io.err(`${printable(`Wrote ${document.file}`)}\n`);
    }
    return { ...document, text };
  });
}

interface Read {
  readonly settings: Settings;
  readonly roots: readonly string[];
  readonly documents: readonly LintDocument[];
}

/** What is left after baseline and `--since`; undefined when a baseline was written instead. */
async function select(
  io: Io,
  findings: readonly Finding[],
  options: LintOptions,
  { settings, roots, documents }: Read,
): Promise<{ readonly findings: readonly Finding[]; readonly known: number } | undefined> {
  const { baseline, writeBaseline, since } = options;
  const changed =
    since === undefined
      ? findings
      : findingsSince(
          findings,
          await changesSince(
            since,
            options.rev,
            roots,
            documents.map(({ file }) => file),
            [settings.config.definitions ?? [], settings.config.configs ?? []].flat(),
          ),
        );
  if (baseline === undefined) return { findings: changed, known: 0 };
  const relativeFile: RelativeFile = (file) =>
    relative(dirname(resolve(baseline)), resolve(file)).replaceAll('\\', '/');
  const before = readBaselineText(baseline);
  if (writeBaseline === true) {
    const entries = baselineOf(findings, relativeFile);
    writeDocument(baseline, before, formatBaseline(entries));
    if (!settings.quiet) io.err(`${printable(`Wrote ${baseline}: ${findings.length} findings`)}\n`);
    return undefined;
  }
  if (before === null) {
    throw new ArchscanError('usage', `There is no baseline ${baseline}.`, {
      hint: 'Write it with --write-baseline.',
    });
  }
  const {
    known,
    gone,
    findings: left,
  } = applyBaseline(changed, parseBaseline(before, baseline), relativeFile);
  if (gone > 0 && since === undefined && !settings.quiet) {
    const stale = gone === 1 ? '1 finding of' : `${gone} findings of`;
    const are = gone === 1 ? 'is' : 'are';
    io.err(`${printable(`${stale} ${baseline} ${are} gone; write it again with --write-baseline`)}\n`);
  }
  return { findings: left, known };
}

function readBaselineText(path: string): string | null {
  const read = readDocument(path);
  if (read.ok) return read.text;
  throw new ArchscanError('usage', read.diagnostic.message);
}
