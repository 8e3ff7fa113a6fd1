import { compareText } from '../diagnostics.js';
import { keyOf, pathBelow, uriOf } from './keys.js';
import type { FolderSettings } from './settings.js';
import type { SessionWatch } from './types.js';

/** Of an engine's checkout. */
export const SOURCE_PATTERNS = ['**/*.py', '**/*.{md,mdx}', '**/pyproject.toml'];

/** The files that configurations name, each once. What a client watches in any folder is named where it is elsewhere. */
export function watchesOf(all: readonly FolderSettings[]): readonly SessionWatch[] {
  const found = all.flatMap((each) => [...namedFiles(each), ...kernelFolders(each), ...elsewhere(each, all)]);
  const unique = new Map(found.map((each) => [`${each.folder}\0${each.pattern}`, each]));
  return [...unique.entries()].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
}

/** Files that may have any name. */
function namedFiles({ config, configFile }: FolderSettings): readonly SessionWatch[] {
  return [...(config.profiles ?? []), configFile ?? []].flat().map(fileWatch);
}

function kernelFolders({ config }: FolderSettings): readonly SessionWatch[] {
  const { configs, cookbook, definitions, flashinferBench } = config;
  return [
    ...below(configs, '**/*.json'),
    ...below(cookbook, '**/*.{yaml,yml,jsx}'),
    ...below(definitions, '**/*.{json,jsonl}'),
    ...below(flashinferBench, '**/definitions/**/*.json', '**/models.ts', '**/*.{md,mdx}'),
  ];
}

/** Sources and documents that lie in no folder of the session. */
function elsewhere(
  { roots, transformers, config }: FolderSettings,
  all: readonly FolderSettings[],
): readonly SessionWatch[] {
  const isElsewhere = (key: string): boolean => all.every(({ folder }) => pathBelow(folder, key) === null);
  const modules = [transformers ?? [], ...(config.externalPackages ?? [])].flat();
  return [
    ...roots.filter(isElsewhere).flatMap((root) => below(root, ...SOURCE_PATTERNS)),
    ...modules.filter(isElsewhere).flatMap((root) => below(root, '**/*.py')),
    ...[config.output ?? []].flat().filter(isElsewhere).map(fileWatch),
  ];
}

function below(folder: string | undefined, ...patterns: readonly string[]): readonly SessionWatch[] {
  return folder === undefined ? [] : patterns.map((pattern) => ({ folder: uriOf(keyOf(folder)), pattern }));
}

function fileWatch(file: string): SessionWatch {
  const key = keyOf(file);
  const at = key.lastIndexOf('/');
  return { folder: uriOf(key.slice(0, at) || '/'), pattern: plainPattern(key.slice(at + 1)) };
}

/** A path as a pattern: what has a meaning there cannot be escaped everywhere, but any one character may stand for it. */
export function plainPattern(path: string): string {
  return path.replace(/[*?[\]{}\\]/g, '?');
}
