/** Machine columns: cells that say what the registered class can do. */
import { compareText } from '../diagnostics.js';
import type { Edit } from '../documents/markdown/edits.js';
import { placeAt } from '../documents/markdown/lines.js';
import { setCells } from '../documents/markdown/operations.js';
import type { Plan } from '../documents/markdown/plan.js';
import type { Cell, Table } from '../documents/markdown/tables.js';
import { didYouMean } from '../text/suggest.js';
import type { EngineFacts, Registered } from './facts.js';
import { evidenceOf, finding, type Fixes, type SyncFinding } from './finding.js';
import type { Page, PageRow, PageTable } from './page.js';
import type { MachineColumn } from './profile.js';

export interface CellChanges {
  readonly findings: readonly SyncFinding[];
  readonly plans: readonly Plan[];
  readonly fixes: Fixes;
}

export function compareCells(facts: EngineFacts, page: Page): CellChanges {
  const findings: SyncFinding[] = [];
  const plans: Plan[] = [];
  const fixes = new Map<SyncFinding, readonly Edit[]>();
  for (const each of page.tables) {
    if (each.profile.readOnly === true) continue;
    const { machine = [] } = each.profile;
    const unsaid = machine.filter(({ capability }) => !facts.capabilities.has(capability));
    findings.push(...unsaid.map((column) => capabilityUnknown(facts, page, each, column)));
    const said = machine.filter((column) => !unsaid.includes(column));
    for (const row of each.rows) {
      const changes = compareRow(facts, page, { table: each.table, row, machine: said });
      findings.push(...changes.findings);
      if (changes.cells.size === 0) continue;
      const planned = setCells(page.document, each.table, row.index, changes.cells);
      if (planned.ok) plans.push(planned.plan);
      else findings.push(refusal(page.file, row.row.lineNumber, planned.reason));
      for (const [finding, [column, text]] of changes.resolved) {
        const alone = setCells(page.document, each.table, row.index, new Map([[column, text]]));
        if (alone.ok) fixes.set(finding, alone.plan.edits);
      }
    }
  }
  return { findings, plans, fixes };
}

export function refusal(file: string, line: number, reason: string): SyncFinding {
  return finding('document-edit-refused', file, `nothing was changed: ${reason}`, { line });
}

interface RowChanges {
  readonly findings: readonly SyncFinding[];
  readonly cells: ReadonlyMap<number, string>;
  /** The cell that resolves a finding. */
  readonly resolved: ReadonlyMap<SyncFinding, readonly [column: number, text: string]>;
}

const NOTHING: RowChanges = { findings: [], cells: new Map(), resolved: new Map() };

/** Said once: of every row it would only be known that the sources do not decide it. */
function capabilityUnknown(
  { title, capabilities }: EngineFacts,
  { file }: Page,
  { profile, table }: PageTable,
  { column, capability }: MachineColumn,
): SyncFinding {
  const known = [...capabilities].sort(compareText).join(', ');
  const choice =
    known === '' ? `archscan knows no capabilities of ${title}` : `the registrations have ${known}`;
  const message = `no registration of ${title} says whether it has "${capability}", so ${column} of "${profile.id}" is not compared; ${choice}.${didYouMean(capability, capabilities)}`;
  return finding('sync-capability-unknown', file, message, { line: table.lineNumber, severity: 'warning' });
}

interface ComparedRow {
  readonly table: Table;
  readonly row: PageRow;
  readonly machine: readonly MachineColumn[];
}

/** A row with a name that the engine does not register is not compared: its key comes first. */
function compareRow(
  facts: EngineFacts,
  page: Page,
  { table, row, machine: columns }: ComparedRow,
): RowChanges {
  const registered = row.keys.flatMap(({ name }) => facts.loaded.get(name) ?? []);
  if (row.glob || registered.length === 0 || registered.length < row.keys.length) return NOTHING;
  const findings: SyncFinding[] = [];
  const cells = new Map<number, string>();
  const resolved = new Map<SyncFinding, readonly [number, string]>();
  for (const machine of columns) {
    const column = table.columns.indexOf(machine.column);
    const cell = row.row.cells[column];
    const offset = cell?.content.start ?? row.row.line.end;
    const at = { ...placeAt(page.document.lines, offset, page.file) };
    const answer = compareCell(machine, cell, registered);
    if (answer === null) continue;
    const found = { ...answer.finding(page.file), line: at.line, column: at.column };
    findings.push(found);
    if (answer.text === null) continue;
    cells.set(column, answer.text);
    resolved.set(found, [column, answer.text]);
  }
  return { findings, cells, resolved };
}

interface CellAnswer {
  readonly finding: (file: string) => SyncFinding;
  /** What the cell must say, null when a person has to decide. */
  readonly text: string | null;
}

function compareCell(
  machine: MachineColumn,
  cell: Cell | undefined,
  registered: readonly Registered[],
): CellAnswer | null {
  const [first, ...others] = registered;
  if (first === undefined) return null;
  const said = meaning(machine, cell?.text ?? '');
  const value = first.capabilities[machine.capability];
  if (said === null) return null;
  const names = registered.map(({ architecture }) => architecture).join(', ');
  const evidence = registered.flatMap(evidenceOf);
  const subject = first.architecture;
  if (value === undefined) {
    const message = `the sources do not decide ${machine.column} of ${names}, so the cell is not compared`;
    return {
      finding: (file) =>
        finding('sync-cell-open', file, message, { line: 1, subject, evidence, severity: 'info' }),
      text: null,
    };
  }
  if (others.some((other) => other.capabilities[machine.capability] !== value)) {
    const message = `${machine.column}: ${names} differ in it, and one row cannot say both. Split the row`;
    return {
      finding: (file) =>
        finding('sync-keys-disagree', file, message, { line: 1, subject, evidence, severity: 'warning' }),
      text: null,
    };
  }
  if (said === value) return null;
  const message = `${machine.column} says ${said ? 'yes' : 'no'}, but the class of ${names} ${value ? 'has' : 'does not have'} it`;
  if (cell !== undefined && cell.raw !== cell.text && cell.raw !== '') {
    const note = `${message}; the cell has a remark, so it is left to you`;
    return {
      finding: (file) =>
        finding('sync-cell-remark', file, note, { line: 1, subject, evidence, severity: 'warning' }),
      text: null,
    };
  }
  return {
    finding: (file) =>
      finding('sync-wrong-cell', file, message, { line: 1, subject, evidence, fixable: true }),
    text: value ? machine.yes : machine.no,
  };
}

/** What a cell says; null when it says something of its own. */
function meaning({ yes, no, alsoYes = [], alsoNo = [] }: MachineColumn, text: string): boolean | null {
  if (text === yes || alsoYes.includes(text)) return true;
  return text === no || alsoNo.includes(text) ? false : null;
}
