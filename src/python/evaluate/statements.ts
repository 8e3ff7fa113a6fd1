import type {
  ClassStmt,
  ExceptHandler,
  Expr,
  FunctionStmt,
  ImportFromStmt,
  ImportStmt,
  Stmt,
  TryStmt,
} from '../syntax.js';
import { assign, remove } from './assign.js';
import { catches, isTypeChecking } from './builtin-names.js';
import { callFunction, callValue } from './calls.js';
import { findAttribute } from './classes.js';
import { because, decideExpr, evaluate, iterate, parameterDefaults } from './expressions.js';
import { matchPattern } from './match.js';
import { statements } from './nesting.js';
import { binary } from './operators.js';
import { effectsOf } from './relevance.js';
import { OpenCondition, type Run } from './run.js';
import {
  boolean,
  Namespace,
  NONE,
  PythonError,
  text,
  type ClassValue,
  type FunctionValue,
  type LazyImport,
  type Scope,
  type Value,
} from './values.js';

/** How a statement ended. */
export type Completion =
  { readonly kind: 'next' | 'break' | 'continue' } | { readonly kind: 'return'; readonly value: Value };

const NEXT: Completion = { kind: 'next' };

/** Runs statements in order; throws PythonError for an exception that Python would certainly raise. */
export function execute(run: Run, scope: Scope, body: readonly Stmt[]): Completion {
  for (const stmt of body) {
    const end = executeOne(run, scope, stmt);
    if (end.kind !== 'next') return end;
  }
  return NEXT;
}

function executeOne(run: Run, scope: Scope, stmt: Stmt): Completion {
  run.step(stmt);
  switch (stmt.kind) {
    case 'assign': {
      const [target] = stmt.targets;
      const passed =
        scope.kind === 'class' && stmt.targets.length === 1 ? passedImport(run, stmt.value) : null;
      if (passed !== null && target?.kind === 'name') {
        run.bind(scope, target.id, passed);
        return NEXT;
      }
      const value = evaluate(run, scope, stmt.value);
      for (const target of stmt.targets) assign(run, scope, target, value);
      return NEXT;
    }
    case 'annotated':
      if (stmt.value !== null) assign(run, scope, stmt.target, evaluate(run, scope, stmt.value));
      return NEXT;
    case 'augmented':
      augment(run, scope, stmt.target, stmt.op, evaluate(run, scope, stmt.value));
      return NEXT;
    case 'expression':
      evaluate(run, scope, stmt.value);
      return NEXT;
    case 'class':
      run.bind(scope, stmt.name, defineClass(run, scope, stmt));
      return NEXT;
    case 'function':
      run.bind(scope, stmt.name, defineFunction(run, scope, stmt));
      return NEXT;
    case 'import':
      importModules(run, scope, stmt);
      return NEXT;
    case 'import-from':
      importNames(run, scope, stmt);
      return NEXT;
    case 'if':
      return execute(run, scope, decideExpr(run, scope, stmt.test) ? stmt.body : stmt.orelse);
    case 'for':
      return loop(run, scope, stmt, evaluate(run, scope, stmt.iter));
    case 'while':
      return whileLoop(run, scope, stmt);
    case 'try':
      return attempt(run, scope, stmt);
    case 'with':
      return withBlock(run, scope, stmt);
    case 'match': {
      const subject = evaluate(run, scope, stmt.subject);
      for (const item of stmt.cases) {
        const matched = matchPattern(run, scope, item.pattern, subject) ?? run.decide('case …', stmt);
        if (matched && (item.guard === null || decideExpr(run, scope, item.guard)))
          return execute(run, scope, item.body);
      }
      return NEXT;
    }
    case 'delete':
      for (const target of stmt.targets) remove(run, scope, target);
      return NEXT;
    case 'global':
      for (const name of stmt.names) scope.redirected.set(name, moduleScope(scope));
      return NEXT;
    case 'nonlocal':
      for (const name of stmt.names) redirectOutward(scope, name);
      return NEXT;
    case 'return':
      return { kind: 'return', value: stmt.value === null ? NONE : evaluate(run, scope, stmt.value) };
    case 'raise':
      throw raised(run, scope, stmt.value, stmt);
    case 'break':
    case 'continue':
      return { kind: stmt.kind };
    case 'type-alias':
      run.bind(scope, stmt.name, run.undecidable('a type alias', stmt));
      return NEXT;
    case 'assert':
    case 'pass':
    case 'error':
      return NEXT;
  }
}

/** `config_class = LlamaConfig` in a class body: the import behind it is not followed before somebody asks. */
function passedImport(run: Run, value: Expr): LazyImport | null {
  const binding = value.kind === 'name' ? run.module.names.get(value.id) : undefined;
  return binding?.kind === 'import' ? binding : null;
}

// ----------------------------------------------------------------- assignment

/** `target op= value`; lists and sets change in place, so that other names for them see it. */
function augment(run: Run, scope: Scope, target: Expr, op: string, value: Value): void {
  const current = evaluate(run, scope, target);
  if (op === '+' && current.kind === 'list') {
    const items = iterate(value);
    if (items === null)
      current.items.splice(0, current.items.length, because(run, target, 'what += adds', value));
    else current.items.push(...items);
    return;
  }
  const result = binary(op, current, value) ?? because(run, target, `the result of ${op}=`, current, value);
  const inPlace =
    (current.kind === 'set' && result.kind === 'set') || (current.kind === 'dict' && result.kind === 'dict');
  if (!inPlace) {
    assign(run, scope, target, result);
  } else if (current.kind === 'set' && result.kind === 'set') {
    current.items.splice(0, current.items.length, ...result.items);
  } else if (current.kind === 'dict' && result.kind === 'dict') {
    current.entries.splice(0, current.entries.length, ...result.entries);
  }
}

function moduleScope(scope: Scope): Scope {
  return scope.parent === null ? scope : moduleScope(scope.parent);
}

function redirectOutward(scope: Scope, name: string): void {
  for (let outer = scope.parent; outer !== null; outer = outer.parent) {
    if (outer.kind === 'function' && outer.names.has(name)) {
      scope.redirected.set(name, outer);
      return;
    }
  }
}

// ---------------------------------------------------------------- definitions

function defineClass(run: Run, scope: Scope, stmt: ClassStmt): Value {
  const bases = stmt.args
    .filter((argument) => argument.form === 'positional' || argument.form === 'star')
    .flatMap((argument) => {
      const value = evaluate(run, scope, argument.value);
      return argument.form === 'star' ? (iterate(value) ?? [value]) : [value];
    });
  const body: Scope = {
    kind: 'class',
    names: new Map(),
    parent: scope,
    path: scope.path,
    redirected: new Map(),
  };
  executeClassBody(run, body, stmt.body);
  const place = run.place(stmt, scope.path);
  const type: ClassValue = {
    kind: 'class',
    name: stmt.name,
    bases,
    namespace: new Namespace(body.names, (binding) => run.force(binding)),
    place,
    identity: `${place.file}:${place.line}:${place.column}:${stmt.name}`,
    statement: stmt,
  };
  nameDescriptors(run, type, body, stmt);
  return decorate(run, scope, stmt.decorators, type);
}

/** Python tells every attribute that asks for it (`__set_name__`) which class it became part of, and under which name. */
function nameDescriptors(run: Run, type: ClassValue, body: Scope, stmt: ClassStmt): void {
  for (const [name, value] of body.names) {
    const hook = value.kind === 'instance' ? findAttribute(value.type, '__set_name__') : null;
    if (value.kind !== 'instance' || hook?.kind !== 'found' || hook.value.kind !== 'function') continue;
    const args = {
      positional: [value, type, text(name)],
      keywords: new Map<string, Value>(),
      complete: true,
    };
    callFunction(run, hook.value, args, stmt);
  }
}

/** An open condition in a class body leaves the names that its statement would bind undecidable. */
function executeClassBody(run: Run, scope: Scope, body: readonly Stmt[]): void {
  run.unsplit++;
  try {
    for (const stmt of body) {
      try {
        execute(run, scope, [stmt]);
      } catch (error) {
        if (!(error instanceof OpenCondition)) throw error;
        const value: Value = {
          kind: 'undecidable',
          reason: `depends on ${error.condition}`,
          place: error.place,
        };
        for (const name of effectsOf(stmt, () => null).writes) run.bind(scope, name, value);
      }
    }
  } finally {
    run.unsplit--;
  }
}

function defineFunction(run: Run, scope: Scope, stmt: FunctionStmt): Value {
  const func: FunctionValue = {
    kind: 'function',
    name: stmt.name,
    declaration: stmt,
    scope,
    defaults: parameterDefaults(run, scope, stmt.params),
    place: run.place(stmt, scope.path),
    attributes: new Map(),
    binding: 'method',
  };
  return decorate(run, scope, stmt.decorators, func);
}

/**
 * Applies decorators from the innermost out. A decorator of the same file is called; one from elsewhere is taken
 * to return what it was given, as registering and wrapping decorators of classes do.
 */
function decorate(run: Run, scope: Scope, decorators: readonly Expr[], decorated: Value): Value {
  let result = decorated;
  for (const expr of [...decorators].reverse()) {
    const decorator = decoratorValue(run, scope, expr);
    const isOwn = decorator.kind === 'function' && decorator.scope.path === run.path;
    const isBinding = decorator.kind === 'builtin';
    if (!isOwn && !isBinding) continue;
    const args = { positional: [result], keywords: new Map<string, Value>(), complete: true };
    const value = callValue(run, scope, decorator, args, expr);
    result = value;
  }
  return result;
}

/** A decorator of another file is not looked into, so its arguments are not evaluated either. */
function decoratorValue(run: Run, scope: Scope, expr: Expr): Value {
  const root = rootName(expr);
  if (root !== null) {
    const bound = scope.names.get(root) ?? run.module.names.get(root);
    if (bound?.kind === 'import') return { kind: 'external', dotted: root };
  }
  return evaluate(run, scope, expr);
}

function rootName(expr: Expr): string | null {
  if (expr.kind === 'name') return expr.id;
  if (expr.kind === 'attribute') return rootName(expr.value);
  return expr.kind === 'call' ? rootName(expr.func) : null;
}

// -------------------------------------------------------------------- imports

function importModules(run: Run, scope: Scope, stmt: ImportStmt): void {
  for (const { module, alias } of stmt.names) {
    const wanted = alias === null ? (module.split('.')[0] ?? module) : module;
    const target = run.host.resolveImport(scope.path, 0, wanted);
    if (target.kind === 'external') importExternal(run, module, stmt);
    const value: Value =
      target.kind === 'module' ? { kind: 'module', path: target.path } : { kind: 'external', dotted: wanted };
    run.bind(scope, alias ?? wanted, value);
  }
}

/** Inside `try … except ImportError` an import from outside may fail as well as succeed. */
function importExternal(run: Run, module: string, stmt: Stmt): void {
  if (run.importGuards === 0 || run.decide(`import ${module}`, stmt)) return;
  throw new PythonError('ModuleNotFoundError', `no module named '${module}'`, run.place(stmt));
}

function importNames(run: Run, scope: Scope, stmt: ImportFromStmt): void {
  if (stmt.module === '__future__') return;
  const target = run.host.resolveImport(scope.path, stmt.level, stmt.module);
  if (target.kind === 'external') {
    importExternal(run, stmt.module, stmt);
    if (stmt.names === null) run.externalStars.push(target.dotted);
    for (const { name, alias } of stmt.names ?? []) {
      const dotted = `${target.dotted}.${name}`;
      run.bind(
        scope,
        alias ?? name,
        isTypeChecking(dotted) ? boolean(run.typeChecking) : { kind: 'external', dotted },
      );
    }
    return;
  }
  for (const { name, alias } of stmt.names ?? starNames(run, target.path, stmt)) {
    run.bind(scope, alias ?? name, { kind: 'import', path: target.path, name, place: run.place(stmt) });
  }
}

function starNames(run: Run, path: string, stmt: ImportFromStmt): readonly { name: string; alias: null }[] {
  run.starImported = true;
  const asked = run.typeChecking ? lazilyLoaded(run) : [...run.wanted];
  const answers = asked.map((name) => ({ name, binds: run.host.starBinds(path, name) }));
  if (answers.some(({ binds }) => binds === null)) run.externalStars.push(stmt.module);
  return answers.filter(({ binds }) => binds === true).map(({ name }) => ({ name, alias: null }));
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

// ---------------------------------------------------------------- control flow

function loop(run: Run, scope: Scope, stmt: Stmt & { kind: 'for' }, source: Value): Completion {
  const items = iterate(source);
  if (items === null || stmt.async) {
    // Any number of rounds: what the loop would assign is unknown, but a single round tells what it changes.
    return run.decide('the loop runs', stmt)
      ? blindRound(run, scope, stmt, source)
      : execute(run, scope, stmt.orelse);
  }
  for (const item of items) {
    run.step(stmt);
    assign(run, scope, stmt.target, item);
    const end = execute(run, scope, stmt.body);
    if (end.kind === 'break') return NEXT;
    if (end.kind === 'return') return end;
  }
  return execute(run, scope, stmt.orelse);
}

function blindRound(run: Run, scope: Scope, stmt: Stmt & { kind: 'for' }, source: Value): Completion {
  assign(run, scope, stmt.target, because(run, stmt.iter, 'what is iterated over', source));
  const end = execute(run, scope, stmt.body);
  return end.kind === 'return' ? end : NEXT;
}

const MAX_ROUNDS = 10_000;

function whileLoop(run: Run, scope: Scope, stmt: Stmt & { kind: 'while' }): Completion {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!decideExpr(run, scope, stmt.test)) return execute(run, scope, stmt.orelse);
    const end = execute(run, scope, stmt.body);
    if (end.kind === 'break') return NEXT;
    if (end.kind === 'return') return end;
  }
  return NEXT;
}

function withBlock(run: Run, scope: Scope, stmt: Stmt & { kind: 'with' }): Completion {
  for (const { context, target } of stmt.items) {
    const manager = evaluate(run, scope, context);
    if (target !== null)
      assign(run, scope, target, because(run, context, 'what the context manager gives', manager));
  }
  return execute(run, scope, stmt.body);
}

// ------------------------------------------------------------------ exceptions

function attempt(run: Run, scope: Scope, stmt: TryStmt): Completion {
  try {
    return attemptBody(run, scope, stmt);
  } finally {
    // A `return` in `finally` is legal and rare; archscan reads it as running to the end.
    execute(run, scope, stmt.finalbody);
  }
}

function attemptBody(run: Run, scope: Scope, stmt: TryStmt): Completion {
  const guard = stmt.handlers.some(catchesImportError) ? 1 : 0;
  let end: Completion;
  run.importGuards += guard;
  try {
    end = execute(run, scope, stmt.body);
  } catch (error) {
    run.importGuards -= guard;
    if (!(error instanceof PythonError)) throw error;
    return handle(run, scope, stmt.handlers, error);
  }
  run.importGuards -= guard;
  return end.kind === 'next' ? execute(run, scope, stmt.orelse) : end;
}

function handle(run: Run, scope: Scope, handlers: readonly ExceptHandler[], error: PythonError): Completion {
  for (const handler of handlers) {
    if (handler.type !== null && !matchesHandler(run, scope, handler.type, error)) continue;
    if (handler.name !== null) {
      run.bind(
        scope,
        handler.name,
        error.value ?? { kind: 'undecidable', reason: 'an exception', place: error.place },
      );
    }
    const end = execute(run, scope, handler.body);
    if (handler.name !== null) scope.names.delete(handler.name);
    return end;
  }
  throw error;
}

function matchesHandler(run: Run, scope: Scope, type: Expr, error: PythonError): boolean {
  if (type.kind === 'tuple') return type.items.some((item) => matchesHandler(run, scope, item, error));
  const value = evaluate(run, scope, type);
  if (value.kind === 'class') return error.type === value.name;
  const name = value.kind === 'external' ? value.dotted.slice(value.dotted.lastIndexOf('.') + 1) : null;
  return name === null ? run.decide('except …', type) : catches(name, error.type);
}

function catchesImportError(handler: ExceptHandler): boolean {
  if (handler.type === null) return true;
  const types = handler.type.kind === 'tuple' ? handler.type.items : [handler.type];
  return types.some((type) => type.kind === 'name' && catches(type.id, 'ModuleNotFoundError'));
}

function raised(run: Run, scope: Scope, value: Expr | null, stmt: Stmt): PythonError {
  if (value === null) return new PythonError('Exception', 're-raised', run.place(stmt));
  const type = value.kind === 'call' ? value.func : value;
  const evaluated = evaluate(run, scope, type);
  if (evaluated.kind === 'class') return new PythonError(evaluated.name, '', run.place(stmt), evaluated);
  const dotted = evaluated.kind === 'external' ? evaluated.dotted : 'Exception';
  return new PythonError(dotted.slice(dotted.lastIndexOf('.') + 1), '', run.place(stmt), text(dotted));
}
