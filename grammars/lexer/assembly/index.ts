// The Python line lexer: see ../README.md for what it does and for the layout of its rows.
import {
  BLOCK_MATCH,
  BLOCK_PLAIN,
  column,
  depth,
  expectBlock,
  insideMatch,
  lineStart,
  narrowColumn,
  nextStatement,
  settleBlocks,
  settleEnd,
  startBlocks,
} from './blocks';
import { lexFunctionBody } from './definitions';
import { clearError, ERROR_BACKSLASH_AT_LINE_START, ERROR_UNKNOWN_HEADER, fail, failed } from './errors';
import { closeAllFormatStrings } from './format-strings';
import { BACKSLASH, byteAt, COLON, end, INPUT_START, setInput } from './input';
import {
  HEAD_CASE,
  HEAD_CLASS,
  HEAD_COMPOUND,
  HEAD_DECORATOR,
  HEAD_DEF,
  HEAD_MATCH,
  headOf,
} from './keywords';
import {
  FLAG_INLINE,
  INPUT_BASE,
  KIND_CLASS,
  KIND_COMPOUND,
  KIND_DECORATOR,
  KIND_DEF,
  KIND_SIMPLE,
} from './layout';
import { flags } from './line-flags';
import { startCountingLines } from './lines';
import { lexLogicalLine, lineText } from './logical-line';
import { addRow, rowCount, setBody, setRowArea } from './rows';
import { summarise } from './summary';

export { errorCode, errorOffset } from './errors';
export { rowCount } from './rows';
export { narrowUnits } from './units';

/** Where the host puts the bytes. */
export function inputBase(): usize {
  return INPUT_BASE;
}

/** Whether function bodies give rows, as the bodies of classes do. */
let withBodies: bool = false;

/** Where the logical line begins that was lexed last. */
let statement: usize = INPUT_START;

/** After an error: the first byte of the logical line in which it was noticed, or in whose body. */
export function errorLine(): i32 {
  return (statement - INPUT_START) as i32;
}

/**
 * Lexes the `length` bytes at `inputBase()` into at most `capacity` rows from `rows` on. Returns their number, or -1
 * after an error. The host has put a line feed and 64 zero bytes behind the input.
 */
export function scan(length: i32, rows: usize, capacity: i32, bodies: bool): i32 {
  withBodies = bodies;
  clearError();
  setInput(length);
  setRowArea(rows, capacity);
  startCountingLines();
  startBlocks();
  statement = INPUT_START;
  closeAllFormatStrings();
  let p = nextStatement(INPUT_START);
  while (p < end && !failed()) p = nextStatement(lexStatement(p));
  if (!failed()) settleEnd();
  return failed() ? -1 : rowCount();
}

/** The logical line at `start`, whose indentation was measured last; of a function the body too. */
function lexStatement(start: usize): usize {
  statement = start;
  if (byteAt(start) == BACKSLASH) return fail(ERROR_BACKSLASH_AT_LINE_START, start);
  settleBlocks(start);
  if (failed()) return end;
  const firstByte = lineStart;
  const head = headOf(start);
  const next = lexLogicalLine(start);
  if (failed()) return end;
  const behind = lineText;
  const isHeader = byteAt(behind - 1) == COLON;
  const kind = kindOf(head, isHeader);
  const opens = kind == KIND_COMPOUND || kind == KIND_CLASS || kind == KIND_DEF;
  if (isHeader && !opens) return fail(ERROR_UNKNOWN_HEADER, start);
  const inline = opens && !isHeader ? FLAG_INLINE : 0;
  const row = addRow(kind, flags | inline | summarise(start, behind), start, behind, firstByte, depth);
  if (row == 0) return end;
  if (kind == KIND_DEF && !withBodies) {
    if (isHeader) return lexFunctionBody(row, next, column, narrowColumn, depth);
    setBody(row, behind, behind);
  } else if (opens && isHeader) {
    expectBlock(head == HEAD_MATCH ? BLOCK_MATCH : BLOCK_PLAIN);
  }
  return next;
}

function kindOf(head: i32, isHeader: bool): i32 {
  switch (head) {
    case HEAD_COMPOUND:
      return KIND_COMPOUND;
    case HEAD_CLASS:
      return KIND_CLASS;
    case HEAD_DEF:
      return KIND_DEF;
    case HEAD_DECORATOR:
      return KIND_DECORATOR;
    case HEAD_MATCH:
      return isHeader ? KIND_COMPOUND : KIND_SIMPLE;
    case HEAD_CASE:
      return isHeader || insideMatch() ? KIND_COMPOUND : KIND_SIMPLE;
    default:
      return KIND_SIMPLE;
  }
}
