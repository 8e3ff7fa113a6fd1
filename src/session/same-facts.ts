import type { ModuleFacts } from '../python/facts.js';

/**
 * Whether every value that is evaluated from the facts of one is that of the other: they differ in offsets at most.
 * Lines and columns count, because evidence has them. An object of a class is taken to differ.
 */
export function sameFacts(a: ModuleFacts, b: ModuleFacts): boolean {
  return a === b || (a.partial === b.partial && sameData(a.body, b.body));
}

/** Whether everything that is known of one is that of the other, offsets left out. */
export function sameKnowledge(a: ModuleFacts, b: ModuleFacts): boolean {
  return sameFacts(a, b) && sameData(a.mentions, b.mentions) && sameData(a.diagnostics, b.diagnostics);
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

/** What is read when it is asked for is data too. */
function sameProperty(a: object, b: object, name: string): boolean {
  if (!Object.hasOwn(b, name)) return false;
  const of: unknown = Reflect.get(a, name);
  const and: unknown = Reflect.get(b, name);
  const isOffset = (name === 'start' || name === 'end') && typeof of === 'number';
  return isOffset ? typeof and === 'number' : sameData(of, and);
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
