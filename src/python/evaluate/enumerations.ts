/** Enumerations: members, their values and how they are looked up. */
import type { Span } from '../syntax.js';
import { linearise, resolveAttribute } from './classes.js';
import { made } from './makers.js';
import { equal } from './operators.js';
import type { Run } from './run.js';
import {
  asInteger,
  external,
  integer,
  text,
  undecidable,
  type ClassValue,
  type InstanceValue,
  type Value,
} from './values.js';

const ENUM: ReadonlySet<string> = new Set(
  ['Enum', 'IntEnum', 'StrEnum', 'Flag', 'IntFlag', 'ReprEnum'].map((name) => `enum.${name}`),
);

export function isEnumeration(type: ClassValue): boolean {
  return (linearise(type) ?? []).some((each) => each.kind === 'opaque' && ENUM.has(each.name));
}

/** Turns the values in the body of an enumeration into its members. */
export function collectMembers(type: ClassValue): void {
  const members = new Map<string, InstanceValue>();
  const inherits = (name: string): boolean =>
    (linearise(type) ?? []).some((each) => each.kind === 'opaque' && each.name === name);
  const mixin = ['str', 'int'].find((name) => inherits(`builtins.${name}`));
  const payloadType =
    mixin ??
    (inherits('enum.StrEnum') ? 'str' : inherits('enum.IntEnum') || inherits('enum.IntFlag') ? 'int' : null);
  const custom = ['__new__', '__init__', '_generate_next_value_'].some(
    (name) => resolveAttribute(type, name).kind === 'found',
  );
  let last: Value | null = null;
  for (const [name, bound] of type.namespace.entries()) {
    if (!isMember(name, bound)) continue;
    const given: Value = isAuto(bound) ? autoValue(type, inherits, name, last) : bound;
    const value: Value = custom ? undecidable(`the value of ${type.name}.${name}`, type.place) : given;
    last = value;
    const same = [...members.values()].find((member) =>
      equal(member.attributes.get('value') ?? member, value),
    );
    const member = same ?? newMember(type, name, value, payloadType);
    members.set(name, member);
    type.namespace.set(name, member);
  }
  type.members = members;
}

function isMember(name: string, value: Value): boolean {
  if (/^_.*_$/.test(name) || name.startsWith('__')) return false;
  return (
    value.kind !== 'function' &&
    !(value.kind === 'instance' && resolveAttribute(value.type, '__get__').kind === 'found')
  );
}

function isAuto(value: Value): boolean {
  return value.kind === 'partial' && value.func.kind === 'external' && value.func.dotted === 'enum.auto';
}

/** The value of `enum.auto()`, as the call stands in the body. */
export function makeAuto(): Value {
  return { kind: 'partial', func: external('enum.auto'), positional: [], keywords: new Map() };
}

function autoValue(
  type: ClassValue,
  inherits: (name: string) => boolean,
  name: string,
  last: Value | null,
): Value {
  if (inherits('enum.StrEnum')) return text(name.toLowerCase());
  const before = last === null ? 0n : asInteger(last);
  if (before === null || inherits('enum.Flag') || inherits('enum.IntFlag'))
    return undecidable(`the value of ${type.name}.${name}`, type.place);
  return integer(before + 1n);
}

function newMember(type: ClassValue, name: string, value: Value, payloadType: string | null): InstanceValue {
  const attributes = new Map<string, Value>();
  for (const key of ['name', '_name_']) attributes.set(key, text(name));
  for (const key of ['value', '_value_']) attributes.set(key, value);
  return made({
    kind: 'instance',
    type,
    attributes,
    payload: payloadType === null ? null : value,
    identity: `${type.identity}.${name}`,
  });
}

/** `E(value)`: the member with that value. */
export function memberByValue(run: Run, type: ClassValue, value: Value, span: Span): Value {
  for (const member of type.members?.values() ?? []) {
    if (member === value) return member;
    const same = equal(member.attributes.get('value') ?? member, value);
    if (same === null) return run.undecidable(`which member of ${type.name} has this value`, span);
    if (same) return member;
  }
  if (resolveAttribute(type, '_missing_').kind === 'found')
    return run.undecidable(`what ${type.name} makes of a missing value`, span);
  return run.raise('ValueError', `this is not a valid ${type.name}`, span);
}
