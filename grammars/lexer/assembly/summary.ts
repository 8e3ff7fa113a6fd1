// Flags that the bytes of a logical line decide without regard to tokens.
import { byteAt, DOT, LINE_FEED, UNDERSCORE } from './input';
import { FLAG_MENTION, FLAG_MULTILINE, FLAG_NON_ASCII } from './layout';
import { bitsEqual, firstBits, lanes } from './simd';

const LETTER_C: i32 = 0x63;
const LETTER_P: i32 = 0x70;

// Words as the numbers that their bytes are in memory, the first byte being the lowest.
const FROM: u32 = 0x6d6f7266;
const PRETRAIN: u64 = 0x6e69617274657270;
const ED: u16 = 0x6465;
const DOT_CO_SLASH: u32 = 0x2f6f632e;
const HF: u16 = 0x6668;
const GING: u32 = 0x676e6967;
const FACE: u32 = 0x65636166;
const HUG: u32 = 0x677568;

/** The flags of the bytes from `start` to `behind`. */
export function summarise(start: usize, behind: usize): i32 {
  const lineFeeds = lanes(LINE_FEED);
  let lines = i8x16.splat(0);
  let high = i8x16.splat(0);
  let mentions: bool = false;
  let p = start;
  while (p + 16 <= behind) {
    const block = v128.load(p);
    lines = v128.or(lines, i8x16.eq(block, lineFeeds));
    high = v128.or(high, block);
    const candidates = candidateBits(block, v128.load(p, 1));
    if (candidates != 0) mentions = mentions || anyMention(p, candidates, start, behind);
    p += 16;
  }
  const rest = firstBits(behind - p);
  const block = v128.load(p);
  const candidates = candidateBits(block, v128.load(p, 1)) & rest;
  if (candidates != 0) mentions = mentions || anyMention(p, candidates, start, behind);
  const anyLine = i8x16.bitmask(lines) | (bitsEqual(block, lineFeeds) & rest);
  const anyHigh = i8x16.bitmask(high) | (i8x16.bitmask(block) & rest);
  return (
    (anyLine != 0 ? FLAG_MULTILINE : 0) | (anyHigh != 0 ? FLAG_NON_ASCII : 0) | (mentions ? FLAG_MENTION : 0)
  );
}

/** Where `_p` or `.c` stands: the rarest pairs of bytes in `from_pretrained`, `hf.co/` and `huggingface.co/`. */
function candidateBits(block: v128, shifted: v128): i32 {
  const underscores = i8x16.eq(block, lanes(UNDERSCORE));
  const dots = i8x16.eq(block, lanes(DOT));
  const pretrained = v128.and(underscores, i8x16.eq(shifted, lanes(LETTER_P)));
  const domain = v128.and(dots, i8x16.eq(shifted, lanes(LETTER_C)));
  return i8x16.bitmask(v128.or(pretrained, domain));
}

function anyMention(block: usize, candidates: i32, start: usize, behind: usize): bool {
  while (candidates != 0) {
    const p = block + ctz(candidates);
    candidates &= candidates - 1;
    if (byteAt(p) == UNDERSCORE ? isFromPretrained(p, start, behind) : isHub(p, start, behind)) return true;
  }
  return false;
}

/** `from_pretrained` with its underscore at `p`. */
function isFromPretrained(p: usize, start: usize, behind: usize): bool {
  if (p - start < 4 || behind - p < 11) return false;
  return load<u32>(p - 4) == FROM && load<u64>(p + 1) == PRETRAIN && load<u16>(p + 9) == ED;
}

/** `hf.co/` or `huggingface.co/` with its dot at `p`. */
function isHub(p: usize, start: usize, behind: usize): bool {
  if (behind - p < 4 || load<u32>(p) != DOT_CO_SLASH) return false;
  if (p - start >= 2 && load<u16>(p - 2) == HF) return true;
  if (p - start < 11 || load<u32>(p - 4) != FACE || load<u32>(p - 8) != GING) return false;
  return load<u32>(p - 12) >> 8 == HUG;
}
