import { plainLine } from '../markdown/escape.js';
import { NOTHING_IGNORED, type Ignored } from '../../findings/ignores/ignored.js';
import { asIgnored } from './as-ignored.js';
import type { Category, TrackingModel, TrackingRow } from './model.js';
import type { DocumentRow, TrackingDocument } from './read.js';

/**
 * What the document should say: the model, with what only the document knows. An example is never replaced by
 * nothing. Without transformers sources everything that rests on them stays as the document has it: the HF and
 * fallback cells, examples, categories, and rows that only transformers supports. So does what a row says is registered
 * by a file of which the sources do not tell what it registers, and its section where they do not tell of categories.
 * With `ignored`, what a comment calls right in the first row of an architecture stays, too.
 */
export function mergeWithDocument(
  document: TrackingDocument,
  model: TrackingModel,
  ignored: Ignored = NOTHING_IGNORED,
): TrackingModel {
  const known = new Map<string, KnownRow>();
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
    const seen = withHidden(own, found, model, isUndecided(found.row));
    const row = model.categoriesHidden === true ? { ...seen, category: found.category } : seen;
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
    if (named.has(name)) return [];
    if (ignored(row.line, 'tracking-unsupported-row')) return [keptRow(name, row, category)];
    const native = isUndecided(row);
    const hf = row.hf && (!model.hfKnown || model.hfHidden === true);
    return native || hf ? [keptRow(name, { ...row, native, hf }, category)] : [];
  });
  const commented = rows.map((row) => {
    const found = known.get(row.architecture);
    return found === undefined ? row : asIgnored(row, found.row, found.category, ignored);
  });
  const all = [...commented, ...kept];
  const takesRows = !ignored(0, 'tracking-missing-row');
  return { ...model, rows: takesRows ? all : all.filter(({ architecture }) => known.has(architecture)) };
}

interface KnownRow {
  readonly row: DocumentRow;
  readonly category: Category;
}

/** What a syntax error may hide of a row stays as the document has it, and all that follows from it. */
function withHidden(
  own: TrackingRow,
  { row: { hf, file, fallback }, category }: KnownRow,
  { hfHidden }: TrackingModel,
  isUndecided: boolean,
): TrackingRow {
  const keepsNative = !own.native && isUndecided;
  const keepsHf = !own.hf && hf && hfHidden === true;
  if (!keepsNative && !keepsHf) return own;
  return {
    ...own,
    ...(keepsNative ? { native: true, file } : {}),
    ...(keepsHf ? { hf: true } : {}),
    category,
    ...(fallback === undefined ? {} : { fallback }),
  };
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
