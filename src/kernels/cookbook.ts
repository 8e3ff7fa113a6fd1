import {
  compareDiagnostics,
  compareText,
  type Diagnostic,
  type Outcome,
  type Place,
} from '../diagnostics.js';
import type { SourceTree } from '../source/types.js';
import { readDeployments } from './deployments.js';
import { readGeneratedRecipes } from './generated-recipes.js';
import { SINGLE, type Parallelism } from './parallelism.js';
import { compareVersions, cookbookFiles, sourceOf, versionOf } from './recipe-files.js';
import type { Cookbook, CookbookModel, ServedModel } from './recipe.js';

/**
 * Reads every recipe. A file that cannot be read, or an entry that cannot be understood, is a diagnostic and the
 * rest goes on. A checkpoint that several versions list is taken from the newest.
 */
export function readCookbook(
  tree: SourceTree,
  files: readonly string[] = cookbookFiles(tree),
): Outcome<Cookbook> {
  const diagnostics: Diagnostic[] = [];
  const entries = files.flatMap((path) => readFile(tree, path, diagnostics));
  const models = new Map<string, ServedModel[]>();
  for (const entry of entries) {
    models.set(entry.modelPath, [...(models.get(entry.modelPath) ?? []), entry]);
  }
  const all = [...models.values()].flatMap((group) => joined(group) ?? []);
  all.sort((a, b) => compareText(a.modelPath, b.modelPath));
  const value = { source: sourceOf(files[0] ?? ''), models: all };
  return { value, diagnostics: diagnostics.sort(compareDiagnostics) };
}

function joined(group: readonly ServedModel[]): CookbookModel | undefined {
  const newest = group
    .map(({ version }) => version)
    .sort(compareVersions)
    .at(-1);
  const entries = group.filter(({ version }) => version === newest);
  const [first] = entries;
  if (first === undefined) return undefined;
  return {
    modelPath: first.modelPath,
    names: [...new Set(entries.flatMap(({ name }) => name ?? []))],
    vendor: first.vendor,
    family: first.family,
    files: [...new Set(entries.map(({ file }) => file))],
    olderFiles: [...new Set(group.flatMap(({ file, version }) => (version === newest ? [] : [file])))],
    recipes: entries.flatMap(({ recipes }) => recipes),
  };
}

function readFile(tree: SourceTree, path: string, diagnostics: Diagnostic[]): readonly ServedModel[] {
  const report = (place: Place, rule: string, message: string): void => {
    diagnostics.push({ ...place, rule, severity: 'warning', message });
  };
  const read = tree.read(path);
  if (!read.ok) {
    report(
      { file: path, line: 1, column: 1 },
      'recipe-unreadable',
      `Not read (${read.reason}): ${read.detail}`,
    );
    return [];
  }
  const text = Buffer.from(read.bytes).toString('utf8');
  return sourceOf(path) === 'sglang-docs'
    ? readDeployments(text, path, report)
    : readGeneratedRecipes(text, path, versionOf(path) ?? '', report);
}

/** Every parallelism that the recipes of these models use, once; one device when there is none. */
export function parallelismsOf(models: readonly CookbookModel[]): readonly Parallelism[] {
  const found = new Map<string, Parallelism>();
  for (const { parallelism } of models.flatMap(({ recipes }) => recipes)) {
    if (parallelism !== null) found.set(`${parallelism.tp}/${parallelism.ep}`, parallelism);
  }
  const sorted = [...found.values()].sort((a, b) => a.tp - b.tp || a.ep - b.ep);
  return sorted.length === 0 ? [SINGLE] : sorted;
}
