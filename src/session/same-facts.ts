import type { ModuleFacts } from '../python/facts.js';

/**
 * Whether every value that is evaluated from the facts of one is that of the other: they differ in offsets at most.
 * Lines and columns count, because evidence has them. Anything that is not plain data is taken to differ.
 */
export function sameFacts(a: ModuleFacts, b: ModuleFacts): boolean {
  return a === b || (a.partial === b.partial && sameData(a.body, b.body));
}

function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item: unknown, index) => sameData(item, b[index]));
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => sameProperty(a, b, name));
}

function sameProperty(a: object, b: object, name: string): boolean {
  const [of, and] = [Object.getOwnPropertyDescriptor(a, name), Object.getOwnPropertyDescriptor(b, name)];
  if (of === undefined || and === undefined || !('value' in of) || !('value' in and)) return false;
  const isOffset = (name === 'start' || name === 'end') && typeof of.value === 'number';
  return isOffset ? typeof and.value === 'number' : sameData(of.value, and.value);
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
