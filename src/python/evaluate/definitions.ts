/** `class` and `def`, and what their decorators make of them. */
import { append } from '../../append.js';
import type { Place } from '../../diagnostics.js';
import type { ClassStmt, Expr, FunctionStmt, Stmt } from '../syntax.js';
import { callValue, positionalArguments } from './calls.js';
import { effectsOf } from './effects.js';
import { because } from './explain.js';
import { callArguments, evaluate, newFunction } from './expressions.js';
import { isEffectiveDecorator } from './externals.js';
import { iterate } from './iteration.js';
import { buildClass, metaclassOf } from './make-class.js';
import { OpenCondition, type Run } from './run.js';
import { executeOne } from './statements.js';
import { external, newScope, NO_VALUES, PythonError, undecidable, type Scope, type Value } from './values.js';

export function defineClass(run: Run, scope: Scope, stmt: ClassStmt): Value {
  const bases = baseValues(run, scope, stmt);
  const { metaclass: explicit, keywords } = classKeywords(run, scope, stmt);
  const body = newScope('class', scope, scope.path);
  executeClassBody(run, body, stmt.body);
  const parts = {
    name: stmt.name,
    bases,
    names: body.isHeld ? new Map(body.names) : body.names,
    keywords,
    metaclass: metaclassOf(explicit, bases),
    statement: stmt,
    place: run.place(stmt, scope.path),
    body,
  };
  const type = buildClass(run, scope, parts, stmt);
  return decorate(run, scope, stmt.decorators, type);
}

function baseValues(run: Run, scope: Scope, stmt: ClassStmt): readonly Value[] {
  const bases: Value[] = [];
  for (const { form, value: expr } of stmt.args) {
    if (form !== 'positional' && form !== 'star') continue;
    const value = evaluate(run, scope, expr);
    if (form === 'positional') bases.push(value);
    else append(bases, iterate(run, value, expr) ?? [because(run, expr, 'what * unpacks', value)]);
  }
  return bases;
}

/** Keywords of the header, `metaclass` apart. */
function classKeywords(
  run: Run,
  scope: Scope,
  stmt: ClassStmt,
): { readonly metaclass: Value | null; readonly keywords: ReadonlyMap<string, Value> } {
  const named = stmt.args.filter(({ form }) => form === 'keyword' || form === 'double-star');
  if (named.length === 0) return { metaclass: null, keywords: NO_VALUES };
  const keywords = new Map(callArguments(run, scope, { args: named }).keywords);
  const metaclass = keywords.get('metaclass') ?? null;
  keywords.delete('metaclass');
  return { metaclass, keywords };
}

/** An open condition in a class body leaves the names that its statement would bind undecidable. */
function executeClassBody(run: Run, scope: Scope, body: readonly Stmt[]): void {
  run.unsplit++;
  try {
    for (const stmt of body) {
      try {
        executeOne(run, scope, stmt);
      } catch (error) {
        if (error instanceof OpenCondition)
          bindUndecidable(run, scope, stmt, `depends on ${error.condition}`, error.place);
        else if (!(error instanceof PythonError) || !skipsBroken(run, scope, stmt, error)) throw error;
      }
    }
  } finally {
    run.unsplit--;
  }
}

/** Beside a syntax error a statement may be misread, so that what it raises is no news: it is passed over. */
export function skipsBroken(run: Run, scope: Scope, stmt: Stmt, { type, place }: PythonError): boolean {
  if (run.host.facts(scope.path)?.partial !== true) return false;
  bindUndecidable(run, scope, stmt, `raises ${type}, beside a syntax error`, place);
  return true;
}

function bindUndecidable(run: Run, scope: Scope, stmt: Stmt, reason: string, place: Place): void {
  const value = undecidable(reason, place);
  for (const name of effectsOf(stmt).writes) run.bind(scope, name, value);
}

export function defineFunction(run: Run, scope: Scope, stmt: FunctionStmt): Value {
  return decorate(run, scope, stmt.decorators, newFunction(run, scope, stmt.name, stmt));
}

/**
 * Applies decorators from the innermost out. A decorator of a module that this run executes is called; one from
 * elsewhere is taken to return what it was given, as registering and wrapping decorators of classes do.
 */
function decorate(run: Run, scope: Scope, decorators: readonly Expr[], decorated: Value): Value {
  if (decorators.length === 0) return decorated;
  const functions = decorators.map((expr) => decoratorValue(run, scope, expr));
  let result = decorated;
  for (const [index, decorator] of [...functions.entries()].reverse()) {
    const expr = decorators[index];
    if (expr === undefined || !isFollowed(run, decorator)) continue;
    result = callValue(run, scope, decorator, positionalArguments([result]), expr);
  }
  return result;
}

function isFollowed(run: Run, decorator: Value): boolean {
  switch (decorator.kind) {
    case 'function':
      return run.owns(decorator.scope.path);
    case 'bound':
      return decorator.func.kind === 'builtin' || run.owns(decorator.func.scope.path);
    case 'class':
      return run.owns(decorator.place.file);
    case 'builtin':
    case 'instance':
    case 'constant':
      return true;
    case 'external':
      return isEffectiveDecorator(decorator.dotted);
    case 'partial':
      return decorator.func.kind !== 'external' || isEffectiveDecorator(decorator.func.dotted);
    default:
      return false;
  }
}

/** A decorator of another file is not looked into, so its arguments are not evaluated either. */
function decoratorValue(run: Run, scope: Scope, expr: Expr): Value {
  const root = rootName(expr);
  const bound =
    root === null ? undefined : (scope.names.get(root) ?? run.modules.get(scope.path)?.names.get(root));
  if (root !== null && bound?.kind === 'import') {
    run.noteSibling(bound.path);
    return external(root);
  }
  return evaluate(run, scope, expr);
}

function rootName(expr: Expr): string | null {
  if (expr.kind === 'name') return expr.id;
  if (expr.kind === 'attribute') return rootName(expr.value);
  return expr.kind === 'call' ? rootName(expr.func) : null;
}
