import { ERROR_ROWS_FULL, fail } from './errors';
import { INPUT_START } from './input';
import {
  FIELD_BODY_END,
  FIELD_BODY_START,
  FIELD_DEPTH,
  FIELD_END,
  FIELD_KIND,
  FIELD_LINE,
  FIELD_LINE_START,
  FIELD_START,
  FLAG_SHIFT,
  ROW_BYTES,
  SHAPE_SHIFT,
} from './layout';
import { lineAt } from './lines';
import { shapeOf } from './shapes';

let firstRow: usize = 0;
let nextRow: usize = 0;
let behindLastRow: usize = 0;

export function setRowArea(base: usize, capacity: i32): void {
  firstRow = base;
  nextRow = base;
  behindLastRow = base + (capacity as usize) * ROW_BYTES;
}

export function rowCount(): i32 {
  return ((nextRow - firstRow) / ROW_BYTES) as i32;
}

/** Writes one row and returns its address, 0 when the area is full. */
export function addRow(
  kind: i32,
  flags: i32,
  start: usize,
  behind: usize,
  lineStart: usize,
  depth: i32,
): usize {
  if (nextRow >= behindLastRow) {
    fail(ERROR_ROWS_FULL, start);
    return 0;
  }
  const row = nextRow;
  nextRow += ROW_BYTES;
  const shape = shapeOf(kind, flags, start, behind);
  store<i32>(row, kind | (flags << FLAG_SHIFT) | (shape << SHAPE_SHIFT), FIELD_KIND);
  store<i32>(row, offsetOf(start), FIELD_START);
  store<i32>(row, offsetOf(behind), FIELD_END);
  store<i32>(row, lineAt(start), FIELD_LINE);
  store<i32>(row, offsetOf(lineStart), FIELD_LINE_START);
  store<i32>(row, depth, FIELD_DEPTH);
  store<i64>(row, 0, FIELD_BODY_START);
  return row;
}

export function setBody(row: usize, start: usize, behind: usize): void {
  store<i32>(row, offsetOf(start), FIELD_BODY_START);
  store<i32>(row, offsetOf(behind), FIELD_BODY_END);
}

function offsetOf(p: usize): i32 {
  return (p - INPUT_START) as i32;
}
