import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  renderDifferences,
  renderTable,
  replaceBetween,
  timesEach,
  timesThe,
  type Row,
} from '../../bench/report.js';
import { addSamples, pairedRatio, spread, type Sample } from '../../bench/statistics.js';

const sample = (wallMs: number, peakKib = 204_800): Sample => ({
  wallMs,
  cpuMs: wallMs / 2,
  peakKib,
  floorKib: 10_240,
});

describe('statistics', () => {
  test('the median of an even number of values is the mean of the middle ones', () => {
    expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
    expect(spread([7])).toEqual({ median: 7, min: 7, max: 7 });
    expect(() => spread([])).toThrow(RangeError);
  });

  test('the median lies between the extremes and has half of the values on each side', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (numbers) => {
        const { median, min, max } = spread(numbers);
        expect(min <= median && median <= max).toBe(true);
        expect(numbers.filter((each) => each < median).length).toBeLessThanOrEqual(numbers.length / 2);
        expect(numbers.filter((each) => each > median).length).toBeLessThanOrEqual(numbers.length / 2);
      }),
      { seed: 1 },
    );
  });

  test('ratios are taken round by round, not of the medians', () => {
    expect(pairedRatio([10, 20, 90], [1, 10, 10])).toEqual({ median: 9, min: 2, max: 10 });
    expect(() => pairedRatio([1], [1, 2])).toThrow(RangeError);
  });

  test('processes of one program add up, but for the peak', () => {
    expect(addSamples([sample(10, 5), sample(20, 9), sample(1, 7)])).toEqual({
      wallMs: 31,
      cpuMs: 15.5,
      peakKib: 9,
      floorKib: 10_240,
    });
  });
});

const ROWS: readonly Row[] = [
  {
    id: 'scan',
    title: 'archscan scan',
    job: 'names',
    result: { samples: [sample(1000), sample(1200)], differences: 'reference' },
  },
  {
    id: 'quick',
    title: 'quick',
    job: 'names',
    result: {
      samples: [sample(100, 10_240), sample(100, 10_240)],
      differences: [
        { part: 'registrations', missing: ['A', 'B'], extra: [] },
        { part: 'classes', missing: [], extra: ['C'] },
      ],
    },
  },
  {
    id: 'exact',
    title: 'exact',
    job: 'names',
    result: { samples: [sample(4, 1_048_576), sample(5)], differences: [] },
  },
  {
    id: 'start',
    title: 'start',
    job: 'floor',
    result: { samples: [sample(1), sample(1)], differences: null },
  },
  { id: 'absent', title: 'absent', job: 'names', result: { reason: 'not on the path' } },
];

test('a table has every row, with spreads, ratios, and how the answer differs', () => {
  expect(renderTable(ROWS, timesEach('archscan', [sample(1000), sample(1200)]))).toMatchInlineSnapshot(`
    "| program | wall ms | CPU ms | peak MiB | archscan ÷ it, wall | archscan ÷ it, CPU | answer |
    | --- | --: | --: | --: | --: | --: | --: |
    | archscan scan | 1,100 [1,000–1,200] | 550 [500–600] | 200 | 1 | 1 | reference |
    | quick | 100 [100–100] | 50 [50–50] | ≤ 10 | 11 [10–12] | 11 [10–12] | registrations −2 +0, classes −0 +1 |
    | exact | 4.5 [4–5] | 2.3 [2–2.5] | 612 | 245 [240–250] | 245 [240–250] | the same |
    | start | 1 [1–1] | 0.5 [0.5–0.5] | 200 | 1,100 [1,000–1,200] | 1,100 [1,000–1,200] | – |
    | absent | – | – | – | – | – | not measured: not on the path |
    "
  `);
});

test('ratios may be by the reference instead', () => {
  const rows = ROWS.filter(({ id }) => id === 'quick');
  expect(renderTable(rows, timesThe('scan', [sample(1000), sample(1250)]))).toMatchInlineSnapshot(`
    "| program | wall ms | CPU ms | peak MiB | it ÷ scan, wall | it ÷ scan, CPU | answer |
    | --- | --: | --: | --: | --: | --: | --: |
    | quick | 100 [100–100] | 50 [50–50] | ≤ 10 | 0.09 [0.08–0.1] | 0.09 [0.08–0.1] | registrations −2 +0, classes −0 +1 |
    "
  `);
});

test('differences name everything, or count what is long', () => {
  expect(renderDifferences(ROWS)).toBe(
    '- quick: registrations, 2 missing: `A`, `B`\n- quick: classes, 1 extra: `C`\n',
  );
  expect(renderDifferences(ROWS, 1)).toBe(
    '- quick: registrations, 2 missing\n- quick: classes, 1 extra: `C`\n',
  );
});

test('only what stands between the markers is replaced', () => {
  const page = 'before\n\n<!-- t: begin -->\n\nold\n\n<!-- t: end -->\n\nafter\n';
  const replaced = replaceBetween(page, 't', '$& new\n');
  expect(replaced).toBe('before\n\n<!-- t: begin -->\n\n$& new\n\n<!-- t: end -->\n\nafter\n');
  expect(replaceBetween(replaced, 't', 'old')).toBe(page);
  expect(() => replaceBetween(page, 'other', '')).toThrow(RangeError);
});
