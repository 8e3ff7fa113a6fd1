/** Classes that are made from a list of fields: named tuples and dataclasses. */
import type { ClassStmt, Expr, Span } from '../syntax.js';
import type { CallArguments } from './calls.js';
import { linearise } from './classes.js';
import { because } from './explain.js';
import { iterate } from './iteration.js';
import { replacedBase } from './known-bases.js';
import { makeClass } from './make-class.js';
import { made } from './makers.js';
import { truth } from './operators.js';
import type { Run } from './run.js';
import {
  asText,
  external,
  text,
  tuple,
  type ClassValue,
  type Field,
  type InstanceValue,
  type Value,
} from './values.js';

/** The fields that the class or the nearest of its bases is made from. */
export function fieldsOf(type: ClassValue): readonly Field[] | null {
  for (const each of linearise(type) ?? [])
    if (each.kind === 'class' && each.fields !== null) return each.fields;
  return null;
}

/** Fields of `class P(NamedTuple): x: int`; null for any other class. */
export function namedTupleFields(type: ClassValue): readonly Field[] | null {
  const isDirect = type.bases.some(
    (base) => base.kind === 'external' && replacedBase(base.dotted) === 'tuple',
  );
  return isDirect && type.statement !== null ? annotatedFields(type, type.statement) : null;
}

function annotatedFields(type: ClassValue, statement: ClassStmt): readonly Field[] {
  return statement.body.flatMap((stmt): readonly Field[] => {
    if (stmt.kind !== 'annotated' || stmt.target.kind !== 'name' || isClassVariable(stmt.annotation))
      return [];
    const name = stmt.target.id;
    const value = type.namespace.get(name);
    return [fieldOf(name, value)];
  });
}

function isClassVariable(annotation: Expr): boolean {
  if (annotation.kind === 'subscript') return isClassVariable(annotation.value);
  if (annotation.kind === 'string') return annotation.value?.includes('ClassVar') ?? false;
  return annotation.kind === 'attribute'
    ? annotation.attr === 'ClassVar'
    : annotation.kind === 'name' && annotation.id === 'ClassVar';
}

function fieldOf(name: string, value: Value | undefined): Field {
  const isSpec =
    value?.kind === 'partial' && value.func.kind === 'external' && value.func.dotted === 'dataclasses.field';
  if (!isSpec) return { name, default: value, factory: undefined };
  return { name, default: value.keywords.get('default'), factory: value.keywords.get('default_factory') };
}

/** `@dataclass`: the fields of the bases, then its own. */
export function makeDataclass(type: ClassValue): void {
  const inherited = linearise(type)?.slice(1) ?? [];
  const fields = new Map<string, Field>();
  for (const base of [...inherited].reverse())
    for (const field of base.kind === 'class' ? (base.fields ?? []) : []) fields.set(field.name, field);
  const own = type.statement === null ? [] : annotatedFields(type, type.statement);
  for (const field of own) {
    fields.set(field.name, field);
    // `field(default=…)` leaves the default as the attribute of the class, and nothing where there is none.
    if (field.default !== undefined) type.namespace.set(field.name, field.default);
    else type.namespace.delete(field.name);
  }
  type.fields = [...fields.values()];
}

/** `namedtuple('P', 'x y')`, `NamedTuple('P', [('x', int)])` or `make_dataclass('D', ['x'])`. */
export function makeRecordClass(run: Run, dotted: string, args: CallArguments, span: Span): Value {
  const isDataclass = dotted === 'dataclasses.make_dataclass';
  const [name, names] = args.positional;
  const given = asText(names);
  const listed =
    given !== null
      ? given
          .split(/[\s,]+/)
          .filter((each) => each !== '')
          .map(text)
      : names === undefined
        ? []
        : iterate(run, names, span);
  const defaults = args.keywords.get('defaults');
  const values = defaults === undefined ? [] : iterate(run, defaults, span);
  const className = asText(name ?? args.keywords.get('typename') ?? args.keywords.get('cls_name'));
  const fields = listed?.map((each) => asText(each) ?? asText(each.kind === 'tuple' ? each.items[0] : each));
  if (className === null || fields === undefined || values === null || fields.includes(null))
    return because(run, span, 'the fields of a class', ...args.positional);
  const known = fields.flatMap((field) => (field === null ? [] : [field]));
  const parts = {
    name: className,
    bases: isDataclass ? [] : [external('typing.NamedTuple')],
    names: new Map<string, Value>(isDataclass ? [] : [['_fields', tuple(known.map(text))]]),
    keywords: new Map<string, Value>(),
    metaclass: null,
    statement: null,
    place: run.place(span),
    body: null,
  };
  const type = makeClass(run, parts, span);
  const offset = known.length - values.length;
  type.fields = known.map((field, index) => ({
    name: field,
    default: values[index - offset],
    factory: undefined,
  }));
  return type;
}

/** Fills the fields of a new instance from the arguments of its constructor. */
export function fillFields(
  run: Run,
  type: ClassValue,
  fields: readonly Field[],
  args: CallArguments,
  callFactory: (factory: Value) => Value,
  span: Span,
): InstanceValue {
  const rest = [...args.positional];
  const keywords = new Map(args.keywords);
  const attributes = new Map<string, Value>();
  for (const field of fields) {
    const given = rest.shift() ?? keywords.get(field.name);
    keywords.delete(field.name);
    const value =
      given ?? field.default ?? (field.factory === undefined ? undefined : callFactory(field.factory));
    if (value === undefined)
      run.raise('TypeError', `${type.name}() misses the argument '${field.name}'`, span);
    attributes.set(field.name, value);
  }
  if (rest.length > 0 || keywords.size > 0)
    run.raise('TypeError', `${type.name}() got too many arguments`, span);
  const isTuple = (linearise(type) ?? []).some(
    (each) =>
      each.kind === 'opaque' && /^(?:builtins\.tuple|typing(?:_extensions)?\.NamedTuple)$/.test(each.name),
  );
  const payload = isTuple ? tuple([...attributes.values()]) : null;
  return made({ kind: 'instance', type, attributes, payload, identity: null });
}

/** Whether the header of a decorator asks for a dataclass that is built from its fields. */
export function isPlainDataclass(keywords: ReadonlyMap<string, Value>): boolean {
  const init = keywords.get('init');
  return init === undefined || truth(init) === true;
}
