/** The two registries of SGLang's diffusion runtime. */
import { append } from '../../append.js';
import { compareText, type Diagnostic, type Place } from '../../diagnostics.js';
import { asText, findAttribute, nestedBlocks, type ClassValue } from '../../python/evaluate/index.js';
import type { ModuleFacts } from '../../python/facts.js';
import type { PythonSources } from '../../python/sources.js';
import type { AssignStmt, ClassStmt, Expr, Stmt } from '../../python/syntax.js';
import { inDirectory, type Registration, type Undecidable } from '../types.js';
import { readEntryClass } from './entry-class.js';
import type { RegistryRead } from './srt.js';
import { findFunctionStatement, statements } from '../../python/walk.js';

const MODELS = 'multimodal_gen/runtime/models';
const PIPELINES = 'multimodal_gen/runtime/pipelines';
const REGISTRY = 'multimodal_gen/registry.py';

/** Python files that the component and pipeline registries look at. */
export function multimodalGenFiles(
  list: (directory: string) => readonly string[],
  directory: string,
): readonly string[] {
  return [...list(inDirectory(directory, MODELS)), ...list(inDirectory(directory, PIPELINES))].filter(
    (path) => path.endsWith('.py'),
  );
}

/**
 * Components. The engine reads these files with CPython's `ast` itself, so its rule is syntactic: the last plain
 * `EntryClass = …` anywhere in the file, a name or a list or tuple of names and strings, taken as written; a later
 * file overwrites an earlier one.
 */
export function readComponents(sources: PythonSources, directory: string): RegistryRead {
  const root = inDirectory(directory, MODELS);
  const found = new Map<string, Registration>();
  const diagnostics: Diagnostic[] = [];
  const byHand = sources.answer('sglang: image encoders', () => handEntries(sources, directory));
  for (const registration of byHand) found.set(registration.key, registration);
  for (const file of sources.tree.list(root)) {
    const rest = file.slice(root.length + 1).split('/');
    if (rest.length !== 2 || /^(?:__|\.)/.test(rest[0] ?? '') || !file.endsWith('.py')) continue;
    const components = sources.answer(['sglang: components', file], () => componentsIn(sources, file));
    append(diagnostics, enter(found, components));
  }
  return { registrations: sorted(found), undecidable: [], diagnostics };
}

interface Placed {
  readonly registration: Registration;
  /** Of `EntryClass`. */
  readonly place: Place;
}

/** The last one with a key counts; those that it overwrites are reported. */
function enter(found: Map<string, Registration>, all: readonly Placed[]): readonly Diagnostic[] {
  return all.flatMap(({ registration, place }) => {
    const { key } = registration;
    const earlier = found.get(key);
    found.set(key, registration);
    return earlier === undefined ? [] : [overwritten(key, earlier, place)];
  });
}

function componentsIn(sources: PythonSources, file: string): readonly Placed[] {
  const facts = sources.facts(file);
  const entry = facts === null ? null : lastEntryClass(facts.body);
  if (facts === null || entry === null || !hasClass(facts.body)) return [];
  const { line, column } = entry;
  return writtenNames(entry.value).map((name) => ({
    registration: component(sources, facts, name, entry),
    place: { file, line, column },
  }));
}

function sorted(found: ReadonlyMap<string, Registration>): readonly Registration[] {
  return [...found.values()].sort((a, b) => compareText(a.key, b.key));
}

function component(sources: PythonSources, facts: ModuleFacts, name: string, entry: Stmt): Registration {
  const value = sources.project.lookup(facts.path, name);
  return {
    key: name,
    keyKind: 'architecture',
    architecture: name,
    className: value?.kind === 'class' ? value.name : name,
    registry: 'multimodal_gen',
    kind: 'component',
    status: 'active',
    capabilities: {},
    file: facts.path,
    line: entry.line,
    classFile: value?.kind === 'class' ? value.place.file : null,
    classLine: value?.kind === 'class' ? value.place.line : null,
  };
}

/** `_IMAGE_ENCODER_MODELS`: architecture to (component, module, class), kept by hand. */
function handEntries(sources: PythonSources, directory: string): readonly Registration[] {
  const file = inDirectory(directory, `${MODELS}/registry.py`);
  if (!sources.tree.has(file)) return [];
  const table = sources.project.lookup(file, '_IMAGE_ENCODER_MODELS');
  const statement = sources.facts(file)?.body.find((stmt) => bindsName(stmt, '_IMAGE_ENCODER_MODELS'));
  if (table?.kind !== 'dict') return [];
  return table.entries.flatMap(([key, value]) => {
    const architecture = asText(key);
    const [folder, module, className] = value.kind === 'tuple' ? value.items.map(asText) : [];
    if (architecture === null || typeof className !== 'string') return [];
    const classFile = inDirectory(directory, `${MODELS}/${folder ?? ''}/${module ?? ''}.py`);
    const target = sources.tree.has(classFile) ? sources.project.lookup(classFile, className) : undefined;
    return [
      {
        key: architecture,
        keyKind: 'architecture' as const,
        architecture,
        className,
        registry: 'multimodal_gen',
        kind: 'component' as const,
        status: 'active' as const,
        capabilities: {},
        file,
        line: statement?.line ?? 1,
        classFile: target?.kind === 'class' ? target.place.file : null,
        classLine: target?.kind === 'class' ? target.place.line : null,
      },
    ];
  });
}

function bindsName(stmt: Stmt, name: string): boolean {
  if (stmt.kind === 'annotated') return stmt.target.kind === 'name' && stmt.target.id === name;
  return (
    stmt.kind === 'assign' && stmt.targets.some((target) => target.kind === 'name' && target.id === name)
  );
}

/** The last plain assignment that `ast.walk` meets wins. */
function lastEntryClass(body: readonly Stmt[]): AssignStmt | null {
  const found = breadthFirst(body).filter(
    (stmt): stmt is AssignStmt => stmt.kind === 'assign' && bindsName(stmt, 'EntryClass'),
  );
  return found[found.length - 1] ?? null;
}

/** Statements in the order of `ast.walk`: a level of the tree after the other. */
function breadthFirst(body: readonly Stmt[]): readonly Stmt[] {
  const found: Stmt[] = [];
  for (let level: readonly TreeNode[] = body; level.length > 0; level = level.flatMap(childNodes)) {
    found.push(...level.filter((node) => node.kind !== 'branch'));
  }
  return found;
}

/** Handlers and cases are nodes of their own, so what they hold stands a level deeper. */
type TreeNode = Stmt | { readonly kind: 'branch'; readonly body: readonly Stmt[] };

function childNodes(node: TreeNode): readonly TreeNode[] {
  const branch = ({ body }: { readonly body: readonly Stmt[] }): TreeNode => ({ kind: 'branch', body });
  switch (node.kind) {
    case 'branch':
      return node.body;
    case 'try':
      return [...node.body, ...node.handlers.map(branch), ...node.orelse, ...node.finalbody];
    case 'match':
      return node.cases.map(branch);
    default:
      return nestedBlocks(node).flat();
  }
}

function hasClass(body: readonly Stmt[]): boolean {
  return [...statements(body)].some((stmt) => stmt.kind === 'class');
}

function writtenNames(value: Expr): readonly string[] {
  const items =
    value.kind === 'list' || value.kind === 'tuple' ? value.items : value.kind === 'name' ? [value] : [];
  return items.flatMap((item) => {
    if (item.kind === 'name') return [item.id];
    return item.kind === 'string' && item.value !== null ? [item.value] : [];
  });
}

function overwritten(name: string, earlier: Registration, place: Place): Diagnostic {
  const message = `${name} replaces the registration in ${earlier.file}:${earlier.line}`;
  return {
    rule: 'sglang-duplicate-component',
    severity: 'warning',
    message,
    file: place.file,
    line: place.line,
    column: place.column,
  };
}

/** Foreign dotted paths that a component answers to (`_aliases`). */
export function readAliases(
  sources: PythonSources,
  directory: string,
): ReadonlyMap<string, readonly string[]> {
  const root = inDirectory(directory, MODELS);
  const aliases = new Map<string, readonly string[]>();
  for (const file of sources.tree.list(root).filter((path) => path.endsWith('.py'))) {
    for (const stmt of sources.facts(file)?.body ?? []) {
      const names = stmt.kind === 'class' ? aliasesOf(stmt) : [];
      if (stmt.kind === 'class' && names.length > 0) aliases.set(stmt.name, names);
    }
  }
  return aliases;
}

function aliasesOf(stmt: ClassStmt): readonly string[] {
  const binding = stmt.body.find((inner) => inner.kind === 'assign' && bindsName(inner, '_aliases'));
  return binding?.kind === 'assign' ? writtenNames(binding.value) : [];
}

/** Pipelines: every module below `runtime/pipelines` is imported; the key is the class attribute `pipeline_name`. */
export function readPipelines(sources: PythonSources, directory: string): RegistryRead {
  const found = new Map<string, Registration>();
  const undecidable: Undecidable[] = [];
  const diagnostics: Diagnostic[] = [];
  const files = sources.tree
    .list(inDirectory(directory, PIPELINES))
    .filter((path) => path.endsWith('.py') && !path.endsWith('/__init__.py'));
  for (const file of files) {
    const read = sources.answer(['sglang: pipelines', file], () => pipelinesIn(sources, file));
    append(undecidable, read.undecidable);
    append(diagnostics, enter(found, read.pipelines));
  }
  return { registrations: sorted(found), undecidable, diagnostics };
}

interface PipelinesRead {
  readonly pipelines: readonly Placed[];
  readonly undecidable: readonly Undecidable[];
}

function pipelinesIn(sources: PythonSources, file: string): PipelinesRead {
  const facts = sources.facts(file);
  const entry = facts === null ? null : readEntryClass(sources.project, facts);
  const pipelines: Placed[] = [];
  const undecidable: Undecidable[] = [];
  for (const { name, value } of entry?.entries ?? []) {
    if (entry === null || value.kind !== 'class') continue;
    const key = pipelineName(value);
    if (key !== null) pipelines.push({ registration: pipeline(key, value, entry.place), place: entry.place });
    else {
      const reason = `pipeline_name of ${name} is not known`;
      undecidable.push({ file: value.place.file, line: value.place.line, reason });
    }
  }
  return { pipelines, undecidable };
}

function pipelineName(type: ClassValue): string | null {
  const found = findAttribute(type, 'pipeline_name');
  return found.kind === 'found' ? asText(found.value) : null;
}

function pipeline(key: string, type: ClassValue, place: Place): Registration {
  return {
    key,
    keyKind: 'pipeline',
    architecture: null,
    className: type.name,
    registry: 'multimodal_gen.pipelines',
    kind: 'model',
    status: 'active',
    capabilities: {},
    file: place.file,
    line: place.line,
    classFile: type.place.file,
    classLine: type.place.line,
  };
}

/** Checkpoints that `_register_configs()` names literally, and the calls that only a detector can match. */
export function readConfigIds(sources: PythonSources, directory: string): ConfigIds {
  return sources.answer('sglang: configurations', () => configIdsOf(sources, directory));
}

interface ConfigIds {
  readonly checkpoints: readonly (Place & { readonly id: string })[];
  readonly undecidable: readonly Undecidable[];
}

function configIdsOf(sources: PythonSources, directory: string): ConfigIds {
  const file = inDirectory(directory, REGISTRY);
  const facts = sources.tree.has(file) ? sources.project.bodies(file) : null;
  const body = facts === null ? null : findFunctionStatement(facts.body, '_register_configs')?.body;
  const checkpoints: (Place & { id: string })[] = [];
  const undecidable: Undecidable[] = [];
  for (const stmt of statements(body ?? [])) {
    const call = stmt.kind === 'expression' && stmt.value.kind === 'call' ? stmt.value : null;
    if (call?.func.kind !== 'name' || call.func.id !== 'register_configs') continue;
    const paths = call.args.find((argument) => argument.name === 'hf_model_paths')?.value;
    const ids = paths?.kind === 'list' ? paths.items.filter((item) => item.kind === 'string') : [];
    for (const { value, line, column } of ids)
      if (value !== null) checkpoints.push({ id: value, file, line, column });
    if (ids.length === 0)
      undecidable.push({
        file,
        line: call.line,
        reason: 'registered for paths that a detector function accepts',
      });
  }
  return { checkpoints, undecidable };
}
