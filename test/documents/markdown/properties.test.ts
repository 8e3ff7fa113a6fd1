import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { codeSpan, escapeLine, escapeText, plainLine } from '../../../src/documents/markdown/escape.js';
import { insertRow, removeRow, setCell } from '../../../src/documents/markdown/operations.js';
import { parseDocument, prepareMdx, type MarkdownDocument } from '../../../src/documents/markdown/parse.js';
import { plainText } from '../../../src/documents/markdown/plain-text.js';
import type { Plan, Planned } from '../../../src/documents/markdown/plan.js';
import type { Table } from '../../../src/documents/markdown/tables.js';
import { verifyEdits, type Verified } from '../../../src/documents/markdown/verify.js';
import { runs } from '../property.js';
import { foreignText, hostileDocument } from './hostile.js';
import { expectOutsideUntouched, parse } from './support.js';

interface Editable {
  readonly document: MarkdownDocument;
  readonly table: Table;
}

/** One of the editable tables of a document. */
function pickTable(text: string, pick: number): Editable {
  const document = parse(text);
  const tables = document.tables.filter((table) => table.readOnly === undefined);
  fc.pre(tables.length > 0);
  const table = tables[pick % tables.length];
  if (table === undefined) throw new Error('no table');
  return { document, table };
}

function planOf(planned: Planned): Plan {
  if (!planned.ok) throw new Error(planned.reason);
  return planned.plan;
}

function verified(document: MarkdownDocument, plan: Plan): Extract<Verified, { ok: true }> {
  const result = verifyEdits(document, plan);
  if (!result.ok) throw new Error(result.reason);
  return result;
}

describe('operations on hostile documents', () => {
  test('setCell changes one cell of one line', () => {
    fc.assert(
      fc.property(
        hostileDocument,
        fc.nat(),
        fc.nat(),
        fc.nat(),
        foreignText,
        (source, which, rowPick, columnPick, value) => {
          const { document, table } = pickTable(source, which);
          fc.pre(table.rows.length > 0);
          const row = rowPick % table.rows.length;
          const column = columnPick % table.columns.length;
          const plan = planOf(setCell(document, table, row, column, value));
          const { text, document: after } = verified(document, plan);
          expectOutsideUntouched(document.text, text, plan.edits);
          const line = (table.rows[row]?.lineNumber ?? 0) - 1;
          expect(after.lines).toHaveLength(document.lines.length);
          for (const [i, old] of document.lines.entries()) {
            if (i === line) continue;
            const now = after.lines[i];
            expect(text.slice(now?.start, now?.end) + (now?.eol ?? '')).toBe(
              document.text.slice(old.start, old.end) + old.eol,
            );
          }
          expect(after.tables[table.index]?.rows[row]?.cells[column]?.text).toBe(plainLine(value));
        },
      ),
      runs(200),
    );
  });

  test('setCell twice is setCell once', () => {
    fc.assert(
      fc.property(hostileDocument, fc.nat(), fc.nat(), foreignText, (source, which, pick, value) => {
        const { document, table } = pickTable(source, which);
        fc.pre(table.rows.length > 0);
        const row = pick % table.rows.length;
        const first = verified(document, planOf(setCell(document, table, row, 0, value)));
        const again = first.document.tables[table.index];
        if (again === undefined) throw new Error('the table is gone');
        expect(planOf(setCell(first.document, again, row, 0, value)).edits).toEqual([]);
      }),
      runs(150),
    );
  });

  test('insertRow adds one line, removeRow takes it away again', () => {
    fc.assert(
      fc.property(
        hostileDocument,
        fc.nat(),
        fc.nat(),
        fc.array(foreignText, { maxLength: 4 }),
        (source, which, pick, values) => {
          const { document, table } = pickTable(source, which);
          const after = (pick % (table.rows.length + 1)) - 1;
          const cells = values.slice(0, table.columns.length);
          const plan = planOf(insertRow(document, table, after, cells));
          const inserted = verified(document, plan);
          expectOutsideUntouched(document.text, inserted.text, plan.edits);
          const now = inserted.document.tables[table.index];
          if (now === undefined) throw new Error('the table is gone');
          expect(now.rows[after + 1]?.cells.map((cell) => cell.text)).toEqual(
            table.columns.map((_, i) => plainLine(cells[i] ?? '')),
          );
          const removed = verified(inserted.document, planOf(removeRow(now, after + 1, 'test')));
          expect(removed.text).toBe(document.text);
        },
      ),
      runs(200),
    );
  });

  test('removeRow leaves the other rows', () => {
    fc.assert(
      fc.property(hostileDocument, fc.nat(), fc.nat(), (source, which, pick) => {
        const { document, table } = pickTable(source, which);
        fc.pre(table.rows.length > 0);
        const row = pick % table.rows.length;
        const plan = planOf(removeRow(table, row, 'test'));
        const { text, document: after } = verified(document, plan);
        expectOutsideUntouched(document.text, text, plan.edits);
        expect(after.tables[table.index]?.rows.map((r) => r.cells.map((cell) => cell.raw))).toEqual(
          table.rows.toSpliced(row, 1).map((r) => r.cells.map((cell) => cell.raw)),
        );
      }),
      runs(150),
    );
  });
});

describe('foreign text', () => {
  beforeAll(prepareMdx);

  const cellText = (markdown: string, mdx: boolean): string | undefined => {
    const { value, diagnostics } = parseDocument(`| a |\n|---|\n| ${markdown} |\n\n[^1]: x\n\n[ref]: y\n`, {
      mdx,
    });
    expect(diagnostics).toEqual([]);
    expect(value.blocks).toHaveLength(3);
    expect(value.tables[0]?.rows).toHaveLength(1);
    expect(value.tables[0]?.rows[0]?.cells).toHaveLength(1);
    return value.tables[0]?.rows[0]?.cells[0]?.text;
  };

  test.each([false, true])('reads as itself in a cell (MDX: %s)', (mdx) => {
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(cellText(escapeText(text, { mdx }), mdx)).toBe(plainLine(text));
        expect(cellText(codeSpan(text, { mdx }), mdx)).toBe(plainLine(text));
      }),
      runs(400),
    );
  });

  test.each([false, true])('reads as itself at the beginning of a line (MDX: %s)', (mdx) => {
    fc.assert(
      fc.property(foreignText, (text) => {
        fc.pre(plainLine(text) !== '' && !/^(?:import|export)\b/.test(plainLine(text)));
        const { value } = parseDocument(`${escapeLine(text, { mdx })}\n`, { mdx });
        expect(value.blocks.map((block) => block.node.type)).toEqual(['paragraph']);
        expect(value.blocks.map((block) => plainText(block.node))).toEqual([plainLine(text)]);
      }),
      runs(400),
    );
  });

  test('class names stay as older scripts match them', () => {
    for (const name of [
      'Ernie4_5_ForCausalLM',
      'NemotronH_Nano_VL_V2',
      'llama_NemoRetrieverColEmbed',
      'NVLM_D_Model',
    ]) {
      expect(escapeText(name)).toBe(name);
    }
  });
});
