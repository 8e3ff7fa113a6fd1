/** `isinstance` with a protocol that can be asked at runtime: whoever has all of its members is an instance. */
import type { ClassStmt } from '../syntax.js';
import { isDecorated, isRuntimeCheckable } from './attributes.js';
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
  // Python refuses to ask any other protocol.
  const isAsked = protocol.statement?.decorators.some(isRuntimeCheckable) === true;
  const members = isAsked ? membersOf(protocol) : null;
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
    for (const name of [...each.namespace.bindings().keys(), ...annotatedNames(each.statement)]) {
      if (!NO_MEMBERS.has(name)) names.add(name);
    }
  }
  return names;
}

function annotatedNames(statement: ClassStmt | null): readonly string[] {
  return statements(statement?.body ?? [], false).flatMap((stmt) =>
    stmt.kind === 'annotated' && stmt.target.kind === 'name' ? [stmt.target.id] : [],
  );
}

/** `typing.EXCLUDED_ATTRIBUTES`, without what no program binds. */
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
      if (value.kind === 'class' && builtinHas('type', name) === true) return true;
      return isDecorated(type) || (value.kind === 'class' && type.metaclass !== null) ? null : false;
  }
}

/** None in the place of a method says that there is none. */
function countsAs(value: Value, name: string, protocol: ClassValue): boolean | null {
  if (value.kind === 'undecidable') return null;
  if (value.kind !== 'constant' || value.value !== null) return true;
  const declared = resolveAttribute(protocol, name);
  return !(declared.kind === 'found' && declared.value.kind === 'function');
}
