// Sixteen bytes are classified by looking up each half of a byte in a table of its own; what both agree upon is the
// class. Stops are the higher bits, so that a saturating addition carries them into the sign.
//
//   class          bit    bytes       low half   high half
//   backslash      0x80   5C          C          5
//   line feed      0x40   0A          A          0
//   quotes, hash   0x20   22 27 23    2 7 3      2
//   semicolon      0x10   3B          B          3
//   opening        0x08   5B 7B       B          5 7
//   opening        0x04   28          8          2
//   closing        0x02   5D 7D       D          5 7
//   closing        0x01   29          9          2

/** The classes of the bytes in a block. */
export function classify(block: v128): v128 {
  const lowHalf = i8x16(0, 0, 0x20, 0x20, 0, 0, 0, 0x20, 0x04, 0x01, 0x40, 0x18, -128, 0x02, 0, 0);
  const highHalf = i8x16(0x40, 0, 0x25, 0x10, 0, -118, 0, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0);
  const half = i8x16.splat(0x0f);
  const low = i8x16.swizzle(lowHalf, v128.and(block, half));
  const high = i8x16.swizzle(highHalf, v128.and(i16x8.shr_u(block, 4), half));
  return v128.and(low, high);
}

/** Where the bytes are that the lexer must look at: bit n for byte n. */
export function stopBits(classes: v128): i32 {
  return i8x16.bitmask(i8x16.add_sat_u(classes, i8x16.splat(0x70)));
}

/** Brackets of both directions, and stops. */
export function bracketBits(classes: v128): i32 {
  return i8x16.bitmask(i8x16.add_sat_u(classes, i8x16.splat(0x7f)));
}

/** Opening brackets, and stops. */
export function openingBits(classes: v128): i32 {
  return i8x16.bitmask(i8x16.add_sat_u(classes, i8x16.splat(0x7c)));
}
