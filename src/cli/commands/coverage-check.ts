/** `archscan coverage --check`: what is wrong on the page, in models.ts, and in the files of definitions. */
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { findingOf, sortFindings, type Finding } from '../../findings/finding.js';
import { githubReport } from '../../findings/reporters/github.js';
import { jsonReport } from '../../findings/reporters/json.js';
import { prettyReport } from '../../findings/reporters/pretty.js';
import { sarifReport } from '../../findings/reporters/sarif.js';
import type { LintReport } from '../../findings/summary.js';
import type { CoveragePage, StatusSources } from '../../kernels/coverage/index.js';
import { lintDefinitions } from '../../kernels/coverage/lint-definitions.js';
import { lintPage } from '../../kernels/coverage/lint-page.js';
import { lintModels } from '../../kernels/models-ts/index.js';
import { folderTree } from '../../source/folder.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { readModelsFile } from './coverage-models.js';

export type FindingFormat = 'pretty' | 'json' | 'sarif' | 'github';

export interface CheckOptions {
  readonly model?: string | undefined;
  readonly models?: string | undefined;
  readonly definitions?: string | undefined;
  readonly trace?: string | undefined;
  readonly format?: FindingFormat | undefined;
}

/** Prints the findings; the exit code is 1 when one of them is an error. */
export async function checkPage(
  io: Io,
  page: CoveragePage,
  options: CheckOptions,
  sources: Outcome<StatusSources | null>,
): Promise<ExitCode> {
  const texts = new Map([[page.document.file, page.document.text]]);
  const found = [
    ...lintPage(page, sources.value, options.model),
    ...(await modelsFindings(options.models, page, sources.value, texts)),
    ...definitionFindings(options.definitions ?? options.trace, sources, texts),
  ];
  const findings = sortFindings(found);
  const lines = new Map<string, readonly string[]>();
  const lineOf = (file: string, line: number): string | undefined => {
    const known = lines.get(file) ?? texts.get(file)?.split(/\r\n|\n|\r/);
    if (known !== undefined) lines.set(file, known);
    return known?.[line - 1];
  };
  io.out(render(io, { findings, ignored: 0, baselined: 0, lineOf }, options.format ?? 'pretty'));
  return findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

async function modelsFindings(
  path: string | undefined,
  page: CoveragePage,
  sources: StatusSources | null,
  texts: Map<string, string>,
): Promise<readonly Finding[]> {
  if (path === undefined) return [];
  const { text, value, diagnostics } = await readModelsFile(path);
  texts.set(path, text);
  const own = value === null ? [] : lintModels(value, { definitions: sources?.definitions ?? null, page });
  return [...diagnostics.map((each) => findingOf(each)), ...own];
}

/** Paths are shown from where the command runs. */
function definitionFindings(
  folder: string | undefined,
  { value, diagnostics }: Outcome<StatusSources | null>,
  texts: Map<string, string>,
): readonly Finding[] {
  if (folder === undefined || value === null) return [];
  const tree = folderTree(folder);
  const root = folder.replaceAll('\\', '/').replace(/\/$/, '');
  const below = <T extends Diagnostic>(each: T): T => ({ ...each, file: `${root}/${each.file}` });
  const found = lintDefinitions(tree, value.definitions.files);
  for (const { file } of found) {
    const read = tree.read(file);
    if (read.ok) texts.set(`${root}/${file}`, Buffer.from(read.bytes).toString('utf8'));
  }
  return [...diagnostics.map((each) => findingOf(below(each))), ...found.map(below)];
}

function render(io: Io, report: LintReport, format: FindingFormat): string {
  switch (format) {
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report);
    case 'github':
      return githubReport(report);
    case 'pretty':
      return prettyReport(report, { color: io.color, clean: printable });
  }
}
