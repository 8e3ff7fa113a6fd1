/** What a model is for; each category is one section of the tracking document. */
export type Category = 'text' | 'embedding' | 'multimodal';

/** The sections in the order in which they stand in the document. */
export const CATEGORIES: readonly Category[] = ['text', 'embedding', 'multimodal'];

/** One row of the tracking document: what the sources say about one architecture. */
export interface TrackingRow {
  readonly architecture: string;
  /** SGLang registers it. */
  readonly native: boolean;
  /** transformers exports a class of this name. */
  readonly hf: boolean;
  /** Base name of the file that registers it, like `llama.py`; empty if none does. */
  readonly file: string;
  /** A checkpoint id, empty if none is known. */
  readonly example: string;
  readonly category: Category;
  /** Does SGLang's gate let it in through transformers? `null` is undecidable. Read only with the fallback column. */
  readonly fallback?: boolean | null;
}

/** Everything the tracking document is made of. */
export interface TrackingModel {
  readonly rows: readonly TrackingRow[];
  /** `YYYY-MM-DD`, written as the document's date. */
  readonly date: string;
  /** The document gets the column `Fallback`. */
  readonly withFallback: boolean;
  /** False when no transformers sources were given: what a document says about transformers is then kept. */
  readonly hfKnown: boolean;
  /** A syntax error may hide classes of transformers: rows that say HF keep what they say of it. */
  readonly hfHidden?: boolean | undefined;
  /** Base names of files of which it is not known what they register: rows that name them keep their Native and file. */
  readonly undecidedFiles?: ReadonlySet<string> | undefined;
  /** What SGLang says of categories could not be read: rows stay in the sections where they are. */
  readonly categoriesHidden?: boolean | undefined;
}

/** The four numbers of a section, in the order of the stats line. */
export interface Stats {
  readonly native: number;
  readonly hfOnly: number;
  readonly none: number;
  readonly total: number;
}

/** Counts rows by what supports them. */
export function countRows(rows: Iterable<Pick<TrackingRow, 'native' | 'hf'>>): Stats {
  let native = 0;
  let hfOnly = 0;
  let total = 0;
  for (const row of rows) {
    total += 1;
    if (row.native) native += 1;
    else if (row.hf) hfOnly += 1;
  }
  return { native, hfOnly, none: total - native - hfOnly, total };
}

/** Sum of several sections. */
export function addStats(all: readonly Stats[]): Stats {
  const sum = (pick: (stats: Stats) => number): number => all.reduce((n, stats) => n + pick(stats), 0);
  return {
    native: sum((s) => s.native),
    hfOnly: sum((s) => s.hfOnly),
    none: sum((s) => s.none),
    total: sum((s) => s.total),
  };
}
