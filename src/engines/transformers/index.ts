import { compareText, type Place } from '../../diagnostics.js';
import { groupBy } from '../../group-by.js';
import {
  asText,
  derivesFrom,
  findAttribute,
  TRUE,
  truth,
  unknownBase,
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
import { hiddenIn } from '../hidden.js';
import { inDirectory, type Located, type Undecidable } from '../types.js';
import {
  indexMappings,
  modelTypeOf,
  readAutoMappings,
  readConfigMappings,
  readProcessorMappings,
} from './auto-mappings.js';
import { deadEntries } from './dead-entries.js';
import { exportedFrom, readExports, type Exported } from './exports.js';
import { exampleFiles, modelFolder, modelingFiles } from './files.js';
import type { ModelClass, TransformersScan } from './types.js';

export { locateTransformers } from './files.js';
export type { AutoMapping, TransformersScan } from './types.js';

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
  const autoMappings = sources.answer('transformers: auto mappings', () => readAutoMappings(sources, at));
  const init = inDirectory(at.directory, '__init__.py');
  const { version, hiddenExports } = sources.answer('transformers: package', () => ({
    version: asText(sources.project.lookup(init, '__version__')),
    hiddenExports: hiddenIn(sources, init, 'exported'),
  }));
  const folders = readFolders(sources, at, onLeave);
  const exports = folders.flatMap((each) => each.exported);
  const exported = new Set(exports.map(({ identity }) => identity));
  const index = indexMappings(autoMappings);
  const classes = folders.flatMap(({ found }) =>
    found.map(({ identity, row: { name, file, line, column, folder, preTrained, backendCompatible } }) => ({
      // Named one by one: adding to what was spread takes V8 ten times as long.
      name,
      file,
      line,
      column,
      folder,
      preTrained,
      backendCompatible,
      modelType: modelTypeOf(index, name, folder),
      autoMappings: [...(index.mappings.get(name) ?? [])].sort(compareText),
      exported: exported.has(identity),
    })),
  );
  const hidden = [hiddenExports, ...folders.flatMap((each) => each.hidden)].filter((each) => each !== null);
  return {
    root: sources.tree.root,
    version,
    revision: sources.tree.revision,
    classes: classes.sort((a, b) => compareText(a.name, b.name) || compareText(a.file, b.file)),
    autoMappings,
    configMappings: sources.answer('transformers: config mappings', () => readConfigMappings(sources, at)),
    processorMappings: sources.answer('transformers: processor mappings', () =>
      readProcessorMappings(sources, at),
    ),
    undecidable: [
      ...folders.flatMap((each) => each.undecidable),
      ...hidden.map((each) => ({ ...each, column: 1 })),
    ],
    diagnostics: deadEntries(sources, at, autoMappings, {
      exported: new Set(exports.map(({ name }) => name)),
      classes,
      mayHideMore: hidden.length > 0,
    }),
  };
}

/** What the files of one folder say, as plain data. */
interface FolderRead {
  /** What the package exports from here. */
  readonly exported: readonly Exported[];
  readonly found: readonly FoundClass[];
  readonly undecidable: readonly TransformersScan['undecidable'][number][];
  readonly hidden: readonly Undecidable[];
}

interface FoundClass {
  readonly identity: string;
  readonly row: Omit<ModelClass, 'exported' | 'modelType' | 'autoMappings'>;
}

/** `PreTrainedModel`. */
interface Base {
  readonly identity: string;
  /** Nothing outside of transformers has the method: a release without it is older than the gate. */
  readonly hasGate: boolean;
}

/**
 * One model folder after the other: what its classes are has nothing to do with most of the others, so that nobody
 * asks for its files again, and a hundred megabytes need not be there at the same time.
 */
function readFolders(
  sources: PythonSources,
  at: Located,
  onLeave: (facts: ModuleFacts) => void,
): readonly FolderRead[] {
  const base = sources.answer('transformers: base', () => preTrainedModel(sources, at));
  const exports = readExports(sources, at);
  const modeling = new Set(modelingFiles(sources.tree, at));
  const folders = groupBy(new Set([...modeling, ...exports.files]), parentOf);
  return [...folders].map(([folder, files]) => {
    const listed = files.map((file) => ({
      file,
      exports: exports.namesIn?.(file) ?? null,
      isModeling: modeling.has(file),
    }));
    const read = sources.answer(['transformers: folder', base, listed], () =>
      readFolder({ sources, at, base }, listed),
    );
    // The others look up models there.
    if (modelFolder(`${folder}/`, at) !== 'auto')
      for (const facts of sources.forget?.(folder) ?? []) onLeave(facts);
    return read;
  });
}

interface FolderFile {
  readonly file: string;
  /** What the package exports of it; null when the file says so itself. */
  readonly exports: readonly string[] | null;
  readonly isModeling: boolean;
}

interface FolderReader {
  readonly sources: PythonSources;
  readonly at: Located;
  readonly base: Base | null;
}

function readFolder(reader: FolderReader, files: readonly FolderFile[]): FolderRead {
  const { sources } = reader;
  const modeling = files.filter(({ isModeling }) => isModeling);
  const exported = files.flatMap(({ file, exports }) => exportedFrom(sources, file, exports));
  const classes = modeling.flatMap(({ file }) => readClasses(reader, file));
  return {
    exported,
    found: classes.flatMap(({ found }) => found ?? []),
    undecidable: classes.flatMap(({ undecidable }) => undecidable),
    hidden: modeling.flatMap(({ file }) => hiddenIn(sources, file, 'exported') ?? []),
  };
}

interface ClassRead {
  readonly found: FoundClass | null;
  readonly undecidable: FolderRead['undecidable'];
}

function readClasses(reader: FolderReader, file: string): readonly ClassRead[] {
  const { sources, at, base } = reader;
  const names = new Set(moduleClasses(sources.facts(file)?.body ?? []).map(({ name }) => name));
  return [...names].map((name): ClassRead => {
    const value = sources.project.lookup(file, name);
    // A name that is deleted or rebound afterwards is no class of this module.
    if (value?.kind !== 'class') {
      const isOpen = value?.kind === 'undecidable';
      return {
        found: null,
        undecidable: isOpen ? [{ ...value.place, reason: `${name}: ${value.reason}` }] : [],
      };
    }
    const { preTrained, gate } = descentOf(sources.project, value, base);
    const row = {
      name: value.name,
      file: value.place.file,
      line: value.place.line,
      column: value.place.column,
      folder: modelFolder(file, at),
      preTrained,
      backendCompatible: gate.holds,
    };
    return { found: { identity: value.identity, row }, undecidable: gate.undecidable };
  });
}

const GATE = 'is_backend_compatible';

function preTrainedModel(sources: PythonSources, at: Located): Base | null {
  const file = inDirectory(at.directory, 'modeling_utils.py');
  const base = sources.tree.has(file) ? sources.project.lookup(file, 'PreTrainedModel') : undefined;
  if (base?.kind !== 'class') return null;
  return { identity: base.identity, hasGate: base.namespace.get(GATE) !== undefined };
}

interface GateAnswer {
  /** Null: undecidable. */
  readonly holds: boolean | null;
  readonly undecidable: FolderRead['undecidable'];
}

const NOT_COMPATIBLE: GateAnswer = { holds: false, undecidable: [] };

interface Descent {
  /** Whether the class derives from `PreTrainedModel`; null where it is not known. */
  readonly preTrained: boolean | null;
  readonly gate: GateAnswer;
}

function descentOf(project: Project, type: ClassValue, base: Base | null): Descent {
  if (base === null) return { preTrained: false, gate: NOT_COMPATIBLE };
  const preTrained = derivesFrom(type, (each) => each.kind === 'class' && each.identity === base.identity);
  if (preTrained === null) {
    const reason = `${type.name}: whether it derives from PreTrainedModel is not known: ${unknownBase(type)}`;
    const gate = { holds: base.hasGate ? null : false, undecidable: [{ ...type.place, reason }] };
    return { preTrained, gate };
  }
  return { preTrained, gate: preTrained && base.hasGate ? backendCompatible(project, type) : NOT_COMPATIBLE };
}

/** Runs `cls.is_backend_compatible()`, wherever in the hierarchy it and what it reads are defined. */
function backendCompatible(project: Project, type: ClassValue): GateAnswer {
  const method = findAttribute(type, GATE);
  const open = (place: Place, why: string): GateAnswer => {
    const reason = `${type.name}.is_backend_compatible(): ${why}`;
    return { holds: null, undecidable: [{ ...place, reason }] };
  };
  if (method.kind === 'undecidable') return open(type.place, method.reason);
  if (method.kind === 'absent' || method.value.kind !== 'function') return NOT_COMPATIBLE;
  const result = callWith(project, method.value, type);
  return result.kind === 'undecidable'
    ? open(result.place, result.reason)
    : { holds: truth(result), undecidable: [] };
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
