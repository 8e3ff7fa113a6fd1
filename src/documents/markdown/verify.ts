/**
 * The last gate before a write. The edited text is parsed again and compared with what the plan says it should
 * mean: the planned cells, rows, lines and blocks, and everything else as before.
 */
import { append } from '../../append.js';
import { groupBy } from '../../group-by.js';
import { lastAtMost } from '../../last-at-most.js';
import { applyEdits, sortEdits, type Edit } from './edits.js';
import { digest, skeleton } from './digest.js';
import { parseDocument, tableOf, type Block, type MarkdownDocument } from './parse.js';
import type { Change, NewCell, Plan } from './plan.js';
import type { Cell, Row, Table } from './tables.js';

export type Verified =
  | { readonly ok: true; readonly text: string; readonly document: MarkdownDocument }
  | { readonly ok: false; readonly reason: string };

/** Does a plan and checks that the new text means exactly what was planned; otherwise says where it does not. */
export function verifyEdits(before: MarkdownDocument, plan: Plan): Verified {
  const text = applyEdits(before.text, plan.edits);
  const { value: after, diagnostics } = parseDocument(text, before);
  const [problem] = diagnostics;
  if (problem !== undefined)
    return { ok: false, reason: `the edited text cannot be read: ${problem.message}` };
  const reason = compareSafely(before, after, plan);
  return reason === undefined ? { ok: true, text, document: after } : { ok: false, reason };
}

function compareSafely(before: MarkdownDocument, after: MarkdownDocument, plan: Plan): string | undefined {
  try {
    return compare(before, after, plan);
  } catch (error) {
    if (error instanceof RangeError) return 'the document is nested too deeply to be compared';
    throw error;
  }
}

type Expectation = (after: MarkdownDocument, block: Block, index: number) => string | undefined;

function compare(before: MarkdownDocument, after: MarkdownDocument, plan: Plan): string | undefined {
  const expected = expectations(before, plan);
  for (const [i, expect] of expected.entries()) {
    const block = after.blocks[i];
    if (block === undefined) return `the edit would make ${expected.length - i} blocks at the end disappear`;
    const reason = expect(after, block, i);
    if (reason !== undefined)
      return `${reason} (line ${block.node.position?.start.line ?? 1} after the edit)`;
  }
  const extra = after.blocks[expected.length];
  return extra === undefined ? undefined : `the edit would add a ${extra.node.type} that was not planned`;
}

function expectations(before: MarkdownDocument, plan: Plan): readonly Expectation[] {
  const edits = sortEdits(plan.edits);
  const byTable = groupBy(plan.changes, (change) => ('table' in change ? change.table : undefined));
  const byBlock = groupBy(plan.changes, (change) =>
    change.kind === 'replace-text' ? change.block : undefined,
  );
  const inserted = groupBy(plan.changes, (change) =>
    change.kind === 'insert-blocks' ? change.after : undefined,
  );
  const result: Expectation[] = insertedBlocks(before, inserted.get(-1) ?? []);
  for (const [i, block] of before.blocks.entries()) {
    const table = block.node.type === 'table' ? tableOf(before, i) : undefined;
    const changes = table === undefined ? [] : (byTable.get(table.index) ?? []);
    if (table !== undefined && changes.length > 0)
      result.push((after, found, at) => compareTable(table, changes, tableOf(after, at), found));
    else if (byBlock.has(i)) {
      result.push((after, found) => compareText(before, block, edits, after, found));
    } else result.push((_, found) => compareNode(block, found));
    append(result, insertedBlocks(before, inserted.get(i) ?? []));
  }
  return result;
}

function insertedBlocks(before: MarkdownDocument, changes: readonly Change[]): Expectation[] {
  return changes.flatMap((change) => {
    if (change.kind !== 'insert-blocks') return [];
    // References in the new text are ones only beside the definitions of the document.
    const definitions = before.blocks.filter(({ node }) => /[dD]efinition$/.test(node.type));
    const context = definitions.map((block) => before.text.slice(block.start, block.end));
    const { value } = parseDocument([change.markdown, ...context].join('\n\n'), before);
    const inserted = value.blocks.slice(0, value.blocks.length - definitions.length);
    return inserted.map(
      (block): Expectation =>
        (_, found) =>
          compareNode(block, found),
    );
  });
}

function compareNode(expected: Block, found: Block): string | undefined {
  return digest(expected.node) === digest(found.node)
    ? undefined
    : `the edit would change a ${expected.node.type} that it should not touch`;
}

function compareText(
  before: MarkdownDocument,
  block: Block,
  edits: readonly Edit[],
  after: MarkdownDocument,
  found: Block,
): string | undefined {
  if (skeleton(block.node) !== skeleton(found.node))
    return `the edit would change the structure of a ${block.node.type}`;
  const local: Edit[] = [];
  for (let i = lastAtMost(edits, ({ start }) => start, block.start - 1) + 1; i < edits.length; i += 1) {
    const edit = edits[i];
    if (edit === undefined || edit.start > block.end) break;
    if (edit.end > block.end) continue;
    local.push({ ...edit, start: edit.start - block.start, end: edit.end - block.start });
  }
  const expected = applyEdits(before.text.slice(block.start, block.end), local);
  const actual = after.text.slice(found.start, found.end);
  return expected === actual ? undefined : `the edit would change where a ${block.node.type} begins or ends`;
}

type ExpectedRow = { readonly same: Row } | { readonly cells: readonly (NewCell | Cell)[] };

function compareTable(
  table: Table,
  changes: readonly Change[],
  actual: Table | undefined,
  found: Block,
): string | undefined {
  if (actual === undefined) return `the edit would turn a table into a ${found.node.type}`;
  if (JSON.stringify(actual.align) !== JSON.stringify(table.align))
    return 'the edit would change the columns of a table';
  const expected: readonly ExpectedRow[] = [{ same: table.header }, ...expectedRows(table, changes)];
  const rows = [actual.header, ...actual.rows];
  if (rows.length !== expected.length) {
    return `the table would have ${rows.length - 1} rows instead of ${expected.length - 1}`;
  }
  for (const [i, row] of rows.entries()) {
    const want = expected[i];
    const reason = want === undefined ? undefined : compareRow(want, row);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function expectedRows(table: Table, changes: readonly Change[]): readonly ExpectedRow[] {
  const result: ExpectedRow[] = [];
  const insertedAt = new Map<number, ExpectedRow[]>();
  const replaced = new Map<number, ReadonlyMap<number, NewCell>>();
  const removed = new Set<number>();
  for (const change of changes) {
    if (change.kind === 'insert-row') {
      const together = insertedAt.get(change.after);
      if (together === undefined) insertedAt.set(change.after, [{ cells: change.cells }]);
      else together.push({ cells: change.cells });
    } else if (change.kind === 'set-cells') {
      replaced.set(change.row, new Map([...(replaced.get(change.row) ?? []), ...change.cells]));
    } else if (change.kind === 'remove-row') removed.add(change.row);
  }
  append(result, insertedAt.get(-1) ?? []);
  for (const [i, row] of table.rows.entries()) {
    const cells = replaced.get(i);
    if (!removed.has(i)) result.push(cells === undefined ? { same: row } : { cells: withCells(row, cells) });
    append(result, insertedAt.get(i) ?? []);
  }
  return result;
}

function withCells(row: Row, replaced: ReadonlyMap<number, NewCell>): readonly (NewCell | Cell)[] {
  const length = Math.max(row.cells.length, ...[...replaced.keys()].map((column) => column + 1));
  return Array.from({ length }, (_, i) => replaced.get(i) ?? row.cells[i] ?? { raw: '', text: '' });
}

function compareRow(expected: ExpectedRow, actual: Row): string | undefined {
  const wanted = 'same' in expected ? expected.same.cells : expected.cells;
  if (wanted.length !== actual.cells.length) {
    return `a row would have ${actual.cells.length} cells instead of ${wanted.length}`;
  }
  for (const [i, cell] of actual.cells.entries()) {
    const want = wanted[i];
    if (want !== undefined && !sameCell(want, cell)) {
      return `a cell would read ${JSON.stringify(cell.raw)} instead of ${JSON.stringify(want.raw)}`;
    }
  }
  return undefined;
}

function sameCell(wanted: NewCell | Cell, actual: Cell): boolean {
  if (wanted.raw !== actual.raw) return false;
  if ('node' in wanted) return cellDigest(wanted) === cellDigest(actual);
  return wanted.text === undefined || wanted.text === actual.text;
}

function cellDigest(cell: Cell): string {
  return cell.node === undefined ? '' : digest(cell.node);
}
