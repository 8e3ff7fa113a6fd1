import type { Finding } from '../finding.js';
import { countBySeverity, type LintReport } from '../summary.js';

/** Raised when a reader of an older version could misread the output. */
const SCHEMA_VERSION = 1;

/** One JSON object. Lines and columns are 1-based; offsets of edits count UTF-16 units of the file. */
export function jsonReport({ findings, ignored, baselined }: LintReport): string {
  const { error, warning, info } = countBySeverity(findings);
  const report = {
    schemaVersion: SCHEMA_VERSION,
    findings: findings.map(jsonFinding),
    summary: { errors: error, warnings: warning, infos: info, ignored, baselined },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function jsonFinding(finding: Finding): unknown {
  const { rule, severity, message, file, line, column, endColumn, key, fixable, evidence, edits } = finding;
  return {
    rule,
    severity,
    message,
    file,
    line,
    column,
    endColumn: endColumn ?? null,
    key,
    fixable,
    evidence: evidence.map((each) => ({
      rule: each.rule,
      file: each.file,
      line: each.line,
      column: each.column,
    })),
    edits: edits.map(({ start, end, text }) => ({ start, end, text })),
  };
}
