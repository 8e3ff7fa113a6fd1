/**
 * What vLLM could do with a model as long as there was no interface for it: lists of names, bases and attributes
 * decided then. What today's interfaces say already is left to them.
 */
import { asItems, asText, findAttribute, truth, type ClassValue } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Stmt } from '../../python/syntax.js';
import { expressions, expressionsOf, findFunctionStatement, statements } from '../../python/walk.js';
import { readTable } from '../tables.js';
import { inDirectory, type Registration } from '../types.js';
import { hasAncestor, seenAlone } from './class-attributes.js';
import { INTERFACES, LOADER, MODEL_LOADER } from './files.js';
import { findOlderRegistry, type OlderRegistry } from './older-registry.js';

/** What lists said in those releases, and whether today's interfaces were there already, as plain data. */
interface OlderLists {
  /** Architectures that pool and generate no text; null where the method tests no table. */
  readonly pooling: ReadonlySet<string> | null;
  /** Null where no method asked a table. */
  readonly multimodal: ReadonlySet<string> | null;
  readonly hasMultimodalInterface: boolean;
  /** Names of classes. */
  readonly vision: ReadonlySet<string>;
  readonly hasLoraInterface: boolean;
  /** Architectures with pipeline parallelism; null where there was no such list. */
  readonly pipelines: { readonly keys: ReadonlySet<string>; readonly isWhole: boolean } | null;
  readonly refused: ReadonlySet<string>;
}

/** What a class said itself, as plain data. Null where it is not known. */
export interface OlderType {
  readonly name: string;
  readonly isVisionModel: boolean | null;
  readonly supportsVision: boolean | null;
  readonly hasLoraModules: boolean | null;
  readonly supportsLora: boolean | null;
}

export function olderType(given: ClassValue): OlderType {
  const type = seenAlone(given);
  const modules = findAttribute(type, 'supported_lora_modules');
  return {
    name: type.name,
    isVisionModel: hasAncestor(type, 'VisionLanguageModelBase'),
    supportsVision: flag(type, 'supports_vision'),
    hasLoraModules: modules.kind === 'undecidable' ? null : modules.kind === 'found',
    supportsLora: flag(type, 'supports_lora'),
  };
}

interface Registered {
  readonly registration: Registration;
  /** Its class; null where there is not just one. Asked where the class decides. */
  readonly type: () => OlderType | null;
}

export function olderRegistrations(
  sources: PythonSources,
  directory: string,
  all: readonly Registered[],
): readonly Registration[] {
  const lists = sources.answer('vllm: older lists', () => listsOf(sources, directory));
  if (lists === null) return all.map(({ registration }) => registration);
  return all.map(({ registration, type }) => {
    const { key, status } = registration;
    const told = {
      ...generation(lists, key),
      ...multimodal(lists, key, type),
      ...lora(lists, type),
      ...pipelines(lists, key),
    };
    const said = Object.entries({ ...registration.capabilities, ...told });
    const capabilities = Object.fromEntries(
      said.flatMap(([name, has]) => (has === null ? [] : [[name, has]])),
    );
    return { ...registration, capabilities, status: lists.refused.has(key) ? 'conditional' : status };
  });
}

/** Null where it is not known. */
type Told = Readonly<Record<string, boolean | null>>;

/** Everything generates text that a table of embedding models does not have. */
function generation({ pooling }: OlderLists, key: string): Told {
  return pooling === null ? {} : { pooling: pooling.has(key), textGeneration: !pooling.has(key) };
}

function multimodal(lists: OlderLists, key: string, typeOf: Registered['type']): Told {
  if (lists.multimodal !== null) return { multimodal: lists.multimodal.has(key) };
  if (lists.hasMultimodalInterface) return {};
  const type = typeOf();
  if (type === null) return { multimodal: null };
  const answers = [lists.vision.has(type.name), type.isVisionModel, type.supportsVision];
  return { multimodal: answers.includes(true) ? true : answers.includes(null) ? null : false };
}

function lora({ hasLoraInterface }: OlderLists, typeOf: Registered['type']): Told {
  if (hasLoraInterface) return {};
  const { hasLoraModules = null, supportsLora = null } = typeOf() ?? {};
  return { lora: hasLoraModules === false ? supportsLora : hasLoraModules };
}

/** `_PP_SUPPORTED_MODELS`, which the configuration of a model asked. */
function pipelines({ pipelines: listed }: OlderLists, key: string): Told {
  return listed === null ? {} : { pp: listed.keys.has(key) ? true : listed.isWhole ? false : null };
}

// ------------------------------------------------------------------ the sources

function flag(type: ClassValue, name: string): boolean | null {
  const found = findAttribute(type, name);
  if (found.kind === 'undecidable') return null;
  return found.kind === 'found' ? truth(found.value) : false;
}

interface Reader {
  readonly sources: PythonSources;
  readonly directory: string;
  readonly older: OlderRegistry;
}

function listsOf(sources: PythonSources, directory: string): OlderLists | null {
  const older = findOlderRegistry(sources, directory);
  if (older === null) return null;
  const reader: Reader = { sources, directory, older };
  const method = (name: string): readonly Stmt[] | null =>
    findFunctionStatement(older.type?.body ?? [], name)?.body ?? null;
  const pools = method('is_embedding_model');
  const listed = listOf(sources, inDirectory(directory, 'config.py'), '_PP_SUPPORTED_MODELS')?.map(asText);
  return {
    pooling: pools === null ? new Set() : keysOfTested(reader, pools),
    multimodal: keysOfTested(reader, method('is_multimodal_model') ?? []),
    hasMultimodalInterface: hasInterface(reader, 'SupportsMultiModal'),
    vision: visionClasses(reader),
    hasLoraInterface: hasInterface(reader, 'SupportsLoRA'),
    pipelines:
      listed === undefined
        ? null
        : { keys: new Set(listed.flatMap((key) => key ?? [])), isWhole: !listed.includes(null) },
    refused: refusedKeys(reader),
  };
}

function hasInterface({ sources, directory }: Reader, name: string): boolean {
  const file = inDirectory(directory, INTERFACES);
  return sources.tree.has(file) && sources.project.lookup(file, name)?.kind === 'class';
}

function visionClasses({ sources, directory }: Reader): ReadonlySet<string> {
  const listed = [MODEL_LOADER, LOADER].flatMap(
    (path) => listOf(sources, inDirectory(directory, path), '_VISION_MODEL_CLASSES') ?? [],
  );
  return new Set(listed.flatMap((item) => (item.kind === 'class' ? [item.name] : [])));
}

function listOf(sources: PythonSources, file: string, name: string): ReturnType<typeof asItems> {
  const value = sources.tree.has(file) ? sources.project.lookup(file, name) : undefined;
  return value === undefined ? null : asItems(value);
}

/** What a method of the registry raises for: `if … in NAME: raise`. */
function refusedKeys(reader: Reader): ReadonlySet<string> {
  const { sources, older } = reader;
  const tests = [...statements(older.type?.body ?? [])].flatMap((stmt) =>
    stmt.kind === 'if' && stmt.body.some(({ kind }) => kind === 'raise')
      ? testedNames([{ ...stmt, body: [], orelse: [] }])
      : [],
  );
  return new Set(
    tests.flatMap((name) => listOf(sources, older.file, name) ?? []).flatMap((item) => asText(item) ?? []),
  );
}

/** The keys of the table that statements test with `… in NAME`; null where they test none. */
function keysOfTested({ sources, older }: Reader, body: readonly Stmt[]): ReadonlySet<string> | null {
  const [name] = testedNames(body);
  return name === undefined ? null : new Set(readTable(sources, older.file, name).rows.map(({ key }) => key));
}

function testedNames(body: readonly Stmt[]): readonly string[] {
  return [...statements(body)]
    .flatMap(expressionsOf)
    .flatMap((root) => [...expressions(root)])
    .flatMap((expr) => (expr.kind === 'compare' ? expr.rest : []))
    .flatMap(({ op, value }) => (op === 'in' && value.kind === 'name' ? [value.id] : []));
}
