/** Comprehensions and generator expressions. */
import type { ComprehensionExpr } from '../syntax.js';
import { assign } from './assign.js';
import { distinct, setEntry, dict } from './dicts.js';
import { because } from './explain.js';
import { decideExpr, evaluate } from './expressions.js';
import { lazily, streamOrUnknown, type Stream } from './iteration.js';
import { made } from './makers.js';
import type { Run } from './run.js';
import { list, newScope, NONE, UnknownItems, type Scope, type Value } from './values.js';

export function comprehension(run: Run, scope: Scope, expr: ComprehensionExpr): Value {
  const inner = newScope('comprehension', scope, scope.path);
  const [first] = expr.clauses;
  // The first iterable is evaluated around the comprehension, which sees the names of a class body.
  const source = first === undefined ? NONE : evaluate(run, scope, first.iter);
  if (expr.form === 'generator') return generatorExpression(run, inner, expr, source);
  try {
    return collect(run, inner, expr, source);
  } catch (error) {
    if (error instanceof UnknownItems) return error.value;
    throw error;
  }
}

function generatorExpression(run: Run, scope: Scope, expr: ComprehensionExpr, source: Value): Value {
  const start = (): Stream => {
    const rounds = iterations(run, scope, expr, 0, source);
    return () => {
      const outer = run.codePath;
      run.codePath = scope.path;
      try {
        return rounds.next().done === true ? undefined : evaluate(run, scope, expr.element);
      } finally {
        run.codePath = outer;
      }
    };
  };
  return lazily('generator', start, '<genexpr>');
}

function collect(run: Run, scope: Scope, expr: ComprehensionExpr, source: Value): Value {
  const keys: Value[] = [];
  const result = dict();
  const rounds = iterations(run, scope, expr, 0, source);
  while (rounds.next().done !== true) {
    const key = evaluate(run, scope, expr.element);
    keys.push(key);
    if (expr.value === null) continue;
    if (!setEntry(result, key, evaluate(run, scope, expr.value))) return because(run, expr, 'a key', key);
  }
  if (expr.form === 'dict') return result;
  if (expr.form === 'list') return list(keys);
  const unique = distinct(keys);
  return unique === null
    ? because(run, expr, 'a set', ...keys)
    : made({ kind: 'set', frozen: false, items: unique });
}

/** One round for every combination of the clauses from `depth` on; the targets are bound in `scope`. */
function* iterations(
  run: Run,
  scope: Scope,
  expr: ComprehensionExpr,
  depth: number,
  source: Value,
): Generator<undefined> {
  const clause = expr.clauses[depth];
  if (clause === undefined) {
    yield undefined;
    return;
  }
  if (clause.async) throw new UnknownItems(run.undecidable('an asynchronous comprehension', clause.iter));
  const next = streamOrUnknown(run, source, clause.iter);
  for (let item = next(); item !== undefined; item = next()) {
    run.step(clause.iter);
    assign(run, scope, clause.target, item);
    if (!clause.ifs.every((test) => decideExpr(run, scope, test))) continue;
    const inner = expr.clauses[depth + 1];
    yield* iterations(
      run,
      scope,
      expr,
      depth + 1,
      inner === undefined ? NONE : evaluate(run, scope, inner.iter),
    );
  }
}
