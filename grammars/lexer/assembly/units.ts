import { INPUT_BASE } from './layout';

/** Bytes of a block of sixteen units, and of what stands for them. */
const UNITS: usize = 32;
const BYTES: usize = 16;

/**
 * Narrows the `length` UTF-16 units at the input's base in place, one byte for each: the unit where it is below 256,
 * 255 otherwise, so that all that is not ASCII is from 128 on. Whole blocks are read and written.
 */
export function narrowUnits(length: i32): void {
  const end = INPUT_BASE + (length as usize);
  const greatest = i16x8.splat(0xff);
  let from: usize = INPUT_BASE;
  let to: usize = INPUT_BASE;
  while (to < end) {
    const low = i16x8.min_u(v128.load(from), greatest);
    const high = i16x8.min_u(v128.load(from, BYTES), greatest);
    v128.store(to, i8x16.narrow_i16x8_u(low, high));
    from += UNITS;
    to += BYTES;
  }
}
