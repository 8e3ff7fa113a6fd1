/**
 * `model_executor/models/registry.py`: `ModelRegistry` is made from one dictionary, which spreads one dictionary
 * per kind of model (later ones win). Nothing here knows the names of the groups: they are followed from
 * `ModelRegistry` on.
 */
import type { Diagnostic, Place } from '../../diagnostics.js';
import { asItems, asText, text, type ClassValue } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Expr, Stmt } from '../../python/syntax.js';
import { expressions, expressionsOf, statements } from '../../python/walk.js';
import { registration, type RegistryRead } from '../registrations.js';
import { readTable, reasonOf, registryMissing, type Table, type TableRow } from '../tables.js';
import {
  inDirectory,
  type Registration,
  type RegistrationKind,
  type ReplacedEntry,
  type Undecidable,
} from '../types.js';
import { agreedCapabilities, type CapabilitiesRead } from './capabilities.js';
import { followFactories } from './factories.js';
import { MODEL_REGISTRY, REGISTRY } from './files.js';
import { olderRegistrations, olderType, type OlderType } from './older-capabilities.js';
import { asPair, findOlderRegistry, hiddenOlderRegistry, type OlderRegistry } from './older-registry.js';

/** What is registered without a group. */
export const WHOLE = MODEL_REGISTRY;
const PACKAGE = 'vllm.model_executor.models';

export interface VllmRegistry extends RegistryRead {
  readonly file: string;
  /** Every group that is spread into the registry, with its own keys, in the order of the spreads. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Entries of groups whose key a later group has too. */
  readonly replaced: readonly ReplacedEntry[];
}

export function readRegistry(sources: PythonSources, directory: string): VllmRegistry {
  const { rows, isOlder, ...tables } = sources.answer('vllm: registry', () => readTables(sources, directory));
  const reads = rows.map((row) => ({
    ...readRow(sources, directory, row),
    type: () => answerOlderType(sources, row),
  }));
  const registrations = isOlder
    ? olderRegistrations(sources, directory, reads)
    : reads.map(({ registration }) => registration);
  return {
    ...tables,
    registrations: [...registrations, ...tables.registrations],
    undecidable: [...tables.undecidable, ...reads.flatMap((read) => read.undecidable)],
    diagnostics: [...tables.diagnostics, ...reads.flatMap((read) => read.diagnostics)],
  };
}

/** What the file of the registry says itself, as plain data. */
interface RegistryTables extends VllmRegistry {
  readonly rows: readonly RegistryRow[];
  readonly isOlder: boolean;
}

function readTables(sources: PythonSources, directory: string): RegistryTables {
  const { file, root, older } = findRegistry(sources, directory);
  if (!sources.tree.has(file)) return { ...nowhere(sources, directory), rows: [], isOlder: false };
  if (root === null)
    return { ...nothing(file, `binds no ${WHOLE} that is made from a dictionary`), rows: [], isOlder: false };
  const isOlder = older !== null;
  const body = sources.facts(file)?.body ?? [];
  const table = readTable(sources, file, root);
  const groupNames = spreadNames(body, root);
  const tables = groupNames.map((name) => ({ name, rows: readTable(sources, file, name).rows }));
  const groups = new Map(tables.map(({ name, rows }) => [name, rows.map(({ key }) => key)]));
  const reader: Reader = { sources, file, groups, wrapperGroups: testedNames(sources, file) };
  return {
    rows: mergedRows(sources, file, table, groupNames).map((row) =>
      asPlain(reader, isOlder ? asPair(row, directory) : row),
    ),
    isOlder,
    file,
    registrations: formerModels(sources, file, groups),
    groups,
    replaced: replacedEntries(tables),
    undecidable: table.undecidable,
    diagnostics: table.diagnostics,
  };
}

interface Found {
  readonly file: string;
  readonly root: string | null;
  readonly older: OlderRegistry | null;
}

function findRegistry(sources: PythonSources, directory: string): Found {
  const file = inDirectory(directory, REGISTRY);
  const root = registryName(sources.tree.has(file) ? (sources.facts(file)?.body ?? []) : []);
  if (root !== null) return { file, root, older: null };
  const older = findOlderRegistry(sources, directory);
  return older === null ? { file, root, older } : { file: older.file, root: older.root, older };
}

/** Where the merged dictionary cannot be made, what its groups say is still worth knowing. */
function mergedRows(
  sources: PythonSources,
  file: string,
  { rows, diagnostics }: Table,
  groupNames: readonly string[],
): readonly TableRow[] {
  if (rows.length > 0 || diagnostics.length === 0) return rows;
  const all = groupNames.flatMap((name) => readTable(sources, file, name).rows);
  return [...new Map(all.map((row) => [row.key, row])).values()];
}

/** In one of the older places it may be hidden. */
function nowhere(sources: PythonSources, directory: string): VllmRegistry {
  const read = nothing(inDirectory(directory, REGISTRY), 'is not there');
  const undecidable = hiddenOlderRegistry(sources, directory);
  return undecidable.length === 0 ? read : { ...read, undecidable, diagnostics: [] };
}

function nothing(file: string, what: string): VllmRegistry {
  const diagnostics = [registryMissing(file, 1, `${file} ${what}: what vLLM registers is not known`)];
  return {
    file,
    registrations: [],
    groups: new Map(),
    replaced: [],
    undecidable: [],
    diagnostics,
  };
}

interface Group {
  readonly name: string;
  readonly rows: readonly TableRow[];
}

function replacedEntries(groups: readonly Group[]): readonly ReplacedEntry[] {
  const last = new Map(groups.flatMap(({ name, rows }) => rows.map(({ key }) => [key, name] as const)));
  return groups.flatMap(({ name, rows }) =>
    rows
      .filter(({ key }) => last.get(key) !== name)
      .map(({ key, file, line }) => ({ key, registry: name, file, line })),
  );
}

// ----------------------------------------------------------- names in the file

/** `X` of `ModelRegistry = …({… for … in X.items()})`, or of `…(X)`. */
function registryName(body: readonly Stmt[]): string | null {
  const value = assignedValue(body, WHOLE);
  if (value?.kind !== 'call') return null;
  for (const expr of value.args.flatMap((argument) => [...expressions(argument.value)])) {
    if (expr.kind === 'comprehension') {
      const [clause] = expr.clauses;
      const named = clause === undefined ? null : itemsOwner(clause.iter);
      if (named !== null) return named;
    }
  }
  const [argument] = value.args;
  return argument?.value.kind === 'name' ? argument.value.id : null;
}

function itemsOwner(expr: Expr): string | null {
  if (expr.kind !== 'call' || expr.func.kind !== 'attribute' || expr.func.attr !== 'items') return null;
  return expr.func.value.kind === 'name' ? expr.func.value.id : null;
}

function assignedValue(body: readonly Stmt[], name: string): Expr | null {
  for (const stmt of [...statements(body, false)].reverse()) {
    const value = stmt.kind === 'assign' || stmt.kind === 'annotated' ? stmt.value : null;
    const targets = stmt.kind === 'assign' ? stmt.targets : stmt.kind === 'annotated' ? [stmt.target] : [];
    if (value !== null && targets.some((target) => target.kind === 'name' && target.id === name))
      return value;
  }
  return null;
}

/** `**X` in the dictionary bound to a name. */
function spreadNames(body: readonly Stmt[], name: string): readonly string[] {
  const value = assignedValue(body, name);
  if (value?.kind !== 'dict') return [];
  return value.entries.flatMap(({ key, value: spread }) =>
    key === null && spread.kind === 'name' ? [spread.id] : [],
  );
}

/** Module-scope names that functions of the file test with `… in NAME`. */
function testedNames(sources: PythonSources, file: string): ReadonlySet<string> {
  const body = sources.project.bodies(file)?.body ?? [];
  const resolver = [...statements(body)].find(
    (stmt) => stmt.kind === 'function' && stmt.name === '_try_resolve_transformers',
  );
  const inside = resolver?.kind === 'function' ? [...statements(resolver.body ?? [])] : [];
  return new Set(
    inside
      .flatMap(expressionsOf)
      .flatMap((root) => [...expressions(root)])
      .flatMap((expr) => (expr.kind === 'compare' ? expr.rest.map(({ value }) => value) : []))
      .flatMap((expr) => (expr.kind === 'name' ? [expr.id] : [])),
  );
}

// ------------------------------------------------------------------------ rows

interface Reader {
  readonly sources: PythonSources;
  readonly file: string;
  readonly groups: VllmRegistry['groups'];
  readonly wrapperGroups: ReadonlySet<string>;
}

interface RegistryRow extends Omit<TableRow, 'value'> {
  readonly group: string;
  readonly kind: RegistrationKind;
  readonly named: NamedClass | { readonly unknown: string };
}

interface NamedClass {
  /** Dotted, as Python imports it. */
  readonly module: string;
  readonly className: string;
}

function asPlain(reader: Reader, { value, ...row }: TableRow): RegistryRow {
  const group = [...reader.groups].findLast(([, keys]) => keys.includes(row.key))?.[0] ?? WHOLE;
  const [module, className] = (asItems(value) ?? []).map(asText);
  const isKnown = typeof module === 'string' && typeof className === 'string';
  const named = isKnown ? { module: moduleName(reader, module), className } : { unknown: reasonOf(value) };
  return { ...row, group, kind: kindOf(reader, group), named };
}

interface RowRead {
  readonly registration: Registration;
  readonly undecidable: readonly Undecidable[];
  readonly diagnostics: readonly Diagnostic[];
}

function readRow(sources: PythonSources, directory: string, row: RegistryRow): RowRead {
  const { key, file, line, column, status, group, kind, named } = row;
  const base = { key, registry: group, status, kind, file, line };
  if ('unknown' in named) {
    const reason = `${key}: the module and class are not known: ${named.unknown}`;
    return {
      registration: registration({ ...base, className: key }),
      undecidable: [{ file, line, reason }],
      diagnostics: [],
    };
  }
  const { module, className } = named;
  const found = sources.answer(['vllm: class', module, className], () =>
    readClass(sources, directory, named),
  );
  const { capabilities, undecidable } = found.capabilities;
  return {
    registration: registration({
      ...{ ...base, className, capabilities },
      ...{ classFile: found.only?.file ?? null, classLine: found.only?.line ?? null },
    }),
    undecidable: [
      ...found.open.map((open) => ({ ...open, reason: `${key}: ${open.reason}` })),
      ...undecidable.map(({ name, reason }) => ({
        ...(found.first ?? { file, line }),
        reason: `${key}: whether it has ${name} is not known: ${reason}`,
      })),
    ],
    diagnostics: found.missing === null ? [] : [unresolved({ file, line, column }, key, found.missing)],
  };
}

/** The group's name is the engine's own label; the wrappers are what it tests for before it asks transformers. */
function kindOf({ wrapperGroups }: Reader, group: string): RegistrationKind {
  if (wrapperGroups.has(group)) return 'wrapper';
  return group.includes('SPECULATIVE') ? 'draft' : 'model';
}

/** What is known of a class that the registry names, as plain data. */
interface ClassRead {
  /** Where the class is, and where the first is of those that it may be. */
  readonly only: ClassPlace | null;
  readonly first: ClassPlace | null;
  readonly capabilities: CapabilitiesRead;
  readonly open: readonly Undecidable[];
  /** What the registry names and is not there. */
  readonly missing: string | null;
}

type ClassPlace = Pick<Place, 'file' | 'line'>;

function readClass(sources: PythonSources, directory: string, named: NamedClass): ClassRead {
  const { types, open, missing } = findClass(sources, named);
  const places = types.map(({ place: { file, line } }) => ({ file, line }));
  const [first = null] = places;
  const followed = types.map((each) => followFactories(sources, each));
  const capabilities = agreedCapabilities(sources, directory, followed);
  const only = places.length === 1 ? first : null;
  return { only, first, capabilities, open, missing };
}

/** What the class of a row said in older releases, where there is just one. */
function answerOlderType(sources: PythonSources, { named }: RegistryRow): OlderType | null {
  if ('unknown' in named) return null;
  return sources.answer(['vllm: older class', named.module, named.className], () => {
    const [type, ...others] = findClass(sources, named).types;
    return type === undefined || others.length > 0 ? null : olderType(type);
  });
}

interface FoundClass {
  /** More than one where the platform decides. */
  readonly types: readonly ClassValue[];
  readonly open: readonly Undecidable[];
  readonly missing: string | null;
}

function findClass({ project }: PythonSources, { module, className }: NamedClass): FoundClass {
  // Where it is imported makes no difference for a name that is not relative.
  const target = project.resolveImport('', 0, module);
  if (target.kind !== 'module') return { types: [], open: [], missing: `module ${module}` };
  // As `getattr` on the module, which may make its names on demand.
  const value = project.lookup(target.path, className) ?? project.attribute(target, className);
  if (value?.kind === 'class') return { types: [value], open: [], missing: null };
  if (value?.kind === 'external' && !isOwn(value.dotted)) {
    const reason = `which class ${className} is: ${value.dotted} is outside the sources`;
    return { types: [], open: [{ file: target.path, line: 1, reason }], missing: null };
  }
  if (value?.kind !== 'undecidable') {
    return { types: [], open: [], missing: `class ${className} in ${target.path}` };
  }
  const values = project.attributeWorlds(target.path, className).map(({ value: possible }) => possible);
  const types = values.filter((each) => each?.kind === 'class');
  const { file, line } = value.place;
  const open = [{ file, line, reason: `which class ${className} is: ${value.reason}` }];
  return { types: types.length === values.length ? types : [], open, missing: null };
}

function isOwn(dotted: string): boolean {
  return dotted.split('.')[0] === PACKAGE.split('.')[0];
}

/** `_resolve_module_name`, or the rule from before there was such a function. */
function moduleName({ sources, file }: Reader, module: string): string {
  const resolve = sources.project.lookup(file, '_resolve_module_name');
  const resolved =
    resolve?.kind === 'function' ? asText(sources.project.call(resolve, [text(module)])) : null;
  return resolved ?? `${PACKAGE}.${module}`;
}

function unresolved(place: Place, key: string, what: string): Diagnostic {
  const message = `${key} is registered, but there is no ${what}: vLLM would fail to load it`;
  return { rule: 'vllm-unresolved-class', severity: 'error', message, ...place };
}

// ----------------------------------------------------------- what is no longer

const VERSION = /^v?\d+(?:\.\w+)+$/;
const LINK = /^https?:\/\//;

/** Tables from architectures to the last release that had them, or to the plugin that has them now. */
function formerModels(
  sources: PythonSources,
  file: string,
  groups: VllmRegistry['groups'],
): readonly Registration[] {
  const body = sources.facts(file)?.body ?? [];
  const names = body.flatMap((stmt) => {
    const [target] = stmt.kind === 'assign' ? stmt.targets : stmt.kind === 'annotated' ? [stmt.target] : [];
    const isTable = 'value' in stmt && stmt.value?.kind === 'dict' && target?.kind === 'name';
    return isTable && !groups.has(target.id) ? [target.id] : [];
  });
  return names.flatMap((name) =>
    readTable(sources, file, name).rows.flatMap((row): readonly Registration[] => {
      const note = asText(row.value) ?? '';
      const status = VERSION.test(note) ? 'removed' : LINK.test(note) ? 'out-of-tree' : null;
      return status === null ? [] : [former(row, name, status, note)];
    }),
  );
}

function former(
  row: TableRow,
  registry: string,
  status: 'removed' | 'out-of-tree',
  note: string,
): Registration {
  const { key, file, line } = row;
  return registration({ key, className: key, registry, status, note, file, line });
}
