/** Models that are added to a page one after the other, each to the page that the one before has left. */
import type { Outcome } from '../../diagnostics.js';
import {
  addModel,
  joinChanges,
  readCoveragePage,
  type CoverageChange,
  type StatusSources,
} from '../../kernels/coverage/index.js';
import type { ReadModel } from './coverage-model.js';

export interface Target {
  /** The page's path. */
  readonly file: string;
  readonly sources: StatusSources;
}

/**
 * One model more. A page that can no longer be read as one stays as it was, and nothing is asked for.
 *
 * @param before what was done to the page so far, and said of it
 */
export async function addNext(
  before: Outcome<CoverageChange>,
  { file, sources }: Target,
  read: () => Promise<ReadModel>,
): Promise<Outcome<CoverageChange>> {
  const { value: page, diagnostics: unreadable } = readCoveragePage(before.value.text, file);
  if (page === null) return { ...before, diagnostics: [...before.diagnostics, ...unreadable] };
  const { model, diagnostics: unread } = await read();
  const { value, diagnostics: refused } = addModel(page, model, sources);
  return {
    value: joinChanges(before.value, value),
    diagnostics: [...before.diagnostics, ...unread, ...refused],
  };
}
