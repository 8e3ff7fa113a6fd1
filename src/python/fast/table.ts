import { flagsOf, kindOf, ROW_LENGTH, RowField, shapeOf, type LineFlag } from '../lexer.js';
import { rowAt, type Row } from './lines.js';

/** Rows in order. */
export interface Rows {
  readonly length: number;
  /** Undefined behind the last one. */
  at(index: number): Row | undefined;
  /** -1 behind the last one. */
  depth(index: number): number;
}

export function rowList(rows: readonly Row[]): Rows {
  return { length: rows.length, at: (index) => rows[index], depth: (index) => rows[index]?.depth ?? -1 };
}

/** Numbers of which the tables of several files have a part each: to make an array for every file takes longer. */
const SHARED = 65_536;
/** Tables from here on have an array of their own. */
const LARGE = SHARED / 4;
let shared = new Int32Array(SHARED);
let taken = 0;

function copyOf(numbers: Int32Array): Int32Array {
  const { length } = numbers;
  if (length >= LARGE) return numbers.slice();
  if (taken + length > shared.length) {
    shared = new Int32Array(SHARED);
    taken = 0;
  }
  const copy = shared.subarray(taken, taken + length);
  copy.set(numbers);
  taken += length;
  return copy;
}

type Flag = (typeof LineFlag)[keyof typeof LineFlag];

/** The numbers of the lexer, kept as they are: a row is made into an object when somebody asks for it. */
export class RowTable implements Rows {
  readonly length: number;

  private constructor(private readonly numbers: Int32Array) {
    this.length = numbers.length / ROW_LENGTH;
  }

  /** @param numbers of the rows; they may change afterwards */
  static copyOf(numbers: Int32Array): RowTable {
    return new RowTable(copyOf(numbers));
  }

  at(index: number): Row | undefined {
    return index >= 0 && index < this.length ? rowAt(this.numbers, index) : undefined;
  }

  kind(index: number): number {
    return kindOf(this.field(index, RowField.head));
  }

  shape(index: number): number {
    return shapeOf(this.field(index, RowField.head));
  }

  has(index: number, flag: Flag): boolean {
    return (flagsOf(this.field(index, RowField.head)) & flag) !== 0;
  }

  /** Whether some row has the flag. */
  any(flag: Flag): boolean {
    for (let index = 0; index < this.length; index++) if (this.has(index, flag)) return true;
    return false;
  }

  depth(index: number): number {
    return index < this.length ? this.field(index, RowField.depth) : -1;
  }

  field(index: number, field: number): number {
    return this.numbers[index * ROW_LENGTH + field] ?? 0;
  }

  /** The first row from `index` on that is no part of a block deeper than `depth`. */
  behind(index: number, depth: number): number {
    let at = index;
    while (at < this.length && this.depth(at) > depth) at++;
    return at;
  }
}
