/** Functions of the standard library that make classes, or objects that a class of the sources could make. */
import { apply } from './builtin-call.js';
import { callBuiltin } from './builtins.js';
import { makeAuto } from './enumerations.js';
import { asPartial, type External, type ExternalCall } from './externals.js';
import { iterate } from './iteration.js';
import { buildClass, makeClass, metaclassOf } from './make-class.js';
import { made } from './makers.js';
import { isPlainDataclass, makeDataclass, makeRecordClass } from './records.js';
import { asText, isNone, NONE, type Value } from './values.js';

export const CLASS_MAKERS: Readonly<Record<string, External>> = {
  'collections.namedtuple': record,
  'typing.NamedTuple': record,
  'dataclasses.make_dataclass': record,
  'dataclasses.dataclass': (call) => {
    const [type] = call.given;
    if (!isPlainDataclass(call.args.keywords)) return null;
    if (type === undefined || isNone(type)) return asPartial(call);
    if (type.kind !== 'class' || !call.run.mayChange(type)) return null;
    makeDataclass(type);
    return type;
  },
  'dataclasses.field': asPartial,
  'types.new_class': newClass,
  'types.SimpleNamespace': (call) =>
    call.given.length > 0 ? null : namespaceObject(call, call.args.keywords),
  'types.ModuleType': (call) => {
    const [name] = call.given;
    return name === undefined ? null : namespaceObject(call, new Map([['__name__', name]]));
  },
  'typing.NewType': named('a NewType'),
  'typing.TypeVar': named('a type variable'),
  'typing.ParamSpec': named('a type variable'),
  'enum.auto': () => makeAuto(),
  'collections.defaultdict': ({ run, scope, given, args, span }) => {
    const [factory = NONE, ...rest] = given;
    const made = callBuiltin(run, scope, 'dict', { ...args, positional: rest }, span);
    return made.kind === 'dict' ? { ...made, factory } : null;
  },
};

function record({ run, dotted, args, span }: ExternalCall): Value {
  return makeRecordClass(run, dotted, args, span);
}

function named(what: string): External {
  return ({ given: [name] }) => {
    const shown = asText(name);
    return shown === null ? null : { kind: 'named', name: shown, what };
  };
}

/** `types.new_class(name, bases, keywords, exec_body)`. */
function newClass(call: ExternalCall): Value | null {
  const { run, scope, given, args, span } = call;
  const [name, bases, keywords, body] = given;
  const shown = asText(name);
  const listed = bases === undefined ? [] : iterate(run, bases, span);
  const hasNoKeywords = keywords === undefined || isNone(keywords);
  if (shown === null || listed === null || !hasNoKeywords || args.keywords.size > 0) return null;
  const namespace: Value = made({ kind: 'dict', entries: [] });
  if (body !== undefined && !isNone(body)) apply({ ...call, first: NONE, second: NONE }, body, namespace);
  const names = namespace.entries.flatMap(([key, value]) => {
    const text = asText(key);
    return text === null ? [] : [[text, value] as const];
  });
  const parts = {
    name: shown,
    bases: listed,
    names: new Map(names),
    keywords: new Map<string, Value>(),
    metaclass: metaclassOf(null, listed),
    statement: null,
    place: run.place(span),
    body: null,
  };
  return buildClass(run, scope, parts, span);
}

/** An object that only holds attributes. */
function namespaceObject({ run, dotted, span }: ExternalCall, attributes: ReadonlyMap<string, Value>): Value {
  const parts = {
    name: dotted.slice(dotted.lastIndexOf('.') + 1),
    bases: [],
    names: new Map<string, Value>(),
    keywords: new Map<string, Value>(),
    metaclass: null,
    statement: null,
    place: run.place(span),
    body: null,
  };
  const type = makeClass(run, parts, span);
  return made({ kind: 'instance', type, attributes: new Map(attributes), payload: null, identity: null });
}
