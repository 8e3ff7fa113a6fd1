/** Everything that is found about kernel coverage: the page, models.ts, the files of definitions. */
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { findingOf, sortFindings, type Finding } from '../../findings/finding.js';
import type { CoveragePage, StatusSources } from '../../kernels/coverage/index.js';
import { lintConfigs } from '../../kernels/coverage/lint-configs.js';
import { lintDefinitions } from '../../kernels/coverage/lint-definitions.js';
import { lintPage } from '../../kernels/coverage/lint-page.js';
import { lintTags, lintUnlisted } from '../../kernels/coverage/lint-tags.js';
import type { Cookbook } from '../../kernels/recipe.js';
import { modelConfigs, type Checkpoints, type ModelConfigs } from '../../kernels/coverage/model-configs.js';
import { lintModels } from '../../kernels/models-ts/index.js';
import { folderTree } from '../../source/folder.js';
import { readModelsFile } from './coverage-models.js';
import { openCookbook } from '../../kernels/discover/inputs.js';

export interface CoverageLintInput {
  /** Null: only models.ts and the definitions are looked at. */
  readonly page: CoveragePage | null;
  /** Path of models.ts. */
  readonly models?: string | undefined;
  /** The folder that the sources were read from. */
  readonly definitions?: string | undefined;
  readonly sources: Outcome<StatusSources | null>;
  /** A folder of configurations. */
  readonly configs?: string | undefined;
  readonly checkpoints?: Checkpoints | undefined;
  /** A checkout of sgl-cookbook, or of SGLang. */
  readonly cookbook?: string | undefined;
  /** The title of a model that must be on the page. */
  readonly wanted?: string | undefined;
}

export interface CoverageFindings {
  /** Sorted. */
  readonly findings: readonly Finding[];
  /** The files that findings are about. */
  readonly texts: ReadonlyMap<string, string>;
  /** What of the cookbook could not be read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws ArchscanError for a folder or file that is not there */
export async function coverageFindings(input: CoverageLintInput): Promise<CoverageFindings> {
  const { page, sources } = input;
  const texts = new Map<string, string>(
    page === null ? [] : [[page.document.file, page.document.text] as const],
  );
  const configs =
    input.configs === undefined ? null : modelConfigs(folderTree(input.configs), input.checkpoints ?? {});
  const { value: cookbook, diagnostics } = await recipesIn(input.cookbook);
  const found = [
    ...(page === null ? [] : lintPage(page, sources.value, input.wanted)),
    ...(await modelsFindings(input, configs, texts)),
    ...definitionFindings(input, configs, texts),
    ...(page === null || configs === null ? [] : lintConfigs(page, configs, cookbook)),
    ...(configs?.diagnostics() ?? []).map((each) => findingOf(each)),
  ];
  return { findings: sortFindings(distinct(found)), texts, diagnostics };
}

/** Null without a cookbook, and of one without recipes. Paths are shown from where the command runs. */
async function recipesIn(path: string | undefined): Promise<Outcome<Cookbook | null>> {
  if (path === undefined) return { value: null, diagnostics: [] };
  const { value, diagnostics } = await openCookbook(path);
  // Recipes whose degrees contradict each other were read.
  const unread = diagnostics.flatMap((each) => {
    if (each.rule === 'input-empty') return [each];
    return each.rule.startsWith('recipe-') ? [{ ...each, file: shownBelow(path, each.file) }] : [];
  });
  return { value: value.models.length === 0 ? null : value, diagnostics: unread };
}

/** Reading a file fails once, whoever asks for it. */
export function distinct<T extends Diagnostic>(diagnostics: readonly T[]): readonly T[] {
  const key = ({ file, line, column, rule, message }: T): string =>
    JSON.stringify([file, line, column, rule, message]);
  return [...new Map(diagnostics.map((each) => [key(each), each])).values()];
}

/** A path in a folder as it is seen from where the command runs. */
function shownBelow(folder: string, path: string): string {
  return `${folder.replaceAll('\\', '/').replace(/\/$/, '')}/${path}`;
}

async function modelsFindings(
  { models: path, page, sources }: CoverageLintInput,
  configs: ModelConfigs | null,
  texts: Map<string, string>,
): Promise<readonly Finding[]> {
  if (path === undefined) return [];
  const { text, value, diagnostics } = await readModelsFile(path);
  texts.set(path, text);
  const definitions = sources.value?.definitions ?? null;
  const own = value === null ? [] : lintModels(value, { definitions, page, configs });
  return [...diagnostics.map((each) => findingOf(each)), ...own];
}

function definitionFindings(
  { definitions: folder, sources: { value, diagnostics }, page }: CoverageLintInput,
  configs: ModelConfigs | null,
  texts: Map<string, string>,
): readonly Finding[] {
  if (folder === undefined || value === null) return [];
  const tree = folderTree(folder);
  const below = <T extends Diagnostic>(each: T): T => ({ ...each, file: shownBelow(folder, each.file) });
  const { files } = value.definitions;
  const found = [
    ...lintDefinitions(tree, files),
    ...(configs === null ? [] : lintTags(tree, files, configs)),
    ...(page === null ? [] : lintUnlisted(files, page)),
  ];
  for (const file of new Set(found.map((each) => each.file))) {
    const read = tree.read(file);
    if (read.ok) texts.set(shownBelow(folder, file), Buffer.from(read.bytes).toString('utf8'));
  }
  return [...diagnostics.map((each) => findingOf(below(each))), ...found.map(below)];
}
