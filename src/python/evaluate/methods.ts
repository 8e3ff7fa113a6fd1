/** Methods of builtin values. */
import type { Span } from '../syntax.js';
import type { CallArguments } from './calls.js';
import { callNamespaceMethod, DICT_METHODS } from './dict-methods.js';
import { because } from './explain.js';
import { LIST_METHODS } from './list-methods.js';
import { changes } from './makers.js';
import type { Method } from './method-call.js';
import { callObjectMethod } from './object-methods.js';
import type { Run } from './run.js';
import { SET_METHODS } from './set-methods.js';
import { TEXT_METHODS } from './text-methods.js';
import { asText, isNone, list, NONE, type FunctionValue, type Scope, type Value } from './values.js';

const CHANGING_SETS = /^(?:add|update|discard|remove|pop|clear|.*_update)$/;

/** Methods of lists and sets that change nothing; entries of dicts are changed in `dicts.ts` only. */
const KEEPING =
  /^(?:copy|index|count|union|intersection|difference|symmetric_difference|issubset|issuperset|isdisjoint)$/;

let known: ReadonlySet<string> | null = null;

/** Whether `type.name` is a method that is evaluated. */
export const METHODS = {
  has(qualified: string): boolean {
    known ??= new Set([
      ...Object.keys(LIST_METHODS).map((name) => `list.${name}`),
      'tuple.index',
      'tuple.count',
      ...Object.keys(SET_METHODS).map((name) => `set.${name}`),
      ...Object.keys(SET_METHODS).flatMap((name) => (CHANGING_SETS.test(name) ? [] : [`frozenset.${name}`])),
      ...Object.keys(DICT_METHODS).map((name) => `dict.${name}`),
      ...Object.keys(TEXT_METHODS).map((name) => `str.${name}`),
      'dict.__setitem__',
      'generator.send',
      'generator.close',
    ]);
    return known.has(qualified) || /^\w+\.__next__$/.test(qualified);
  },
};

/** Calls `type.name` with `self` as the first argument. */
export function callMethod(
  run: Run,
  scope: Scope,
  self: Value,
  qualified: string,
  args: CallArguments,
  span: Span,
): Value {
  const name = qualified.slice(qualified.indexOf('.') + 1);
  const first = args.positional[0] ?? NONE;
  const call = { run, scope, args, first, span };
  if (!args.complete && name !== 'update') return run.undecidable(`the arguments of .${name}()`, span);
  const own = callObjectMethod(run, scope, qualified, [self, ...args.positional], args, span);
  if (own !== null) return own;
  if ((self.kind === 'list' || self.kind === 'set') && !KEEPING.test(name)) changes(self);
  switch (self.kind) {
    case 'list':
      return method(LIST_METHODS, name)?.({ ...call, self }) ?? run.undecidable(`list.${name}()`, span);
    case 'tuple':
      return (
        method(LIST_METHODS, name)?.({ ...call, self: list(self.items) }) ??
        run.undecidable(`tuple.${name}()`, span)
      );
    case 'set':
      return method(SET_METHODS, name)?.({ ...call, self }) ?? run.undecidable(`set.${name}()`, span);
    case 'dict':
      return method(DICT_METHODS, name)?.({ ...call, self }) ?? run.undecidable(`dict.${name}()`, span);
    case 'namespace':
      return callNamespaceMethod({ ...call, self }, name);
    case 'function':
      return propertyMethod(run, self, name, first, span);
    case 'iterator':
      if (name === 'close') return NONE;
      if (name === '__next__' || isNone(first)) return self.next() ?? run.raise('StopIteration', '', span);
      return run.undecidable(`.${name}() of a generator`, span);
    case 'constant': {
      const value = asText(self);
      const evaluate = Object.hasOwn(TEXT_METHODS, name) ? TEXT_METHODS[name] : undefined;
      const plain = name === 'format' || args.keywords.size === 0;
      const result = value === null || !plain ? null : evaluate?.(value, args.positional, { ...call, self });
      return result ?? because(run, span, `.${name}()`, ...args.positional);
    }
    default:
      return run.undecidable(`.${name}() is not evaluated`, span);
  }
}

function method<Self extends Value>(
  methods: Readonly<Record<string, Method<Self>>>,
  name: string,
): Method<Self> | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

/** `@value.setter` adds a setter to the property and gives the property back. */
function propertyMethod(run: Run, self: FunctionValue, name: string, first: Value, span: Span): Value {
  if (self.binding !== 'property') return run.undecidable(`.${name}() of a function`, span);
  if (name !== 'setter') return self;
  return run.own({ ...self, attributes: new Map(self.attributes).set('fset', first) });
}
