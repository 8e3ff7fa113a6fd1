import type { Diagnostic, Severity } from '../diagnostics.js';
import { printable, type Io } from './io.js';

const SHOWN_PER_RULE = 10;

const COLORS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 36 };

/**
 * Prints diagnostics to the log, at most a few per rule, and of the syntax errors at a path the first, which the others
 * mostly follow from; `quiet` leaves errors only. Paths are relative to their roots, so one may stand for several files.
 */
export function reportDiagnostics(io: Io, diagnostics: readonly Diagnostic[], quiet: boolean): void {
  const shown = new Map<string, number>();
  for (const { diagnostic, more } of withoutFollowing(diagnostics)) {
    if (quiet && diagnostic.severity !== 'error') continue;
    const count = (shown.get(diagnostic.rule) ?? 0) + 1;
    shown.set(diagnostic.rule, count);
    const rest = more === 0 ? '' : `, and ${more} more at this path`;
    if (count <= SHOWN_PER_RULE) io.err(`${diagnosticLine(io, diagnostic)}${rest}\n`);
  }
  for (const [rule, count] of shown) {
    if (count > SHOWN_PER_RULE) io.err(`… and ${count - SHOWN_PER_RULE} more ${rule}\n`);
  }
}

interface Shown {
  readonly diagnostic: Diagnostic;
  /** Diagnostics that it stands for. */
  more: number;
}

function withoutFollowing(diagnostics: readonly Diagnostic[]): readonly Shown[] {
  const first = new Map<string, Shown>();
  return diagnostics.flatMap((diagnostic) => {
    const found = diagnostic.rule === 'python-syntax' ? first.get(diagnostic.file) : undefined;
    if (found !== undefined) {
      found.more += 1;
      return [];
    }
    const own: Shown = { diagnostic, more: 0 };
    if (diagnostic.rule === 'python-syntax') first.set(diagnostic.file, own);
    return [own];
  });
}

/** `file:line:column severity message (rule)` */
export function diagnosticLine(
  io: Io,
  { file, line: row, column, severity, rule, message }: Diagnostic,
): string {
  const word = io.color ? `\u001b[${COLORS[severity]}m${severity}\u001b[39m` : severity;
  return printable(`${file}:${row}:${column} `) + word + printable(` ${message} (${rule})`);
}

/** Columns padded to their widest cell; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join('  '),
    )
    .map((text) => `${printable(text).trimEnd()}\n`)
    .join('');
}
