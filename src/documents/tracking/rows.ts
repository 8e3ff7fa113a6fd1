/** What happens to each row: stays, changes, moves, goes, or comes. */
import type { Diagnostic } from '../../diagnostics.js';
import { NOTHING_IGNORED, type Ignored } from '../../findings/ignores/ignored.js';
import { remembered } from '../../memo.js';
import type { Edit } from '../markdown/edits.js';
import { codeSpan, escapeText, plainLine } from '../markdown/escape.js';
import { keyMarkup } from '../markdown/keys.js';
import { removeRow, setCells } from '../markdown/operations.js';
import type { Content, Plan, Planned } from '../markdown/plan.js';
import type { Row, Table } from '../markdown/tables.js';
import { asIgnored } from './as-ignored.js';
import { namesCheckpoint, namesFile, readFallback, saidIn, saysYes } from './cell-text.js';
import { KEY_COLUMN, keyCell, MACHINE_COLUMNS, machineCell, type MachineColumn } from './format.js';
import type { Category, TrackingModel, TrackingRow } from './model.js';
import {
  machineCellOf,
  machineColumnIndex,
  type DocumentRow,
  type TrackingDocument,
  type TrackingTable,
} from './read.js';
import type { ChangedRow, RemovedRow } from './report.js';

/** What an update may do. */
export interface UpdateMode {
  /** Add rows of architectures that the document does not name. */
  readonly update?: boolean;
  /** Correct the machine cells of existing rows, and move rows to the section of their category. */
  readonly refresh?: boolean;
  /** Remove rows that the model does not have. */
  readonly prune?: boolean;
}

/** The modes of {@link planRows}. */
export interface RowMode extends UpdateMode {
  /** The tables are written anew with the columns that rows need, so every row can move. */
  readonly anew?: boolean;
  /** What comments call right in each row. */
  readonly ignored?: Ignored;
}

/** A row that is written into a section: a new one, or one that moves there. */
export interface Arrival {
  readonly row: TrackingRow;
  readonly from: { readonly table: TrackingTable; readonly row: DocumentRow } | undefined;
  /** What takes the row out of its old table. */
  readonly removal?: readonly Edit[];
}

/** What stays in its table. */
export interface Resident {
  readonly row: DocumentRow;
  readonly native: boolean;
  readonly hf: boolean;
}

export interface RowChanges {
  readonly plans: readonly Plan[];
  readonly changed: readonly ChangedRow[];
  readonly removed: readonly RemovedRow[];
  readonly arrivals: ReadonlyMap<Category, readonly Arrival[]>;
  /** By index of the table. */
  readonly residents: ReadonlyMap<number, readonly Resident[]>;
  readonly refusals: readonly Refusal[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Why something cannot be done, with its line. */
export interface Refusal {
  readonly line: number;
  readonly reason: string;
}

export function planRows(document: TrackingDocument, model: TrackingModel, mode: RowMode): RowChanges {
  const wanted = new Map(model.rows.map((row) => [row.architecture, row]));
  const homes = rowHomes(document);
  const state = newState();
  for (const table of document.tables) {
    const residents: Resident[] = [];
    for (const row of table.rows) {
      const resident = planRow(document, table, row, { wanted, homes, model, mode }, state);
      if (resident !== undefined) residents.push(resident);
    }
    state.residents.set(table.table.index, residents);
  }
  if (mode.update === true && mode.ignored?.(0, 'tracking-missing-row') !== true) {
    const named = new Set(document.tables.flatMap((table) => table.rows.flatMap((row) => row.architectures)));
    for (const row of model.rows)
      if (!named.has(row.architecture)) arrive(state, row.category, { row, from: undefined });
  }
  return state;
}

/** The cells of a row that arrives, for the columns of its new table. */
export function arrivalCells(arrival: Arrival, target: Table, model: TrackingModel): readonly Content[] {
  return target.columns.map((column) => ({ markdown: arrivalCell(arrival, column, target, model) }));
}

/** The human cells that a row brings along, by column, as Markdown. */
export function humanCells({ from }: Arrival): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  const row = from?.table.table.rows[from.row.row];
  for (const [i, column] of (from?.table.table.columns ?? []).entries()) {
    const raw = row?.cells[i]?.raw ?? '';
    if (column !== KEY_COLUMN && canonicalColumn(column) === undefined && raw !== '') cells.set(column, raw);
  }
  return cells;
}

/** The machine column that a header means, whatever its case. */
export function canonicalColumn(name: string): MachineColumn | undefined {
  return MACHINE_COLUMNS.find((column) => column.toLowerCase() === name.toLowerCase());
}

interface Facts {
  readonly wanted: ReadonlyMap<string, TrackingRow>;
  readonly homes: ReadonlyMap<string, ReadonlySet<Category>>;
  readonly model: TrackingModel;
  readonly mode: RowMode;
}

interface State extends RowChanges {
  readonly plans: Plan[];
  readonly changed: ChangedRow[];
  readonly removed: RemovedRow[];
  readonly arrivals: Map<Category, Arrival[]>;
  readonly residents: Map<number, readonly Resident[]>;
  readonly refusals: Refusal[];
  readonly diagnostics: Diagnostic[];
}

function newState(): State {
  return {
    plans: [],
    changed: [],
    removed: [],
    arrivals: new Map(),
    residents: new Map(),
    refusals: [],
    diagnostics: [],
  };
}

/** Decides about one row; the row as it stays in its table, undefined when it leaves. */
function planRow(
  document: TrackingDocument,
  table: TrackingTable,
  row: DocumentRow,
  facts: Facts,
  state: State,
): Resident | undefined {
  const { mode } = facts;
  const { ignored = NOTHING_IGNORED } = mode;
  const stays: Resident = { row, native: row.native, hf: row.hf };
  const [architecture = '', second] = row.architectures;
  if (table.category === undefined) return stays;
  if (row.architectures.every((name) => !facts.wanted.has(name))) {
    if (mode.prune !== true || ignored(row.line, 'tracking-unsupported-row')) return stays;
    prune(table, row, state);
    return undefined;
  }
  const given = facts.wanted.get(architecture);
  if (mode.refresh !== true || second !== undefined || given === undefined) return stays;
  const want = asIgnored(given, row, table.category, ignored);
  if (want.category !== table.category && facts.homes.get(architecture)?.has(want.category) !== true) {
    if (depart(document, table, row, want, facts, state)) return undefined;
  }
  refresh(document, table, row, want, facts.model, state);
  return { row, native: want.native, hf: want.hf };
}

function prune(table: TrackingTable, row: DocumentRow, state: State): void {
  const reason = 'neither SGLang nor transformers has it any more, and no override names it';
  const plan = accept(removeRow(table.table, row.row, reason), row.line, state);
  for (const architecture of row.architectures) {
    state.removed.push({ architecture, reason, line: row.line, edits: plan?.edits ?? [] });
  }
}

/** Sends a row to the section of its category, unless its new table has no place for something that people wrote. */
function depart(
  document: TrackingDocument,
  table: TrackingTable,
  row: DocumentRow,
  want: TrackingRow,
  { mode }: Facts,
  state: State,
): boolean {
  const arrival: Arrival = { row: want, from: { table, row } };
  const targets =
    mode.anew === true ? [] : document.tables.filter((other) => other.category === want.category);
  for (const column of humanCells(arrival).keys()) {
    const target = targets.find((other) => !other.table.columns.includes(column));
    if (target === undefined) continue;
    const message = `${want.architecture} belongs to the table at line ${target.table.lineNumber}, which has no column "${column}" for what this row says; add the column or move the row by hand`;
    const place = { file: document.markdown.file, line: row.line, column: 1 };
    state.diagnostics.push({ ...place, rule: 'tracking-move-refused', severity: 'warning', message });
    return false;
  }
  const plan = accept(removeRow(table.table, row.row, 'its category changed'), row.line, state);
  if (plan === undefined) return false;
  arrive(state, want.category, { ...arrival, removal: plan.edits });
  return true;
}

function refresh(
  document: TrackingDocument,
  table: TrackingTable,
  row: DocumentRow,
  want: TrackingRow,
  model: TrackingModel,
  state: State,
): void {
  const target = table.table.rows[row.row];
  if (target === undefined) return;
  const contents = new Map<number, Content>();
  const cells: { column: string; from: string; to: string }[] = [];
  for (const column of MACHINE_COLUMNS) {
    const index = machineColumnIndex(table.table, column);
    const from = saidIn(machineCellOf(table.table, target, column));
    const to = machineText(want, column);
    if (index === undefined || agrees(column, from, to, model)) continue;
    contents.set(index, { markdown: machineCell(want, column) });
    cells.push({ column, from, to });
  }
  if (contents.size === 0) return;
  const plan = accept(setCells(document.markdown, table.table, row.row, contents), row.line, state);
  state.changed.push({ architecture: want.architecture, cells, line: row.line, edits: plan?.edits ?? [] });
}

/** Whether a machine cell with the text `from` says what `to` says. */
export function agrees(column: MachineColumn, from: string, to: string, model: TrackingModel): boolean {
  if (column === 'Fallback') return !model.withFallback || readFallback(from) === readFallback(to);
  if (column === 'Example HF Model') return to === '' || namesCheckpoint(from, to);
  if (column === 'SGLang File') return namesFile(from, to);
  return saysYes(from) === (to === 'Y');
}

/** The text of a machine cell as it is to be. */
export function machineText(row: TrackingRow, column: MachineColumn): string {
  if (column === 'SGLang File') return plainLine(row.file);
  return column === 'Example HF Model' ? plainLine(row.example) : machineCell(row, column);
}

function arrivalCell(arrival: Arrival, name: string, target: Table, model: TrackingModel): string {
  const { row, from } = arrival;
  const source = from?.table.table;
  const old = source?.rows[from?.row.row ?? -1];
  if (name.toLowerCase() === KEY_COLUMN.toLowerCase()) {
    const column = source === undefined ? undefined : machineColumnIndex(source, KEY_COLUMN);
    return column === undefined ? newKeyCell(row.architecture, target) : (old?.cells[column]?.raw ?? '');
  }
  const column = canonicalColumn(name);
  if (column === undefined) return humanCells(arrival).get(name) ?? '';
  const cell = source === undefined || old === undefined ? undefined : machineCellOf(source, old, column);
  const keeps = cell !== undefined && agrees(column, saidIn(cell), machineText(row, column), model);
  return keeps ? cell.raw : machineCell(row, column);
}

/** A key cell marked up like those of the table. */
function newKeyCell(architecture: string, table: Table): string {
  const usual = usualMarkup(table);
  if (usual === 'code') return codeSpan(architecture);
  return usual === 'none' ? escapeText(architecture) : keyCell(architecture);
}

/** How most key cells of a table are marked up. */
const usualMarkup = remembered((table: Table): 'code' | 'none' | 'other' => {
  const column = machineColumnIndex(table, KEY_COLUMN) ?? 0;
  const filled = table.rows.filter((row: Row) => (row.cells[column]?.raw ?? '') !== '');
  const markups = filled.map((row) => keyMarkup(row.cells[column]));
  const isMost = (markup: 'code' | undefined): boolean =>
    markups.filter((each) => each === markup).length * 2 > filled.length;
  if (isMost('code')) return 'code';
  return isMost(undefined) ? 'none' : 'other';
});

function rowHomes(document: TrackingDocument): ReadonlyMap<string, ReadonlySet<Category>> {
  const homes = new Map<string, Set<Category>>();
  for (const { category, rows } of document.tables) {
    for (const name of category === undefined ? [] : rows.flatMap((row) => row.architectures)) {
      homes.set(name, (homes.get(name) ?? new Set()).add(category ?? 'text'));
    }
  }
  return homes;
}

function arrive(state: State, category: Category, arrival: Arrival): void {
  const known = state.arrivals.get(category);
  if (known === undefined) state.arrivals.set(category, [arrival]);
  else known.push(arrival);
}

function accept(planned: Planned, line: number, state: State): Plan | undefined {
  if (!planned.ok) {
    state.refusals.push({ line, reason: planned.reason });
    return undefined;
  }
  state.plans.push(planned.plan);
  return planned.plan;
}
