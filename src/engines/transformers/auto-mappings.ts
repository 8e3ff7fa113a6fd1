import { compareText } from '../../diagnostics.js';
import { asItems, asText, type Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Stmt } from '../../python/syntax.js';
import { inDirectory, type Located } from '../types.js';
import type { AutoMapping, AutoMappingEntry } from './types.js';

/** Every `MODEL_… = OrderedDict([(model type, class or classes), …])` of `modeling_auto.py`. */
export function readAutoMappings(sources: PythonSources, { directory }: Located): readonly AutoMapping[] {
  const file = inDirectory(directory, 'models/auto/modeling_auto.py');
  return (sources.facts(file)?.body ?? [])
    .flatMap((stmt) => {
      const name = mappingName(stmt);
      const value = name === null ? undefined : sources.project.lookup(file, name);
      if (name === null || value?.kind !== 'dict') return [];
      const entries = value.entries.map(([key, classes]) => entryOf(key, classes));
      return [
        {
          name,
          file,
          line: stmt.line,
          column: stmt.column,
          entries: entries.filter((entry) => entry !== null),
        },
      ];
    })
    .sort((a, b) => compareText(a.name, b.name));
}

function mappingName(stmt: Stmt): string | null {
  const target = stmt.kind === 'assign' ? stmt.targets[0] : undefined;
  return target?.kind === 'name' && target.id.startsWith('MODEL_') ? target.id : null;
}

function entryOf(key: Value, value: Value): AutoMappingEntry | null {
  const modelType = asText(key) ?? className(key);
  const items = asItems(value) ?? [value];
  const classes = items.map((item) => asText(item) ?? className(item)).filter((name) => name !== null);
  return modelType === null || classes.length === 0 ? null : { modelType, classes };
}

/** Old mappings hold the classes themselves, keyed by configuration classes. */
function className(value: Value): string | null {
  if (value.kind === 'class') return value.name;
  return value.kind === 'external' ? value.dotted.slice(value.dotted.lastIndexOf('.') + 1) : null;
}

/** Mapping names by class name, and the model type that the mappings give a class. */
export interface AutoIndex {
  readonly mappings: ReadonlyMap<string, readonly string[]>;
  readonly modelTypes: ReadonlyMap<string, string>;
}

export function indexMappings(mappings: readonly AutoMapping[]): AutoIndex {
  const byClass = new Map<string, string[]>();
  const modelTypes = new Map<string, string>();
  for (const mapping of mappings) {
    for (const { modelType, classes } of mapping.entries) {
      for (const name of classes) {
        const names = byClass.get(name) ?? [];
        if (!names.includes(mapping.name)) names.push(mapping.name);
        byClass.set(name, names);
        if (!modelTypes.has(name)) modelTypes.set(name, modelType);
      }
    }
  }
  return { mappings: byClass, modelTypes };
}
