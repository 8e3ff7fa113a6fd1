/** The part of `archscan lint` about kernel coverage: pages, models.ts, the files of definitions. */
import { join } from 'node:path';
import type { ArchscanConfig } from '../../config/types.js';
import { prepareMdx } from '../../documents/markdown/parse.js';
import { writeDocument } from '../../documents/write.js';
import { applyIgnores } from '../../findings/ignores/apply.js';
import { markdownIgnores } from '../../findings/ignores/markdown.js';
import { typescriptIgnores } from '../../findings/ignores/typescript.js';
import { findingOf, sortFindings, type Finding } from '../../findings/finding.js';
import { correctedLabels } from '../../kernels/coverage/lint-rows.js';
import { modelConfigs } from '../../kernels/coverage/model-configs.js';
import { sectionFacts } from '../../kernels/coverage/section-facts.js';
import {
  listWorkloads,
  readCoveragePage,
  refreshPage,
  type CoveragePage,
  type StatusSources,
} from '../../kernels/coverage/index.js';
import { listDefinitions } from '../../kernels/index.js';
import type { LintDocument } from '../../lint/lint.js';
import type { Outcome } from '../../diagnostics.js';
import { folderTree } from '../../source/folder.js';
import { pathExists } from '../../source/files.js';
import { printable, type Io } from '../io.js';
import { reportDiagnostics } from '../report.js';
import { coverageFindings } from './coverage-findings.js';

/** Where FlashInfer-Bench keeps them. */
const PAGE = 'docs/model_coverage.mdx';
const MODELS = 'web/apps/web/data/models.ts';

/** What is known about kernel coverage from the command line and the configuration. */
export interface CoverageFiles {
  readonly pages: readonly string[];
  readonly models: readonly string[];
}

/** The page and the list of the configured checkout, as far as they exist. */
export function configuredCoverage({ flashinferBench }: ArchscanConfig): CoverageFiles {
  if (flashinferBench === undefined) return { pages: [], models: [] };
  const [page, models] = [join(flashinferBench, PAGE), join(flashinferBench, MODELS)];
  return { pages: pathExists(page) ? [page] : [], models: pathExists(models) ? [models] : [] };
}

/** A table of models with these columns makes a page of coverage. */
export function isCoveragePage({ file, text }: LintDocument): boolean {
  return (
    /\.mdx?$/i.test(file) &&
    /^\|[ \t]*Model[ \t]*\|[ \t]*Architecture[ \t]*\|[ \t]*Coverage[ \t]*\|/m.test(text)
  );
}

export interface CoverageLint {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Finding[];
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Everything that is found in pages and lists, without what comments in them silence; with `fix` numbers and labels
 * of the pages are corrected first.
 */
export async function lintCoverage(
  io: Io,
  pages: readonly LintDocument[],
  models: readonly string[],
  config: ArchscanConfig,
  options: { readonly fix: boolean; readonly quiet: boolean },
): Promise<CoverageLint> {
  if (pages.length + models.length === 0) return { findings: [], silenced: [], texts: new Map() };
  const sources = readSources(config);
  const texts = new Map<string, string>();
  const findings: Finding[] = [];
  const read = await Promise.all(pages.map((page) => readPage(io, page, config, options)));
  for (const { page, unread, document } of read) {
    texts.set(document.file, document.text);
    findings.push(...unread);
    if (page === null) continue;
    const first = page === read.find((each) => each.page !== null)?.page;
    const shared = first ? { models: models[0], definitions: config.definitions } : {};
    const { configs, checkpoints, cookbook } = config;
    const found = await coverageFindings({ ...shared, page, sources, configs, checkpoints, cookbook });
    findings.push(...found.findings);
    if (first) reportDiagnostics(io, found.diagnostics, options.quiet);
    for (const [file, text] of found.texts) texts.set(file, text);
  }
  const alone = read.some(({ page }) => page !== null) ? models.slice(1) : models;
  for (const path of alone) {
    const found = await coverageFindings({
      page: null,
      models: path,
      sources,
      configs: config.configs,
      checkpoints: config.checkpoints,
    });
    findings.push(...found.findings);
    for (const [file, text] of found.texts) texts.set(file, text);
  }
  const ignores = [...texts].flatMap(([file, text]) =>
    file.endsWith('.ts') ? typescriptIgnores(text, file) : markdownOf(file, text),
  );
  const { findings: left, silenced } = applyIgnores(sortFindings(findings), ignores, {
    transformersKnown: true,
  });
  return { findings: left, silenced, texts };
}

function markdownOf(file: string, text: string): ReturnType<typeof markdownIgnores> {
  return /\.mdx?$/.test(file) ? markdownIgnores(text, file, file.endsWith('.mdx')) : [];
}

interface ReadPage {
  readonly document: LintDocument;
  readonly page: CoveragePage | null;
  readonly unread: readonly Finding[];
}

async function readPage(
  io: Io,
  document: LintDocument,
  config: ArchscanConfig,
  { fix, quiet }: { readonly fix: boolean; readonly quiet: boolean },
): Promise<ReadPage> {
  if (document.file.endsWith('.mdx')) await prepareMdx();
  const { value: page, diagnostics } = readCoveragePage(document.text, document.file);
  const unread = diagnostics.map((each) => findingOf(each));
  if (page === null || !fix) return { document, page, unread };
  const { configs, checkpoints = {} } = config;
  const facts =
    configs === undefined ? [] : sectionFacts(page, modelConfigs(folderTree(configs), checkpoints));
  const { value } = refreshPage(page, page.sections, null, facts.flatMap(correctedLabels));
  if (writeDocument(document.file, document.text, value.text) === 'written' && !quiet) {
    io.err(`${printable(`Wrote ${document.file}`)}\n`);
  }
  const after = { ...document, text: value.text };
  return { document: after, page: readCoveragePage(value.text, document.file).value, unread };
}

function readSources({ definitions }: ArchscanConfig): Outcome<StatusSources | null> {
  if (definitions === undefined) return { value: null, diagnostics: [] };
  const tree = folderTree(definitions);
  const { value, diagnostics } = listDefinitions(tree);
  return { value: { definitions: value, workloads: listWorkloads(tree) }, diagnostics };
}
