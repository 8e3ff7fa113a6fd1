import type { Category, TrackingModel, TrackingRow } from '../../../src/documents/tracking/model.js';

/** A row of a model; what is not given is empty. */
export function row(architecture: string, category: Category, facts: Partial<TrackingRow> = {}): TrackingRow {
  return { architecture, native: false, hf: false, file: '', example: '', category, ...facts };
}

/** A model of the given rows, dated 2026-01-02, with transformers known. */
export function modelOf(rows: readonly TrackingRow[], facts: Partial<TrackingModel> = {}): TrackingModel {
  return { rows, date: '2026-01-02', withFallback: false, hfKnown: true, ...facts };
}
