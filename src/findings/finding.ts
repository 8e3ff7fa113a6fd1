import { compareDiagnostics, type Diagnostic, type Evidence } from '../diagnostics.js';
import type { Edit } from '../documents/markdown/edits.js';

/** One disagreement or defect, ready to be shown: `file` is a path as the user would write it. */
export interface Finding extends Diagnostic {
  /** Exclusive, on the same line; missing when only a point is known. */
  readonly endColumn?: number;
  /** What the finding is about, independent of where it stands: an architecture and a column, say. */
  readonly key: string;
  /** Which it is about: lines that are gone and named one of them may have brought it about. */
  readonly architectures: readonly string[];
  /** Places that show it, in the code for a finding in a document. */
  readonly evidence: readonly Evidence[];
  /** Edits of `file` that resolve it; none when only a person can. Offsets in UTF-16 units. */
  readonly edits: readonly Edit[];
  /** `archscan lint --fix` resolves it. */
  readonly fixable: boolean;
}

/** Everything of a finding that does not follow from the diagnostic. */
export type FindingDetails = Partial<Omit<Finding, keyof Diagnostic>>;

export function findingOf(diagnostic: Diagnostic, details: FindingDetails = {}): Finding {
  return {
    ...diagnostic,
    key: withoutNumbers(diagnostic.message),
    architectures: [],
    evidence: [],
    edits: [],
    fixable: false,
    ...details,
  };
}

export function sortFindings(findings: Iterable<Finding>): readonly Finding[] {
  return [...findings].sort(compareDiagnostics);
}

/** Line numbers in a message move with every edit above them. */
function withoutNumbers(message: string): string {
  return message.replace(/(?<=\b(?:lines? |line: |at )|:)\d+/g, '*');
}
