import { append, replaceItems } from '../../append.js';
import type { Expr, Stmt } from '../syntax.js';
import { assign, remove } from './assign.js';
import { forLoop, whileLoop } from './loops.js';
import { defineClass, defineFunction } from './definitions.js';
import { attempt, raised } from './exceptions.js';
import { because } from './explain.js';
import { decideExpr, evaluate, operate } from './expressions.js';
import { importModules, importNames } from './imports.js';
import { iterate } from './iteration.js';
import { replaceEntries } from './dicts.js';
import { changes } from './makers.js';
import { matchPattern } from './match.js';
import type { Run } from './run.js';
import { callInPlace } from './special.js';
import { NONE, redirect, type LazyImport, type Scope, type Value } from './values.js';
import { withBlock } from './with.js';

/** How a statement ended. */
export type Completion =
  { readonly kind: 'next' | 'break' | 'continue' } | { readonly kind: 'return'; readonly value: Value };

export const NEXT: Completion = { kind: 'next' };

/** Runs statements in order; throws PythonError for an exception that Python would certainly raise. */
export function execute(run: Run, scope: Scope, body: readonly Stmt[]): Completion {
  for (const stmt of body) {
    const end = executeOne(run, scope, stmt);
    if (end.kind !== 'next') return end;
  }
  return NEXT;
}

export function executeOne(run: Run, scope: Scope, stmt: Stmt): Completion {
  run.step(stmt);
  switch (stmt.kind) {
    case 'assign':
      assignAll(run, scope, stmt.targets, stmt.value);
      return NEXT;
    case 'annotated':
      if (stmt.value !== null) assign(run, scope, stmt.target, evaluate(run, scope, stmt.value));
      return NEXT;
    case 'augmented':
      augment(run, scope, stmt.target, stmt.op, stmt.value);
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
      return forLoop(run, scope, stmt);
    case 'while':
      return whileLoop(run, scope, stmt);
    case 'try':
      return attempt(run, scope, stmt);
    case 'with':
      return withBlock(run, scope, stmt);
    case 'match':
      return matchStatement(run, scope, stmt);
    case 'delete':
      for (const target of stmt.targets) remove(run, scope, target);
      return NEXT;
    case 'global':
      for (const name of stmt.names) redirect(scope, name, moduleScope(scope));
      return NEXT;
    case 'nonlocal':
      for (const name of stmt.names) redirectOutward(scope, name);
      return NEXT;
    case 'return':
      if (scope.kind !== 'function') run.raise('SyntaxError', "'return' outside function", stmt);
      return { kind: 'return', value: stmt.value === null ? NONE : evaluate(run, scope, stmt.value) };
    case 'raise':
      throw raised(run, scope, stmt.value, stmt);
    case 'break':
    case 'continue':
      return { kind: stmt.kind };
    case 'type-alias':
      run.bind(scope, stmt.name, { kind: 'named', name: stmt.name, what: 'a type alias' });
      return NEXT;
    case 'assert':
      if (!decideExpr(run, scope, stmt.test)) run.raise('AssertionError', 'an assertion fails', stmt);
      return NEXT;
    case 'pass':
    case 'error':
      return NEXT;
  }
}

// ----------------------------------------------------------------- assignment

function assignAll(run: Run, scope: Scope, targets: readonly Expr[], expr: Expr): void {
  const [target] = targets;
  const passed = scope.kind === 'class' && targets.length === 1 ? passedImport(run, scope, expr) : null;
  if (passed !== null && target?.kind === 'name') {
    run.bind(scope, target.id, passed);
    return;
  }
  const value = evaluate(run, scope, expr);
  for (const each of targets) assign(run, scope, each, value);
}

/** `config_class = LlamaConfig` in a class body: the import behind it is not followed before somebody asks. */
function passedImport(run: Run, scope: Scope, value: Expr): LazyImport | null {
  if (value.kind !== 'name' || scope.names.has(value.id)) return null;
  const binding = run.modules.get(scope.path)?.names.get(value.id);
  return binding?.kind === 'import' ? binding : null;
}

/** `target op= value`; lists, sets and dicts change in place, so that other names for them see it. */
function augment(run: Run, scope: Scope, target: Expr, op: string, expr: Expr): void {
  const current = evaluate(run, scope, target);
  const value = evaluate(run, scope, expr);
  const changed = callInPlace(run, op, current, value, target);
  if (changed !== null) {
    assign(run, scope, target, changed);
    return;
  }
  const held = current.kind === 'instance' && current.payload !== null ? current.payload : current;
  if (held.kind === 'list' || held.kind === 'set') changes(held);
  if (op === '+' && held.kind === 'list') {
    const items = iterate(run, value, expr);
    if (items === null) held.items.splice(0, held.items.length, because(run, target, 'what += adds', value));
    else append(held.items, items);
    return;
  }
  const result = operate(run, op, current, value, target);
  if (held.kind === 'set' && !held.frozen && result.kind === 'set') {
    replaceItems(held.items, result.items);
  } else if (held.kind === 'dict' && result.kind === 'dict') {
    replaceEntries(held, result.entries);
  } else if (held.kind === 'list' && result.kind === 'list') {
    replaceItems(held.items, result.items);
  } else {
    assign(run, scope, target, result);
  }
}

function moduleScope(scope: Scope): Scope {
  return scope.parent === null ? scope : moduleScope(scope.parent);
}

function redirectOutward(scope: Scope, name: string): void {
  for (let outer = scope.parent; outer !== null; outer = outer.parent) {
    if (outer.kind === 'function' && (outer.names.has(name) || outer.locals?.has(name) === true)) {
      redirect(scope, name, outer.redirected?.get(name) ?? outer);
      return;
    }
  }
}

function matchStatement(run: Run, scope: Scope, stmt: Stmt & { kind: 'match' }): Completion {
  const subject = evaluate(run, scope, stmt.subject);
  for (const item of stmt.cases) {
    const matched = matchPattern(run, scope, item.pattern, subject, stmt) ?? run.decide('case …', stmt);
    if (matched && (item.guard === null || decideExpr(run, scope, item.guard)))
      return execute(run, scope, item.body);
  }
  return NEXT;
}
