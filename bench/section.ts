import type { Spread } from './statistics.js';

/** By id of the target, see targets.ts. */
export type Figures = ReadonlyMap<string, Spread>;

/** A part of docs/performance.md that the harness writes. */
export interface Section {
  /** Of the markers in the page. */
  readonly name: string;
  /** Markdown. */
  readonly page: string;
  readonly figures: Figures;
}
