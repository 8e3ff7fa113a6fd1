import type { AlignType } from 'mdast';
import type { Cell, Row, Table } from './tables.js';
import { displayWidth } from './width.js';

/** Share of a column's cells that must have one width before new cells are padded to it. */
const ALIGNED_SHARE = 0.8;
/** The same for a column whose header and delimiter have that width. */
const RULED_SHARE = 0.6;

/** How a column is written. */
interface ColumnStyle {
  /** Width of everything between the pipes, undefined if the column is not padded to one. */
  readonly width: number | undefined;
  readonly measure: (text: string) => number;
  readonly left: string;
  readonly right: string;
  /** What an empty cell has between its pipes. */
  readonly empty: string;
  readonly align: AlignType;
}

/** What stands between the pipes of a new cell: content with the padding of its column. */
export function paddedCell(text: string, table: Table, column: number, content: string): string {
  const style = columnStyle(text, table, column);
  if (content === '' && style.width === undefined) return style.empty;
  const spare = (style.width ?? 0) - style.measure(content) - style.left.length - style.right.length;
  if (style.width === undefined || spare < 0) return `${style.left}${content}${style.right}`;
  const before = style.align === 'right' ? spare : style.align === 'center' ? Math.floor(spare / 2) : 0;
  return `${style.left}${' '.repeat(before)}${content}${' '.repeat(spare - before)}${style.right}`;
}

/** What stands between the pipes of an existing cell when its content is replaced. */
export function repaddedCell(
  text: string,
  table: Table,
  column: number,
  cell: Cell,
  content: string,
): string {
  const aligned = columnStyle(text, table, column).width !== undefined;
  if (aligned || cell.raw === '' || content === '') return paddedCell(text, table, column, content);
  return (
    text.slice(cell.outer.start, cell.content.start) + content + text.slice(cell.content.end, cell.outer.end)
  );
}

const styles = new WeakMap<Table, Map<number, ColumnStyle>>();

function columnStyle(text: string, table: Table, column: number): ColumnStyle {
  const known = styles.get(table) ?? new Map<number, ColumnStyle>();
  styles.set(table, known);
  const style = known.get(column) ?? readStyle(text, table, column);
  known.set(column, style);
  return style;
}

function readStyle(text: string, table: Table, column: number): ColumnStyle {
  const cells = [table.header, ...table.rows].flatMap((row) => innerCell(row, column) ?? []);
  const outers = cells.map((cell) => text.slice(cell.outer.start, cell.outer.end));
  const filled = cells.filter((cell) => cell.raw !== '');
  const left = mostly(filled.map((cell) => cell.content.start > cell.outer.start)) ? ' ' : '';
  const right = mostly(filled.map((cell) => cell.content.end < cell.outer.end)) ? ' ' : '';
  const empty = outers.findLast(isBlank) ?? emptyElsewhere(text, table) ?? left + right;
  const plain = { left, right, empty, align: table.align[column] ?? null };
  const rule = table.delimiter === undefined ? undefined : innerCell(table.delimiter, column)?.outer;
  for (const measure of [displayWidth, codeUnits]) {
    const width = commonWidth(outers, measure, rule === undefined ? undefined : rule.end - rule.start);
    if (width !== undefined) return { ...plain, width, measure };
  }
  return { ...plain, width: undefined, measure: displayWidth };
}

/** How other columns leave a cell empty, where they do not pad it. */
function emptyElsewhere(text: string, table: Table): string | undefined {
  return table.rows
    .flatMap((row) => row.cells.map(({ outer }) => text.slice(outer.start, outer.end)))
    .find((outer) => isBlank(outer) && outer.length <= 1);
}

function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}

function mostly(votes: readonly boolean[]): boolean {
  return votes.filter(Boolean).length * 2 >= votes.length;
}

function codeUnits(text: string): number {
  return text.length;
}

/** A cell with a pipe on both sides; the other ones have no padding to learn from. */
function innerCell(row: Row, column: number): Cell | undefined {
  const first = column === 0 && !row.leadingPipe;
  const last = column === row.cells.length - 1 && !row.trailingPipe;
  return first || last ? undefined : row.cells[column];
}

/**
 * The width that a column is padded to: nearly all cells have it, none is narrower, and it is no accident, because
 * it holds texts of different widths or is that of the header and of the delimiter. Where both header and delimiter
 * have it, a smaller majority is enough: a formatter wrote the table once, and people added rows since.
 */
function commonWidth(
  outers: readonly string[],
  measure: (text: string) => number,
  rule: number | undefined,
): number | undefined {
  const widths = outers.map(measure);
  const width = widths.reduce((least, each) => Math.min(least, each), Infinity);
  const shareOf = (wanted: number): number =>
    widths.filter((each) => each === wanted).length / (widths.length || 1);
  const contentsOf = (wanted: number): number =>
    new Set(outers.filter((_, i) => widths[i] === wanted).map((outer) => measure(outer.trim()))).size;
  const isRuled = rule !== undefined && widths[0] === rule;
  if (shareOf(width) >= ALIGNED_SHARE && (contentsOf(width) > 1 || (isRuled && rule === width))) return width;
  return isRuled && shareOf(rule) >= RULED_SHARE && contentsOf(rule) > 1 ? rule : undefined;
}
