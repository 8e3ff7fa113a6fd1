import { READING_RULES } from '../findings/registry.js';
import { sortFindings, type Finding } from '../findings/finding.js';
import type { Linter } from '../lint/lint.js';
import { compareText } from '../diagnostics.js';
import type { Analysis } from './analysis.js';
import { documentOf, documentsOf, isDocument, type Context } from './context.js';
import { configFindings, kernelFiles, kernelFindings } from './kernels/findings.js';
import { uriOf } from './keys.js';
import { projectOf } from './projects.js';
import { syncFindings } from './sync/findings.js';
import { lineRange, type TextView } from './texts.js';
import type { SessionFinding } from './types.js';

/** What the places show that a page of a profile is compared with. */
const EVIDENCE: Readonly<Record<string, string>> = { registration: 'Registered here', class: 'Its class' };

/** The findings of one file, as `archscan lint` has them; those of a page of a profile, as `archscan sync` has them. */
export function findingsOf(context: Context, key: string): readonly SessionFinding[] {
  const { analyses, texts } = context;
  const analysis = projectOf(analyses, key);
  const configuration = [
    ...analyses.flatMap(({ settings }) => settings.findings),
    ...context.sync.problems(),
  ].filter(({ file }) => file === key);
  const kernel = context.kernels.file(key);
  const own =
    kernel !== undefined
      ? kernelFindings(kernel.file, kernel.kernels)
      : analysis === undefined
        ? []
        : sourceOrDocument(context, analysis, key);
  const ofModels = configFindings(context.kernels, key);
  const view = texts.get(key);
  return sortFindings([...uniqueFindings(configuration), ...ofModels, ...own]).map((each) =>
    shown(context, view, each),
  );
}

/** Every file that has findings or could have some: sources, the documents of the folders, and what is open. */
export function filesWithFindings(context: Context): readonly string[] {
  const keys = context.analyses.flatMap((analysis) => [
    ...analysis.settings.findings.map(({ file }) => file),
    ...analysis.sourceFindings().keys(),
    ...analysis.settings.documents.filter((key) => context.store.document(key) !== null),
    ...documentsOf(context, analysis).map(({ key }) => key),
  ]);
  const { sync, kernels } = context;
  const profiles = sync.problems().map(({ file }) => file);
  return [...new Set([...keys, ...kernelFiles(kernels), ...profiles, ...sync.files()])].sort(compareText);
}

function sourceOrDocument(context: Context, analysis: Analysis, key: string): readonly Finding[] {
  const page = context.sync.page(key);
  if (page !== undefined) return syncFindings(page);
  if (!isDocument(key)) return analysis.sourceFindings().get(key) ?? [];
  const expected = context.analyses.some(({ settings }) => settings.documents.includes(key));
  if (analysis.sglang === undefined || (!expected && documentOf(context, key) === undefined)) return [];
  const read = context.store.document(key);
  if (read === null) return [];
  return 'finding' in read ? [read.finding] : documentFindings(analysis.linter, key, read.text);
}

interface Checked {
  readonly text: string;
  readonly findings: readonly Finding[];
}

const checked = new WeakMap<Linter, Map<string, Checked>>();

function documentFindings(linter: Linter, key: string, text: string): readonly Finding[] {
  const known = checked.get(linter) ?? new Map<string, Checked>();
  checked.set(linter, known);
  const before = known.get(key);
  if (before?.text === text) return before.findings;
  const findings = linter.lint([{ file: key, text }]).findings.filter(({ file }) => file === key);
  known.set(key, { text, findings });
  return findings;
}

function shown({ texts }: Context, view: TextView | undefined, finding: Finding): SessionFinding {
  const { file, line, column, endColumn } = finding;
  const range =
    endColumn === undefined
      ? lineRange(view, line, column)
      : { line, column, endLine: line, endColumn: Math.max(column, endColumn) };
  const related = finding.evidence.map((each) => ({
    uri: uriOf(each.file),
    range: lineRange(texts.get(each.file), each.line, each.column),
    message: EVIDENCE[each.rule] ?? READING_RULES.find(({ id }) => id === each.rule)?.title ?? each.rule,
  }));
  return { ...finding, uri: uriOf(file), range, related };
}

/** Several folders may have one configuration. */
function uniqueFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()];
}
