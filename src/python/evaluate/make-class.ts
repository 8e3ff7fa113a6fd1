/** Making a class: what `class` statements, `type(name, bases, namespace)` and metaclasses end in. */
import type { Place } from '../../diagnostics.js';
import type { ClassStmt, Span } from '../syntax.js';
import { callValue } from './calls.js';
import { derivesFrom, findInOrder, isUnknown, linearise } from './classes.js';
import { collectMembers, isEnumeration } from './enumerations.js';
import { made } from './makers.js';
import { dictEntries } from './mappings.js';
import { Namespace } from './namespace.js';
import { namedTupleFields } from './records.js';
import type { Run } from './run.js';
import { callSpecial, specialFunction } from './special.js';
import { callSubclassHook } from './subclass-hook.js';
import { asText, text, tuple, type ClassValue, type LazyImport, type Scope, type Value } from './values.js';

export interface ClassParts {
  readonly name: string;
  readonly bases: readonly Value[];
  /** What the class has: its own from now on. */
  readonly names: Map<string, Value | LazyImport>;
  /** Keywords of the header other than `metaclass`. */
  readonly keywords: ReadonlyMap<string, Value>;
  readonly metaclass: Value | null;
  readonly statement: ClassStmt | null;
  readonly place: Place;
  /** The scope of the body, whose functions call `super()`. */
  readonly body: Scope | null;
}

/** What `type.__new__` does: the class, its descriptors and the hooks of its bases. */
export function makeClass(run: Run, parts: ClassParts, span: Span): ClassValue {
  const type: ClassValue = {
    kind: 'class',
    name: parts.name,
    bases: parts.bases,
    namespace: new Namespace(parts.names, (binding) => run.force(binding)),
    place: parts.place,
    identity: run.identify(parts.place, parts.name),
    statement: parts.statement,
    metaclass: parts.metaclass,
    subclasses: [],
    fields: null,
    members: null,
  };
  run.own(type);
  if (parts.body !== null) parts.body.made = type;
  requireOrder(run, type, span);
  if (isEnumeration(type)) collectMembers(type);
  type.fields = namedTupleFields(type);
  if (type.fields !== null) type.namespace.set('_fields', tuple(type.fields.map(({ name }) => text(name))));
  // Of another module's class nobody knows all of them, and through them it would keep every module that has one.
  for (const base of parts.bases)
    if (base.kind === 'class' && run.owns(base.place.file)) base.subclasses.push(type);
  nameDescriptors(run, type, span);
  callSubclassHook(run, type, parts.keywords, span);
  return type;
}

function requireOrder(run: Run, type: ClassValue, span: Span): void {
  if (linearise(type) !== null) return;
  const bases = type.bases.flatMap((base) => (base.kind === 'class' ? (linearise(base) ?? []) : []));
  const unknown = type.bases.some((base) => base.kind === 'undecidable') || bases.some(isUnknown);
  if (!unknown) run.raise('TypeError', `the bases of ${type.name} have no consistent order`, span);
}

/** Python tells every attribute that asks for it (`__set_name__`) which class it became part of, and as what. */
function nameDescriptors(run: Run, type: ClassValue, span: Span): void {
  for (const [name, value] of type.namespace.bindings()) {
    if (value.kind === 'instance' && type.members?.has(name) !== true)
      callSpecial(run, value, '__set_name__', [type, text(name)], span);
  }
}

/** The metaclass that Python would use: the explicit one, or that of the most derived base. */
export function metaclassOf(explicit: Value | null, bases: readonly Value[]): Value | null {
  let best = explicit === null || isType(explicit) ? null : explicit;
  for (const base of bases) {
    const next = base.kind === 'class' ? base.metaclass : null;
    if (next !== null && !isType(next)) best = moreDerived(best, next);
  }
  return best;
}

function moreDerived(best: Value | null, next: Value | null): Value | null {
  if (best === null || next === null) return best ?? next;
  const derives =
    next.kind === 'class' &&
    best.kind === 'class' &&
    next !== best &&
    derivesFrom(next, (each) => each.kind === 'class' && each.identity === best.identity) === true;
  return derives ? next : best;
}

function isType(value: Value): boolean {
  return value.kind === 'builtin' && value.name === 'type';
}

/** Metaclasses outside the sources that make a class like `type` does, as far as names and attributes go. */
const PLAIN_METACLASS = /^(?:abc\.ABCMeta|enum\.Enum(?:Meta|Type)|builtins\.type)$/;

/** The class that `metaclass(name, bases, namespace)` gives. */
export function buildClass(run: Run, scope: Scope, parts: ClassParts, span: Span): Value {
  const { metaclass, name } = parts;
  if (metaclass === null) return makeClass(run, parts, span);
  if (metaclass.kind === 'external') {
    const plain = PLAIN_METACLASS.test(metaclass.dotted);
    return makeClass(run, plain ? { ...parts, metaclass: null } : parts, span);
  }
  if (metaclass.kind === 'undecidable') return metaclass;
  if (metaclass.kind === 'class' && !hasHooks(metaclass)) return makeClass(run, parts, span);
  if (metaclass.kind === 'class' && specialOf(metaclass, '__prepare__'))
    return run.undecidable(`${name} has a metaclass that prepares its body`, span);
  const entries = [...parts.names].map(([key, value]) => [text(key), run.force(value)] as const);
  const namespace: Value = made({ kind: 'dict', entries: entries.map(([key, value]) => [key, value]) });
  const args = {
    positional: [text(name), tuple(parts.bases), namespace],
    keywords: parts.keywords,
    complete: true,
  };
  if (metaclass.kind !== 'class') return callValue(run, scope, metaclass, args, span);
  pending.set(namespace, parts);
  return callMetaclass(run, scope, metaclass, args, span);
}

/** Where the statement of a class stands whose namespace a metaclass hands on to `type.__new__`. */
const pending = new WeakMap<Value, ClassParts>();

interface MetaclassArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly complete: boolean;
}

/** `Meta(name, bases, namespace)`: `__call__` of the metaclass' own metaclass is not followed. */
export function callMetaclass(
  run: Run,
  scope: Scope,
  metaclass: ClassValue,
  args: MetaclassArguments,
  span: Span,
): Value {
  const maker = findFunction(metaclass, '__new__');
  const withType = { ...args, positional: [metaclass, ...args.positional] };
  const made = maker === null ? typeNew(run, withType, span) : callValue(run, scope, maker, withType, span);
  const init = findFunction(metaclass, '__init__');
  if (made.kind === 'class' && init !== null)
    callValue(run, scope, init, { ...args, positional: [made, ...args.positional] }, span);
  return made;
}

/** `type.__new__(metaclass, name, bases, namespace, **keywords)`. */
export function typeNew(run: Run, { positional, keywords }: MetaclassArguments, span: Span): Value {
  const [metaclass, name, bases, namespace] = positional;
  const shown = asText(name);
  const entries = namespace === undefined ? [] : dictEntries(run, namespace);
  const names = entries?.map(([key, value]) => [asText(key), value] as const);
  if (shown === null || bases?.kind !== 'tuple' || names === undefined)
    return run.undecidable('a class that a metaclass makes', span);
  const known = names.flatMap(([key, value]) => (key === null ? [] : [[key, value] as const]));
  const parts = namespace === undefined ? undefined : pending.get(namespace);
  const own = metaclass?.kind === 'class' ? metaclass : null;
  return makeClass(
    run,
    {
      name: shown,
      bases: bases.items,
      names: new Map(known),
      keywords,
      metaclass: metaclassOf(own, bases.items),
      statement: parts?.statement ?? null,
      place: parts?.place ?? run.place(span),
      body: parts?.body ?? null,
    },
    span,
  );
}

function hasHooks(metaclass: ClassValue): boolean {
  return ['__new__', '__init__', '__prepare__'].some((name) => specialOf(metaclass, name));
}

function specialOf(metaclass: ClassValue, name: string): boolean {
  return findFunction(metaclass, name) !== null;
}

function findFunction(type: ClassValue, name: string): Value | null {
  const found = findInOrder(linearise(type) ?? [], name);
  return found.kind === 'found' && found.value.kind === 'function' ? found.value : null;
}

/** Whether a class makes classes. */
export function isMetaclass(type: ClassValue): boolean {
  return (linearise(type) ?? []).some((each) => each.kind === 'opaque' && each.name === 'builtins.type');
}

/** Whether calling `type` goes through a `__call__` of its metaclass. */
export function hasMetaclassCall(type: ClassValue): boolean {
  return specialFunction(type, '__call__') !== null;
}
