/** What the library offers of kernel coverage: texts in, texts out; the commands read and write the files. */
import type { Diagnostic, Outcome } from '../diagnostics.js';
import { folderTree } from '../source/folder.js';
import { definitionFiles, listDefinitions } from './definition-files.js';
import { parseKernelConfig } from './config.js';
import type { CoverageChange } from './coverage/update.js';
import type { StatusSources } from './coverage/statuses.js';
import { expectedDefinitions, type ExpectedKernels } from './expected.js';
import { kernelInventory } from './inventory.js';
import { SINGLE, type Parallelism } from './parallelism.js';
import { phaseOneFields } from './manifest/kernel.js';
import { mergeManifest, type ManifestRun, type MergedManifest } from './manifest/merge.js';
import { readManifest } from './manifest/read.js';

/**
 * The kernel definitions that the model of a `config.json` needs under one parallelism. A text that is no
 * configuration gives null.
 *
 * @param file what diagnostics call it
 * @throws ArchscanError `usage` for degrees that are no whole numbers from 1 on
 */
export function kernelDefinitions(
  config: string,
  parallelism: Parallelism = SINGLE,
  file = 'config.json',
): Outcome<ExpectedKernels | null> {
  const { value, diagnostics } = parseKernelConfig(config, file);
  if (value === null) return { value: null, diagnostics };
  const expected = expectedDefinitions(value, parallelism);
  return { value: expected.value, diagnostics: [...diagnostics, ...expected.diagnostics] };
}

/**
 * The text of a run manifest after a run. A text that cannot be merged into gives null and the error.
 *
 * @param before the manifest that is there; null: none
 * @param file what diagnostics call it
 */
export function mergeRunManifest(
  before: string | null,
  run: ManifestRun,
  file = 'manifest.json',
): Outcome<MergedManifest | null> {
  const own = { ...run, kernels: run.kernels.map(phaseOneFields) };
  if (before === null) return mergeManifest(null, own);
  const { value, diagnostics } = readManifest(before, file);
  if (value === null) return { value: null, diagnostics };
  const merged = mergeManifest(value, own);
  return { value: merged.value, diagnostics: [...diagnostics, ...merged.diagnostics] };
}

/** A model that a coverage page gets. */
export interface CoverageModel {
  /** As the page calls it. */
  readonly title: string;
  /** The text of its `config.json`. */
  readonly config: string;
  /** How it is served; one device unless given. */
  readonly parallelisms?: readonly Parallelism[] | undefined;
  /** Whether SGLang has it; unless given that is not known. */
  readonly inSglang?: boolean | undefined;
}

export interface CoverageOptions {
  /** The folder of definitions, or the trace data set; in a data set workloads count too. */
  readonly definitions: string;
  /** The page gets those that it lacks. */
  readonly models?: readonly CoverageModel[] | undefined;
  /** Correct the statuses, numbers and labels of the sections that are there. */
  readonly refresh?: boolean | undefined;
}

/**
 * The text of a coverage page with models added or statuses corrected. A page that cannot be read or edited stays as
 * it is, which is an error among the diagnostics; a configuration that cannot be read leaves its model out.
 *
 * @param file what diagnostics call the page; as `.mdx` it is read as MDX
 * @throws ArchscanError `root-not-found` when there is no folder of definitions
 */
export async function coverPage(
  text: string,
  file: string,
  { definitions, models = [], refresh = false }: CoverageOptions,
): Promise<Outcome<CoverageChange>> {
  const [coverage, { prepareMdx }] = await Promise.all([
    import('./coverage/index.js'),
    import('../documents/markdown/parse.js'),
  ]);
  const { addModel, joinChanges, listWorkloads, readCoveragePage, refreshPage } = coverage;
  if (file.endsWith('.mdx')) await prepareMdx();
  const tree = folderTree(definitions);
  const files = listDefinitions(tree);
  const sources: StatusSources = { definitions: files.value, workloads: listWorkloads(tree) };
  const diagnostics: Diagnostic[] = [...files.diagnostics];
  let change: CoverageChange = { text, added: [], replaced: [], refreshed: [], missing: [] };
  type Page = NonNullable<ReturnType<typeof readCoveragePage>['value']>;
  const apply = (step: (page: Page) => Outcome<CoverageChange>): void => {
    const { value: page, diagnostics: defects } = readCoveragePage(change.text, file);
    if (page === null) {
      diagnostics.push(...defects);
      return;
    }
    const { value, diagnostics: refused } = step(page);
    diagnostics.push(...refused);
    change = joinChanges(change, value);
  };
  if (refresh) apply((page) => refreshPage(page, page.sections, sources));
  for (const { title, config, parallelisms = [SINGLE], inSglang = null } of models) {
    const read = parseKernelConfig(config, `${title}: config.json`);
    diagnostics.push(...read.diagnostics);
    if (read.value === null) continue;
    const nothing = { definitions: definitionFiles([]), flashinfer: null, sglang: null };
    const { value: inventory, diagnostics: gaps } = kernelInventory(read.value, parallelisms, nothing);
    const problems = gaps.map(({ message }) => message);
    const known = { kind: 'mapped', title, config: read.value, inventory, problems } as const;
    apply((page) => addModel(page, { ...known, recipes: null, inSglang }, sources));
  }
  return { value: change, diagnostics };
}
