/**
 * Values as bytes. Whoever reads them must get what was written, all of it: Node's serialiser refuses functions, but
 * makes bare objects of class instances and leaves out what stands under symbols.
 */
import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';

/** Bytes that {@link plainValue} makes an equal value of; null when the value is not plain data all through. */
export function plainBytes(value: unknown): Uint8Array | null {
  try {
    return isPlain(value) ? serialize(value) : null;
  } catch {
    // Too large, or something that only looks like data.
    return null;
  }
}

/** The value that was written, in `value`; null when the bytes are of something else. */
export function plainValue(bytes: Uint8Array): { readonly value: unknown } | null {
  try {
    return { value: deserialize(bytes) };
  } catch {
    return null;
  }
}

/** Primitives, and lists, maps, sets and records of plain data. */
function isPlain(value: unknown): boolean {
  const seen = new Set<object>();
  const left = [value];
  while (left.length > 0) {
    const each = left.pop();
    if (typeof each === 'function' || typeof each === 'symbol') return false;
    if (typeof each !== 'object' || each === null || seen.has(each)) continue;
    seen.add(each);
    const members = membersOf(each);
    if (members === null) return false;
    for (const member of members) left.push(member);
  }
  return true;
}

/** What an object consists of; null when it has more than can be written. */
function membersOf(object: object): readonly unknown[] | null {
  const prototype: unknown = Object.getPrototypeOf(object);
  const values: readonly unknown[] = Object.values(object);
  // A list has its length beside its items.
  const own = Reflect.ownKeys(object).length - (prototype === Array.prototype ? 1 : 0);
  if (own !== values.length) return null;
  if (prototype === Object.prototype || prototype === Array.prototype) return values;
  if (values.length > 0) return null;
  if (prototype === Map.prototype && types.isMap(object)) return [...object.keys(), ...object.values()];
  return prototype === Set.prototype && types.isSet(object) ? [...object] : null;
}
