import type { Edit } from '../../documents/markdown/edits.js';
import { combinePlans } from '../../documents/markdown/plan.js';
import { verifyEdits } from '../../documents/markdown/verify.js';
import { findingOf, sortFindings, type Finding } from '../../findings/finding.js';
import { lintPage } from '../../kernels/coverage/lint-page.js';
import { refreshSections } from '../../kernels/coverage/refresh.js';
import { lintModels } from '../../kernels/models-ts/index.js';
import type { KernelContext, KernelFile, Kernels, PageFile } from './files.js';

/** The findings of `archscan coverage --check` in one file. */
export function kernelFindings(file: KernelFile, kernels: Kernels): readonly Finding[] {
  return sortFindings(fileFindings(file, kernels));
}

function fileFindings(file: KernelFile, kernels: Kernels): readonly Finding[] {
  const sources = kernels.definitions?.sources ?? null;
  if (file.kind === 'definition') return kernels.definitions?.findings().get(file.key) ?? [];
  const read = file.read.diagnostics.map((each) => findingOf(each));
  if (file.kind === 'models')
    return [...read, ...listFindings(kernels).filter(({ file: at }) => at === file.key)];
  const { value: page } = file.read;
  if (page === null) return read;
  const ofList = page === kernels.page?.read.value ? listFindings(kernels) : [];
  return [...read, ...lintPage(page, sources), ...ofList.filter(({ file: at }) => at === file.key)];
}

/** What the list of models disagrees with stands partly on the page. */
function listFindings({ models, page, definitions }: Kernels): readonly Finding[] {
  const list = models?.read.value ?? null;
  const sources = { definitions: definitions?.sources.definitions ?? null, page: page?.read.value ?? null };
  return list === null ? [] : lintModels(list, sources);
}

/** The files of kernels that have findings or could have some. */
export function kernelFiles({ folders }: KernelContext): readonly string[] {
  return folders.flatMap(({ page, models, definitions }) => [
    ...(page === undefined ? [] : [page.key]),
    ...(models === undefined ? [] : [models.key]),
    ...(definitions?.findings().keys() ?? []),
  ]);
}

/** The edits of `archscan coverage --fix`; none when it refuses the page. */
export function pageEdits({ read: { value: page } }: PageFile): readonly Edit[] {
  if (page === null) return [];
  const { value, diagnostics } = refreshSections(page, page.sections, null);
  const plan = combinePlans(value.plans);
  if (diagnostics.length > 0 || plan.edits.length === 0) return [];
  return verifyEdits(page.document, plan).ok ? plan.edits : [];
}
