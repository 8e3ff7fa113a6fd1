/**
 * Which classes `transformers.<name>` gives. Since 2025 the package builds its exports from the `__all__` of the
 * files below `models/` (`define_import_structure`); before, from `_import_structure` dictionaries.
 */
import { append } from '../../append.js';
import { groupBy } from '../../group-by.js';
import { asItems, asText, type Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Expr, Stmt } from '../../python/syntax.js';
import { expressions, expressionsOf, statements } from '../../python/walk.js';
import { inDirectory, type Located } from '../types.js';
import { fileName, modelingFiles } from './files.js';

/** Which names the package exports from its files. */
export interface Exports {
  /** Files that may export a name. */
  readonly files: readonly string[];
  /** Null where each file says so itself. */
  readonly namesIn: ((file: string) => readonly string[]) | null;
}

export function readExports(sources: PythonSources, at: Located): Exports {
  const listed = sources.answer('transformers: exports', () => listedExports(sources, at));
  if (listed === null) return { files: modelingFiles(sources.tree, at), namesIn: null };
  const byFile = groupBy(listed, ({ file }) => file);
  return {
    files: [...byFile.keys()],
    namesIn: (file) => (byFile.get(file) ?? []).map(({ name }) => name),
  };
}

/** What `__init__` lists; null where it leaves that to the files. */
function listedExports(sources: PythonSources, at: Located): readonly Listed[] | null {
  const init = inDirectory(at.directory, '__init__.py');
  const body = sources.facts(init)?.body ?? [];
  return callsDefineImportStructure(body) ? null : structureExports(sources, at, init);
}

interface Listed {
  readonly file: string;
  readonly name: string;
}

export interface Exported {
  readonly name: string;
  /** Of a class. */
  readonly identity: string | null;
}

/**
 * What the package exports of a file. A listed name may be imported by the file that lists it.
 *
 * @param names null where the file says so itself
 */
export function exportedFrom(
  sources: PythonSources,
  file: string,
  names: readonly string[] | null,
): readonly Exported[] {
  if (!sources.tree.has(file)) return [];
  return (names ?? ownExports(sources, file)).flatMap((name) => {
    const value = sources.project.lookup(file, name);
    return value === undefined ? [] : [{ name, identity: value.kind === 'class' ? value.identity : null }];
  });
}

function callsDefineImportStructure(body: readonly Stmt[]): boolean {
  return [...statements(body)].some((stmt) =>
    expressionsOf(stmt).some((root) =>
      [...expressions(root)].some(
        (expr) =>
          expr.kind === 'call' && expr.func.kind === 'name' && expr.func.id === 'define_import_structure',
      ),
    ),
  );
}

// ------------------------------------------------------ define_import_structure

/**
 * `__all__` and what is decorated with `@requires`. The package reads the text line by line, and the last line that
 * begins with `__all__` counts alone.
 */
function ownExports(sources: PythonSources, file: string): readonly string[] {
  const body = sources.facts(file)?.body ?? [];
  const listing = body.findLast((stmt) => listedNames(stmt) !== null);
  const required = body
    .filter((stmt) => stmt.kind === 'class' || stmt.kind === 'function')
    .filter((stmt) => stmt.decorators.some(isRequires))
    .map((stmt) => stmt.name);
  return [...(listing === undefined ? [] : (listedNames(listing) ?? [])), ...required];
}

function listedNames(stmt: Stmt): readonly string[] | null {
  if (stmt.kind !== 'assign' && stmt.kind !== 'annotated' && stmt.kind !== 'augmented') return null;
  const target = stmt.kind === 'assign' ? stmt.targets[0] : stmt.target;
  if (target?.kind !== 'name' || target.id !== '__all__') return null;
  const { value } = stmt;
  const items = value?.kind === 'list' || value?.kind === 'tuple' ? value.items : [];
  return items.flatMap((item) => (item.kind === 'string' && item.value !== null ? [item.value] : []));
}

function isRequires(decorator: Expr): boolean {
  const func = decorator.kind === 'call' ? decorator.func : decorator;
  return func.kind === 'name' && func.id === 'requires';
}

// ------------------------------------------------------------ _import_structure

function structureExports(sources: PythonSources, at: Located, init: string): readonly Listed[] {
  return [...modulesOf(sources, init)].flatMap(([key, names]) =>
    key.startsWith('models.')
      ? inModule(sources, inDirectory(at.directory, key.replaceAll('.', '/')), names)
      : [],
  );
}

/** What an `__init__` lists, by module; nothing where it leaves that to the files. */
function modulesOf(sources: PythonSources, init: string): ReadonlyMap<string, readonly string[]> {
  return importStructure(sources, init) ?? relativeImports(sources, init);
}

/** The dictionary that a package's `__init__` builds, every optional dependency taken as installed. */
function importStructure(
  sources: PythonSources,
  init: string,
): ReadonlyMap<string, readonly string[]> | null {
  const value: Value | undefined = sources.project.lookup(init, '_import_structure');
  if (value?.kind !== 'dict') return null;
  return new Map(
    value.entries.map(([key, names]) => [
      asText(key) ?? '',
      (asItems(names) ?? []).map(asText).filter((name) => name !== null),
    ]),
  );
}

/** Before there was a dictionary, `__init__` imported everything itself. */
function relativeImports(sources: PythonSources, init: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const stmt of statements(sources.facts(init)?.body ?? [])) {
    if (stmt.kind !== 'import-from' || stmt.level !== 1 || stmt.module === '') continue;
    const names = found.get(stmt.module) ?? [];
    append(
      names,
      (stmt.names ?? []).map(({ name }) => name),
    );
    found.set(stmt.module, names);
  }
  return found;
}

/** Where the names of a module or of a folder of modules come from. */
export function inModule(sources: PythonSources, stem: string, names: readonly string[]): readonly Listed[] {
  if (sources.tree.has(`${stem}.py`)) return names.map((name) => ({ file: `${stem}.py`, name }));
  const init = `${stem}/__init__.py`;
  if (!sources.tree.has(init)) return [];
  if (callsDefineImportStructure(sources.facts(init)?.body ?? [])) {
    const inside = sources.tree.list(stem, 1).filter((path) => fileName(path).startsWith('modeling_'));
    return inside
      .flatMap((file) => ownExports(sources, file).map((name) => ({ file, name })))
      .filter(({ name }) => names.includes(name));
  }
  return [...modulesOf(sources, init)].flatMap(([key, listed]) => {
    const file = `${stem}/${key.replaceAll('.', '/')}.py`;
    return listed.filter((name) => names.includes(name)).map((name) => ({ file, name }));
  });
}
