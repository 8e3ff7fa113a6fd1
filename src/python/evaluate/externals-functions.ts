/** `functools`, `operator` and what else makes functions of functions. */
import { append } from '../../append.js';
import { getAttribute } from './attributes.js';
import { callValue, positionalArguments } from './calls.js';
import { operate } from './expressions.js';
import { asPartial, type External, type ExternalCall } from './externals.js';
import { iterate } from './iteration.js';
import { subscript } from './subscripts.js';
import { asText, external, isNone, setFunctionAttribute, tuple, type Value } from './values.js';

export const FUNCTION_TOOLS: Readonly<Record<string, External>> = {
  'functools.partial': ({ args: { positional, keywords } }) => {
    const [func, ...rest] = positional;
    return func === undefined ? null : { kind: 'partial', func, positional: rest, keywords };
  },
  'functools.reduce': reduce,
  'functools.wraps': ({ given: [wrapped], args }) =>
    wrapped === undefined || args.keywords.size > 0
      ? null
      : {
          kind: 'partial',
          func: external('functools.update_wrapper'),
          positional: [],
          keywords: new Map([['wrapped', wrapped]]),
        },
  'functools.update_wrapper': (call) => {
    const [wrapper] = call.given;
    return wrapper === undefined
      ? null
      : wrap(call, wrapper, call.given[1] ?? call.args.keywords.get('wrapped'));
  },
  'functools.lru_cache': ({ given: [func] }) => (func?.kind === 'function' ? func : null),
  'functools.cache': ({ given: [func] }) => func ?? null,
  'functools.cached_property': ({ run, given: [func] }) =>
    func?.kind === 'function' ? run.own({ ...func, binding: 'property' }) : null,
  'operator.itemgetter': (call) => ({ ...asPartial(call), func: external('operator.itemgetter()') }),
  'operator.itemgetter()': ({ run, given, span }) => {
    const [target, keys] = targetOf(given);
    return target === undefined ? null : oneOrMany(keys.map((key) => subscript(run, target, key, span)));
  },
  'operator.attrgetter': (call) => ({ ...asPartial(call), func: external('operator.attrgetter()') }),
  'operator.attrgetter()': ({ run, given, span }) => {
    const [target, names] = targetOf(given);
    const paths = names.map(asText);
    if (target === undefined || paths.includes(null)) return null;
    const read = (path: string): Value =>
      path.split('.').reduce<Value>((value, name) => getAttribute(run, value, name, span), target);
    return oneOrMany(paths.flatMap((path) => (path === null ? [] : [read(path)])));
  },
  'operator.add': ({ run, given: [left, right], span }) =>
    left === undefined || right === undefined ? null : operate(run, '+', left, right, span),
  'operator.iadd': ({ run, given: [left, right], span }) => {
    if (left?.kind !== 'list' || right === undefined) return null;
    const items = iterate(run, right, span);
    if (items !== null) append(left.items, items);
    return items === null ? null : left;
  },
};

function targetOf(given: readonly Value[]): readonly [Value | undefined, readonly Value[]] {
  return [given[given.length - 1], given.slice(0, -1)];
}

function oneOrMany(values: readonly Value[]): Value {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : tuple(values);
}

function reduce({ run, scope, given, span }: ExternalCall): Value | null {
  const [func, source, initial] = given;
  const items = source === undefined ? null : iterate(run, source, span);
  if (func === undefined || items === null) return null;
  const [first, ...rest] = initial === undefined ? items : [initial, ...items];
  if (first === undefined) return run.raise('TypeError', 'reduce() of nothing', span);
  return rest.reduce(
    (value, item) => callValue(run, scope, func, positionalArguments([value, item]), span),
    first,
  );
}

/** Takes over the name of the wrapped function. */
function wrap({ run, span }: ExternalCall, wrapper: Value, wrapped: Value | undefined): Value | null {
  if (wrapper.kind !== 'function' || wrapped === undefined || isNone(wrapped) || !run.mayChange(wrapper))
    return null;
  const name = wrapped.kind === 'partial' ? null : asText(getAttribute(run, wrapped, '__name__', span));
  if (name === null && wrapped.kind !== 'partial') return null;
  wrapper.name = name ?? wrapper.name;
  if (wrapped.kind === 'function')
    for (const [key, value] of wrapped.attributes) setFunctionAttribute(wrapper, key, value);
  setFunctionAttribute(wrapper, '__wrapped__', wrapped);
  return wrapper;
}
