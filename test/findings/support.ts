import type { Evidence } from '../../src/diagnostics.js';
import { findingOf, type Finding, type FindingDetails } from '../../src/findings/finding.js';
import type { LintReport } from '../../src/findings/summary.js';

/** A finding about nothing in particular. */
export function finding(given: Partial<Finding> = {}): Finding {
  const { rule = 'tracking-wrong-native', severity = 'error', message = 'wrong', ...rest } = given;
  const { file = 'docs/a.md', line = 3, column = 5, ...details } = rest;
  return findingOf({ rule, severity, message, file, line, column }, details satisfies FindingDetails);
}

export function evidence(given: Partial<Evidence> = {}): Evidence {
  return { rule: 'sglang-registration', file: 'sglang/oak.py', line: 7, column: 1, ...given };
}

/** A report of these findings; every line of every file is `text`. */
export function reportOf(findings: readonly Finding[], given: Partial<LintReport> = {}): LintReport {
  return { findings, ignored: 0, baselined: 0, lineOf: () => undefined, ...given };
}
