import type { Project } from '../../../src/python/evaluate/index.js';
import type { FactExtractor } from '../../../src/python/extract.js';
import { createPythonSources } from '../../../src/python/sources.js';
import { memoryTree } from '../../../src/source/index.js';

export const MAIN = 'app/main.py';

/** The package `app` with a module `main`, and files beside it. */
export function openProgram(
  extract: FactExtractor,
  source: string,
  files: Readonly<Record<string, string>> = {},
): Project {
  const beside = Object.entries(files).map(([name, text]) => [`app/${name}`, text] as const);
  const tree = memoryTree({ 'app/__init__.py': '', [MAIN]: source, ...Object.fromEntries(beside) });
  return createPythonSources(tree, extract, { packages: [{ name: 'app', directory: 'app' }] }).project;
}
