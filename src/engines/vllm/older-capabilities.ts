/**
 * What vLLM could do with a model as long as there was no interface for it: lists of names, bases and attributes
 * decided then. What today's interfaces say already is left to them.
 */
import { asItems, asText, truth, type ClassValue } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Stmt } from '../../python/syntax.js';
import { expressions, expressionsOf, findFunctionStatement, statements } from '../../python/walk.js';
import { readTable } from '../tables.js';
import { inDirectory, type Registration } from '../types.js';
import { hasAncestor, lookupAttribute } from './class-attributes.js';
import { LOADER, MODEL_LOADER } from './files.js';
import { findOlderRegistry, type OlderRegistry } from './older-registry.js';

const INTERFACES = 'model_executor/models/interfaces.py';

interface Reader {
  readonly sources: PythonSources;
  readonly directory: string;
  readonly older: OlderRegistry;
  readonly classes: ReadonlyMap<string, ClassValue>;
}

/** Null where it is not known. */
type Told = Readonly<Record<string, boolean | null>>;
type Teller = (key: string) => Told;

/** @param classes by key, where there is just one; looked up when they are needed */
export function olderRegistrations(
  sources: PythonSources,
  directory: string,
  classes: () => Iterable<readonly [key: string, type: ClassValue]>,
  registrations: readonly Registration[],
): readonly Registration[] {
  const said = sources.answer('vllm: older capabilities', () => {
    const older = findOlderRegistry(sources, directory);
    const keys = registrations.map(({ key }) => key);
    return older === null ? [] : sayAll({ sources, directory, older, classes: new Map(classes()) }, keys);
  });
  return registrations.map((each, index) => {
    const { told = {}, isRefused = false } = said[index] ?? {};
    const all = Object.entries({ ...each.capabilities, ...told });
    const capabilities = Object.fromEntries(
      all.flatMap(([name, has]) => (has === null ? [] : [[name, has]])),
    );
    return { ...each, capabilities, status: isRefused ? 'conditional' : each.status };
  });
}

interface Said {
  readonly told: Told;
  readonly isRefused: boolean;
}

function sayAll(reader: Reader, keys: readonly string[]): readonly Said[] {
  const tellers = [generation(reader), multimodal(reader), lora(reader), pipelines(reader)];
  const refused = refusedKeys(reader);
  return keys.map((key) => ({
    told: Object.fromEntries(tellers.flatMap((tell) => Object.entries(tell(key)))),
    isRefused: refused.has(key),
  }));
}

const NOTHING: Teller = () => ({});

/** Everything generates text that a table of embedding models does not have. */
function generation(reader: Reader): Teller {
  const { type } = reader.older;
  const method = findFunctionStatement(type?.body ?? [], 'is_embedding_model');
  if (method === undefined) return () => ({ pooling: false, textGeneration: true });
  const keys = keysOfTested(reader, method.body ?? []);
  return keys === null ? NOTHING : (key) => ({ pooling: keys.has(key), textGeneration: !keys.has(key) });
}

function multimodal(reader: Reader): Teller {
  const { type } = reader.older;
  const method = findFunctionStatement(type?.body ?? [], 'is_multimodal_model');
  const keys = keysOfTested(reader, method?.body ?? []);
  if (keys !== null) return (key) => ({ multimodal: keys.has(key) });
  if (hasInterface(reader, 'SupportsMultiModal')) return NOTHING;
  const listed = visionClasses(reader);
  return (key) => {
    const known = reader.classes.get(key);
    if (known === undefined) return { multimodal: null };
    const answers = [
      listed.has(known.name),
      hasAncestor(known, 'VisionLanguageModelBase'),
      flag(known, 'supports_vision'),
    ];
    return { multimodal: answers.includes(true) ? true : answers.includes(null) ? null : false };
  };
}

function lora(reader: Reader): Teller {
  if (hasInterface(reader, 'SupportsLoRA')) return NOTHING;
  return (key) => {
    const known = reader.classes.get(key);
    if (known === undefined) return { lora: null };
    const modules = lookupAttribute(known, 'supported_lora_modules');
    if (modules.kind === 'undecidable') return { lora: null };
    return { lora: modules.kind === 'found' ? true : flag(known, 'supports_lora') };
  };
}

/** `_PP_SUPPORTED_MODELS`, which the configuration of a model asked. */
function pipelines({ sources, directory }: Reader): Teller {
  const listed = listOf(sources, inDirectory(directory, 'config.py'), '_PP_SUPPORTED_MODELS');
  if (listed === null) return NOTHING;
  const keys = new Set(listed.map(asText));
  return (key) => ({ pp: keys.has(key) ? true : keys.has(null) ? null : false });
}

// ------------------------------------------------------------------ the sources

function flag(type: ClassValue, name: string): boolean | null {
  const found = lookupAttribute(type, name);
  if (found.kind === 'undecidable') return null;
  return found.kind === 'found' ? truth(found.value) : false;
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
