/** `archscan coverage --check`: what is wrong on the page, in models.ts, and in the files of definitions. */
import { linesOf } from '../../lint/lines.js';
import { findingsReport, type FindingFormat } from '../findings-report.js';
import { EXIT, type ExitCode, type Io } from '../io.js';
import { shellWord } from '../patch.js';
import { reportDiagnostics } from '../report.js';
import { coverageFindings, type CoverageLintInput } from './coverage-findings.js';

interface CheckOptions {
  readonly format?: FindingFormat | undefined;
  readonly quiet?: boolean | undefined;
}

/** Prints the findings; the exit code is 1 when one of them is an error. */
export async function checkPage(
  io: Io,
  input: CoverageLintInput,
  { format = 'pretty', quiet = false }: CheckOptions,
): Promise<ExitCode> {
  const { findings, texts, diagnostics } = await coverageFindings(input);
  reportDiagnostics(io, diagnostics, quiet);
  const documents = [...texts].map(([file, text]) => ({ file, text }));
  const report = { findings, ignored: 0, baselined: 0, lineOf: await linesOf(documents, []) };
  io.out(findingsReport(io, report, format, fixCommand(input)));
  return findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

/** What corrects the page, and sees as much as the check did. */
function fixCommand({ page, configs }: CoverageLintInput): string {
  const words = [
    ...['archscan', 'coverage', ...(page === null ? [] : [page.document.file]), '--fix'],
    ...(configs === undefined ? [] : ['--configs', configs]),
  ];
  return words.map(shellWord).join(' ');
}
