/** Class hierarchies: C3 linearisation and attribute lookup. A class outside the sources is an opaque leaf. */
import { isBuiltinException } from './builtin-names.js';
import { builtinHas, objectHas } from './builtin-types.js';
import { knownBaseHas, replacedBase } from './known-bases.js';
import { ORDER, type Ancestor, type ClassValue, type OpaqueAncestor, type Value } from './values.js';

export type { Ancestor, OpaqueAncestor } from './values.js';

/** The method resolution order without `object`, or null: Python would refuse the class. */
export function linearise(type: ClassValue): readonly Ancestor[] | null {
  const known = type[ORDER];
  if (known !== undefined) return known;
  // What turns out to be among its own bases meets this.
  Object.defineProperty(type, ORDER, NO_ORDER);
  const order = orderOf(type);
  type[ORDER] = order;
  return order;
}

/** Not enumerable: a copy of the class may have other bases. */
const NO_ORDER: PropertyDescriptor = { value: null, writable: true };

function orderOf(type: ClassValue): readonly Ancestor[] | null {
  const bases = type.bases.map(ancestorOf).filter((base) => !isObject(base));
  const sequences: (readonly Ancestor[])[] = [];
  for (const base of bases) {
    const order = base.kind === 'class' ? linearise(base) : [base];
    // Two runs of one statement make two objects of one class: it cannot be above itself either.
    if (order === null || order.some((each) => same(each, type))) return null;
    sequences.push(order);
  }
  // With one base there is nothing to merge.
  const rest = sequences.length > 1 ? merge([...sequences, bases]) : (sequences[0] ?? []);
  return rest === null ? null : [type, ...rest];
}

function ancestorOf(base: Value): Ancestor {
  switch (base.kind) {
    case 'class':
      return base;
    case 'generic':
      return ancestorOf(base.origin);
    case 'external':
      return {
        kind: 'opaque',
        name: base.dotted,
        reason: `${base.dotted} is outside the sources`,
        isBare: base.isBare,
      };
    case 'undecidable':
      return { kind: 'opaque', name: `?${base.place.file}:${base.place.line}`, reason: base.reason };
    case 'builtin':
      return { kind: 'opaque', name: `builtins.${base.name}`, reason: `${base.name} is a builtin` };
    default:
      return { kind: 'opaque', name: `?${base.kind}`, reason: `a base is a ${base.kind}, not a class` };
  }
}

function isObject(ancestor: Ancestor): boolean {
  return ancestor.kind === 'opaque' && ancestor.name === 'builtins.object';
}

/** Whether nothing is known about a base, not even its name. */
export function isUnknown(ancestor: Ancestor): boolean {
  return ancestor.kind === 'opaque' && ancestor.name.startsWith('?');
}

function same(a: Ancestor, b: Ancestor): boolean {
  if (a.kind === 'class' && b.kind === 'class') return a.identity === b.identity;
  return a.kind === 'opaque' && b.kind === 'opaque' && a.name === b.name;
}

/** C3: the first head that is in no tail, until nothing is left. */
function merge(sequences: readonly (readonly Ancestor[])[]): readonly Ancestor[] | null {
  const result: Ancestor[] = [];
  let left = sequences.filter((sequence) => sequence.length > 0);
  while (left.length > 0) {
    const next = left
      .map((sequence) => sequence[0])
      .find(
        (head) =>
          head !== undefined &&
          !left.some((sequence) => sequence.slice(1).some((other) => same(other, head))),
      );
    if (next === undefined) return null;
    result.push(next);
    left = left
      .map((sequence) =>
        sequence[0] !== undefined && same(sequence[0], next) ? sequence.slice(1) : sequence,
      )
      .filter((sequence) => sequence.length > 0);
  }
  return result;
}

/** Where an attribute lookup ended. */
export type AttributeLookup =
  | { readonly kind: 'found'; readonly value: Value; readonly owner: ClassValue }
  | { readonly kind: 'absent' }
  | { readonly kind: 'undecidable'; readonly reason: string };

/** As `AttributeLookup`, with attributes that come from a builtin base told apart. */
export type FullLookup = AttributeLookup | { readonly kind: 'inherited'; readonly type: string };

/** Whether a class outside the sources is one of which all names are known. */
export function isTransparent(ancestor: OpaqueAncestor): boolean {
  return ancestor.isBare === true || knownBaseHas(ancestor.name, '') !== null;
}

/** Whether a base leaves open what the class has and which metaclass makes it. */
export function hasOpaqueBase(type: ClassValue): boolean {
  const order = linearise(type);
  return (
    order?.some((each) => each.kind === 'opaque' && builtinType(each) === null && !isTransparent(each)) ??
    true
  );
}

/** The builtin type behind an ancestor, exceptions by their common base; null for anything else. */
export function builtinType(ancestor: Ancestor): string | null {
  if (ancestor.kind === 'class') return null;
  if (!ancestor.name.startsWith('builtins.')) return replacedBase(ancestor.name);
  const name = ancestor.name.slice('builtins.'.length);
  if (isBuiltinException(name)) return 'BaseException';
  return builtinHas(name, '') === null ? null : name;
}

/** Looks a name up in `order`, the method resolution order of a class or what follows one of its entries. */
export function findInOrder(order: readonly Ancestor[], name: string): FullLookup {
  for (const ancestor of order) {
    if (ancestor.kind === 'opaque') {
      const type = builtinType(ancestor);
      const known = knownBaseHas(ancestor.name, name);
      if (known === true) return { kind: 'undecidable', reason: `${ancestor.name} has its own '${name}'` };
      if (type !== null && builtinHas(type, name) === true) return { kind: 'inherited', type };
      if (type === null && known === null && ancestor.isBare !== true)
        return { kind: 'undecidable', reason: ancestor.reason };
      continue;
    }
    const value = ancestor.namespace.get(name);
    if (value !== undefined) return { kind: 'found', value, owner: ancestor };
  }
  if (!objectHas(name)) return { kind: 'absent' };
  // `__init__`, `__new__` and the like: the builtin base has its own.
  const type = order.map(builtinType).find((found) => found !== null);
  return { kind: 'inherited', type: type ?? 'object' };
}

export function resolveAttribute(type: ClassValue, name: string): FullLookup {
  const order = linearise(type);
  if (order === null) return { kind: 'undecidable', reason: `${type.name} has no consistent order of bases` };
  return findInOrder(order, name);
}

/** Looks a name up along the method resolution order; an opaque ancestor in front of it makes it undecidable. */
export function findAttribute(type: ClassValue, name: string): AttributeLookup {
  const found = resolveAttribute(type, name);
  if (found.kind !== 'inherited') return found;
  if (found.type === 'object') return { kind: 'absent' };
  return { kind: 'undecidable', reason: `${found.type} is a builtin` };
}

/** Whether `type` derives from a class that `matches` accepts; null when an opaque base leaves it open. */
export function derivesFrom(type: ClassValue, matches: (ancestor: Ancestor) => boolean): boolean | null {
  const order = linearise(type);
  if (order === null) return null;
  if (order.some(matches)) return true;
  return order.some(isUnknown) ? null : false;
}

/** Why {@link derivesFrom} cannot say it: the reason of the first base that nothing is known about. */
export function unknownBase(type: ClassValue): string {
  const unknown = linearise(type)?.find(isUnknown);
  return unknown?.kind === 'opaque' ? unknown.reason : 'its bases have no consistent order';
}

/** The nearest builtin type, other than `object`, that a class derives from. */
export function builtinBase(type: ClassValue): string | null {
  for (const ancestor of linearise(type) ?? []) {
    const name = builtinType(ancestor);
    if (name !== null && name !== 'object') return name;
  }
  return null;
}
