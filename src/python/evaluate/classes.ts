/** Class hierarchies: C3 linearisation and attribute lookup. A class outside the sources is an opaque leaf. */
import type { ClassValue, Value } from './values.js';

/** One entry of a method resolution order. */
export type Ancestor = ClassValue | OpaqueAncestor;

/** A base that is outside the sources or undecidable; its own bases are unknown. */
export interface OpaqueAncestor {
  readonly kind: 'opaque';
  readonly name: string;
  readonly reason: string;
}

/** The method resolution order, or the reason why Python would refuse the class. */
export function linearise(type: ClassValue): readonly Ancestor[] | null {
  return lineariseGuarded(type, new Set());
}

function lineariseGuarded(type: ClassValue, open: ReadonlySet<string>): readonly Ancestor[] | null {
  if (open.has(type.identity)) return null;
  const inside = new Set(open).add(type.identity);
  const bases = type.bases.map(ancestorOf).filter((base) => !isObject(base));
  const sequences: (readonly Ancestor[])[] = [];
  for (const base of bases) {
    const order = base.kind === 'class' ? lineariseGuarded(base, inside) : [base];
    if (order === null) return null;
    sequences.push(order);
  }
  const rest = merge([...sequences, bases]);
  return rest === null ? null : [type, ...rest];
}

function ancestorOf(base: Value): Ancestor {
  switch (base.kind) {
    case 'class':
      return base;
    case 'generic':
      return ancestorOf(base.origin);
    case 'external':
      return { kind: 'opaque', name: base.dotted, reason: `${base.dotted} is outside the sources` };
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

/** Looks a name up along the method resolution order; an opaque ancestor in front of it makes it undecidable. */
export function findAttribute(type: ClassValue, name: string): AttributeLookup {
  const order = linearise(type);
  if (order === null) return { kind: 'undecidable', reason: `${type.name} has no consistent order of bases` };
  for (const ancestor of order) {
    if (ancestor.kind === 'opaque') return { kind: 'undecidable', reason: ancestor.reason };
    const value = ancestor.namespace.get(name);
    if (value !== undefined) return { kind: 'found', value, owner: ancestor };
  }
  return { kind: 'absent' };
}

/** Whether `type` derives from a class that `matches` accepts; null when an opaque base leaves it open. */
export function derivesFrom(type: ClassValue, matches: (ancestor: Ancestor) => boolean): boolean | null {
  const order = linearise(type);
  if (order === null) return null;
  if (order.some(matches)) return true;
  return order.some((ancestor) => ancestor.kind === 'opaque' && ancestor.name.startsWith('?')) ? null : false;
}
