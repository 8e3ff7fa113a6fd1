/** `isinstance` with a protocol that can be asked at runtime: whoever has all of its members is an instance. */
import type { Stmt } from '../syntax.js';
import { isDecorated } from './attributes.js';
import { builtinHas } from './builtin-types.js';
import { linearise, resolveAttribute } from './classes.js';
import { statements } from './nesting.js';
import { lastPart, type ClassValue, type InstanceValue, type Value } from './values.js';

// https://docs.python.org/3.12/library/typing.html#typing.runtime_checkable

/** Whether a class is a protocol itself: what derives from one is not, unless it says so again. */
export function isProtocol(type: ClassValue): boolean {
  return type.bases.some((base) => {
    const origin = base.kind === 'generic' ? base.origin : base;
    return origin.kind === 'external' && PROTOCOL.has(origin.dotted);
  });
}

const PROTOCOL: ReadonlySet<string> = new Set(['typing.Protocol', 'typing_extensions.Protocol']);

/** Whether an instance, or a class as an object, has all members of a protocol; null where that is not known. */
export function hasMembers(value: ClassValue | InstanceValue, protocol: ClassValue): boolean | null {
  const members = membersOf(protocol);
  if (members === null) return null;
  let answer: boolean | null = true;
  for (const name of members) {
    const has = hasMember(value, name, protocol);
    if (has === false) return false;
    if (has === null) answer = null;
  }
  return answer;
}

/** Names that a protocol and the protocols above it bind or annotate; null where one is not known. */
function membersOf(protocol: ClassValue): ReadonlySet<string> | null {
  const order = linearise(protocol);
  if (order === null) return null;
  const names = new Set<string>();
  for (const each of order) {
    if (each.kind === 'opaque') {
      if (/^(?:Protocol|Generic)$/.test(lastPart(each.name))) continue;
      return null;
    }
    const annotated = annotatedNames(each.statement?.body ?? []);
    if (annotated === null) return null;
    for (const name of [...each.namespace.bindings().keys(), ...annotated]) {
      if (isPrivate(name)) return null;
      if (!NO_MEMBERS.has(name)) names.add(name);
    }
  }
  return names;
}

/** Null where a condition may decide about one. */
function annotatedNames(body: readonly Stmt[]): readonly string[] | null {
  const isAnnotation = ({ kind }: Stmt): boolean => kind === 'annotated';
  if (statements(body, false).filter(isAnnotation).length > body.filter(isAnnotation).length) return null;
  return body.flatMap((stmt) =>
    stmt.kind === 'annotated' && stmt.target.kind === 'name' ? [stmt.target.id] : [],
  );
}

/** A name that Python changes within a class. */
function isPrivate(name: string): boolean {
  return name.startsWith('__') && !name.endsWith('__');
}

/** `typing.EXCLUDED_ATTRIBUTES`, without what no program binds, and what no namespace keeps. */
const NO_MEMBERS: ReadonlySet<string> = new Set([
  '__abstractmethods__',
  '__annotations__',
  '__class_getitem__',
  '__dict__',
  '__doc__',
  '__init__',
  '__match_args__',
  '__module__',
  '__new__',
  '__qualname__',
  '__slots__',
  '__subclasshook__',
  '__weakref__',
]);

function hasMember(value: ClassValue | InstanceValue, name: string, protocol: ClassValue): boolean | null {
  const type = value.kind === 'class' ? value : value.type;
  const own = value.kind === 'instance' ? value.attributes.get(name) : undefined;
  if (own !== undefined) return countsAs(own, name, protocol);
  const found = resolveAttribute(type, name);
  switch (found.kind) {
    case 'found':
      return countsAs(found.value, name, protocol);
    case 'inherited':
      return true;
    case 'undecidable':
      return null;
    case 'absent':
      return mayBeAdded(value, type, name)
        ? null
        : value.kind === 'class' && builtinHas('type', name) === true;
  }
}

/** Whether a decorator, a metaclass or a table of slots may bring the name. */
function mayBeAdded(value: ClassValue | InstanceValue, type: ClassValue, name: string): boolean {
  const hasSlots = (linearise(type) ?? []).some(
    (each) => each.kind === 'class' && each.namespace.has('__slots__'),
  );
  const isField = type.fields?.some((field) => field.name === name) === true;
  return hasSlots || isField || isDecorated(type) || (value.kind === 'class' && type.metaclass !== null);
}

/** None in the place of something that can be called says that there is none. */
function countsAs(value: Value, name: string, protocol: ClassValue): boolean | null {
  if (value.kind === 'undecidable') return null;
  if (value.kind !== 'constant' || value.value !== null) return true;
  const declared = resolveAttribute(protocol, name);
  if (declared.kind !== 'found') return declared.kind === 'absent' ? true : null;
  switch (declared.value.kind) {
    case 'function':
      return declared.value.binding === 'property';
    case 'class':
    case 'builtin':
    case 'bound':
    case 'partial':
      return false;
    case 'constant':
    case 'list':
    case 'tuple':
    case 'dict':
    case 'set':
      return true;
    default:
      return null;
  }
}
