/** Calls of builtin functions and types. Results that depend on anything unknown are undecidable. */
import type { Span } from '../syntax.js';
import { getAttribute } from './attributes.js';
import { COLLECTION_BUILTINS } from './builtins-collections.js';
import type { Builtin, BuiltinCall } from './builtin-call.js';
import { ITERATION_BUILTINS } from './builtins-iteration.js';
import { OBJECT_BUILTINS } from './builtins-objects.js';
import { TEXT_BUILTINS } from './builtins-text.js';
import { typeName } from './builtin-types.js';
import { callValue, type CallArguments } from './calls.js';
import { dict, distinct } from './dicts.js';
import { because } from './explain.js';
import { members } from './iteration.js';
import { callObjectMethod } from './object-methods.js';
import type { Run } from './run.js';
import { NONE, type Scope, type Value } from './values.js';

function builtinNamed(name: string): Builtin | undefined {
  const tables = [COLLECTION_BUILTINS, ITERATION_BUILTINS, OBJECT_BUILTINS, TEXT_BUILTINS];
  return tables.find((table) => Object.hasOwn(table, name))?.[name];
}

/** Keywords that a builtin takes; a star stands for any. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  dict: ['*'],
  enumerate: ['start', 'iterable'],
  int: ['base'],
  max: ['key', 'default'],
  min: ['key', 'default'],
  print: ['*'],
  property: ['fget', 'fset', 'fdel', 'doc'],
  sorted: ['key', 'reverse'],
  sum: ['start'],
  type: ['*'],
  zip: ['strict'],
};

/** Calls a builtin function or a method taken from a builtin type (`str.upper`). */
export function callBuiltin(run: Run, scope: Scope, name: string, args: CallArguments, span: Span): Value {
  if (!args.complete) return run.undecidable(`the arguments of ${name}()`, span);
  const [first = NONE, second = NONE] = args.positional;
  const builtin = builtinNamed(name);
  if (builtin !== undefined) {
    const allowed = KEYWORDS[name] ?? [];
    const takes = [...args.keywords.keys()].every((key) => allowed.includes(key) || allowed.includes('*'));
    if (!takes) return run.undecidable(`the keyword arguments of ${name}()`, span);
    return builtin({ run, scope, args, first, second, span });
  }
  if (name === 'dict.fromkeys') return fromKeys({ run, scope, args, first, second, span });
  return name.includes('.')
    ? callUnbound(run, scope, name, args, span)
    : run.undecidable(`${name}() is not evaluated`, span);
}

/** `str.upper(text)`: the first argument is the object. */
function callUnbound(run: Run, scope: Scope, name: string, args: CallArguments, span: Span): Value {
  const method = name.slice(name.indexOf('.') + 1);
  const own = callObjectMethod(run, scope, name, args.positional, args, span);
  if (own !== null) return own;
  const [self] = args.positional;
  const held = self?.kind === 'instance' && self.payload !== null ? self.payload : self;
  if (held === undefined || typeName(held) === null)
    return run.undecidable(`${name}() is not evaluated`, span);
  const bound = getAttribute(run, held, method, span);
  return callValue(run, scope, bound, { ...args, positional: args.positional.slice(1) }, span);
}

function fromKeys({ run, args, first, span }: BuiltinCall): Value {
  const items = members(run, first, span);
  const unique = items === null ? null : distinct(items);
  if (unique === null) return because(run, span, 'dict.fromkeys()', first);
  const value = args.positional[1] ?? NONE;
  return dict(unique.map((key) => [key, value] as const));
}
