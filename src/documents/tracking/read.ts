import type { Diagnostic } from '../../diagnostics.js';
import { firstBy } from '../../group-by.js';
import { remembered } from '../../memo.js';
import { findHiddenTables } from '../markdown/find.js';
import { rowKeys } from '../markdown/keys.js';
import {
  headingChain,
  parseDocument,
  type MarkdownDocument,
  type ParsedDocument,
} from '../markdown/parse.js';
import type { Cell, Row, Table } from '../markdown/tables.js';
import { fileOf, readFallback, saidIn, saysNone, saysYes } from './cell-text.js';
import { KEY_COLUMN, MACHINE_COLUMNS, type MachineColumn } from './format.js';
import type { Category } from './model.js';
import { findFigures, STATS_FORM, type Figures } from './figures.js';
import { assignSections, type Sections } from './sections.js';

/** What a document says about the architecture or architectures of one row. */
export interface DocumentRow {
  /** Index among the table's body rows. */
  readonly row: number;
  readonly line: number;
  /** Usually one. */
  readonly architectures: readonly string[];
  readonly native: boolean;
  readonly hf: boolean;
  /** Its base name, empty where the cell says that there is none. */
  readonly file: string;
  /** The text of the cell, empty where it says that there is none. */
  readonly example: string;
  /** `null` for `?`, undefined when the table has no such column. */
  readonly fallback: boolean | null | undefined;
}

/** A table of architectures. */
export interface TrackingTable {
  readonly table: Table;
  /** Undefined: it stands in no section of the tracking document, and is left alone. */
  readonly category: Category | undefined;
  readonly rows: readonly DocumentRow[];
}

export interface TrackingDocument {
  readonly markdown: MarkdownDocument;
  readonly tables: readonly TrackingTable[];
  readonly sections: Sections;
  readonly figures: Figures;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TrackingParseOptions {
  /** Path for diagnostics. */
  readonly file?: string;
  /** Categories from the sources: they tell which section a heading means that is not spelled as expected. */
  readonly categories?: ReadonlyMap<string, Category>;
  /** The text as `parseDocument` reads it for the same path, where that is known. */
  readonly parsed?: ParsedDocument | undefined;
}

/** Reads a tracking document. Nothing in it is an error; what a maintainer should know comes as diagnostics. */
export function parseTracking(text: string, options: TrackingParseOptions = {}): TrackingDocument {
  const { file = '', parsed = parseDocument(text, { file }) } = options;
  const { value: markdown, diagnostics } = parsed;
  const found = markdown.tables.filter(isTrackingTable).map((table) => ({ table, rows: readRows(table) }));
  const sections = assignSections(markdown, found, options.categories ?? new Map<string, Category>());
  const tables = found.map((entry) => ({ ...entry, category: sections.categoryOf.get(entry.table.index) }));
  return {
    markdown,
    tables,
    sections,
    figures: findFigures(markdown, sections),
    diagnostics: [
      ...diagnostics,
      ...sections.diagnostics,
      ...hiddenDiagnostics(markdown),
      ...tables.flatMap((entry) => tableDiagnostics(markdown, entry)),
      ...duplicateDiagnostics(markdown, tables),
    ],
  };
}

/** A row with its table. */
export interface PlacedRow {
  readonly table: TrackingTable;
  readonly row: DocumentRow;
}

const rowsByLine = remembered(({ tables }: TrackingDocument): ReadonlyMap<number, PlacedRow> => {
  const rows = tables.flatMap((table) => table.rows.map((row) => ({ table, row })));
  return firstBy(rows, ({ row }) => row.line);
});

/** The row that stands in a line (1-based). */
export function rowAtLine(document: TrackingDocument, line: number | undefined): PlacedRow | undefined {
  return line === undefined ? undefined : rowsByLine(document).get(line);
}

/** The cell of a machine column in a row, undefined when the table has no such column or the row no such cell. */
export function machineCellOf(table: Table, row: Row, column: MachineColumn): Cell | undefined {
  const index = machineColumnIndex(table, column);
  return index === undefined ? undefined : row.cells[index];
}

export function machineColumnIndex(
  table: Table,
  column: MachineColumn | typeof KEY_COLUMN,
): number | undefined {
  const index = table.columns.findIndex((name) => name.toLowerCase() === column.toLowerCase());
  return index === -1 ? undefined : index;
}

/** Whether the document has a column that says what SGLang's gate lets in. */
export function hasFallbackColumn(document: TrackingDocument): boolean {
  return document.tables.some(({ table }) => machineColumnIndex(table, 'Fallback') !== undefined);
}

function isTrackingTable(table: Table): boolean {
  return (
    machineColumnIndex(table, KEY_COLUMN) !== undefined &&
    MACHINE_COLUMNS.some((column) => machineColumnIndex(table, column) !== undefined)
  );
}

function readRows(table: Table): readonly DocumentRow[] {
  const keyColumn = machineColumnIndex(table, KEY_COLUMN) ?? 0;
  return table.rows.flatMap((row, index) => {
    const architectures = architecturesOf(row.cells[keyColumn]);
    if (architectures.length === 0) return [];
    const text = (column: MachineColumn): string => saidIn(machineCellOf(table, row, column));
    const fallback =
      machineColumnIndex(table, 'Fallback') === undefined ? undefined : readFallback(text('Fallback'));
    return [
      {
        row: index,
        line: row.lineNumber,
        architectures,
        native: saysYes(text('Native')),
        hf: saysYes(text('HF')),
        file: fileOf(text('SGLang File')),
        example: saysNone(text('Example HF Model')) ? '' : text('Example HF Model'),
        fallback,
      },
    ];
  });
}

/** Names of a key cell. A total, a stats line that follows a table without a blank line, or a remark is none. */
function architecturesOf(cell: Cell | undefined): readonly string[] {
  if (cell === undefined || STATS_FORM.test(cell.raw)) return [];
  const keys = rowKeys(cell).filter(
    (key) => !key.glob && /^\S+$/.test(key.name) && !/^total$/i.test(key.name),
  );
  const plain = keys.length === 1 && keys[0]?.text === cell.text && !/[*`]/.test(cell.raw);
  return keys.map((key) => key.name).filter((name) => !plain || /^[\p{L}\p{N}_.+-]+$/u.test(name));
}

/** What becomes of a row with several architectures, in a table that is no section and in a section. */
const ALONE = 'and is left alone';
const SPLIT = 'and is left alone by --update and --refresh, while a rebuild makes a row of each';

function tableDiagnostics(
  document: MarkdownDocument,
  { table, category, rows }: TrackingTable,
): readonly Diagnostic[] {
  const place = { file: document.file, line: table.lineNumber, column: 1, severity: 'warning' } as const;
  if (table.readOnly !== undefined) {
    const message = `${table.readOnly} and is left alone; move it to the top level of the document`;
    return [{ ...place, rule: 'document-table-not-editable', message }];
  }
  const several = rows
    .filter((row) => row.architectures.length > 1)
    .map((row): Diagnostic => {
      const names = row.architectures.join(' and ');
      const message = `the row names ${names} ${category === undefined ? ALONE : SPLIT}; give each a row of its own`;
      return { ...place, line: row.line, rule: 'tracking-several-architectures', message };
    });
  if (category !== undefined) return several;
  const heading = headingChain(document.headings, table.heading).at(-1);
  const title =
    heading === undefined ? 'no heading' : `the heading "${document.headings[heading]?.text ?? ''}"`;
  const message = `the table under ${title} is none of the sections of this document; its rows are not counted or changed`;
  return [...several, { ...place, rule: 'tracking-foreign-table', message }];
}

function hiddenDiagnostics(document: MarkdownDocument): readonly Diagnostic[] {
  return findHiddenTables(document, [KEY_COLUMN, 'Native']).map(({ line, container }) => ({
    file: document.file,
    line,
    column: 1,
    rule: 'document-table-not-editable',
    severity: 'warning',
    message: `the table stands inside ${container} and is left alone; move it to the top level of the document`,
  }));
}

function duplicateDiagnostics(
  document: MarkdownDocument,
  tables: readonly TrackingTable[],
): readonly Diagnostic[] {
  const first = new Map<string, number>();
  const result: Diagnostic[] = [];
  for (const { table, rows } of tables) {
    const keyColumn = machineColumnIndex(table, KEY_COLUMN) ?? 0;
    for (const row of rows) {
      for (const name of row.architectures) {
        const earlier = first.get(name);
        if (earlier === undefined) first.set(name, row.line);
        else {
          const at = table.rows[row.row];
          const column = (at?.cells[keyColumn]?.content.start ?? 0) - (at?.line.start ?? 0) + 1;
          const message = `${name} has a row already, at line ${earlier}; remove one of them`;
          result.push({
            file: document.file,
            line: row.line,
            column,
            rule: 'tracking-duplicate-row',
            severity: 'warning',
            message,
          });
        }
      }
    }
  }
  return result;
}
