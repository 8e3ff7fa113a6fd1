/** What comments of a tracking document call right as it is. */
import type { Ignored } from '../../findings/ignores/ignored.js';
import type { MachineColumn } from './format.js';
import type { Category, TrackingRow } from './model.js';
import type { DocumentRow } from './read.js';

/** The rules that find something in a cell of a column. Who ignores one of them calls the cell right. */
export const RULES_OF_CELL: Readonly<Record<MachineColumn, readonly string[]>> = {
  Native: ['tracking-wrong-native'],
  HF: ['tracking-wrong-hf'],
  'SGLang File': ['tracking-wrong-file'],
  'Example HF Model': ['tracking-stale-example', 'tracking-placeholder-example'],
  Fallback: ['tracking-wrong-fallback', 'tracking-fallback-refused'],
};

/** What is to be written of an architecture into a row of the document that stands in a section. */
export function asIgnored(
  want: TrackingRow,
  { line, native, hf, file, example, fallback }: DocumentRow,
  category: Category,
  ignored: Ignored,
): TrackingRow {
  const isRight = (column: MachineColumn): boolean => ignored(line, ...RULES_OF_CELL[column]);
  return {
    ...want,
    ...(isRight('Native') ? { native } : {}),
    ...(isRight('HF') ? { hf } : {}),
    ...(isRight('SGLang File') ? { file } : {}),
    ...(isRight('Example HF Model') ? { example } : {}),
    ...(isRight('Fallback') && fallback !== undefined ? { fallback } : {}),
    ...(ignored(line, 'tracking-wrong-category') ? { category } : {}),
  };
}
