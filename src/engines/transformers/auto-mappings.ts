import { compareText } from '../../diagnostics.js';
import { asItems, asText, type Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Stmt } from '../../python/syntax.js';
import { statements } from '../../python/walk.js';
import { inDirectory, type Located } from '../types.js';
import type { AutoMapping, AutoMappingEntry } from './types.js';

/** Every `MODEL_… = OrderedDict([(model type, class or classes), …])` of `modeling_auto.py`. */
export function readAutoMappings(sources: PythonSources, at: Located): readonly AutoMapping[] {
  return mappingsOf(sources, at, 'modeling_auto.py', 'MODEL_');
}

/** `CONFIG_MAPPING_NAMES` of `configuration_auto.py`: model type to configuration class. */
export function readConfigMappings(sources: PythonSources, at: Located): readonly AutoMapping[] {
  return mappingsOf(sources, at, 'configuration_auto.py', 'CONFIG_MAPPING_NAMES');
}

/** Mappings of image and video processors and feature extractors: what a model type takes besides text. */
export function readProcessorMappings(sources: PythonSources, at: Located): readonly AutoMapping[] {
  return [
    ...mappingsOf(sources, at, 'feature_extraction_auto.py', 'FEATURE_EXTRACTOR_'),
    ...mappingsOf(sources, at, 'image_processing_auto.py', 'IMAGE_PROCESSOR_'),
    ...mappingsOf(sources, at, 'video_processing_auto.py', 'VIDEO_PROCESSOR_'),
  ];
}

function mappingsOf(
  sources: PythonSources,
  { directory }: Located,
  module: string,
  prefix: string,
): readonly AutoMapping[] {
  const file = inDirectory(directory, `models/auto/${module}`);
  if (!sources.tree.has(file)) return [];
  return namedStatements(sources.facts(file)?.body ?? [], prefix)
    .flatMap(({ name, stmt: { line, column } }) => {
      const value = sources.project.lookup(file, name);
      if (value?.kind !== 'dict') return [];
      const entries = value.entries.map(([key, classes]) => entryOf(key, classes));
      return [{ name, file, line, column, entries: entries.filter((entry) => entry !== null) }];
    })
    .sort((a, b) => compareText(a.name, b.name));
}

interface NamedStatement {
  readonly name: string;
  readonly stmt: Stmt;
}

/**
 * Statements of module scope that give a mapping, those under `if TYPE_CHECKING: … else: …` included. What is imported
 * has its place in the import, unless it is assigned to as well.
 */
function namedStatements(body: readonly Stmt[], prefix: string): readonly NamedStatement[] {
  const every = [...statements(body, false)];
  const assigned = every.flatMap((stmt) => {
    const name = mappingName(stmt, prefix);
    return name === null ? [] : [{ name, stmt }];
  });
  const names = new Set(assigned.map(({ name }) => name));
  const imported = every.flatMap((stmt) =>
    importedNames(stmt)
      .filter((name) => name.startsWith(prefix) && !names.has(name))
      .map((name) => ({ name, stmt })),
  );
  return [...assigned, ...imported];
}

function importedNames(stmt: Stmt): readonly string[] {
  return stmt.kind === 'import-from' ? (stmt.names ?? []).map(({ name, alias }) => alias ?? name) : [];
}

function mappingName(stmt: Stmt, prefix: string): string | null {
  const target =
    stmt.kind === 'assign' ? stmt.targets[0] : stmt.kind === 'annotated' ? stmt.target : undefined;
  return target?.kind === 'name' && target.id.startsWith(prefix) ? target.id : null;
}

function entryOf(key: Value, value: Value): AutoMappingEntry | null {
  const modelType = asText(key) ?? className(key);
  // One class, several, or one for each backend.
  const items = value.kind === 'dict' ? value.entries.map(([, each]) => each) : (asItems(value) ?? [value]);
  const classes = items.map((item) => asText(item) ?? className(item)).filter((name) => name !== null);
  return modelType === null || classes.length === 0 ? null : { modelType, classes };
}

/** Old mappings hold the classes themselves, keyed by configuration classes. */
function className(value: Value): string | null {
  if (value.kind === 'class') return value.name;
  return value.kind === 'external' ? value.dotted.slice(value.dotted.lastIndexOf('.') + 1) : null;
}

/** What the mappings say, by class name. */
export interface AutoIndex {
  readonly mappings: ReadonlyMap<string, readonly string[]>;
  /** Model types that map to the class, in source order. */
  readonly modelTypes: ReadonlyMap<string, readonly string[]>;
}

export function indexMappings(mappings: readonly AutoMapping[]): AutoIndex {
  const byClass = new Map<string, Set<string>>();
  const modelTypes = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, value: string): void => {
    const values = map.get(key) ?? new Set();
    map.set(key, values.add(value));
  };
  for (const mapping of mappings) {
    for (const { modelType, classes } of mapping.entries) {
      for (const name of classes) {
        add(byClass, name, mapping.name);
        add(modelTypes, name, modelType);
      }
    }
  }
  return { mappings: asLists(byClass), modelTypes: asLists(modelTypes) };
}

function asLists(map: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly string[]> {
  return new Map([...map].map(([key, values]) => [key, [...values]]));
}

/**
 * The model type of a class: of the mapping keys the one that names its folder (several types may share a class),
 * otherwise the first, otherwise the folder.
 */
export function modelTypeOf(index: AutoIndex, name: string, folder: string): string {
  const own = folder.slice(folder.lastIndexOf('/') + 1);
  const keys = index.modelTypes.get(name) ?? [];
  return keys.find((key) => key.replaceAll('-', '_') === own) ?? keys[0] ?? own;
}
