/** `archscan coverage --refresh-status` for a whole page. */
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import {
  addModel,
  joinChanges,
  placeholderOf,
  readCoveragePage,
  refreshPage,
  type CoverageChange,
  type CoveragePage,
  type StatusSources,
} from '../../kernels/coverage/index.js';
import type { Io } from '../io.js';
import { readModel, type ModelSources } from './coverage-model.js';

/**
 * Corrects every section. The configurations of models whose sections were written without one are asked for again,
 * and such a section is replaced when there is one now.
 *
 * @param lookIn where they are looked for; asked when there is such a section
 */
export async function refreshAll(
  io: Io,
  page: CoveragePage,
  sources: StatusSources,
  lookIn: () => Promise<ModelSources>,
): Promise<Outcome<CoverageChange>> {
  const start = refreshPage(page, page.sections, sources);
  const diagnostics: Diagnostic[] = [...start.diagnostics];
  let change = start.value;
  let known: ModelSources | undefined;
  for (const section of page.sections) {
    const hfRepoId = placeholderOf(page, section)?.id ?? null;
    if (hfRepoId === null) continue;
    known ??= await lookIn();
    const { model, diagnostics: unread } = await readModel(io, { model: section.title, hfRepoId }, known);
    const { value: now } = readCoveragePage(change.text, page.document.file);
    if (now === null) break;
    const { value, diagnostics: refused } = addModel(now, model, sources);
    diagnostics.push(...unread, ...refused);
    change = joinChanges(change, value);
  }
  return { value: change, diagnostics };
}
