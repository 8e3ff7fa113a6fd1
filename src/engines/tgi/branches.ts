/** What `get_model` returns for which model type. It is read as it is written: what it returns depends on the machine. */
import type { Evidence, Place } from '../../diagnostics.js';
import type { PythonSources } from '../../python/sources.js';
import type { Expr, IfStmt, Stmt } from '../../python/syntax.js';
import { expressions, expressionsOf, findFunctionStatement, statements } from '../../python/walk.js';
import { dottedName } from '../decorators.js';
import { inDirectory, type FallbackGate } from '../types.js';
import { MODEL_TYPES } from './model-types.js';

/** The attribute was asked here and there until June 2023. */
const TESTED: ReadonlySet<string> = new Set(['model_type', 'config.model_type']);
const MAPPING = /(?:^|\.)(MODEL_FOR_\w+_MAPPING_NAMES)$/;

export interface Branch extends Place {
  /** The model type, or the name that stands for it. */
  readonly compared: { readonly literal: string } | { readonly name: string };
  /** The implementation that it returns first. */
  readonly className: string;
  /** Whether the comparison alone leads there; `and` asks for more. */
  readonly isEnough: boolean;
}

/** Branches that return a model. */
export function readBranches(sources: PythonSources, directory: string): readonly Branch[] {
  const file = inDirectory(directory, MODEL_TYPES);
  return conditions(sources, file).flatMap((stmt) => {
    const className = returnedClass(stmt.body);
    if (className === null) return [];
    const enough = new Set(alternatives(stmt.test).flatMap(comparedWith));
    return comparedWith(stmt.test).flatMap((expr): readonly Branch[] => {
      const { line, column } = expr;
      const at = { className, isEnough: enough.has(expr), file, line, column };
      if (expr.kind === 'string' && expr.value !== null)
        return [{ ...at, compared: { literal: expr.value } }];
      return expr.kind === 'name' ? [{ ...at, compared: { name: expr.id } }] : [];
    });
  });
}

/** What no branch takes is served when one of these mappings of transformers has the model type. */
export function readFallbackGate(sources: PythonSources, directory: string): FallbackGate | null {
  const file = inDirectory(directory, MODEL_TYPES);
  const found = conditions(sources, file)
    .flatMap(({ test }) => comparedWith(test))
    .flatMap((expr) => {
      const mapping = MAPPING.exec(dottedName(expr) ?? '')?.[1];
      return mapping === undefined ? [] : [{ mapping, line: expr.line, column: expr.column }];
    });
  const [first] = found;
  if (first === undefined) return null;
  const evidence: Evidence = { file, line: first.line, column: first.column, rule: 'tgi-fallback' };
  return { test: 'auto-mapping', mappings: found.map(({ mapping }) => mapping), evidence };
}

function conditions(sources: PythonSources, file: string): readonly IfStmt[] {
  const body = sources.tree.has(file) ? (sources.project.bodies(file)?.body ?? []) : [];
  const statement = findFunctionStatement(body, 'get_model');
  return [...statements(statement?.body ?? [])].filter((stmt) => stmt.kind === 'if');
}

/** `a`, `b` of `a or b` that are comparisons. */
function alternatives(test: Expr): readonly Expr[] {
  if (test.kind === 'compare') return [test];
  return test.kind === 'boolean' && test.op === 'or' ? test.values.flatMap(alternatives) : [];
}

/** What a condition compares the model type with: `model_type == X`, `model_type in [X, …]`, and `or` of such. */
function comparedWith(test: Expr): readonly Expr[] {
  return [...expressions(test)].flatMap((expr) => {
    if (expr.kind !== 'compare' || !TESTED.has(dottedName(expr.left) ?? '')) return [];
    return expr.rest.flatMap(({ op, value }) => {
      if (op === '==') return [value];
      if (op !== 'in') return [];
      return value.kind === 'list' || value.kind === 'tuple' ? value.items : [value];
    });
  });
}

/** `X` of a name that a branch itself binds: `name = X if … else Y`. */
function chosen(body: readonly Stmt[], expr: Expr): Expr {
  if (expr.kind !== 'name') return expr;
  for (const stmt of statements(body)) {
    if (stmt.kind !== 'assign' || stmt.value.kind !== 'conditional') continue;
    const binds = stmt.targets.some((target) => target.kind === 'name' && target.id === expr.id);
    if (binds) return stmt.value.then;
  }
  return expr;
}

/** `Y` of `return X(…, model_class=Y)`, else `X` of `return X(…)` or `return X.fallback(…)`. */
function returnedClass(body: readonly Stmt[]): string | null {
  for (const stmt of statements(body)) {
    const [value] = stmt.kind === 'return' ? expressionsOf(stmt) : [];
    if (value?.kind !== 'call') continue;
    const given = value.args.find(({ name }) => name === 'model_class')?.value;
    const name = dottedName(chosen(body, given ?? value.func));
    if (name !== null) return name.replace(/\.fallback$/, '');
  }
  return null;
}
