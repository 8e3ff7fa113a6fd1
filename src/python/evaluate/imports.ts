/** `import` and `from … import`. A module of the sources is looked into only when a name from it is needed. */
import type { ImportFromStmt, ImportStmt, Stmt } from '../syntax.js';
import { isTypeChecking } from './builtin-names.js';
import { moduleWithoutPackage } from './import-resolver.js';
import { statements } from './nesting.js';
import { folderOf, type Run } from './run.js';
import { executeTopLevel } from './module-run.js';
import {
  asItems,
  asText,
  boolean,
  external,
  PythonError,
  type LazyImport,
  type Scope,
  type Value,
} from './values.js';

export function importModules(run: Run, scope: Scope, stmt: ImportStmt): void {
  for (const { module, alias } of stmt.names) {
    const top = module.split('.')[0] ?? module;
    const full = run.host.resolveImport(scope.path, 0, module);
    if (full.kind === 'external') importOutside(run, scope.path, 0, module, stmt);
    else enterModule(run, scope.path, full.path, stmt);
    const wanted = alias === null ? top : module;
    const target = run.host.resolveImport(scope.path, 0, wanted);
    const value: Value = target.kind === 'module' ? { kind: 'module', path: target.path } : external(wanted);
    run.bind(scope, alias ?? wanted, value);
  }
}

/** Inside `try … except ImportError` an import from outside may fail as well as succeed. */
function importOutside(run: Run, from: string, level: number, module: string, stmt: Stmt): void {
  const shown = '.'.repeat(level) + module;
  // Outside of a question about failures, what is not there may be made by a build.
  if ((run.importGuards > 0 || run.followFailures) && run.host.isMissing(from, level, module))
    throw new PythonError(
      'ModuleNotFoundError',
      `no module named '${shown}' in the sources`,
      run.place(stmt),
    );
  if (run.importGuards === 0 || run.decide(`import ${module}`, stmt)) return;
  throw new PythonError('ModuleNotFoundError', `no module named '${module}'`, run.place(stmt));
}

/** Executes a module that shares state with the run's own; any other must not fail where somebody would notice. */
function enterModule(run: Run, from: string, path: string, stmt: Stmt): void {
  if (run.linked.has(path)) {
    executeModule(run, path);
  } else if ((run.importGuards > 0 || run.followFailures) && folderOf(from) === folderOf(path)) {
    const failure = run.host.importFailure(path);
    if (failure !== null)
      throw new PythonError(failure.type, failure.message, run.place(stmt), failure.value);
  }
}

export function executeModule(run: Run, path: string): void {
  if (run.owns(path)) return;
  const facts = run.host.facts(path);
  if (facts === null) return;
  const outer = run.codePath;
  run.codePath = path;
  try {
    const scope = run.openModule(path);
    for (const stmt of facts.body) executeTopLevel(run, scope, stmt);
  } finally {
    run.codePath = outer;
  }
}

export function importNames(run: Run, scope: Scope, stmt: ImportFromStmt): void {
  if (stmt.module === '__future__') return;
  const target = run.host.resolveImport(scope.path, stmt.level, stmt.module);
  if (target.kind === 'external') {
    importOutside(run, scope.path, stmt.level, stmt.module, stmt);
    if (stmt.names === null) run.externalStars.push(target.dotted);
    for (const { name, alias } of stmt.names ?? []) {
      const path = moduleWithoutPackage(run.host, scope.path, stmt, target, name);
      if (path !== null) enterModule(run, scope.path, path, stmt);
      const value: Value =
        path === null ? externalMember(run, `${target.dotted}.${name}`) : { kind: 'module', path };
      run.bind(scope, alias ?? name, value);
    }
    return;
  }
  enterModule(run, scope.path, target.path, stmt);
  if (stmt.names === null) {
    importStar(run, scope, target.path, stmt);
    return;
  }
  for (const { name, alias } of stmt.names) {
    const submodule = submoduleOf(run, target.path, name);
    if (submodule !== null && run.linked.has(submodule)) executeModule(run, submodule);
    const mayFail = run.followFailures && !run.host.mayBind(target.path, name);
    if (mayFail && run.host.facts(target.path)?.partial !== true)
      run.raise(
        'ImportError',
        `cannot import name '${name}' from '${run.host.dottedName(target.path)}'`,
        stmt,
      );
    const binding: LazyImport = { kind: 'import', path: target.path, name, place: run.place(stmt) };
    run.bind(scope, alias ?? name, isEager(run, target.path) ? importNow(run, binding, stmt) : binding);
  }
}

/** A module that this run executes may be half done, and its names may change: they are taken now. */
function isEager(run: Run, path: string): boolean {
  return run.owns(path) || (run.importGuards > 0 && run.unsplit === 0);
}

function importNow(run: Run, binding: LazyImport, stmt: Stmt): Value | LazyImport {
  const submodule = submoduleOf(run, binding.path, binding.name ?? '');
  if (submodule !== null) enterModule(run, binding.path, submodule, stmt);
  if (!run.owns(binding.path)) {
    // The lookup decides whether the import fails; the value is still read when it is needed.
    run.force(binding);
    return binding;
  }
  return run.force(binding);
}

function submoduleOf(run: Run, path: string, name: string): string | null {
  const target = path.endsWith('__init__.py') ? run.host.resolveImport(path, 1, name) : null;
  return target?.kind === 'module' ? target.path : null;
}

function externalMember(run: Run, dotted: string): Value {
  return isTypeChecking(dotted) ? boolean(run.typeChecking) : external(dotted);
}

function importStar(run: Run, scope: Scope, path: string, stmt: ImportFromStmt): void {
  const own = run.modules.get(path);
  if (own !== undefined) {
    bindAll(run, scope, own, stmt);
    return;
  }
  run.starImported = true;
  const asked = run.typeChecking ? lazilyLoaded(run) : [...run.wanted];
  const answers = asked.map((name) => ({ name, binds: run.host.starBinds(path, name) }));
  if (answers.some(({ binds }) => binds === null)) run.externalStars.push(stmt.module);
  for (const { name, binds } of answers)
    if (binds === true) run.bind(scope, name, { kind: 'import', path, name, place: run.place(stmt) });
}

/** `from module import *` of a module that this run executed. */
function bindAll(run: Run, scope: Scope, module: Scope, stmt: Stmt): void {
  const declared = module.names.get('__all__');
  const listed = declared === undefined ? null : asItems(run.force(declared))?.map(asText);
  const names =
    declared === undefined
      ? [...module.names.keys()].filter((name) => !name.startsWith('_'))
      : (listed ?? [null]);
  for (const name of names) {
    if (name === null) {
      run.tainted ??= run.place(stmt);
      continue;
    }
    const bound = run.memberOf(module.path, name);
    if (bound === undefined) run.raise('AttributeError', `module has no attribute '${name}'`, stmt);
    run.bind(scope, name, bound);
  }
}

/**
 * What a lazily loading package gives is read from its imports for type checkers. Where these import a name one by
 * one, no `*` needs to be asked for it: that would read every model folder.
 */
function lazilyLoaded(run: Run): readonly string[] {
  const body = run.host.facts(run.path)?.body ?? [];
  const imported = [...statements(body, false)].some(
    (stmt) =>
      stmt.kind === 'import-from' &&
      (stmt.names ?? []).some(({ name, alias }) => (alias ?? name) === run.query),
  );
  return imported ? [] : [run.query];
}
