import type { Severity } from '../../diagnostics.js';
import type { Finding } from '../finding.js';
import { frameOf } from '../frame.js';
import { findRule } from '../registry.js';
import { countBySeverity, type LintReport } from '../summary.js';

export interface PrettyOptions {
  readonly color: boolean;
  /** Makes foreign text harmless for a terminal, character by character. */
  readonly clean: (text: string) => string;
  /** The command that corrects what can be corrected; `archscan lint --fix` if not given. */
  readonly fixCommand?: string | undefined;
}

/** Information comes in hundreds; of each rule so many are shown, the rest is counted. */
const SHOWN_INFOS = 10;
const SHOWN_EVIDENCE = 3;

const COLORS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 36 };
const DIM = 2;
const UNDERLINE = 4;

/** For people: findings by file, each with the line that it is about and where the sources say otherwise. */
export function prettyReport(report: LintReport, options: PrettyOptions): string {
  const blocks: string[] = [];
  const shown = new Map<string, number>();
  let file: string | undefined;
  for (const finding of report.findings) {
    const count = (shown.get(finding.rule) ?? 0) + 1;
    shown.set(finding.rule, count);
    if (finding.severity === 'info' && count > SHOWN_INFOS) continue;
    if (finding.file !== file) {
      file = finding.file;
      blocks.push(`${paint(options, UNDERLINE, options.clean(file))}\n`);
    }
    blocks.push(block(finding, report, options));
  }
  const hidden = report.findings.length - blocks.filter((text) => text.startsWith(' ')).length;
  const parts = [...blocks, ...aboutNotes(report)];
  return `${parts.join('\n')}${parts.length > 0 ? '\n' : ''}${summary(report, hidden, options)}`;
}

/** Information does not say by itself whether anybody has to do something: why it is given, and what can be done. */
function aboutNotes({ findings }: LintReport): readonly string[] {
  const counts = new Map<string, number>();
  for (const { rule, severity } of findings) {
    if (severity === 'info') counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const lines = [...counts].flatMap(([id, count]) => {
    const rule = findRule(id);
    return rule === undefined ? [] : [`  ${id} (${count}): ${rule.reason} ${rule.fix}`];
  });
  return lines.length === 0 ? [] : [`About the notes, which fail nothing:\n${lines.join('\n')}\n`];
}

function block(finding: Finding, { lineOf }: LintReport, options: PrettyOptions): string {
  const { file, line, column, endColumn, severity, message, rule, evidence, fixable } = finding;
  const { clean } = options;
  const word = paint(options, COLORS[severity], severity);
  const fix = fixable ? paint(options, DIM, ' [--fix]') : '';
  const lines = [`  ${line}:${column}  ${word}  ${clean(message)}  ${paint(options, DIM, rule)}${fix}`];
  const source = lineOf(file, line);
  if (source !== undefined && source.trim() !== '') {
    const { text, marks } = frameOf(source, column, endColumn ?? column + 1, clean);
    const number = String(line).padStart(8);
    lines.push(paint(options, DIM, `${number} | `) + text);
    lines.push(
      paint(options, DIM, `${' '.repeat(number.length)} | `) + paint(options, COLORS[severity], marks),
    );
  }
  for (const { file: where, line: at, rule: by } of evidence.slice(0, SHOWN_EVIDENCE)) {
    lines.push(paint(options, DIM, `         see ${clean(where)}:${at} (${by})`));
  }
  if (evidence.length > SHOWN_EVIDENCE)
    lines.push(`         and ${evidence.length - SHOWN_EVIDENCE} more places`);
  return `${lines.join('\n')}\n`;
}

function summary(
  { findings, ignored, baselined }: LintReport,
  hidden: number,
  { fixCommand = 'archscan lint --fix', clean }: PrettyOptions,
): string {
  const { error, warning, info } = countBySeverity(findings);
  const fixable = findings.filter((finding) => finding.fixable).length;
  const notes = [
    ...(fixable > 0 ? [`${fixable} can be corrected by ${clean(fixCommand)}`] : []),
    ...(hidden > 0 ? [`${hidden} more of kind information are not shown (--format json has all)`] : []),
    ...(ignored > 0 ? [`${ignored} ignored by comments`] : []),
    ...(baselined > 0 ? [`${baselined} in the baseline`] : []),
  ];
  const counts = `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(info, 'note')}`;
  return `${[findings.length === 0 ? 'Nothing found' : counts, ...notes].join('; ')}.\n`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function paint({ color }: PrettyOptions, code: number, text: string): string {
  const end = code === DIM ? 22 : code === UNDERLINE ? 24 : 39;
  return color ? `\u001b[${code}m${text}\u001b[${end}m` : text;
}
