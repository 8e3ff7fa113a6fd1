/**
 * A file whose lines the lexer has accepted is read when somebody asks for what it says. Of the other lines it must be
 * known at once whether they are understood: they are read first.
 */
import { LineFlag, LineKind } from '../lexer.js';
import type { ClassStmt } from '../syntax.js';
import { deferredBlock, deferredStatement } from './blocks.js';
import type { DeferredSource } from './deferred.js';
import { readLine, type Content, type Line } from './lines.js';
import type { FastModule, ReadLines } from './module.js';
import { irregular } from './irregular.js';
import { Reader } from './reader.js';
import { scopedStrings } from './strings.js';
import type { UnreadRow } from './structure.js';

type Source = Pick<DeferredSource, 'text' | 'rows' | 'bodies'>;

/**
 * Null for a file of which it is not certain that all of it can be read later.
 *
 * @param unread the rows that only reading them tells about, and what they say
 */
export function putOff(
  source: Source,
  unread: readonly UnreadRow[],
  { all, sliced }: ReadLines,
): FastModule | null {
  const lines = new Map<number, Line>();
  for (const [at, line] of all.entries()) {
    const unreadRow = unread[at];
    if (unreadRow === undefined || !isAsExpected(unreadRow, line.content)) return null;
    lines.set(unreadRow.index, line);
  }
  return deferredModule(source, lines, sliced);
}

/** Whether a line is what its row's kind says, and may stand where it does. */
function isAsExpected({ row, inFunction }: UnreadRow, content: Content): boolean {
  const statements =
    content.form === 'header'
      ? (content.inline ?? [])
      : content.form === 'statements'
        ? content.statements
        : [];
  if (!inFunction && statements.some(({ kind }) => kind === 'return')) return false;
  switch (row.kind) {
    case LineKind.decorator:
      return content.form === 'decorator';
    case LineKind.class:
      return content.form === 'header' && content.header.kind === 'class';
    case LineKind.def:
      return content.form === 'header' && content.header.kind === 'function';
    default:
      return content.form === 'statements';
  }
}

function deferredModule(
  { text, rows, bodies }: Source,
  lines: Map<number, Line>,
  sliced: number,
): FastModule {
  let reader: Reader | undefined;
  const line = (index: number): Line => {
    const known = lines.get(index);
    if (known !== undefined) return known;
    const row = rows.at(index);
    const read = row === undefined ? null : readLine((reader ??= new Reader(text)), row);
    // The lexer accepts only what the reader can read; a test holds the two against each other.
    if (read === null)
      throw new Error(`line ${row?.line ?? 0} was accepted by the lexer and refused by the reader`);
    lines.set(index, read);
    return read;
  };
  const source: DeferredSource = {
    text,
    rows,
    bodies,
    line,
    block: (first, depth, inFunction) => deferredBlock(source, first, depth, inFunction),
  };
  return {
    body: () => deferredBlock(source, 0, 0, false),
    strings: () => (rows.any(LineFlag.mention) ? scopedStrings(rows, line) : []),
    // In rows of functions, who is in a function would have to be found out.
    classes: bodies ? null : () => classesIn(source),
    lines: rows.length,
    sliced,
  };
}

function classesIn(source: DeferredSource): readonly ClassStmt[] {
  const { rows } = source;
  const classes: ClassStmt[] = [];
  let first = 0;
  for (let index = 0; index < rows.length; index++) {
    const kind = rows.kind(index);
    if (kind === LineKind.class) {
      const stmt = deferredStatement(source, first);
      classes.push(stmt.kind === 'class' ? stmt : irregular());
    }
    // Decorators belong to what follows them.
    if (kind !== LineKind.decorator) first = index + 1;
  }
  return classes;
}
