/** The string literals of the lines that may mention a checkpoint, with the class or function around each. */
import { LineFlag, LineKind } from '../lexer.js';
import type { Line } from './lines.js';
import { irregular } from './irregular.js';
import type { StringMark } from './reader.js';
import type { Rows } from './table.js';

/** A string literal and the dotted path of the class or function around it. */
export interface ScopedString extends StringMark {
  readonly scope: string;
}

/** @param lineOf what a row says */
export function scopedStrings(rows: Rows, lineOf: (index: number) => Line): readonly ScopedString[] {
  const found: ScopedString[] = [];
  /** By depth, the last row: it is the header of every block that is open deeper. */
  const around: number[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = rows.at(index) ?? irregular();
    around[row.depth] = index;
    if ((row.flags & LineFlag.mention) === 0) continue;
    const { strings } = lineOf(index);
    if (strings.length === 0) continue;
    const opensScope = row.kind === LineKind.class || row.kind === LineKind.def;
    if (opensScope && (row.flags & LineFlag.inline) !== 0) irregular();
    const scope = around
      .slice(0, row.depth)
      .flatMap((header) => nameOf(lineOf(header)))
      .join('.');
    for (const string of strings) found.push({ ...string, scope });
  }
  return found;
}

function nameOf({ content }: Line): readonly string[] {
  if (content.form !== 'header') return [];
  const { header } = content;
  return header.kind === 'class' || header.kind === 'function' ? [header.name] : [];
}
