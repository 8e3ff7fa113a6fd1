import type { Evidence } from '../../diagnostics.js';
import type { TrackingModel } from '../../documents/tracking/model.js';
import {
  machineColumnIndex,
  type DocumentRow,
  type TrackingDocument,
  type TrackingTable,
} from '../../documents/tracking/read.js';
import type { KEY_COLUMN, MachineColumn } from '../../documents/tracking/format.js';
import { lineIndexAt, placeAt } from '../../documents/markdown/lines.js';
import type { Span } from '../../documents/markdown/edits.js';
import type { Ignored } from '../../findings/ignores/ignored.js';
import type { ArchitectureRecord } from '../../models/architectures.js';

/** What every check of a tracking document is given. */
export interface TrackingContext {
  readonly document: TrackingDocument;
  /** What the document should say, with what only the document knows. */
  readonly model: TrackingModel;
  /** By architecture. */
  readonly records: ReadonlyMap<string, ArchitectureRecord>;
  /** Evidence with paths as they are shown. */
  readonly show: (evidence: Evidence | undefined) => readonly Evidence[];
  /** Where SGLang tests a class before it falls back to transformers. */
  readonly gate: Evidence | undefined;
  readonly ignored: Ignored;
}

/** A place within one line of the document. */
export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
}

/** Where a range of the document begins; its end too if it is on the same line. */
export function spotOf({ document }: TrackingContext, span: Span): Spot {
  const { lines, file } = document.markdown;
  const place = placeAt(lines, span.start, file);
  const sameLine = lineIndexAt(lines, span.end) === place.line - 1;
  return sameLine && span.end > span.start
    ? { ...place, endColumn: place.column + span.end - span.start }
    : place;
}

/** The end of a spot, for a finding that stands there. */
export function endOf({ endColumn }: Spot): { readonly endColumn?: number } {
  return endColumn === undefined ? {} : { endColumn };
}

/** The cell of a column in a row; the whole row when it lacks the cell. */
export function cellSpot(
  context: TrackingContext,
  { table }: TrackingTable,
  row: DocumentRow,
  column: MachineColumn | typeof KEY_COLUMN,
): Spot {
  const target = table.rows[row.row];
  const cell = target?.cells[machineColumnIndex(table, column) ?? -1];
  if (target === undefined) return { file: context.document.markdown.file, line: row.line, column: 1 };
  if (cell === undefined) return spotOf(context, { start: target.line.start, end: target.line.end });
  // An empty cell has a width too, or nobody would see it.
  return spotOf(context, cell.raw === '' ? cell.outer : cell.content);
}

/** The registration of an architecture, or else its class in transformers. */
export function originEvidence(
  context: TrackingContext,
  record: ArchitectureRecord | undefined,
): readonly Evidence[] {
  const registration = registrationEvidence(record);
  return context.show(registration ?? classEvidence(record));
}

export function registrationEvidence(record: ArchitectureRecord | undefined): Evidence | undefined {
  const registration = record?.registration ?? null;
  if (registration === null) return undefined;
  const { file, line } = registration;
  return { file, line, column: 1, rule: 'sglang-registration' };
}

export function classEvidence(record: ArchitectureRecord | undefined): Evidence | undefined {
  const modelClass = record?.modelClass ?? null;
  if (modelClass === null) return undefined;
  const { file, line, column } = modelClass;
  return { file, line, column, rule: 'transformers-export' };
}
