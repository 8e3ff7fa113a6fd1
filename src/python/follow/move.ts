/** How much further down a text something stands than before. */
export interface Shift {
  /** UTF-16 units. */
  readonly offset: number;
  readonly lines: number;
}

type Fields = Record<string, unknown>;

/**
 * A copy of plain data in which every place stands further down. Columns stay: only whole lines are moved.
 * Data that does not move is the same object as before.
 */
export function moved<T>(data: T, shift: Shift): T {
  if (shift.offset === 0 && shift.lines === 0) return data;
  // A copy has the fields of what it is a copy of.
  return copied(data, shift) as T;
}

function copied(data: unknown, shift: Shift): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) {
    const list: unknown[] = [];
    for (const item of data) list.push(copied(item, shift));
    return list;
  }
  const copy: Fields = { ...data };
  for (const name in copy) {
    const value = copy[name];
    if (typeof value === 'object') copy[name] = value === null ? null : copied(value, shift);
    else if (typeof value === 'number') copy[name] = value + distance(name, shift);
  }
  return copy;
}

function distance(name: string, { offset, lines }: Shift): number {
  if (name === 'start' || name === 'end') return offset;
  return name === 'line' ? lines : 0;
}
