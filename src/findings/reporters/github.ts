// https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
import type { Severity } from '../../diagnostics.js';
import type { Finding } from '../finding.js';
import { countBySeverity, type LintReport } from '../summary.js';

/** GitHub shows so many annotations of one kind in a step and silently drops the others. */
const MAX_PER_KIND = 10;

const KINDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands that make annotations; what GitHub would drop is printed as plain lines. */
export function githubReport({ findings }: LintReport): string {
  const lines: string[] = [];
  const counts = new Map<Severity, number>();
  for (const finding of findings) {
    const count = (counts.get(finding.severity) ?? 0) + 1;
    counts.set(finding.severity, count);
    lines.push(count <= MAX_PER_KIND ? annotation(finding) : plainLine(finding));
  }
  const { error, warning, info } = countBySeverity(findings);
  lines.push(`archscan lint: ${error} errors, ${warning} warnings, ${info} notes`);
  return lines.map((line) => `${line}\n`).join('');
}

function annotation({ file, line, column, endColumn, severity, rule, message }: Finding): string {
  const properties = [
    ['file', file],
    ['line', String(line)],
    ['col', String(column)],
    ...(endColumn === undefined ? [] : [['endColumn', String(endColumn)]]),
    ['title', rule],
  ].map(([name = '', value = '']) => `${name}=${escapeProperty(value)}`);
  return `::${KINDS[severity]} ${properties.join(',')}::${escapeData(message)}`;
}

/** A line of a log that starts with `::` would be read as a command; these begin with a blank. */
function plainLine({ file, line, column, severity, rule, message }: Finding): string {
  return ` ${oneLine(file)}:${line}:${column} ${severity} ${oneLine(message)} (${rule})`;
}

/** Also without the older form of commands, `##[name]`. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ').replaceAll('##[', '## [');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
