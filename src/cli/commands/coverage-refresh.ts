/** `archscan coverage --refresh-status` for a whole page. */
import type { Outcome } from '../../diagnostics.js';
import {
  placeholderOf,
  refreshPage,
  type CoverageChange,
  type CoveragePage,
  type StatusSources,
} from '../../kernels/coverage/index.js';
import type { Io } from '../io.js';
import { addNext } from './coverage-add.js';
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
  const target = { file: page.document.file, sources };
  let done = refreshPage(page, page.sections, sources);
  let known: ModelSources | undefined;
  for (const section of page.sections) {
    const hfRepoId = placeholderOf(page, section)?.id ?? null;
    if (hfRepoId === null) continue;
    const asked = { model: section.title, hfRepoId };
    done = await addNext(done, target, async () => readModel(io, asked, (known ??= await lookIn())));
  }
  return done;
}
