/** Whether the rows of a file make up blocks, as far as their kinds and depths tell. */
import { LineFlag, LineKind, LineShape } from '../lexer.js';
import type { Row } from './lines.js';
import type { RowTable } from './table.js';

/** A row that only reading it tells about. */
export interface UnreadRow {
  readonly index: number;
  readonly row: Row;
  /** Whether `return` may stand in it. */
  readonly inFunction: boolean;
}

/** Which clauses may follow the last statement of a block. */
const Clauses = {
  none: 0,
  /** `elif`, `else` */
  ofIf: 1,
  /** `else` */
  ofLoop: 2,
  /** `except` or `finally`, one of which must */
  ofTry: 3,
  /** `except`, `else`, `finally` */
  ofExcept: 4,
  /** `finally` */
  ofElse: 5,
} as const;

/** `elif` upon `elif` nests in the facts; files with so many of them are left to who counts them. */
const MOST_BRANCHES = 100;

/**
 * The rows that only reading them tells about, where all others certainly are the statements that their shapes say;
 * null where that is not certain.
 *
 * @param bodies whether there are rows for what functions do
 */
export function unreadRows(rows: RowTable, bodies: boolean): readonly UnreadRow[] | null {
  const checker = new StructureChecker(rows, bodies);
  for (let index = 0; index < rows.length; index++) if (!checker.take(index)) return null;
  return checker.isDone() ? checker.unread : null;
}

class StructureChecker {
  readonly unread: UnreadRow[] = [];
  /** By depth, as `inFunction`. */
  private readonly clauses: number[] = [Clauses.none];
  private readonly inFunction: (0 | 1)[] = [0];
  private depth = 0;
  private branches = 0;
  private isDecorated = false;
  /** Whether a block must begin with the next row, and whether it is a function's. */
  private opens = false;
  private opensFunction: 0 | 1 = 0;

  constructor(
    private readonly rows: RowTable,
    private readonly bodies: boolean,
  ) {}

  isDone(): boolean {
    return !this.opens && !this.isDecorated && this.closes(-1);
  }

  take(index: number): boolean {
    const { rows } = this;
    const kind = rows.kind(index);
    const depth = rows.depth(index);
    // Of a body that gives no other rows; it belongs to the function above it.
    if (kind === LineKind.docstring && !this.bodies) {
      this.noteUnread(index, true);
      return true;
    }
    // What a decorator belongs to stands in its block.
    if (this.isDecorated && depth !== this.depth) return false;
    if (!this.enters(depth)) return false;
    const isDefinition = kind === LineKind.class || kind === LineKind.def;
    if (this.isDecorated && !isDefinition && kind !== LineKind.decorator) return false;
    this.isDecorated = kind === LineKind.decorator;
    if (kind === LineKind.compound) return this.takeCompound(rows.shape(index), depth);
    if (!this.endsStatement(depth)) return false;
    if (isDefinition) return this.takeDefinition(index, kind);
    if (rows.shape(index) === LineShape.return && this.inFunction[depth] === 0) return false;
    this.noteUnread(index, this.inFunction[depth] === 1);
    return true;
  }

  /** Remembers the row if only reading it tells what it says. */
  private noteUnread(index: number, inFunction: boolean): void {
    const row = this.rows.shape(index) === 0 ? this.rows.at(index) : undefined;
    if (row !== undefined) this.unread.push({ index, row, inFunction });
  }

  private takeDefinition(index: number, kind: number): boolean {
    const isFunction = kind === LineKind.def;
    if (this.rows.has(index, LineFlag.inline)) {
      // The strings of an inline body are of another scope than those of its header.
      if (this.rows.has(index, LineFlag.mention)) return false;
      this.noteUnread(index, isFunction);
      return true;
    }
    if (!isFunction || this.bodies) this.open(isFunction ? 1 : 0);
    this.noteUnread(index, false);
    return true;
  }

  private takeCompound(shape: number, depth: number): boolean {
    const allowed = this.clauses[depth] ?? Clauses.none;
    this.open(this.inFunction[depth] === 1 ? 1 : 0);
    switch (shape) {
      case LineShape.if:
        return this.begins(depth, Clauses.ofIf);
      case LineShape.for:
      case LineShape.while:
        return this.begins(depth, Clauses.ofLoop);
      case LineShape.with:
        return this.begins(depth, Clauses.none);
      case LineShape.try:
        return this.begins(depth, Clauses.ofTry);
      case LineShape.elif:
        return allowed === Clauses.ofIf && ++this.branches <= MOST_BRANCHES;
      case LineShape.except:
        this.clauses[depth] = Clauses.ofExcept;
        return allowed === Clauses.ofTry || allowed === Clauses.ofExcept;
      case LineShape.else:
        this.clauses[depth] = allowed === Clauses.ofExcept ? Clauses.ofElse : Clauses.none;
        return allowed === Clauses.ofIf || allowed === Clauses.ofLoop || allowed === Clauses.ofExcept;
      case LineShape.finally:
        this.clauses[depth] = Clauses.none;
        return allowed === Clauses.ofTry || allowed === Clauses.ofExcept || allowed === Clauses.ofElse;
      default:
        return false;
    }
  }

  private open(inFunction: 0 | 1): void {
    this.opens = true;
    this.opensFunction = inFunction;
  }

  private begins(depth: number, clauses: number): boolean {
    const ends = this.endsStatement(depth);
    this.clauses[depth] = clauses;
    return ends;
  }

  /** Goes to the block of this depth, which a header has just opened or which is open. */
  private enters(depth: number): boolean {
    if (this.opens ? depth !== this.depth + 1 : !this.closes(depth)) return false;
    if (this.opens) {
      this.clauses[depth] = Clauses.none;
      this.inFunction[depth] = this.opensFunction;
    }
    this.opens = false;
    this.depth = depth;
    return true;
  }

  /** Whether the blocks deeper than `depth` may end here, and a block of this depth is open. */
  private closes(depth: number): boolean {
    for (let at = this.depth; at > depth; at--) if (this.clauses[at] === Clauses.ofTry) return false;
    return depth <= this.depth;
  }

  /** Whether the statement before may end without a further clause. */
  private endsStatement(depth: number): boolean {
    const ends = this.clauses[depth] !== Clauses.ofTry;
    this.clauses[depth] = Clauses.none;
    return ends;
  }
}
