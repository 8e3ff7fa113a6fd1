/** How much a diagnostic matters: an `error` makes the exit code 1, the others do not. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * A place in a file. `file` is a POSIX path relative to the root that was read; `line` and `column` are
 * 1-based, columns count UTF-16 code units. A byte-order mark is not counted.
 */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a fact stands and which rule read it. */
export interface Evidence extends Place {
  /** Kebab-case name of the rule that read the fact, e.g. `sglang-entry-class`. */
  readonly rule: string;
}

/** One thing a user should know about an input: a defect, a disagreement, or what could not be read. */
export interface Diagnostic extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}

/** The result of reading something a user wrote: always a value, together with what was wrong with the input. */
export interface Outcome<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Orders by code unit, independent of the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order in which diagnostics are printed: file, line, column, rule, message. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}
