import type { Expr } from '../syntax.js';
import { getAttribute, setAttribute, typeName } from './attributes.js';
import { callValue, listOf, type CallArguments } from './calls.js';
import { derivesFrom } from './classes.js';
import { because, dictEntries, iterate } from './expressions.js';
import { sortItems, updateEntries } from './methods.js';
import { binary, distinct, orderOf, setEntry, str, truth } from './operators.js';
import type { Run } from './run.js';
import {
  asText,
  boolean,
  FALSE,
  integer,
  list,
  Namespace,
  NONE,
  PythonError,
  text,
  TRUE,
  tuple,
  type ClassValue,
  type DictValue,
  type Scope,
  type Value,
} from './values.js';

interface Call {
  readonly run: Run;
  readonly scope: Scope;
  readonly args: CallArguments;
  /** The positional arguments; absent ones read as None. */
  readonly first: Value;
  readonly second: Value;
  readonly span: Expr;
}

type Builtin = (call: Call) => Value;

const apply = (call: Call, func: Value, ...positional: readonly Value[]): Value =>
  callValue(call.run, call.scope, func, { positional, keywords: new Map(), complete: true }, call.span);

const BUILTINS: Readonly<Record<string, Builtin>> = {
  len: ({ run, first, span }) => {
    const items = first.kind === 'bytes' ? null : iterate(first);
    return items === null ? because(run, span, 'a length', first) : integer(items.length);
  },
  list: ({ run, args, first, span }) =>
    args.positional.length === 0 ? list([]) : listOf(run, iterate(first), first, span),
  tuple: ({ run, args, first, span }) => {
    const items = args.positional.length === 0 ? [] : iterate(first);
    return items === null ? because(run, span, 'a tuple', first) : tuple(items);
  },
  set: (call) => makeSet(call, false),
  frozenset: (call) => makeSet(call, true),
  dict: makeDict,
  str: ({ run, args, first, span }) => {
    const shown = args.positional.length === 0 ? '' : str(first);
    return shown === null ? because(run, span, 'str()', first) : text(shown);
  },
  int: ({ run, first, span }) => {
    const digits = str(first);
    if (digits !== null && /^[+-]?\d+$/.test(digits.trim())) return integer(BigInt(digits.trim()));
    return first.kind === 'constant' && typeof first.value === 'boolean'
      ? integer(first.value ? 1 : 0)
      : because(run, span, 'int()', first);
  },
  bool: ({ run, first, span }) => {
    const known = truth(first);
    return known === null ? because(run, span, 'bool()', first) : boolean(known);
  },
  sorted: ({ run, scope, args, first, span }) => {
    const items = iterate(first);
    const sorted = items === null ? null : sortItems(run, scope, items, args, span);
    return sorted === null ? because(run, span, 'sorted()', first) : list(sorted);
  },
  reversed: ({ run, first, span }) => {
    const items = iterate(first);
    return listOf(run, items === null ? null : [...items].reverse(), first, span);
  },
  enumerate: ({ run, args, first, span }) => {
    const items = iterate(first);
    const start = args.positional[1] ?? args.keywords.get('start') ?? integer(0);
    const offset = start.kind === 'constant' && typeof start.value === 'bigint' ? start.value : null;
    if (items === null || offset === null) return because(run, span, 'enumerate()', first);
    return list(items.map((item, index) => tuple([integer(offset + BigInt(index)), item])));
  },
  zip: ({ run, args, span }) => {
    const columns = args.positional.map(iterate);
    const lengths = columns.map((column) => column?.length ?? 0);
    if (columns.includes(null)) return because(run, span, 'zip()', ...args.positional);
    const rows = Math.min(...lengths, columns.length === 0 ? 0 : Infinity);
    return list(
      Array.from({ length: rows }, (_, row) => tuple(columns.map((column) => column?.[row] ?? NONE))),
    );
  },
  map: (call) => {
    const items = iterate(call.second);
    if (items === null || call.args.positional.length !== 2)
      return because(call.run, call.span, 'map()', call.second);
    return list(items.map((item) => apply(call, call.first, item)));
  },
  filter: (call) => {
    const items = iterate(call.second);
    if (items === null) return because(call.run, call.span, 'filter()', call.second);
    const none = call.first.kind === 'constant' && call.first.value === null;
    return list(
      items.filter(
        (item) =>
          truth(none ? item : apply(call, call.first, item)) ?? call.run.decide('filter()', call.span),
      ),
    );
  },
  range: ({ run, args, span }) => {
    const bounds = args.positional.map((value) =>
      value.kind === 'constant' && typeof value.value === 'bigint' ? Number(value.value) : null,
    );
    if (bounds.includes(null)) return because(run, span, 'range()', ...args.positional);
    const known = bounds.map((bound) => bound ?? 0);
    const [start = 0, stop = 0, step = 1] = known.length === 1 ? [0, known[0]] : known;
    const count = step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step));
    if (count > 10_000) return run.undecidable('a long range()', span);
    return list(Array.from({ length: count }, (_, index) => integer(start + index * step)));
  },
  any: (call) => quantify(call, true),
  all: (call) => quantify(call, false),
  sum: ({ run, args, first, span }) => {
    const items = iterate(first);
    const total = items?.reduce<Value | null>(
      (sum, item) => (sum === null ? null : binary('+', sum, item)),
      args.positional[1] ?? args.keywords.get('start') ?? integer(0),
    );
    return total ?? because(run, span, 'sum()', first);
  },
  max: (call) => extreme(call, 1),
  min: (call) => extreme(call, -1),
  iter: ({ run, first, span }) => listOf(run, iterate(first), first, span),
  next: ({ run, first, span }) => iterate(first)?.[0] ?? because(run, span, 'next()', first),
  print: () => NONE,
  callable: ({ run, first, span }) => {
    if (['class', 'function', 'bound', 'builtin'].includes(first.kind)) return TRUE;
    return typeName(first) === null ? because(run, span, 'callable()', first) : FALSE;
  },
  isinstance: ({ run, first, second, span }) => known(run, span, isInstance(first, second), first, second),
  issubclass: ({ run, first, second, span }) => known(run, span, isSubclass(first, second), first, second),
  hasattr: ({ run, first, second, span }) => {
    const value = attributeByName(run, first, second, span);
    if (value === undefined) return FALSE;
    return value.kind === 'undecidable'
      ? value
      : value.kind === 'external'
        ? because(run, span, 'hasattr()')
        : TRUE;
  },
  getattr: ({ run, args, first, second, span }) => {
    const value = attributeByName(run, first, second, span) ?? args.positional[2];
    if (value === undefined) throw new PythonError('AttributeError', str(second) ?? '', run.place(span));
    return value;
  },
  setattr: ({ run, args, first, second, span }) => {
    const name = asText(second);
    if (name === null && first.kind === 'module') run.tainted = run.place(span);
    if (name !== null) setAttribute(run, first, name, args.positional[2] ?? NONE);
    return NONE;
  },
  delattr: ({ first, second }) => {
    if (first.kind === 'class') first.namespace.delete(str(second) ?? '');
    return NONE;
  },
  globals: ({ run }) => ({ kind: 'namespace', scope: run.module }),
  locals: ({ scope }) => ({ kind: 'namespace', scope }),
  vars: ({ run, scope, args, first, span }) => {
    if (args.positional.length === 0) return { kind: 'namespace', scope };
    if (first.kind === 'class') {
      return { kind: 'dict', entries: first.namespace.entries().map(([key, value]) => [text(key), value]) };
    }
    return first.kind === 'module' && first.path === run.path
      ? { kind: 'namespace', scope: run.module }
      : because(run, span, 'vars()', first);
  },
  type: makeType,
  property: ({ run, first, span }) => bindAs('property', first) ?? because(run, span, 'property()', first),
  classmethod: ({ run, first, span }) =>
    bindAs('class-method', first) ?? because(run, span, 'classmethod()', first),
  staticmethod: ({ run, first, span }) =>
    bindAs('static-method', first) ?? because(run, span, 'staticmethod()', first),
  exec: ({ run, span }) => {
    run.tainted ??= run.place(span);
    return NONE;
  },
  chr: ({ run, first, span }) =>
    first.kind === 'constant' &&
    typeof first.value === 'bigint' &&
    first.value >= 0n &&
    first.value < 0x110000n
      ? text(String.fromCodePoint(Number(first.value)))
      : because(run, span, 'chr()', first),
  ord: ({ run, first, span }) => {
    const code = asText(first)?.codePointAt(0);
    return code === undefined ? because(run, span, 'ord()', first) : integer(code);
  },
  repr: ({ run, first, span }) => because(run, span, 'repr()', first),
  dir: ({ run, span }) => run.undecidable('dir()', span),
  eval: ({ run, span }) => run.undecidable('eval()', span),
  float: ({ run, span }) => run.undecidable('float()', span),
};

/** Calls a builtin function or a method taken from a builtin type (`str.upper`). */
export function callBuiltin(run: Run, scope: Scope, name: string, args: CallArguments, span: Expr): Value {
  if (!args.complete) return run.undecidable(`the arguments of ${name}()`, span);
  const [first = NONE, second = NONE] = args.positional;
  const builtin = BUILTINS[name];
  if (builtin !== undefined) return builtin({ run, scope, args, first, second, span });
  const method = name.slice(name.indexOf('.') + 1);
  if (name === 'dict.fromkeys') return fromKeys(run, first, args.positional[1] ?? NONE, span);
  if (typeName(first) !== null && name.includes('.')) {
    const bound = getAttribute(run, first, method, span);
    return callValue(run, scope, bound, { ...args, positional: args.positional.slice(1) }, span);
  }
  return run.undecidable(`${name}() is not evaluated`, span);
}

function known(run: Run, span: Expr, answer: boolean | null, ...from: readonly Value[]): Value {
  return answer === null ? because(run, span, 'a type test', ...from) : boolean(answer);
}

function makeSet({ run, args, first, span }: Call, frozen: boolean): Value {
  const items = args.positional.length === 0 ? [] : iterate(first);
  const unique = items === null ? null : distinct(items);
  return unique === null ? because(run, span, 'a set', first) : { kind: 'set', frozen, items: unique };
}

function makeDict({ run, args, first, span }: Call): Value {
  const result: DictValue = { kind: 'dict', entries: [] };
  const given = args.positional.length === 0 ? [] : updateEntries(first);
  if (given === null) return because(run, span, 'a dict', first);
  const named = [...args.keywords].map(([key, value]) => [text(key), value] as const);
  const complete = [...given, ...named].every(([key, value]) => setEntry(result, key, value));
  return complete ? result : because(run, span, 'a dict', first);
}

function fromKeys(run: Run, keys: Value, value: Value, span: Expr): Value {
  const items = iterate(keys);
  const unique = items === null ? null : distinct(items);
  if (unique === null) return because(run, span, 'dict.fromkeys()', keys);
  return { kind: 'dict', entries: unique.map((key) => [key, value]) };
}

function quantify({ run, first, span }: Call, wanted: boolean): Value {
  const items = iterate(first)?.map(truth);
  if (items === undefined) return because(run, span, wanted ? 'any()' : 'all()', first);
  if (items.includes(wanted)) return boolean(wanted);
  return items.includes(null) ? because(run, span, wanted ? 'any()' : 'all()', first) : boolean(!wanted);
}

function extreme({ run, args, first, span }: Call, sign: 1 | -1): Value {
  const items = args.positional.length > 1 ? args.positional : iterate(first);
  if (items === null || args.keywords.size > 0) return because(run, span, 'max() or min()', first);
  let best: Value | undefined;
  for (const item of items) {
    const order = best === undefined ? 1 : orderOf(item, best);
    if (order === null) return because(run, span, 'max() or min()', item);
    if (order * sign > 0) best = item;
  }
  return best ?? because(run, span, 'max() or min() of nothing');
}

/** The attribute, undefined when there is certainly none. */
function attributeByName(run: Run, owner: Value, name: Value, span: Expr): Value | undefined {
  const wanted = asText(name);
  if (wanted === null) return because(run, span, 'an attribute name', name);
  try {
    return getAttribute(run, owner, wanted, span);
  } catch (error) {
    if (error instanceof PythonError && (error.type === 'AttributeError' || error.type === 'NameError'))
      return undefined;
    throw error;
  }
}

function isInstance(value: Value, type: Value): boolean | null {
  if (type.kind === 'tuple') return anyOf(type.items.map((item) => isInstance(value, item)));
  if (type.kind === 'generic') return isInstance(value, type.origin);
  if (value.kind === 'instance') return isSubclass(value.type, type);
  const name = typeName(value);
  if (type.kind === 'builtin') {
    if (value.kind === 'class') return type.name === 'type';
    if (name !== null) return name === type.name || (name === 'bool' && type.name === 'int');
    return value.kind === 'function' || value.kind === 'module' ? false : null;
  }
  if (type.kind === 'external' && type.dotted === 'builtins.object') return true;
  // A builtin value is no instance of a class that the sources define.
  return type.kind === 'class' && (name !== null || value.kind === 'function') ? false : null;
}

function isSubclass(value: Value, type: Value): boolean | null {
  if (type.kind === 'tuple') return anyOf(type.items.map((item) => isSubclass(value, item)));
  if (type.kind === 'external' && type.dotted === 'builtins.object') return true;
  if (value.kind !== 'class')
    return value.kind === 'external' && type.kind === 'external' && value.dotted === type.dotted
      ? true
      : null;
  const name =
    type.kind === 'external' ? type.dotted : type.kind === 'builtin' ? `builtins.${type.name}` : null;
  if (type.kind !== 'class' && name === null) return null;
  const derives = derivesFrom(value, (ancestor) =>
    ancestor.kind === 'class'
      ? type.kind === 'class' && ancestor.identity === type.identity
      : ancestor.name === name,
  );
  if (derives !== false || type.kind === 'class') return derives;
  // What an opaque base derives from in turn is unknown.
  return derivesFrom(value, (ancestor) => ancestor.kind === 'opaque') === true ? null : false;
}

function anyOf(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}

/** `type(x)` and `type('Name', (Base,), {...})`. */
function makeType({ run, args, first, second, span }: Call): Value {
  if (args.positional.length === 1) {
    if (first.kind === 'instance') return first.type;
    const name = first.kind === 'class' ? 'type' : typeName(first);
    return name === null ? because(run, span, 'type()', first) : { kind: 'builtin', name };
  }
  const name = asText(first);
  const bases = iterate(second);
  const entries = args.positional[2] === undefined ? [] : dictEntries(args.positional[2]);
  if (name === null || bases === null || entries === null) return because(run, span, 'type()', first, second);
  const place = run.place(span);
  const made: ClassValue = {
    kind: 'class',
    name,
    bases,
    namespace: new Namespace(
      entries.map(([key, value]) => [str(key) ?? '', value] as const),
      (binding) => run.force(binding),
    ),
    place,
    identity: `${place.file}:${place.line}:${place.column}:${name}`,
    statement: null,
  };
  return made;
}

function bindAs(binding: 'property' | 'class-method' | 'static-method', value: Value): Value | null {
  return value.kind === 'function' ? { ...value, binding } : null;
}
