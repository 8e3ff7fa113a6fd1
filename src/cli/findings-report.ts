import { githubReport } from '../findings/reporters/github.js';
import { jsonReport } from '../findings/reporters/json.js';
import { prettyReport } from '../findings/reporters/pretty.js';
import { sarifReport } from '../findings/reporters/sarif.js';
import type { LintReport } from '../findings/summary.js';
import { printable, type Io } from './io.js';

export type FindingFormat = 'pretty' | 'json' | 'sarif' | 'github';

/**
 * The text that a command prints for its findings.
 *
 * @param fixCommand what corrects those that can be corrected; `archscan lint --fix` if not given
 */
export function findingsReport(
  io: Io,
  report: LintReport,
  format: FindingFormat,
  fixCommand?: string,
): string {
  switch (format) {
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report);
    case 'github':
      return githubReport(report);
    case 'pretty':
      return prettyReport(report, { color: io.color, clean: printable, fixCommand });
  }
}
