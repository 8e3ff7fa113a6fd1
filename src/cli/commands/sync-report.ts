import type { Evidence } from '../../diagnostics.js';
import type { SyncFinding } from '../../sync/finding.js';
import type { Profile } from '../../sync/profile.js';
import type { PageResult } from '../../sync/sync.js';
import { printable, type Io } from '../io.js';
import { diagnosticLine } from '../report.js';

/** Every finding with the places that show it; `quiet` leaves errors. */
export function reportFindings(io: Io, findings: readonly SyncFinding[], quiet: boolean): void {
  for (const each of findings) {
    if (quiet && each.severity !== 'error') continue;
    io.err(`${diagnosticLine(io, each)}\n`);
    for (const line of evidenceLines(each.evidence)) io.err(`  ${printable(line)}\n`);
  }
}

function evidenceLines(evidence: readonly Evidence[]): readonly string[] {
  const words: Readonly<Record<string, string>> = { registration: 'registered at', class: 'class at' };
  return evidence.map(({ rule, file, line }) => `${words[rule] ?? 'see'} ${file}:${line}`);
}

/** What was done with one page. */
export function writtenLine(file: string, written: boolean, findings: readonly SyncFinding[]): string {
  if (!written) return `${printable(file)} is up to date\n`;
  const done = findings.filter((each) => each.file === file && each.fixable);
  const count = (rule: string, one: string, many: string): readonly string[] => {
    const found = done.filter((each) => each.rule === rule).length;
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`];
  };
  const parts = [
    ...count('sync-missing-row', 'row added', 'rows added'),
    ...count('sync-wrong-cell', 'cell corrected', 'cells corrected'),
    ...count('sync-appendix-outdated', 'appendix renewed', 'appendices renewed'),
  ];
  const byHand = done.filter(({ message }) => message.includes('fill in by hand'));
  const rest = byHand.map(
    ({ subject, message }) => `  ${subject}: ${message.slice(message.indexOf('fill in by hand'))}\n`,
  );
  return printable(`Wrote ${file}: ${parts.join(', ')}\n${rest.join('')}`);
}

interface ReportedRun {
  readonly profile: Profile;
  readonly pages: readonly PageResult[];
  readonly findings: readonly SyncFinding[];
}

/** Findings of all profiles and the patch; sorted, without time stamps. */
export function reportJson(runs: readonly ReportedRun[], patch: string): string {
  const profiles = runs.map(({ profile, pages, findings }) => ({
    profile: profile.id,
    engine: profile.engine,
    pages: pages.map(({ file, before, after }) => ({ file, changes: before !== after })),
    findings,
  }));
  return `${JSON.stringify({ schemaVersion: 1, profiles, patch }, null, 2)}\n`;
}
