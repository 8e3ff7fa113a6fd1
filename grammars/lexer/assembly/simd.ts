/** A bit for each byte of a block. */
export const BITS_ALL: i32 = 0xffff;

/** Sixteen copies of a byte. */
export function lanes(byte: i32): v128 {
  return i8x16.splat(byte as i8);
}

/** Where a block of sixteen bytes holds the byte in `copies`: bit n for byte n. */
export function bitsEqual(block: v128, copies: v128): i32 {
  return i8x16.bitmask(i8x16.eq(block, copies));
}

/** Bits for the first `count` bytes of a block, all sixteen where it is more. */
export function firstBits(count: usize): i32 {
  return count < 16 ? (1 << (count as i32)) - 1 : BITS_ALL;
}

/** Bits for the bytes before the first of `bits`, all of them where there is none. */
export function bitsBefore(bits: i32): i32 {
  return (bits - 1) & ~bits;
}
