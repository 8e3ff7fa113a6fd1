import { compareDiagnostics, type Diagnostic, type Evidence, type Severity } from '../diagnostics.js';
import type { Edit } from '../documents/markdown/edits.js';
import type { Registration } from '../engines/types.js';

/** One thing that a page says wrong, leaves out, or has broken. */
export interface SyncFinding extends Diagnostic {
  /** The architecture, family or footnote that it is about; empty for a table or page. */
  readonly subject: string;
  /** `archscan sync` resolves it; otherwise a person has to. */
  readonly fixable: boolean;
  /** Places in the engine's sources, relative to its root. */
  readonly evidence: readonly Evidence[];
}

/** What resolves one finding and nothing else: edits of the page as it was read. */
export type Fixes = ReadonlyMap<SyncFinding, readonly Edit[]>;

interface Details {
  readonly line: number;
  readonly column?: number;
  readonly subject?: string;
  readonly severity?: Severity;
  readonly fixable?: boolean;
  readonly evidence?: readonly Evidence[];
}

export function finding(rule: string, file: string, message: string, details: Details): SyncFinding {
  const { line, column = 1, subject = '', severity = 'error', fixable = false, evidence = [] } = details;
  return { file, line, column, rule, severity, message, subject, fixable, evidence };
}

export function sortFindings(findings: Iterable<SyncFinding>): readonly SyncFinding[] {
  return [...findings].sort(compareDiagnostics);
}

/** Where an architecture is registered, and where its class stands. */
export function evidenceOf({ file, line, classFile, classLine }: Registration): readonly Evidence[] {
  const registered: Evidence = { file, line, column: 1, rule: 'registration' };
  if (classFile === null || classLine === null || (classFile === file && classLine === line))
    return [registered];
  return [registered, { file: classFile, line: classLine, column: 1, rule: 'class' }];
}
