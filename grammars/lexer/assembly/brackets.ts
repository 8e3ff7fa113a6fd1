/** CPython's MAXLEVEL. */
const MAX_BRACKETS: i32 = 200;

/** Do the brackets of a block exceed the limit, `open` of them being open before it? Bits as those of `classify`. */
export function isTooDeep(open: i32, opening: i32, any: i32): bool {
  return open + popcnt(opening) > MAX_BRACKETS && deepest(open, opening, any) > MAX_BRACKETS;
}

/** The most brackets that are open at a time, which need not be those at the end of the block. */
function deepest(open: i32, opening: i32, any: i32): i32 {
  let most = open;
  let left = any;
  while (left != 0) {
    const lowest = left & -left;
    open += (opening & lowest) != 0 ? 1 : -1;
    most = max(most, open);
    left ^= lowest;
  }
  return most;
}
