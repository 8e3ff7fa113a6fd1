/** `archscan coverage --check`: what is wrong on the page, in models.ts, and in the files of definitions. */
import { findingsReport, type FindingFormat } from '../findings-report.js';
import { EXIT, type ExitCode, type Io } from '../io.js';
import { coverageFindings, type CoverageLintInput } from './coverage-findings.js';

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
  io.out(findingsReport(io, { findings, ignored: 0, baselined: 0, lineOf }, format));
  return findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}
