import { readAutoMappings } from '../../src/engines/transformers/auto-mappings.js';
import {
  locateTransformers,
  transformersAssumptions,
  type AutoMapping,
} from '../../src/engines/transformers/index.js';
import type { EngineAdapter, EngineScan, Registration } from '../../src/engines/types.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { folderTree, memoryTree, type SourceTree } from '../../src/source/index.js';
import { short, withUnreadable, type Files } from './trees.js';

const extract = await createFactExtractor();

export interface EngineRead {
  readonly scan: EngineScan;
  readonly sources: PythonSources;
}

/** Reads files in memory, or a folder, as one engine. */
export function readEngine(
  adapter: EngineAdapter,
  from: Files | string,
  unreadable: readonly string[] = [],
): EngineRead {
  const given: SourceTree = typeof from === 'string' ? folderTree(from) : memoryTree(from);
  const tree = withUnreadable(given, unreadable);
  const at = adapter.locate(tree);
  if (at === null) throw new Error(`no ${adapter.title} in the tree`);
  const sources = createPythonSources(tree, extract, {
    packages: [{ name: adapter.packageName, directory: at.directory }],
    assumedCall: adapter.assumedCall,
  });
  return { scan: adapter.scan(sources, at, {}), sources };
}

/** The registrations of one registry, as `key -> class file:line class-file:line`, with what is unusual. */
export function rows({ scan }: EngineRead, registry: string): readonly string[] {
  return scan.registrations.filter((each) => each.registry === registry).map(row);
}

function row(each: Registration): string {
  const { key, className, kind, status, file, line, classFile, classLine, architecture, keyKind } = each;
  const type = classFile === null ? 'elsewhere' : `${short(classFile)}:${classLine ?? ''}`;
  const notes = [
    ...(kind === 'model' ? [] : [kind]),
    ...(status === 'active' ? [] : [status]),
    ...(keyKind === 'architecture' ? [] : [`${keyKind} of ${architecture ?? 'nothing'}`]),
  ];
  return [`${key} -> ${className} ${short(file)}:${line} ${type}`, ...notes].join(', ');
}

/** What could not be known, as `file:line reason`. */
export function undecided({ scan }: EngineRead): readonly string[] {
  return scan.undecidable.map(({ file, line, reason }) => `${short(file)}:${line} ${reason}`);
}

/** Diagnostics of the engine and of the files, as `rule file:line message`. */
export function reports({ scan, sources }: EngineRead): readonly string[] {
  return [...scan.diagnostics, ...sources.diagnostics()].map(
    ({ rule, file, line, message }) => `${rule} ${short(file)}:${line} ${message}`,
  );
}

/** The auto mappings of transformers in a folder. */
export function autoMappingsIn(folder: string): readonly AutoMapping[] {
  const tree = folderTree(folder);
  const at = locateTransformers(tree);
  if (at === null) throw new Error(`no transformers in ${folder}`);
  const packages = [{ name: 'transformers', directory: at.directory }];
  return readAutoMappings(
    createPythonSources(tree, extract, { packages, assumedCall: transformersAssumptions }),
    at,
  );
}
