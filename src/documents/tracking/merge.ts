import { plainLine } from '../markdown/escape.js';
import type { Category, TrackingModel, TrackingRow } from './model.js';
import type { DocumentRow, TrackingDocument } from './read.js';

/**
 * What the document should say: the model, with what only the document knows. An example is never replaced by
 * nothing. Without transformers sources everything that rests on them stays as the document has it: the HF and
 * fallback cells, examples, categories, and rows that only transformers supports.
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
  const rows = model.rows.map((row): TrackingRow => {
    const found = known.get(row.architecture);
    if (found === undefined) return row;
    if (model.hfKnown) return plainLine(row.example) === '' ? { ...row, example: found.row.example } : row;
    return {
      ...row,
      hf: found.row.hf,
      example: found.row.example === '' ? row.example : found.row.example,
      category: found.category,
      ...(found.row.fallback === undefined ? {} : { fallback: found.row.fallback }),
    };
  });
  if (model.hfKnown) return { ...model, rows };
  const named = new Set(model.rows.map((row) => row.architecture));
  const hfOnly = [...known].filter(([name, { row }]) => row.hf && !named.has(name));
  return {
    ...model,
    rows: [...rows, ...hfOnly.map(([name, { row, category }]) => keptRow(name, row, category))],
  };
}

function keptRow(architecture: string, row: DocumentRow, category: Category): TrackingRow {
  const { hf, example, fallback } = row;
  return {
    architecture,
    native: false,
    hf,
    file: '',
    example,
    category,
    ...(fallback === undefined ? {} : { fallback }),
  };
}
