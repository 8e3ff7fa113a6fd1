/** Binding the arguments of a call to the parameters of a function. */
import type { Parameter, Span } from '../syntax.js';
import type { CallArguments } from './calls.js';
import { dict } from './dicts.js';
import { evaluate } from './expressions.js';
import type { Run } from './run.js';
import { text, tuple, type FunctionValue, type Scope, type Value } from './values.js';

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
    const value = parameterValue(func, param, rest, keywords);
    if (value === undefined)
      run.raise('TypeError', `${func.name}() misses the argument '${param.name}'`, span);
    scope.names.set(param.name, value);
  }
  if (rest.length > 0 || keywords.size > 0)
    run.raise('TypeError', `${func.name}() got too many arguments`, span);
}

/** Takes the parameter's value out of what is left of the arguments; undefined when there is none. */
function parameterValue(
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
  return named ?? func.defaults.get(name);
}

/** Default values of parameters, evaluated where the function is defined. */
export function parameterDefaults(
  run: Run,
  scope: Scope,
  params: readonly Parameter[],
): ReadonlyMap<string, Value> {
  const defaults = new Map<string, Value>();
  for (const param of params)
    if (param.default !== null) defaults.set(param.name, evaluate(run, scope, param.default));
  return defaults;
}
