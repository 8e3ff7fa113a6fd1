import type { Place } from '../diagnostics.js';
import { ArchscanError } from '../errors.js';
import { findingOf, type Finding } from '../findings/finding.js';

/** A function that looks for findings. */
export interface Check<T> {
  /** What it looks for, for the report when it fails. */
  readonly name: string;
  readonly find: (input: T) => readonly Finding[];
}

/**
 * What all checks find. A check that throws is a defect of archscan: that becomes a finding itself, and the
 * other checks still say what they find.
 * @param place where the finding about a failed check stands
 */
export function runChecks<T>(checks: readonly Check<T>[], input: T, place: Place): readonly Finding[] {
  return checks.flatMap(({ name, find }) => {
    try {
      return find(input);
    } catch (error) {
      // Misuse and environment are no defects.
      if (error instanceof ArchscanError) throw error;
      return [failed(name, place, error)];
    }
  });
}

function failed(name: string, { file, line, column }: Place, error: unknown): Finding {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const message = `the check for ${name} failed, so what it would find is not known; please report it: ${text}`;
  return findingOf({ file, line, column, rule: 'check-failed', severity: 'error', message }, { key: name });
}
