/** A function of one key that computes each of its results once. */
export function memoised<K, V>(compute: (key: K) => V): (key: K) => V {
  return through(new Map(), compute);
}

/** As {@link memoised}, for objects: what is known of one is forgotten with it. */
export function remembered<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  return through(new WeakMap(), compute);
}

interface Known<K, V> {
  readonly get: (key: K) => { readonly value: V } | undefined;
  readonly set: (key: K, result: { readonly value: V }) => unknown;
}

function through<K, V>(known: Known<K, V>, compute: (key: K) => V): (key: K) => V {
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}

/** What was computed of files, by their paths, so that all of it can be let go of. */
export class ByPath {
  private readonly tables: Map<string, unknown>[] = [];

  table<V>(): Map<string, V> {
    const table = new Map<string, V>();
    this.tables.push(table);
    return table;
  }

  /** As {@link memoised}. */
  memoised<V>(compute: (path: string) => V): (path: string) => V {
    return through(this.table(), compute);
  }

  forget(path: string): void {
    for (const table of this.tables) table.delete(path);
  }
}
