import { expect, test } from 'vitest';
import { renderTargets, unmeasuredTargets } from '../../bench/targets.js';

const exactly = (median: number) => ({ median, min: median, max: median });

test('a target is met, better, missed by so much, or was not measured', () => {
  const figures = new Map([
    ['cold-scan', exactly(0.3)],
    ['cold-track', exactly(0.72)],
    ['ast-scan', exactly(0.02)],
    ['ast-track', exactly(0.0335)],
    ['growth', exactly(-0.2)],
    ['key', { median: 0.25, min: 0.2, max: 7 }],
  ]);
  const lines = renderTargets(figures).split('\n');
  const line = (text: string): string | undefined => lines.find((each) => each.includes(text));
  expect(line('steps 1 to 3: `archscan scan`')).toMatch(/\| ≤ 0.36 \| ≤ 0.28 \| 0.3 \[0.3–0.3\] \| met \|$/);
  expect(line('steps 1 to 3: `archscan track`')).toMatch(/\| missed, 2 times as much \|$/);
  expect(line('`ast` script with examples: `archscan scan`')).toMatch(
    /\| ≤ 1\/30 \| ≤ 1\/40 \| .* \| aim met \|$/,
  );
  expect(line('`ast` script with examples: `archscan track`')).toMatch(
    /\| missed, by less than a hundredth \|$/,
  );
  expect(line('one character')).toMatch(/\| ≤ 0.6 ms \| ≤ 0.25 ms \| 0.25 \[0.2–7\] \| aim met \|$/);
  expect(line('growth')).toMatch(/\| cannot be told \|$/);
  expect(line('10,000 files')).toMatch(/\| – \| not measured \|$/);
  expect(unmeasuredTargets(figures)).toHaveLength(lines.length - 3 - figures.size);
});
