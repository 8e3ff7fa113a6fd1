import { expect, test } from 'vitest';
import { createRandom } from '../../bench/random.js';

test('a seed has one course: programs and edits of a seed are the same everywhere', () => {
  const random = createRandom(2026);
  expect(Array.from({ length: 8 }, () => random.below(1_000_000))).toEqual([
    455407, 308496, 661157, 618475, 152280, 221843, 682859, 801408,
  ]);
  expect(Array.from({ length: 5 }, () => random.chance(0.5))).toEqual([true, true, true, false, true]);
});

test('the largest seed has a course as well', () => {
  const random = createRandom(0xffff_ffff);
  expect([random.below(2 ** 32), random.below(2 ** 32)]).toEqual([3850105811, 813802916]);
});
