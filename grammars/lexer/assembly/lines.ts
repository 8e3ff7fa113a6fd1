// Line numbers are counted when a row asks for them, each byte once, instead of at every line end on the way.
import { INPUT_START, LINE_FEED } from './input';
import { bitsEqual, firstBits, lanes } from './simd';

let countedTo: usize = INPUT_START;
let lineFeeds: i32 = 0;

export function startCountingLines(): void {
  countedTo = INPUT_START;
  lineFeeds = 0;
}

/** A byte counts up to 127: this many rounds of four blocks may be counted in one. */
const ROUND: usize = 64;
const MOST_ROUNDS: usize = 31;

/** The 1-based physical line of `p`, which must not lie before the one asked for last. */
export function lineAt(p: usize): i32 {
  const lineFeed = lanes(LINE_FEED);
  let q = countedTo;
  let count = lineFeeds;
  while (q + ROUND <= p) {
    const stop = q + min((p - q) / ROUND, MOST_ROUNDS) * ROUND;
    let counts = i8x16.splat(0);
    while (q < stop) {
      const first = i8x16.add(i8x16.eq(v128.load(q), lineFeed), i8x16.eq(v128.load(q, 16), lineFeed));
      const second = i8x16.add(i8x16.eq(v128.load(q, 32), lineFeed), i8x16.eq(v128.load(q, 48), lineFeed));
      counts = i8x16.add(counts, i8x16.add(first, second));
      q += ROUND;
    }
    count += sumOfNegated(counts);
  }
  while (q + 16 <= p) {
    count += popcnt(bitsEqual(v128.load(q), lineFeed));
    q += 16;
  }
  count += popcnt(bitsEqual(v128.load(q), lineFeed) & firstBits(p - q));
  countedTo = p;
  lineFeeds = count;
  return count + 1;
}

/** The sum over the sixteen bytes of `counts`, each of which holds the negative of a count. */
function sumOfNegated(counts: v128): i32 {
  const words = i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(counts));
  const halves = i32x4.add(
    words,
    i8x16.shuffle(words, words, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
  );
  return -(i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1));
}
