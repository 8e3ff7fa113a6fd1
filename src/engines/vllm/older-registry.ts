/**
 * The registry as it was before `ModelRegistry` was made from a dictionary: a class of that name whose methods look
 * architectures up in a dictionary of (module, class) pairs, and before there was such a class, a dictionary of
 * classes that the loader looks them up in.
 */
import { text, type Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { ClassStmt, Expr, Stmt } from '../../python/syntax.js';
import { findFunctionStatement, moduleClasses, statements } from '../../python/walk.js';
import { hiddenIn } from '../hidden.js';
import type { TableRow } from '../tables.js';
import { inDirectory, type Undecidable } from '../types.js';
import { MODEL_LOADER, MODEL_REGISTRY, MODELS, MODELS_PACKAGE, REGISTRY } from './files.js';

export interface OlderRegistry {
  readonly file: string;
  /** The name of the dictionary. */
  readonly root: string;
  /** The class that looks into it. */
  readonly type: ClassStmt | null;
}

const LOOK_UP = '_get_model_architecture';

export function findOlderRegistry(sources: PythonSources, directory: string): OlderRegistry | null {
  for (const path of [REGISTRY, MODELS_PACKAGE]) {
    const file = inDirectory(directory, path);
    const type = moduleClasses(bodyOf(sources, file)).findLast(({ name }) => name === MODEL_REGISTRY) ?? null;
    const names = unpackedTables(type?.body ?? []);
    const root = names.find((name) => isTable(sources, file, name)) ?? names[0] ?? null;
    if (root !== null) return { file, root, type };
  }
  const file = inDirectory(directory, MODEL_LOADER);
  const root = returnedTable(findFunctionStatement(bodyOf(sources, file), LOOK_UP)?.body ?? []);
  return root === null ? null : { file, root, type: null };
}

/** Where a syntax error, also in a function, or a file that cannot be read may hide it. */
export function hiddenOlderRegistry(sources: PythonSources, directory: string): readonly Undecidable[] {
  return [MODELS_PACKAGE, MODEL_LOADER].flatMap((path) => {
    const file = inDirectory(directory, path);
    const hidden = hiddenIn(sources, file);
    if (hidden !== null) return [hidden];
    const [first] = sources.tree.has(file) ? (sources.project.bodies(file)?.diagnostics ?? []) : [];
    const reason = 'a syntax error may hide which table has the registered models';
    return first === undefined
      ? []
      : [{ file, line: first.line, reason, mayHideMore: 'syntax-error' as const }];
  });
}

function bodyOf(sources: PythonSources, file: string): readonly Stmt[] {
  return sources.tree.has(file) ? (sources.project.bodies(file)?.body ?? []) : [];
}

/** `X` of each `module, name = X[…]`. */
function unpackedTables(body: readonly Stmt[]): readonly string[] {
  return [...statements(body)].flatMap((stmt) => {
    if (stmt.kind !== 'assign') return [];
    const isPair = stmt.targets.some((target) => target.kind === 'tuple' && target.items.length === 2);
    return (isPair ? subscripted(stmt.value) : null) ?? [];
  });
}

function isTable({ project }: PythonSources, file: string, name: string): boolean {
  return project.lookup(file, name)?.kind === 'dict';
}

/** `X` of the first `return X[…]`. */
function returnedTable(body: readonly Stmt[]): string | null {
  const [name = null] = [...statements(body)].flatMap((stmt) =>
    stmt.kind === 'return' && stmt.value !== null ? (subscripted(stmt.value) ?? []) : [],
  );
  return name;
}

function subscripted(expr: Expr): string | null {
  return expr.kind === 'subscript' && expr.value.kind === 'name' ? expr.value.id : null;
}

/** A row that has a class in place of the module and the name of one. */
export function asPair(row: TableRow, directory: string): TableRow {
  const { value } = row;
  if (value.kind !== 'class') return row;
  const models = inDirectory(directory, `${MODELS}/`);
  const { file } = value.place;
  if (!file.startsWith(models) || !file.endsWith('.py')) return row;
  const module = file
    .slice(models.length, -'.py'.length)
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
  const items: readonly Value[] = [text(module), text(value.name)];
  return { ...row, value: { kind: 'tuple', items } };
}
