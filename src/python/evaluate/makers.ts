/**
 * Who made what can be changed. A run changes what it made itself, and copies of what other modules hold; but through a
 * function, a class or an iterator of another module it reaches what that module's run made. Such a change is seen by
 * whoever is asked afterwards, so that it matters in which order modules are asked.
 */

export interface Maker {
  /** Told that a run changes what another one made. */
  readonly changesForeign: () => void;
}

const MAKER = Symbol('maker');

interface Made {
  [MAKER]?: Maker;
}

/** Null where nobody wants to know. */
let current: Maker | null = null;

/** What `work` makes is the maker's; null: nobody wants to know. */
export function asMaker<T>(maker: Maker | null, work: () => T): T {
  const outer = current;
  current = maker;
  try {
    return work();
  } finally {
    current = outer;
  }
}

/** A value that can be changed, or a scope, which the current maker makes. */
export function made<T extends object>(value: T): T {
  if (current !== null) (value as Made)[MAKER] = current;
  return value;
}

/** A value or a scope is changed. */
export function changes(value: object): void {
  if (current !== null && (value as Made)[MAKER] !== current) current.changesForeign();
}
