/**
 * Adds all items to a list, however many: `push(...items)` puts each on the stack, which overflows from about a
 * hundred thousand on, and earlier where calls are nested. `items` may be the list itself.
 */
export function append<T>(list: T[], items: Iterable<T>): void {
  if (!Array.isArray(items)) {
    for (const item of items) list.push(item);
    return;
  }
  const added: readonly T[] = items;
  const { length } = added;
  for (const [index, item] of added.entries()) {
    if (index === length) return;
    list.push(item);
  }
}

/** Gives a list other items. They may come from the list itself. */
export function replaceItems<T>(list: T[], items: readonly T[]): void {
  const copy = [...items];
  list.length = 0;
  append(list, copy);
}
