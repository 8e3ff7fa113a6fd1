import { plainLine } from '../markdown/escape.js';
import type { Category, TrackingModel, TrackingRow } from './model.js';
import type { DocumentRow, TrackingDocument } from './read.js';

/**
 * What the document should say: the model, with what only the document knows. An example is never replaced by
 * nothing. Without transformers sources everything that rests on them stays as the document has it: the HF and
 * fallback cells, examples, categories, and rows that only transformers supports. So does what a row says is registered
 * by a file of which the sources do not tell what it registers.
 */
export function mergeWithDocument(document: TrackingDocument, model: TrackingModel): TrackingModel {
  const known = new Map<string, { readonly row: DocumentRow; readonly category: Category }>();
  for (const { category, rows } of document.tables) {
    for (const row of rows) {
      for (const name of row.architectures) {
        if (category !== undefined && !known.has(name)) known.set(name, { row, category });
      }
    }
  }
  const isUndecided = ({ native, file }: DocumentRow): boolean =>
    native && model.undecidedFiles?.has(file) === true;
  const rows = model.rows.map((own): TrackingRow => {
    const found = known.get(own.architecture);
    if (found === undefined) return own;
    const isKept = !own.native && isUndecided(found.row);
    const row = isKept ? { ...own, native: true, file: found.row.file } : own;
    if (model.hfKnown) return plainLine(row.example) === '' ? { ...row, example: found.row.example } : row;
    return {
      ...row,
      hf: found.row.hf,
      example: found.row.example === '' ? row.example : found.row.example,
      category: found.category,
      ...(found.row.fallback === undefined ? {} : { fallback: found.row.fallback }),
    };
  });
  const named = new Set(model.rows.map((row) => row.architecture));
  const kept = [...known].flatMap(([name, { row, category }]) => {
    const native = isUndecided(row);
    if (named.has(name) || !(native || (row.hf && !model.hfKnown))) return [];
    return [keptRow(name, { ...row, native, hf: row.hf && !model.hfKnown }, category)];
  });
  return { ...model, rows: [...rows, ...kept] };
}

function keptRow(architecture: string, row: DocumentRow, category: Category): TrackingRow {
  const { native, hf, file, example, fallback } = row;
  return {
    architecture,
    native,
    hf,
    file: native ? file : '',
    example,
    category,
    ...(fallback === undefined ? {} : { fallback }),
  };
}
