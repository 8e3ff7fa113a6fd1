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

/** Names are added by `note`: most statements have few kinds of them, and share the empty set for the others. */
export interface Collector {
  writes: Set<string>;
  mutates: Set<string>;
  reads: Set<string>;
  needs: Set<string>;
  runs: Set<string>;
  derives: Set<string>;
  readonly aliases: Set<string>[];
  modules: Set<string>;
  anything: boolean;
  everything: boolean;
  raises: boolean;
  /** Names of comprehensions and lambdas around the expression. */
  hidden: readonly ReadonlySet<string>[];
  /** Inside how many lambdas the expression stands. */
  deferred: number;
}

type Kind = 'writes' | 'mutates' | 'reads' | 'needs' | 'runs' | 'derives' | 'modules';

const NO_NAMES = new Set<string>();

export function note(c: Collector, kind: Kind, name: string): void {
  if (c[kind] === NO_NAMES) c[kind] = new Set([name]);
  else c[kind].add(name);
}

export function newCollector(): Collector {
  return {
    writes: NO_NAMES,
    mutates: NO_NAMES,
    reads: NO_NAMES,
    needs: NO_NAMES,
    runs: NO_NAMES,
    derives: NO_NAMES,
    aliases: [],
    modules: NO_NAMES,
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
  note(c, 'reads', name);
  if (c.deferred === 0) note(c, 'needs', name);
}

export function addMutation(c: Collector, name: string): void {
  if (!isHidden(c, name)) note(c, 'mutates', name);
}

export function within(c: Collector, names: ReadonlySet<string>, body: () => void): void {
  const outer = c.hidden;
  c.hidden = [...outer, names];
  body();
  c.hidden = outer;
}
