/** A page with the tables that its profile means. */
import { findConflict, placeAt } from '../documents/markdown/lines.js';
import {
  adviceFor,
  findHiddenTables,
  findTables,
  hasHeading,
  type TableQuery,
} from '../documents/markdown/find.js';
import { rowKeys, type RowKey } from '../documents/markdown/keys.js';
import { parseDocument, type MarkdownDocument } from '../documents/markdown/parse.js';
import type { Row, Table, Unread } from '../documents/markdown/tables.js';
import type { Place } from '../diagnostics.js';
import { finding, type SyncFinding } from './finding.js';
import type { ProfileDocument, ProfileTable } from './profile.js';

export interface Page {
  readonly profile: ProfileDocument;
  readonly file: string;
  readonly document: MarkdownDocument;
  readonly tables: readonly PageTable[];
  /** What tables name that are none of the profile's, in a column that is called like a key of it. */
  readonly namedElsewhere: readonly string[];
  readonly findings: readonly SyncFinding[];
  /** Every table of the profile was found or is of another release, and nothing else speaks against an edit. */
  readonly sound: boolean;
}

export interface PageTable {
  readonly profile: ProfileTable;
  readonly table: Table;
  readonly keyColumn: number;
  readonly rows: readonly PageRow[];
}

export interface PageRow {
  readonly index: number;
  readonly row: Row;
  readonly keys: readonly RowKey[];
  /** It stands for more than it names, so nothing is said of it. */
  readonly glob: boolean;
}

export function readPage(profile: ProfileDocument, file: string, text: string): Page {
  const mdx = file.endsWith('.mdx');
  const { value: document, diagnostics } = parseDocument(text, { file, mdx });
  const conflict = findConflict(text);
  const obstacles = diagnostics.map((each) => finding(each.rule, file, each.message, each));
  if (conflict !== undefined) {
    const message = 'the document has an unresolved merge conflict; resolve it first';
    obstacles.push(finding('document-conflict', file, message, { line: conflict }));
  }
  const nothing = { profile, file, document, tables: [], namedElsewhere: [] };
  if (obstacles.length > 0) return { ...nothing, findings: obstacles, sound: false };
  const found = apart(
    file,
    profile.tables.map((each) => ({ each, is: findTable(document, file, each) })),
  );
  const tables = found.flatMap(({ is }) => (is !== null && 'table' in is ? [is] : []));
  const findings = found.flatMap(({ each, is }) => {
    if (is === null || !('rule' in is)) return [];
    const isOfOther = is.rule === 'sync-table-missing' && tables.length > 0;
    return [(isOfOther ? headingMissing(document, file, each) : undefined) ?? is];
  });
  const sound = findings.every(({ severity }) => severity === 'info');
  return { ...nothing, tables, namedElsewhere: namesIn(document, profile, tables), findings, sound };
}

interface Found {
  readonly each: ProfileTable;
  readonly is: PageTable | SyncFinding | null;
}

/** A table can be changed by one entry of the profile: two would edit the same cells. */
function apart(file: string, found: readonly Found[]): readonly Found[] {
  const first = new Map<number, ProfileTable>();
  return found.map(({ each, is }): Found => {
    if (is === null || !('table' in is) || !changesTable(each)) return { each, is };
    const { lineNumber } = is.table;
    const other = first.get(lineNumber);
    if (other === undefined) {
      first.set(lineNumber, each);
      return { each, is };
    }
    const message = `"${other.id}" and "${each.id}" of the profile change the same table: give each a heading or an occurrence, or take one out`;
    return { each, is: finding('sync-table-ambiguous', file, message, { line: lineNumber }) };
  });
}

function changesTable({ readOnly, machine, rows }: ProfileTable): boolean {
  return readOnly !== true && (machine !== undefined || rows !== undefined);
}

/** A section that the page does not have, although it has others of the profile: it is of another release. */
function headingMissing(
  document: MarkdownDocument,
  file: string,
  { id, heading }: ProfileTable,
): SyncFinding | undefined {
  if (heading === undefined || hasHeading(document, heading)) return undefined;
  const message = `the page has no heading "${heading.join(' > ')}", so nothing is compared with "${id}" of the profile. Where it has another name now, correct the profile`;
  return finding('sync-table-missing', file, message, { line: 1, severity: 'info' });
}

function namesIn(
  document: MarkdownDocument,
  profile: ProfileDocument,
  found: readonly PageTable[],
): readonly string[] {
  const lines = new Set(found.map(({ table }) => table.lineNumber));
  const keys = new Set(profile.tables.map(({ key }) => key));
  return document.tables.flatMap(({ columns, rows, lineNumber }) => {
    const column = lines.has(lineNumber) ? -1 : columns.findIndex((each) => keys.has(each));
    return column === -1 ? [] : rows.flatMap(({ cells }) => rowKeys(cells[column]).map(({ name }) => name));
  });
}

export function placeOfKey(page: Page, { keyColumn }: PageTable, { row }: PageRow): Place {
  const offset = row.cells[keyColumn]?.content.start ?? row.line.start;
  return placeAt(page.document.lines, offset, page.file);
}

/** The table, null when the page may lack it and does, or why it cannot be used. */
function findTable(
  document: MarkdownDocument,
  file: string,
  profile: ProfileTable,
): PageTable | SyncFinding | null {
  const query: TableQuery = {
    columns: [...new Set([...profile.columns, profile.key])],
    ...(profile.heading === undefined ? {} : { headingPath: profile.heading }),
  };
  const changes = changesTable(profile);
  const fitting =
    profile.headerInBody === true ? withHeaderInBody(document, query) : findTables(document, query);
  const matches = changes ? preferPipes(fitting) : fitting;
  const table = matches[(profile.occurrence ?? 1) - 1];
  if (table === undefined) return notFound(document, file, profile, query, matches.length);
  if (profile.occurrence === undefined && matches.length > 1) {
    const lines = matches.map(({ lineNumber }) => lineNumber).join(', ');
    const message = `the tables at lines ${lines} all fit "${profile.id}" of the profile: give it a heading or an occurrence`;
    return finding('sync-table-ambiguous', file, message, { line: table.lineNumber });
  }
  if (table.readOnly !== undefined && changes) {
    const message = `"${profile.id}" of the profile: ${table.readOnly}; ${adviceFor(table)} or set readOnly`;
    return finding('sync-table-not-editable', file, message, { line: table.lineNumber });
  }
  if (table.unread !== undefined) return unreadTable(document, file, profile, table.unread);
  const missing = changedColumns(profile).find((column) => !table.columns.includes(column));
  if (missing !== undefined) {
    const message = `the table has no column "${missing}", which "${profile.id}" of the profile names; correct the profile`;
    return finding('sync-column-missing', file, message, { line: table.lineNumber });
  }
  const keyColumn = table.columns.indexOf(profile.key);
  const rows = table.rows.map((row, index): PageRow => {
    const cell = row.cells[keyColumn];
    // A key that spans several rows is said once, and the header says none.
    const above = table.rows[index - 1] ?? table.header;
    const goesOn = cell !== undefined && cell === above.cells[keyColumn];
    const keys = goesOn ? [] : rowKeys(cell);
    return { index, row, keys, glob: keys.some(({ glob }) => glob) };
  });
  return { profile, table, keyColumn, rows };
}

function unreadTable(
  { lines }: MarkdownDocument,
  file: string,
  { id }: ProfileTable,
  { reason, at }: Unread,
): SyncFinding {
  const message = `"${id}" of the profile: the rows of this table cannot be read, because ${reason}. Write them out, or take the table from the profile`;
  return finding('sync-table-unread', file, message, placeAt(lines, at, file));
}

/** Tables whose first body row has the columns, as if it were their header. */
function withHeaderInBody(document: MarkdownDocument, query: TableQuery): readonly Table[] {
  return findTables(document, { ...query, columns: [] }).flatMap((table) => {
    const [head, ...rows] = table.rows;
    const columns = head?.cells.map(({ text }) => text) ?? [];
    if (head === undefined || !query.columns.every((column) => columns.includes(column))) return [];
    return [{ ...table, columns, header: head, rows }];
  });
}

/** What archscan owns stands between pipes, wherever a table with them fits. */
function preferPipes(tables: readonly Table[]): readonly Table[] {
  const withPipes = tables.filter(({ isOfElements }) => !isOfElements);
  return withPipes.length > 0 ? withPipes : tables;
}

/** Columns that must be there for an edit; what fills a new row may be missing. */
function changedColumns({ machine = [], rows }: ProfileTable): readonly string[] {
  const example = rows?.example?.column;
  return [...machine.map(({ column }) => column), ...(example === undefined ? [] : [example])];
}

/** Why there is no such table: the first explanation that holds. */
function notFound(
  document: MarkdownDocument,
  file: string,
  profile: ProfileTable,
  { columns }: TableQuery,
  matches: number,
): SyncFinding | null {
  if (profile.optional === true) return null;
  const nth = profile.occurrence === undefined ? '' : ` number ${profile.occurrence}`;
  const under = profile.heading === undefined ? '' : ` under the heading "${profile.heading.join(' > ')}"`;
  const wanted = `"${profile.id}" of the profile: there is no table${nth} with the columns ${quoted(columns)}${under}`;
  const at: At = (line, message) => finding('sync-table-missing', file, `${wanted}${message}`, { line });
  // Where one fits, and it is not the one that is meant, no other one is the missing one.
  const explanation =
    matches === 0
      ? (otherHeader(document, columns, at) ??
        hiddenTable(document, columns, at) ??
        headerUnread(document, file, profile) ??
        elementTable(document, at))
      : hiddenTable(document, columns, at);
  return explanation ?? at(1, '. Correct the profile');
}

type At = (line: number, message: string) => SyncFinding;

/** The table that shares most columns with what is wanted: its header was probably changed. */
function otherHeader(
  { tables }: MarkdownDocument,
  columns: readonly string[],
  at: At,
): SyncFinding | undefined {
  const shared = (table: Table): number => columns.filter((column) => table.columns.includes(column)).length;
  const [best] = [...tables].sort((a, b) => shared(b) - shared(a));
  if (best === undefined || shared(best) * 2 < columns.length) return undefined;
  return at(
    best.lineNumber,
    `; the one here has ${quoted(best.columns)}. Correct its header, or the profile`,
  );
}

function hiddenTable(
  document: MarkdownDocument,
  columns: readonly string[],
  at: At,
): SyncFinding | undefined {
  const [hidden] = findHiddenTables(document, columns);
  return (
    hidden && at(hidden.line, `; the one here stands inside ${hidden.container}, where it is not edited`)
  );
}

function headerUnread(
  document: MarkdownDocument,
  file: string,
  profile: ProfileTable,
): SyncFinding | undefined {
  const table = document.tables.find(({ columns, unread }) => columns.length === 0 && unread !== undefined);
  return table?.unread && unreadTable(document, file, profile, table.unread);
}

/** A table without pipes, and what speaks against reading the columns of it. */
function elementTable({ blocks, tables }: MarkdownDocument, at: At): SyncFinding | undefined {
  const made = '; the one here is made of HTML or JSX elements, which are not edited, and';
  const html = blocks.find(({ node }) => node.type === 'html' && /<table[\s>]/i.test(node.value));
  if (html !== undefined) {
    const line = html.node.position?.start.line ?? 1;
    return at(line, `${made} read only in a page that is .mdx: write it with pipes`);
  }
  const table = tables.find(({ isOfElements }) => isOfElements);
  if (table === undefined) return undefined;
  const advice =
    table.columns.length === 0
      ? 'names no columns: write them as <th>, or set headerInBody'
      : `has ${quoted(table.columns)}. Correct its header, or the profile`;
  return at(table.lineNumber, `${made} ${advice}`);
}

function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
