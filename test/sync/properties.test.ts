import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import type { SyncFinding } from '../../src/sync/finding.js';
import { facts, profile, sync } from './support.js';

const STEMS = ['Ash', 'Birch', 'Cedar', 'Elm', 'Fir', 'Oak', 'Pine', 'Rowan', 'Yew'];
const about = profile([
  {
    path: 'p.md',
    footnotes: true,
    tables: [
      {
        id: 'trees',
        columns: ['Model', 'Shade', 'Notes'],
        key: 'Model',
        machine: [{ column: 'Shade', capability: 'shade', yes: '✅︎', no: '', alsoYes: ['✅'] }],
        rows: { where: [{}], example: { column: 'Example' }, fill: [] },
      },
    ],
  },
]);

const engine = fc.uniqueArray(
  fc.record({
    stem: fc.constantFrom(...STEMS),
    ending: fc.constantFrom('ForCausalLM', 'Model', '_v2'),
    shade: fc.constantFrom(true, false, undefined),
  }),
  { selector: ({ stem, ending }) => stem + ending, maxLength: 14 },
);

const documented = fc.array(
  fc.record({
    stem: fc.constantFrom(...STEMS),
    ending: fc.constantFrom('ForCausalLM', 'Model', '_v2'),
    behind: fc.constantFrom('', '', '<sup>C</sup>', ' [^1]', ', `*Model`', ', etc.'),
    shade: fc.constantFrom('', '✅', '✅︎', 'partly', '✅ [^1]', '\\*'),
    notes: fc.constantFrom('', 'a \\| b', '`x | y`'.replace('|', '\\|'), '[link](a.md)', '🌲 tall'),
  }),
  { maxLength: 12 },
);

const style = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  padded: fc.boolean(),
  outer: fc.boolean(),
});

describe('any page of a table', () => {
  test('is settled after one run, and keeps every byte outside machine cells and new rows', () => {
    fc.assert(
      fc.property(engine, documented, style, (known, rows, { eol, bom, padded, outer }) => {
        const grove = facts(
          Object.fromEntries(
            known.map(({ stem, ending, shade }) => [
              stem + ending,
              { capabilities: shade === undefined ? {} : { shade } },
            ]),
          ),
        );
        const cells = rows.map(({ stem, ending, behind, shade, notes }) => [
          `\`${stem}${ending}\`${behind}`,
          shade,
          notes,
          'x',
        ]);
        const line = (each: readonly string[]): string => {
          const inner = each.map((cell) => (padded ? ` ${cell.padEnd(34)} ` : ` ${cell} `)).join('|');
          return outer ? `|${inner}|` : inner.trim();
        };
        const page = [
          '# Trees',
          '',
          line(['Model', 'Shade', 'Notes', 'Example']),
          line(['---', '---', '---', '---']),
          ...cells.map(line),
          '',
          'End [^1].',
          '',
          '[^1]: A note.',
          '',
        ].join(eol);
        const before = (bom ? '\uFEFF' : '') + page;
        const first = sync(grove, about, before);
        const after = first.pages[0]?.after ?? '';
        expect(first.findings.filter(({ rule }) => rule.startsWith('document-'))).toEqual([]);

        const fixable = first.findings.filter((each) => each.fixable);
        for (const found of fixable.slice(0, 2)) {
          const alone = sync(grove, about, applyEdits(before, first.fixes.get(found) ?? []));
          const rest = fixable.filter((each) => each !== found);
          expect(subjects(alone.findings)).toEqual(subjects(rest));
        }

        const second = sync(grove, about, after);
        expect(second.pages[0]?.after).toBe(after);
        expect(second.findings.filter(({ fixable }) => fixable)).toEqual([]);

        const missing = first.findings.filter(({ rule }) => rule === 'sync-missing-row').length;
        const wrong = new Set(
          first.findings.filter(({ rule }) => rule === 'sync-wrong-cell').map((each) => each.line),
        );
        const [old, now] = [before.split(eol), after.split(eol)];
        expect(now).toHaveLength(old.length + missing);
        const kept = old.filter((_, index) => !wrong.has(index + 1));
        expect(isSubsequence(kept, now)).toBe(true);
      }),
      { seed: 7, numRuns: 150 * Number(process.env.ARCHSCAN_PROPERTY_SCALE ?? 1) },
    );
  });
});

/** What a run would change; lines move with the rows above them. */
function subjects(findings: readonly SyncFinding[]): readonly string[] {
  return findings
    .filter((each) => each.fixable)
    .map(({ rule, subject }) => `${rule} ${subject}`)
    .sort();
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const line of whole) if (line === part[at]) at += 1;
  return at === part.length;
}
