/** Binding the arguments of a call to the parameters of a function. */
import { hasLiteralDefaults } from '../notes.js';
import type { Expr, FunctionStmt, LambdaExpr, Parameter, Span } from '../syntax.js';
import type { CallArguments } from './calls.js';
import { dict } from './dicts.js';
import { evaluate } from './expressions.js';
import type { Run } from './run.js';
import { NO_VALUES, text, tuple, type FunctionValue, type Scope, type Value } from './values.js';

export function bindParameters(
  run: Run,
  scope: Scope,
  func: FunctionValue,
  params: readonly Parameter[],
  args: CallArguments,
  span: Span,
): void {
  const rest = [...args.positional];
  const keywords = new Map(args.keywords);
  for (const param of params) {
    const value = parameterValue(run, func, param, rest, keywords);
    if (value === undefined)
      run.raise('TypeError', `${func.name}() misses the argument '${param.name}'`, span);
    scope.names.set(param.name, value);
  }
  if (rest.length > 0 || keywords.size > 0)
    run.raise('TypeError', `${func.name}() got too many arguments`, span);
}

/** Takes the parameter's value out of what is left of the arguments; undefined when there is none. */
function parameterValue(
  run: Run,
  func: FunctionValue,
  param: Parameter,
  rest: Value[],
  keywords: Map<string, Value>,
): Value | undefined {
  const { form, name } = param;
  if (form === 'star') return tuple(rest.splice(0));
  if (form === 'double-star') {
    const entries = [...keywords].map(([key, value]) => [text(key), value] as const);
    keywords.clear();
    return dict(entries);
  }
  const positional = form === 'keyword-only' ? undefined : rest.shift();
  if (positional !== undefined) return positional;
  const named = form === 'positional-only' ? undefined : keywords.get(name);
  if (named !== undefined) keywords.delete(name);
  return named ?? func.defaults.get(name) ?? constantDefault(run, func, param);
}

/**
 * Default values of parameters, evaluated where the function is defined. Constants mean the same whenever they are
 * evaluated, and are when somebody asks: most functions are defined and never called.
 */
export function parameterDefaults(
  run: Run,
  scope: Scope,
  declaration: FunctionStmt | LambdaExpr,
): ReadonlyMap<string, Value> {
  if (declaration.kind === 'function' && hasLiteralDefaults(declaration)) return NO_VALUES;
  let defaults: Map<string, Value> | null = null;
  for (const param of declaration.params) {
    if (param.default === null || isConstant(param.default)) continue;
    defaults ??= new Map();
    defaults.set(param.name, evaluate(run, scope, param.default));
  }
  return defaults ?? NO_VALUES;
}

function constantDefault(run: Run, func: FunctionValue, param: Parameter): Value | undefined {
  const expr = param.default;
  if (expr === null || !isConstant(expr)) return undefined;
  // Evidence about it is of the file that it stands in.
  return run.enter(func.scope, expr, () => evaluate(run, func.scope, expr));
}

/** A literal with a value that is known, wherever it is evaluated. */
function isConstant(expr: Expr): boolean {
  if (expr.kind === 'unary') return (expr.op === '-' || expr.op === '+') && expr.operand.kind === 'number';
  return (
    expr.kind === 'number' || expr.kind === 'constant' || (expr.kind === 'string' && expr.value !== null)
  );
}
