/** What is gathered about a statement while it is walked through. */
export interface Effects {
  /** Names that the statement may bind or delete. */
  readonly writes: ReadonlySet<string>;
  /** Names whose value it may change in place: `x.append(…)`, `x[0] = …`, `f(x)`; `m.x` for an attribute of `m`. */
  readonly mutates: ReadonlySet<string>;
  /** Names that it may read, outside of function bodies; `m.x` for an attribute of `m`. */
  readonly reads: ReadonlySet<string>;
  /** Those that are read at once: neither in a lambda nor under a name of the statement's own. */
  readonly needs: ReadonlySet<string>;
  /** Names of what it may call, and of what it passes on to be called. */
  readonly runs: ReadonlySet<string>;
  /** Names of base classes, whose hooks a new class calls. */
  readonly derives: ReadonlySet<string>;
  /** Groups of names that may mean the same object, or one inside the other, afterwards. */
  readonly aliases: readonly ReadonlySet<string>[];
  /** Names that it binds to a module object that it looked up. */
  readonly modules: ReadonlySet<string>;
  /** It may change any name: `exec`, `globals()[…] = …`, `from x import *`. */
  readonly anything: boolean;
  /** It may read any name: `globals().items()`. */
  readonly everything: boolean;
  /** It is there to raise an exception, or may well do so. */
  readonly raises: boolean;
}

export interface Collector {
  readonly writes: Set<string>;
  readonly mutates: Set<string>;
  readonly reads: Set<string>;
  readonly needs: Set<string>;
  readonly runs: Set<string>;
  readonly derives: Set<string>;
  readonly aliases: Set<string>[];
  readonly modules: Set<string>;
  anything: boolean;
  everything: boolean;
  raises: boolean;
  /** Names of comprehensions and lambdas around the expression. */
  hidden: readonly ReadonlySet<string>[];
  /** Inside how many lambdas the expression stands. */
  deferred: number;
}

export function newCollector(): Collector {
  return {
    writes: new Set(),
    mutates: new Set(),
    reads: new Set(),
    needs: new Set(),
    runs: new Set(),
    derives: new Set(),
    aliases: [],
    modules: new Set(),
    anything: false,
    everything: false,
    raises: false,
    hidden: [],
    deferred: 0,
  };
}

export function isHidden(c: Collector, name: string): boolean {
  return c.hidden.some((names) => names.has(name));
}

export function read(c: Collector, name: string): void {
  if (isHidden(c, name)) return;
  c.reads.add(name);
  if (c.deferred === 0) c.needs.add(name);
}

export function addMutation(c: Collector, name: string): void {
  if (!isHidden(c, name)) c.mutates.add(name);
}

export function within(c: Collector, names: ReadonlySet<string>, body: () => void): void {
  const outer = c.hidden;
  c.hidden = [...outer, names];
  body();
  c.hidden = outer;
}
