import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/documents/markdown/edits.js';
import { keepContent } from '../../../src/documents/tracking/keep.js';
import { mergeWithDocument } from '../../../src/documents/tracking/merge.js';
import { CATEGORIES, type TrackingModel, type TrackingRow } from '../../../src/documents/tracking/model.js';
import { parseTracking } from '../../../src/documents/tracking/read.js';
import { rebuildTracking } from '../../../src/documents/tracking/rebuild.js';
import { renderTracking } from '../../../src/documents/tracking/render.js';
import { updateTracking } from '../../../src/documents/tracking/update.js';
import { cellText, foreignText } from '../markdown/hostile.js';
import { expectOutsideUntouched } from '../markdown/support.js';
import { runs } from '../property.js';

const ALL = { update: true, refresh: true, prune: true };

/** Few names, so that histories meet the same architecture again; some that Markdown or a sort could trip over. */
const architecture = fc.constantFrom(
  'AForCausalLM',
  'aForCausalLM',
  'A2ForCausalLM',
  'A10ForCausalLM',
  'BModel',
  'B_Model',
  '_Private',
  'Trailing_',
  '__Dunder__',
  'Ernie4_5_ForCausalLM',
  'Zeta',
  'Llava',
  'LlavaNext',
  'Qwen3',
  'Qwen3Moe',
  'Qwen30',
  'x',
  'Ünïcode',
);

const trackingRow = fc.record({
  architecture,
  native: fc.boolean(),
  hf: fc.boolean(),
  file: fc.constantFrom('', 'a.py', 'b_c.py', 'we|ird`.py'),
  example: fc.oneof(
    fc.constantFrom('org/name', 'org/na_me_', '(generic fallback)'),
    foreignText.filter((text) => text.trim() !== ''),
  ),
  category: fc.constantFrom(...CATEGORIES),
  fallback: fc.constantFrom(true, false, null),
});

const rowSet: fc.Arbitrary<readonly TrackingRow[]> = fc.uniqueArray(trackingRow, {
  selector: (row) => row.architecture,
  maxLength: 12,
});

const model = (withFallback: boolean): fc.Arbitrary<TrackingModel> =>
  fc.record({
    rows: rowSet,
    date: fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-03'),
    withFallback: fc.constant(withFallback),
    hfKnown: fc.constant(true),
  });

const history = fc
  .boolean()
  .chain((withFallback) => fc.array(model(withFallback), { minLength: 2, maxLength: 5 }));

const undated = (text: string): string => text.replace(/(\*\*Last updated:\*\*) \S+/, '$1');

/** A document after people were at it: human columns, other order, remarks, other line ends. */
const edited = fc
  .record({
    model: model(false),
    notes: fc.array(cellText, { minLength: 12, maxLength: 12 }),
    reverse: fc.boolean(),
    tight: fc.boolean(),
    crlf: fc.boolean(),
    bom: fc.boolean(),
    heading: fc.constantFrom('', 'respelled', 'missing', 'no table'),
    remarks: fc.boolean(),
  })
  .map(({ model: given, notes, reverse, tight, crlf, bom, heading, remarks }) => {
    let at = 0;
    let text = renderTracking(given)
      .replace(/^(\| Architecture.*)$/gm, '$1 Notes |')
      .replace(/^\|---\|---\|---\|---\|---\|$/gm, '$&---|')
      .replace(/^(\| \*\*(?!Total).*)$/gm, (line) => `${line} ${notes[at++ % notes.length] ?? ''} |`);
    if (reverse)
      text = text.replace(
        /(?:^\| \*\*(?!Total).*\n)+/gm,
        (rows) => `${rows.trimEnd().split('\n').reverse().join('\n')}\n`,
      );
    if (tight) text = text.replace(/\|\n\n(?=\*\*\d)/g, '|\n');
    if (heading === 'respelled')
      text = text.replace('## Multimodal Models (Vision / Audio / OCR)', '## Multi-modal');
    if (heading === 'missing') text = text.replace(/^## Embedding[\s\S]*?^(?=## Multi)/m, '');
    if (heading === 'no table') text = text.replace(/(## Embedding.*\n\n)(?:\|.*\n)+\n?/, '$1');
    if (remarks)
      text = text.replace(
        '\n## Overall',
        '\n<!-- | **Zeta** | Y | -->\n\n```\n| **Qwen3** | Y |\n```\n\n> | **x** |\n\n## Overall',
      );
    if (!/^\[/m.test(text)) text += '\n[^1]: note\n\n[ref]: /url\n';
    return (bom ? '\uFEFF' : '') + (crlf ? text.replaceAll('\n', '\r\n') : text);
  });

/** What people put behind a value. */
const remark = fc.constantFrom(
  '',
  '',
  '',
  '[^1]',
  '<u>b</u>',
  '<!-- x -->',
  '[ link](u)',
  '(old)',
  '✅',
  '`c`',
);

/** The document with a remark in each cell of its tables. */
function withRemarks(text: string, remarks: readonly string[]): string {
  const cells = parseTracking(text).tables.flatMap(({ table, rows }) =>
    rows.flatMap(({ row }) => table.rows[row]?.cells ?? []),
  );
  const edits = cells.map(({ content: { end } }, i) => ({
    start: end,
    end,
    text: ` ${remarks[i % remarks.length] ?? ''} `,
  }));
  return applyEdits(text, edits);
}

/** Counts as a script does that knows nothing but lines: `| **name** | Y |` between headings. */
function countLines(text: string): readonly string[] {
  let stats = [0, 0, 0, 0];
  const found: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('## ')) stats = [0, 0, 0, 0];
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (/^\| \*\*(?!Total)/.test(line)) {
      const at = cells[2] === 'Y' ? 0 : cells[3] === 'Y' ? 1 : 2;
      stats = stats.map((n, i) => (i === at || i === 3 ? n + 1 : n));
    }
    const stated =
      /^\*\*(\d+)\*\* native \/ \*\*(\d+)\*\* HF-only \/ \*\*(\d+)\*\* no fallback \/ \*\*(\d+)\*\* total$/.exec(
        line,
      );
    if (stated !== null)
      found.push(
        stated.slice(1).join('/') === stats.join('/') ? 'right' : `${line} is not ${stats.join('/')}`,
      );
  }
  return found;
}

describe('histories', () => {
  test('a chain of updates equals a rebuild', () => {
    fc.assert(
      fc.property(history, (models) => {
        const [first, ...rest] = models;
        if (first === undefined) return;
        let text = renderTracking(first);
        for (const next of rest) {
          const updated = updateTracking(text, next, ALL);
          expect(updated.diagnostics).toEqual([]);
          expect(countLines(updated.text)).toEqual(['right', 'right', 'right']);
          expect(rebuildTracking(text, next).text).toBe(updated.text);
          text = updated.text;
        }
        const last = models.at(-1) ?? first;
        expect(undated(text)).toBe(undated(renderTracking(last)));
      }),
      runs(60),
    );
  });

  test('one flag after the other equals all at once', () => {
    fc.assert(
      fc.property(model(false), model(false), (before, after) => {
        let text = renderTracking(before);
        const together = updateTracking(text, after, ALL).text;
        for (const mode of [{ prune: true }, { refresh: true }, { update: true }])
          text = updateTracking(text, after, mode).text;
        expect(undated(text)).toBe(undated(together));
      }),
      runs(40),
    );
  });

  test('adding architectures and pruning them is the identity', () => {
    fc.assert(
      fc.property(edited, model(false), (text, other) => {
        const parsed = parseTracking(text);
        const names = new Set(
          parsed.tables.flatMap((table) => table.rows.flatMap((row) => row.architectures)),
        );
        fc.pre(
          parsed.sections.headingOf.size === 3 &&
            parsed.tables.filter((table) => table.category !== undefined).length === 3,
        );
        const own = parsed.tables.flatMap(({ category, rows }) =>
          rows.map((row) => ({
            architecture: row.architectures[0] ?? '',
            native: row.native,
            hf: row.hf,
            file: row.file,
            example: row.example,
            category: category ?? 'text',
          })),
        );
        const added = other.rows.filter((row) => !names.has(row.architecture));
        const date = '2026-01-01';
        const settled = updateTracking(text, { ...other, date, rows: own }, ALL).text;
        const more = updateTracking(settled, { ...other, date, rows: [...own, ...added] }, { update: true });
        expect(more.report.added).toHaveLength(added.length);
        const less = updateTracking(more.text, { ...other, date, rows: own }, { prune: true });
        expect(undated(less.text)).toBe(undated(settled));
      }),
      runs(40),
    );
  });
});

describe('documents that people edited', () => {
  test('bytes outside the edits stay, reported is written, a second run changes nothing', () => {
    fc.assert(
      fc.property(edited, model(false), (text, next) => {
        const once = updateTracking(text, next, ALL);
        expect(once.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
        expect(applyEdits(text, once.edits)).toBe(once.text);
        expectOutsideUntouched(text, once.text, once.edits);
        expect(new Set(countLines(once.text))).toEqual(new Set(['right']));

        const before = parseTracking(text, {
          categories: new Map(next.rows.map((row) => [row.architecture, row.category])),
        });
        const after = parseTracking(once.text);
        const names = (document: typeof before): readonly string[] =>
          document.tables.flatMap((table) => table.rows.flatMap((row) => row.architectures));
        expect(names(after)).toHaveLength(
          names(before).length + once.report.added.length - once.report.removed.length,
        );
        expect(new Set(names(after))).toEqual(new Set(next.rows.map((row) => row.architecture)));

        expect(updateTracking(once.text, { ...next, date: '2027-01-01' }, ALL).edits).toEqual([]);
      }),
      runs(80),
    );
  });

  test('no note of a row that stays is lost, in an update or in a rebuild', () => {
    fc.assert(
      fc.property(edited, model(false), (text, next) => {
        const notesOf = (source: string): ReadonlyMap<string, string> =>
          new Map(
            parseTracking(source).tables.flatMap(({ table, rows }) =>
              rows.map((row): [string, string] => [
                row.architectures[0] ?? '',
                table.rows[row.row]?.cells[table.columns.indexOf('Notes')]?.raw ?? '',
              ]),
            ),
          );
        const before = notesOf(text);
        for (const after of [updateTracking(text, next, ALL).text, rebuildTracking(text, next).text]) {
          const now = notesOf(after);
          for (const row of next.rows) {
            if (before.has(row.architecture))
              expect(now.get(row.architecture)).toBe(before.get(row.architecture));
          }
        }
      }),
      runs(60),
    );
  });

  test('a rebuild of a rebuild changes nothing', () => {
    fc.assert(
      fc.property(edited, model(false), (text, next) => {
        const once = rebuildTracking(text, next).text;
        expect(rebuildTracking(once, { ...next, date: '2027-01-01' }).text).toBe(once);
        expect(updateTracking(once, { ...next, date: '2027-01-01' }, ALL).edits).toEqual([]);
      }),
      runs(60),
    );
  });

  test('what people wrote into the columns of archscan stays in a rebuild, or is reported', () => {
    fc.assert(
      fc.property(
        edited,
        model(false),
        fc.array(remark, { minLength: 7, maxLength: 40 }),
        (text, next, remarks) => {
          const noted = withRemarks(text, remarks);
          const once = rebuildTracking(noted, next);
          expect(once.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          const later = { ...next, date: '2027-01-01' };
          expect(rebuildTracking(once.text, later)).toMatchObject({ text: once.text, edits: [] });
          expect(updateTracking(once.text, later, ALL).edits).toEqual([]);

          const said = [once.text, ...once.report.problems].join('\n');
          const names = new Set(next.rows.map((row) => row.architecture));
          for (const { table, rows } of parseTracking(noted).tables) {
            for (const { row, architectures } of rows) {
              const cells = names.has(architectures[0] ?? '') ? (table.rows[row]?.cells ?? []) : [];
              for (const { raw } of cells)
                if (/(?:\[\^1\]|<\/u>| -->|\]\(u\))$/.test(raw)) expect(said).toContain(raw);
            }
          }
        },
      ),
      runs(60),
    );
  });

  test('a document that is as archscan writes it says what the model says, so that it need not be parsed', () => {
    fc.assert(
      fc.property(fc.boolean().chain(model), fc.boolean(), (written, hfKnown) => {
        const own = { ...written, hfKnown };
        const text = renderTracking(own);
        const later = { ...own, date: '2027-01-01' };
        expect(rebuildTracking(text, later)).toMatchObject({ text, edits: [], diagnostics: [] });
        expect(updateTracking(text, later, ALL)).toMatchObject({ text, edits: [], diagnostics: [] });
        const document = parseTracking(text);
        const read = mergeWithDocument(document, own);
        expect(document.diagnostics).toEqual([]);
        expect(keepContent(document, read).diagnostics).toEqual([]);
        expect(renderTracking(read, keepContent(document, read).kept)).toBe(text);
      }),
      runs(100),
    );
  });
});
