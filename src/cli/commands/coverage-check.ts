/** `archscan coverage --check`: what is wrong on the page, in models.ts, and in the files of definitions. */
import { githubReport } from '../../findings/reporters/github.js';
import { jsonReport } from '../../findings/reporters/json.js';
import { prettyReport } from '../../findings/reporters/pretty.js';
import { sarifReport } from '../../findings/reporters/sarif.js';
import type { LintReport } from '../../findings/summary.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { coverageFindings, type CoverageLintInput } from './coverage-findings.js';

export type FindingFormat = 'pretty' | 'json' | 'sarif' | 'github';

/** Prints the findings; the exit code is 1 when one of them is an error. */
export async function checkPage(
  io: Io,
  input: CoverageLintInput,
  format: FindingFormat = 'pretty',
): Promise<ExitCode> {
  const { findings, texts } = await coverageFindings(input);
  const lines = new Map<string, readonly string[]>();
  const lineOf = (file: string, line: number): string | undefined => {
    const known = lines.get(file) ?? texts.get(file)?.split(/\r\n|\n|\r/);
    if (known !== undefined) lines.set(file, known);
    return known?.[line - 1];
  };
  io.out(render(io, { findings, ignored: 0, baselined: 0, lineOf }, format));
  return findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
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
