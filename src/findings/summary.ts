import type { Severity } from '../diagnostics.js';
import type { Finding } from './finding.js';

/** A whole run of lint, ready for a reporter. */
export interface LintReport {
  /** Sorted by file and place. */
  readonly findings: readonly Finding[];
  /** How many findings comments silence. */
  readonly ignored: number;
  /** How many findings the baseline knows. */
  readonly baselined: number;
  /** A line of a file as it is now, by the path that findings show; undefined when it cannot be read. */
  readonly lineOf: (file: string, line: number) => string | undefined;
}

export type Counts = Readonly<Record<Severity, number>>;

export function countBySeverity(findings: readonly Finding[]): Counts {
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return { error: count('error'), warning: count('warning'), info: count('info') };
}
