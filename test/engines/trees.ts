import { environmentUnset } from '../../src/engines/assumptions.js';
import { sglang } from '../../src/engines/sglang/index.js';
import {
  locateTransformers,
  scanTransformers,
  transformersAssumptions,
  type TransformersScan,
} from '../../src/engines/transformers/index.js';
import type { EngineOptions, EngineScan } from '../../src/engines/types.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { memoryTree, type SourceTree } from '../../src/source/index.js';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export const MODELS = 'python/sglang/srt/models';

const extract = await createFactExtractor();

/** The files below a folder, for trees that are written down in parts. */
export function below<T>(folder: string, files: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

/** A tree that has these files and cannot read them. */
export function withUnreadable(tree: SourceTree, paths: readonly string[]): SourceTree {
  const refused = {
    ok: false,
    reason: 'unreadable',
    detail: 'may not be read by this user (EACCES)',
  } as const;
  return { ...tree, read: (path) => (paths.includes(path) ? refused : tree.read(path)) };
}

/** A package of its own, as SGLANG_EXTERNAL_MODEL_PACKAGE names one. */
export function packageSources(files: Files, name = 'extra'): PythonSources {
  return createPythonSources(memoryTree(files), extract, {
    packages: [{ name, directory: '' }],
    assumedCall: environmentUnset,
  });
}

export interface SglangRead {
  readonly scan: EngineScan;
  readonly sources: PythonSources;
}

export function readSglang(
  files: Files,
  options: EngineOptions = {},
  unreadable: readonly string[] = [],
): SglangRead {
  const tree = withUnreadable(memoryTree(files), unreadable);
  const at = sglang.locate(tree);
  if (at === null) throw new Error('no SGLang in the tree');
  const sources = createPythonSources(tree, extract, {
    packages: [{ name: 'sglang', directory: at.directory }],
    assumedCall: environmentUnset,
  });
  return { scan: sglang.scan(sources, at, options), sources };
}

/** What the registry of srt holds, as `key: file:line`, with the kind and status where they are not the usual. */
export function registry({ scan }: SglangRead, name = 'srt'): readonly string[] {
  return scan.registrations
    .filter((each) => each.registry === name)
    .map(({ key, className, kind, status, file, line, classFile, classLine }) => {
      const usual = name === 'multimodal_gen' ? 'component' : 'model';
      const notes = [
        ...(kind === usual ? [] : [kind]),
        ...(status === 'active' ? [] : [status]),
        ...(className === key ? [] : [className]),
      ];
      const where = classFile === null ? 'elsewhere' : short(classFile);
      const type = where === short(file) ? String(classLine) : `${where}:${classLine ?? ''}`;
      return [`${key} ${short(file)}:${line} class ${type}`, ...notes].join(', ');
    });
}

export function short(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Diagnostics of the engine and of the files, as `rule file:line`. */
export function problems({ scan, sources }: SglangRead | TransformersRead): readonly string[] {
  return [...scan.diagnostics, ...sources.diagnostics()].map(
    ({ rule, file, line }) => `${rule} ${short(file)}:${line}`,
  );
}

export interface TransformersRead {
  readonly scan: TransformersScan;
  readonly sources: PythonSources;
}

export function readTransformers(files: Files): TransformersRead {
  const tree = memoryTree(files);
  const at = locateTransformers(tree);
  if (at === null) throw new Error('no transformers in the tree');
  const sources = createPythonSources(tree, extract, {
    packages: [{ name: 'transformers', directory: at.directory }],
    assumedCall: transformersAssumptions,
  });
  return { scan: scanTransformers(sources, at), sources };
}
