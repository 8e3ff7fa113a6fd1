import type { Diagnostic } from '../../diagnostics.js';
import type { Edit } from '../markdown/edits.js';
import type { Category } from './model.js';

interface Entry {
  /** 1-based line in the document before the edit; undefined where there was no document. */
  readonly line: number | undefined;
  /** The edits that do it, in the document before the edit. */
  readonly edits: readonly Edit[];
}

export interface AddedRow extends Entry {
  readonly architecture: string;
  readonly category: Category;
  readonly native: boolean;
}

export interface ChangedRow extends Entry {
  readonly architecture: string;
  readonly cells: readonly { readonly column: string; readonly from: string; readonly to: string }[];
}

export interface MovedRow extends Entry {
  readonly architecture: string;
  readonly from: Category;
  readonly to: Category;
}

export interface RemovedRow extends Entry {
  readonly architecture: string;
  readonly reason: string;
}

export interface Recount extends Entry {
  /** What the numbers are about, e.g. `stats of text`. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** What an update does to a tracking document. */
export interface TrackingReport {
  readonly added: readonly AddedRow[];
  readonly changed: readonly ChangedRow[];
  readonly moved: readonly MovedRow[];
  readonly removed: readonly RemovedRow[];
  /** Rows that the sources do not have and that stay, since nobody asked for them to be removed. */
  readonly unsupported: readonly RemovedRow[];
  readonly recounted: readonly Recount[];
  /** What a maintainer has to look at: the messages of the diagnostics that are no mere information. */
  readonly problems: readonly string[];
}

export interface TrackingUpdate {
  readonly edits: readonly Edit[];
  /** The document afterwards; the same text when nothing changes or nothing could be done. */
  readonly text: string;
  readonly report: TrackingReport;
  readonly diagnostics: readonly Diagnostic[];
}

export const EMPTY_REPORT: TrackingReport = {
  added: [],
  changed: [],
  moved: [],
  removed: [],
  unsupported: [],
  recounted: [],
  problems: [],
};

export function problemsOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics
    .filter((diagnostic) => diagnostic.severity !== 'info')
    .map((diagnostic) => `line ${diagnostic.line}: ${diagnostic.message}`);
}

/** Nothing is done, for the given reasons. */
export function nothingDone(text: string, diagnostics: readonly Diagnostic[]): TrackingUpdate {
  return { edits: [], text, report: { ...EMPTY_REPORT, problems: problemsOf(diagnostics) }, diagnostics };
}
