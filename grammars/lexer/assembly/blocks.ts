// Indentation and the blocks that are open at module scope and in class bodies. Columns are measured twice, as CPython
// does: with tabs to multiples of eight, and with tabs as wide as one blank. Both must agree about every line.
import {
  ERROR_BLOCKS_TOO_DEEP,
  ERROR_DEDENT,
  ERROR_MISSING_INDENT,
  ERROR_TABS,
  ERROR_UNEXPECTED_INDENT,
  fail,
} from './errors';
import { byteAt, end, FORM_FEED, HASH, lineEndLength, nextLineFeed, SPACE, TAB } from './input';
import { BLOCKS_BASE } from './layout';

/** What has opened a block; BLOCK_NONE while no header waits for its body. */
const BLOCK_NONE: i32 = 0;
export const BLOCK_PLAIN: i32 = 1;
export const BLOCK_MATCH: i32 = 2;

/** CPython's MAXINDENT counts module scope too. */
const MAX_BLOCKS: i32 = 99;
const TAB_STOP: i32 = 8;

const BLOCK_BYTES: usize = 12;
const BLOCK_COLUMN: usize = 0;
const BLOCK_NARROW: usize = 4;
const BLOCK_KIND: usize = 8;

/** Of the line measured last: its first byte, its column, and the same with narrow tabs. */
export let lineStart: usize = 0;
export let column: i32 = 0;
export let narrowColumn: i32 = 0;

/** Number of open blocks. */
export let depth: i32 = 0;
let waiting: i32 = BLOCK_NONE;

export function startBlocks(): void {
  depth = 0;
  waiting = BLOCK_NONE;
  storeBlock(0, 0, BLOCK_PLAIN);
}

/** From the physical line at `p` on, the next one that holds a token: measures it and returns its first byte. */
export function nextStatement(p: usize): usize {
  while (p < end) {
    const first = measure(p);
    const byte = byteAt(first);
    const lineEnd = lineEndLength(first);
    if (lineEnd > 0) p = first + lineEnd;
    else if (byte == HASH) p = nextLineFeed(first) + 1;
    else return first;
  }
  return end;
}

/** Measures the indentation of the physical line at `p`. */
function measure(p: usize): usize {
  let wide = 0;
  let narrow = 0;
  lineStart = p;
  let byte = byteAt(p);
  while (byte == SPACE || byte == TAB || byte == FORM_FEED) {
    if (byte == SPACE) {
      wide++;
      narrow++;
    } else if (byte == TAB) {
      wide = (wide / TAB_STOP + 1) * TAB_STOP;
      narrow++;
    } else {
      wide = 0;
      narrow = 0;
    }
    byte = byteAt(++p);
  }
  column = wide;
  narrowColumn = narrow;
  return p;
}

/** A header without a body on its own line: the next statement must be indented. */
export function expectBlock(kind: i32): void {
  waiting = kind;
}

/** Opens or closes blocks for the statement at `start`, whose line was measured last. */
export function settleBlocks(start: usize): void {
  if (column > columnOf(depth)) openBlock(start);
  else if (waiting != BLOCK_NONE) fail(ERROR_MISSING_INDENT, start);
  else closeBlocks(start);
}

function openBlock(start: usize): void {
  if (waiting == BLOCK_NONE) fail(ERROR_UNEXPECTED_INDENT, start);
  else if (narrowColumn <= narrowColumnOf(depth)) fail(ERROR_TABS, start);
  else if (depth == MAX_BLOCKS) fail(ERROR_BLOCKS_TOO_DEEP, start);
  else {
    depth++;
    storeBlock(column, narrowColumn, waiting);
    waiting = BLOCK_NONE;
  }
}

function closeBlocks(start: usize): void {
  while (column < columnOf(depth)) depth--;
  if (column != columnOf(depth)) fail(ERROR_DEDENT, start);
  else if (narrowColumn != narrowColumnOf(depth)) fail(ERROR_TABS, start);
}

/** A header at the end of the input has no body. */
export function settleEnd(): void {
  if (waiting != BLOCK_NONE) fail(ERROR_MISSING_INDENT, end);
}

export function insideMatch(): bool {
  return load<i32>(blockAt(depth), BLOCK_KIND) == BLOCK_MATCH;
}

function storeBlock(wide: i32, narrow: i32, kind: i32): void {
  const block = blockAt(depth);
  store<i32>(block, wide, BLOCK_COLUMN);
  store<i32>(block, narrow, BLOCK_NARROW);
  store<i32>(block, kind, BLOCK_KIND);
}

function columnOf(index: i32): i32 {
  return load<i32>(blockAt(index), BLOCK_COLUMN);
}

function narrowColumnOf(index: i32): i32 {
  return load<i32>(blockAt(index), BLOCK_NARROW);
}

function blockAt(index: i32): usize {
  return BLOCKS_BASE + (index as usize) * BLOCK_BYTES;
}
