import { append } from '../../append.js';
import { compareText, type Place } from '../../diagnostics.js';
import { groupBy } from '../../group-by.js';
import {
  asText,
  derivesFrom,
  findAttribute,
  TRUE,
  truth,
  type AssumedCall,
  type ClassValue,
  type FunctionValue,
  type Project,
  type Value,
} from '../../python/evaluate/index.js';
import type { ModuleFacts } from '../../python/facts.js';
import type { PythonSources } from '../../python/sources.js';
import { moduleClasses } from '../../python/walk.js';
import { parentOf } from '../../source/tree-path.js';
import type { SourceTree } from '../../source/types.js';
import { detached } from '../../text/detached.js';
import { hiddenIn } from '../hidden.js';
import { inDirectory, type Located, type Undecidable } from '../types.js';
import {
  indexMappings,
  modelTypeOf,
  readAutoMappings,
  readConfigMappings,
  readProcessorMappings,
  type AutoIndex,
} from './auto-mappings.js';
import { exportedClasses, readExports, type Exports } from './exports.js';
import { exampleFiles, modelFolder, modelingFiles } from './files.js';
import type { ModelClass, TransformersScan } from './types.js';

export { locateTransformers } from './files.js';
export type { AutoMapping, ModelClass, TransformersScan } from './types.js';

/** The package exports what its optional dependencies allow; all of them are taken as installed. */
export const transformersAssumptions: AssumedCall = (dotted) =>
  /(?:^|\.)is_\w+_available$/.test(dotted) ? TRUE : undefined;

/** The files that {@link scanTransformers} reads; base classes elsewhere are read on demand. */
export function transformersFiles(tree: SourceTree, at: Located): readonly string[] {
  return [
    inDirectory(at.directory, '__init__.py'),
    inDirectory(at.directory, 'modeling_utils.py'),
    ...modelingFiles(tree, at),
    ...exampleFiles(tree, at),
  ].filter((path) => tree.has(path));
}

/** @param onLeave told the facts of files of the model folders that are let go of: who asks for them reads them again */
export function scanTransformers(
  sources: PythonSources,
  at: Located,
  onLeave: (facts: ModuleFacts) => void = () => undefined,
): TransformersScan {
  const autoMappings = readAutoMappings(sources, at);
  const base = preTrainedModel(sources, at);
  const init = inDirectory(at.directory, '__init__.py');
  const reader: ClassReader = {
    sources,
    at,
    index: indexMappings(autoMappings),
    isPreTrained: (type) => base !== null && isDescendant(type, base),
    // Nothing outside of transformers has the method: a release without it is older than the gate.
    hasGate: base?.namespace.get(GATE) !== undefined,
    exported: new Set(),
    found: [],
    undecidable: [],
    hidden: [],
  };
  noteHidden(reader, init);
  readFolders(reader, readExports(sources, at), onLeave);
  const { exported, found, undecidable, hidden } = reader;
  const classes = found.map(({ identity, row }) => ({ ...row, exported: exported.has(identity) }));
  return {
    root: sources.tree.root,
    version: asText(sources.project.lookup(init, '__version__')),
    revision: sources.tree.revision,
    classes: classes.sort((a, b) => compareText(a.name, b.name) || compareText(a.file, b.file)),
    autoMappings,
    configMappings: readConfigMappings(sources, at),
    processorMappings: readProcessorMappings(sources, at),
    undecidable: [...undecidable, ...hidden.map((each) => ({ ...each, column: 1 }))],
    diagnostics: [],
  };
}

interface ClassReader {
  readonly sources: PythonSources;
  readonly at: Located;
  readonly index: AutoIndex;
  readonly isPreTrained: (type: ClassValue) => boolean;
  readonly hasGate: boolean;
  /** Identities. */
  readonly exported: Set<string>;
  readonly found: FoundClass[];
  readonly undecidable: TransformersScan['undecidable'][number][];
  readonly hidden: Undecidable[];
}

interface FoundClass {
  readonly identity: string;
  readonly row: Omit<ModelClass, 'exported'>;
}

/**
 * One model folder after the other: what its classes are has nothing to do with most of the others, so that nobody
 * asks for its files again, and a hundred megabytes need not be there at the same time.
 */
function readFolders(reader: ClassReader, exports: Exports, onLeave: (facts: ModuleFacts) => void): void {
  const { sources, at } = reader;
  const modeling = new Set(modelingFiles(sources.tree, at));
  const folders = groupBy(new Set([...modeling, ...exports.files]), parentOf);
  for (const [folder, files] of folders) {
    for (const file of files) {
      for (const identity of exportedClasses(sources, exports, file)) reader.exported.add(identity);
      if (modeling.has(file)) readFile(reader, file);
    }
    // The others look up models there.
    if (modelFolder(`${folder}/`, at) === 'auto') continue;
    for (const facts of sources.forget?.(folder) ?? []) onLeave(facts);
  }
}

function readFile(reader: ClassReader, file: string): void {
  // A copy keeps nothing of the text of the file.
  append(reader.found, structuredClone(readClasses(reader, file)));
  noteHidden(reader, file);
}

function noteHidden({ sources, hidden }: ClassReader, file: string): void {
  const found = hiddenIn(sources, file, 'exported');
  if (found !== null) hidden.push(found);
}

function readClasses(reader: ClassReader, file: string): readonly FoundClass[] {
  const { sources, index } = reader;
  const names = new Map(moduleClasses(sources.facts(file)?.body ?? []).map((stmt) => [stmt.name, stmt]));
  return [...names.values()].flatMap((stmt): readonly FoundClass[] => {
    const value = sources.project.lookup(file, stmt.name);
    // A name that is deleted or rebound afterwards is no class of this module.
    if (value?.kind !== 'class') {
      if (value?.kind === 'undecidable')
        reader.undecidable.push({ ...value.place, reason: detached(`${stmt.name}: ${value.reason}`) });
      return [];
    }
    const folder = modelFolder(file, reader.at);
    const preTrained = reader.isPreTrained(value);
    const row = {
      name: value.name,
      file: value.place.file,
      line: value.place.line,
      column: value.place.column,
      modelType: modelTypeOf(index, value.name, folder),
      folder,
      preTrained,
      backendCompatible: preTrained ? backendCompatible(reader, value) : false,
      autoMappings: [...(index.mappings.get(value.name) ?? [])].sort(compareText),
    };
    return [{ identity: value.identity, row }];
  });
}

const GATE = 'is_backend_compatible';

function preTrainedModel(sources: PythonSources, at: Located): ClassValue | null {
  const file = inDirectory(at.directory, 'modeling_utils.py');
  const base = sources.tree.has(file) ? sources.project.lookup(file, 'PreTrainedModel') : undefined;
  return base?.kind === 'class' ? base : null;
}

function isDescendant(type: ClassValue, { identity }: ClassValue): boolean {
  return derivesFrom(type, (each) => each.kind === 'class' && each.identity === identity) === true;
}

/** Runs `cls.is_backend_compatible()`, wherever in the hierarchy it and what it reads are defined. */
function backendCompatible(reader: ClassReader, type: ClassValue): boolean | null {
  if (!reader.hasGate) return false;
  const method = findAttribute(type, GATE);
  const open = (place: Place, why: string): null => {
    reader.undecidable.push({ ...place, reason: detached(`${type.name}.is_backend_compatible(): ${why}`) });
    return null;
  };
  if (method.kind === 'undecidable') return open(type.place, method.reason);
  if (method.kind === 'absent' || method.value.kind !== 'function') return false;
  const result = callWith(reader.sources.project, method.value, type);
  return result.kind === 'undecidable' ? open(result.place, result.reason) : truth(result);
}

/** Asks about a class all that {@link scanTransformers} asks about it. */
export function settleClass(value: Value, call: Project['call']): void {
  if (value.kind !== 'class') return;
  const method = findAttribute(value, GATE);
  if (method.kind === 'found' && method.value.kind === 'function') callWith({ call }, method.value, value);
}

function callWith(
  project: Pick<Project, 'call'>,
  method: FunctionValue,
  type: ClassValue,
): ReturnType<Project['call']> {
  return project.call(method, method.binding === 'static-method' ? [] : [type]);
}
