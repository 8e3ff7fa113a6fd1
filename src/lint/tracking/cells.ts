/** Machine cells that contradict the sources. */
import type { Severity } from '../../diagnostics.js';
import type { Edit } from '../../documents/markdown/edits.js';
import { RULES_OF_CELL } from '../../documents/tracking/as-ignored.js';
import { checkpointsOf, namesCheckpoint, saysNone, saysYes } from '../../documents/tracking/cell-text.js';
import { machineCellOf, machineColumnIndex, rowAtLine } from '../../documents/tracking/read.js';
import type { DocumentRow, TrackingTable } from '../../documents/tracking/read.js';
import { isMachineColumn, type MachineColumn } from '../../documents/tracking/format.js';
import type { RowChanges } from '../../documents/tracking/rows.js';
import { findingOf, type Finding, type FindingDetails } from '../../findings/finding.js';
import { findRule } from '../../findings/registry.js';
import { visibleSupport, type ArchitectureRecord } from '../../models/architectures.js';
import { classifyCheckpoint } from '../../models/checkpoint-id.js';
import {
  cellSpot,
  classEvidence,
  endOf,
  originEvidence,
  registrationEvidence,
  type TrackingContext,
} from './context.js';

interface Statement {
  readonly rule: string;
  readonly message: string;
  readonly details: FindingDetails;
}

/** One finding for every cell that a refresh would change. */
export function wrongCells(context: TrackingContext, changes: RowChanges): readonly Finding[] {
  return changes.changed.flatMap((change) => {
    const found = rowAtLine(context.document, change.line);
    if (found === undefined) return [];
    return change.cells.flatMap(({ column, from, to }) => {
      if (!isMachineColumn(column)) return [];
      const stated = stateCell(context, change.architecture, column, from, to);
      const { message, details } = stated;
      const spot = cellSpot(context, found.table, found.row, column);
      const rules = [stated.rule, ...RULES_OF_CELL[column]];
      const rule = rules.find((each) => context.ignored(found.row.line, each)) ?? stated.rule;
      const edits = cellEdits(found.table, found.row, column, change.edits);
      return findingOf(
        { ...spot, rule, severity: severityOf(rule), message },
        {
          ...details,
          key: `${change.architecture} ${column}`,
          architectures: [change.architecture],
          edits,
          fixable: true,
          ...endOf(spot),
        },
      );
    });
  });
}

/** Example cells that hold no real checkpoint and that the sources cannot correct. */
export function placeholderExamples(context: TrackingContext, changes: RowChanges): readonly Finding[] {
  const corrected = new Set(
    changes.changed.flatMap(({ architecture, cells }) =>
      cells.some(({ column }) => column === 'Example HF Model') ? [architecture] : [],
    ),
  );
  return checkedRows(context).flatMap(({ table, row, architecture }) => {
    if (row.example === '' || corrected.has(architecture)) return [];
    const record = context.records.get(architecture);
    const why = whyUnusable(row.example, record);
    const known = record?.example.id ?? '';
    if (why === undefined || namesCheckpoint(row.example, known)) return [];
    const spot = cellSpot(context, table, row, 'Example HF Model');
    const message = `the example "${row.example}" is no checkpoint that can be loaded (${why}), and the sources name no other; set examples in the configuration`;
    return findingOf(
      { ...spot, rule: 'tracking-placeholder-example', severity: 'warning', message },
      { key: `${architecture} Example HF Model`, architectures: [architecture], ...endOf(spot) },
    );
  });
}

/** `HF` cells that say `Y` for classes that the engine refuses, where no column says so. */
export function unservedClasses(context: TrackingContext): readonly Finding[] {
  return checkedRows(context).flatMap(({ table, row, architecture }) => {
    const record = context.records.get(architecture);
    const silent = machineColumnIndex(table.table, 'Fallback') === undefined;
    if (!silent || !row.hf || record === undefined) return [];
    const support = visibleSupport(record);
    const isKept = row.native && record.support.visible !== undefined;
    if (isKept || support.level !== 'exported') return [];
    const spot = cellSpot(context, table, row, 'HF');
    const message = `HF says Y, but SGLang does not serve ${architecture}: ${support.reason}`;
    return findingOf(
      { ...spot, rule: 'tracking-hf-not-served', severity: 'info', message },
      {
        key: `${architecture} HF served`,
        architectures: [architecture],
        evidence: [...context.show(support.evidence), ...context.show(context.gate)],
        ...endOf(spot),
      },
    );
  });
}

function stateCell(
  context: TrackingContext,
  architecture: string,
  column: MachineColumn,
  written: string,
  to: string,
): Statement {
  const record = context.records.get(architecture);
  const from = saysNone(written) ? '' : written;
  switch (column) {
    case 'Native':
      return stateNative(context, architecture, record, to);
    case 'HF':
      return stateHf(context, architecture, record, to);
    case 'SGLang File': {
      const message =
        to === ''
          ? `${from} does not register ${architecture}; nothing does`
          : `${architecture} is registered by ${to}, not by ${from === '' ? 'nothing' : from}`;
      return statement('tracking-wrong-file', message, context.show(registrationEvidence(record)));
    }
    case 'Example HF Model':
      return stateExample(context, record, from, to);
    case 'Fallback':
      return stateFallback(context, architecture, record, from, to);
  }
}

function stateNative(
  context: TrackingContext,
  architecture: string,
  record: ArchitectureRecord | undefined,
  to: string,
): Statement {
  const message =
    to === 'Y'
      ? `SGLang registers ${architecture}, but Native does not say Y`
      : `Native says Y, but SGLang does not register ${architecture}`;
  return statement('tracking-wrong-native', message, originEvidence(context, record));
}

function stateHf(
  context: TrackingContext,
  architecture: string,
  record: ArchitectureRecord | undefined,
  to: string,
): Statement {
  const message =
    to === 'Y'
      ? `transformers exports ${architecture}, but HF does not say Y`
      : `HF says Y, but transformers does not export ${architecture}`;
  return statement('tracking-wrong-hf', message, context.show(classEvidence(record)));
}

function stateExample(
  context: TrackingContext,
  record: ArchitectureRecord | undefined,
  from: string,
  to: string,
): Statement {
  const named = record?.example.id === to ? record.example : undefined;
  const evidence = context.show(named?.evidence);
  const source = named === undefined ? '' : ` (${named.reason})`;
  const why = from === '' ? undefined : whyUnusable(from, record);
  if (why !== undefined) {
    const message = `the example "${from}" is no checkpoint that can be loaded (${why}); the sources name ${to}${source}`;
    return statement('tracking-placeholder-example', message, evidence);
  }
  const message =
    from === ''
      ? `there is no example; the sources name ${to}${source}`
      : `the example is ${from}; the sources name ${to}${source}`;
  return statement('tracking-stale-example', message, evidence);
}

function stateFallback(
  context: TrackingContext,
  architecture: string,
  record: ArchitectureRecord | undefined,
  from: string,
  to: string,
): Statement {
  const support = record === undefined ? undefined : visibleSupport(record);
  const evidence = [...context.show(support?.evidence), ...context.show(context.gate)];
  const reason = support === undefined ? '' : `: ${support.reason}`;
  if (saysYes(from) && to === '') {
    const message =
      support?.level === 'native'
        ? `Fallback says Y, but ${architecture} needs none${reason}`
        : `Fallback says Y, but SGLang refuses ${architecture}${reason}`;
    const rule = support?.level === 'native' ? 'tracking-wrong-fallback' : 'tracking-fallback-refused';
    return statement(rule, message, evidence);
  }
  const message = `Fallback should say ${to === '' ? 'nothing' : `"${to}"`} for ${architecture}${reason}`;
  return statement('tracking-wrong-fallback', message, evidence);
}

function statement(rule: string, message: string, evidence: FindingDetails['evidence']): Statement {
  return { rule, message, details: { evidence: evidence ?? [] } };
}

/** Of a text that names several checkpoints one that can be used is enough. */
function whyUnusable(text: string, record: ArchitectureRecord | undefined): string | undefined {
  const reasons = checkpointsOf(text).map((id) => whyIdUnusable(id, record));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/** By the shape of the id, or because the sources of the model were refused for the same id. */
function whyIdUnusable(id: string, record: ArchitectureRecord | undefined): string | undefined {
  const verdict = classifyCheckpoint(id);
  if (!verdict.usable) return verdict.detail;
  return record?.example.rejected.find((rejected) => rejected.id === id && rejected.why === 'placeholder')
    ?.detail;
}

interface CheckedRow {
  readonly table: TrackingTable;
  readonly row: DocumentRow;
  readonly architecture: string;
}

/** Rows of the sections that name one architecture. */
function checkedRows({ document }: TrackingContext): readonly CheckedRow[] {
  return document.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const [architecture, second] = row.architectures;
      return table.category === undefined || architecture === undefined || second !== undefined
        ? []
        : [{ table, row, architecture }];
    }),
  );
}

/** The edits of a row that touch one cell. A cell that the row lacks comes with all cells that it lacks. */
function cellEdits(
  { table }: TrackingTable,
  row: DocumentRow,
  column: MachineColumn,
  edits: readonly Edit[],
): readonly Edit[] {
  const target = table.rows[row.row];
  const cell = target === undefined ? undefined : machineCellOf(table, target, column);
  const { start, end } = cell?.outer ?? { start: target?.cells.at(-1)?.outer.end ?? 0, end: Infinity };
  return edits.filter((edit) => edit.start >= start && edit.end <= end);
}

function severityOf(rule: string): Severity {
  return findRule(rule)?.severity ?? 'error';
}
