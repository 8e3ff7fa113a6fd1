/** Getters of classes, by their prototype. */
const getters = new Map<object, readonly string[]>();

/**
 * Looks at everything in plain data and behind the getters of its objects, so that what is made on demand is made.
 * Returns how many values there are.
 */
export function touch(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const inner of Object.values(value)) count += touch(inner);
  for (const name of gettersOf(value)) count += touch(Reflect.get(value, name));
  return count;
}

function gettersOf(value: object): readonly string[] {
  // Reflect gives it without the type `any` that Object has.
  const prototype = Reflect.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype || prototype === Array.prototype) return [];
  const known = getters.get(prototype);
  if (known !== undefined) return known;
  const names = Object.getOwnPropertyNames(prototype).filter(
    (name) => Object.getOwnPropertyDescriptor(prototype, name)?.get !== undefined,
  );
  getters.set(prototype, names);
  return names;
}
