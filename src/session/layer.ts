/** One evaluation with what it was asked, and when it loaded what. */
import { createProject, type Project } from '../python/evaluate/index.js';
import type { FactsDepth, ModuleFacts } from '../python/facts.js';
import type { SourcesOptions } from '../python/sources.js';
import { DEPTHS, type Facts, type Reading } from './reading.js';
import { sameFacts } from './same-facts.js';

export type Argument = Parameters<Project['attribute']>[0];
type Call = Parameters<Project['call']>;
type Lookup = ReturnType<Project['lookup']>;

/** Asks at once what will be asked of a value without its project. */
export type Settle = (value: Argument, call: Project['call']) => void;

interface Answer<T> {
  readonly value: T;
  /** When it was given. */
  readonly at: number;
}

export interface Layer {
  readonly loaded: Facts;
  /** Everything that was loaded means what it means now. */
  readonly isPure: () => boolean;
  /** Whether it can be asked, or an answer that was given still holds. */
  readonly isOfUse: () => boolean;
  readonly loadedAnyOf: (paths: ReadonlySet<string>) => boolean;
  /** Notes that a file is another one; true when it means something else than what was loaded. */
  readonly changed: (path: string, reading: Reading) => boolean;
  readonly knownLookup: (path: string, name: string) => { readonly value: Lookup } | undefined;
  readonly lookup: (path: string, name: string) => Lookup;
  readonly knownCall: (...call: Call) => { readonly value: Argument } | undefined;
  readonly call: (...call: Call) => Argument;
  /** Any other question. */
  readonly ask: <T>(question: (project: Project) => T) => T;
}

/** @param settle null: answers are not kept longer than the evaluation, because more is asked of their values later */
export function createLayer(
  current: () => Reading,
  { packages, assumedCall }: SourcesOptions,
  settle: Settle | null,
): Layer {
  const loaded: Record<FactsDepth, Map<string, ModuleFacts | null>> = {
    module: new Map(),
    bodies: new Map(),
  };
  const loadedAt = new Map<string, number>();
  /** What is another file since. */
  const stale = new Set<string>();
  const lookups = new Map<string, Answer<Lookup>>();
  const calls = new WeakMap<Argument, Answer<Argument> & { readonly func: Argument }>();
  let clock = 0;
  /** From then on answers may rest on a file that is another one. */
  let spoilt = Number.POSITIVE_INFINITY;
  let first = Number.POSITIVE_INFINITY;
  let asking = 0;
  /** When something was loaded that belongs to no question, so that it may belong to any answer until then. */
  let late = 0;

  const project = createProject({
    load(path, depth) {
      const facts = current().facts(path, depth);
      loaded[depth].set(path, facts);
      clock += 1;
      if (asking === 0) late = clock;
      if (!loadedAt.has(path)) loadedAt.set(path, clock);
      return facts;
    },
    exists: (path) => current().tree.has(path),
    packages,
    ...(assumedCall === undefined ? {} : { assumedCall }),
  });

  function ask<T>(question: (project: Project) => T): T {
    asking += 1;
    try {
      return question(project);
    } finally {
      asking -= 1;
    }
  }

  const isSound = (at: number): boolean => Math.max(at, late) < spoilt;
  const isPure = (): boolean => stale.size === 0;

  function call(func: Call[0], args: Call[1]): Argument {
    const value = ask(() => project.call(func, args));
    const [self, ...others] = args;
    if (settle !== null && others.length === 0) calls.set(self ?? func, { func, value, at: clock });
    return value;
  }

  return {
    loaded,
    ask,
    isPure,
    isOfUse: () => isPure() || isSound(first),
    loadedAnyOf: (paths) => [...paths].some((path) => loadedAt.has(path)),
    changed(path, reading) {
      if (!loadedAt.has(path)) return false;
      const pairs = DEPTHS.map((depth) => [loaded[depth].get(path), depth] as const);
      const known = pairs.filter(([before]) => before !== undefined);
      const now = known.map(([before, depth]) => [before ?? null, reading.facts(path, depth)] as const);
      if (now.every(([before, after]) => means(before, after))) stale.delete(path);
      else stale.add(path);
      spoilt = Math.min(Number.POSITIVE_INFINITY, ...[...stale].map((each) => loadedAt.get(each) ?? 0));
      return stale.has(path);
    },
    knownLookup(path, name) {
      const known = lookups.get(`${path}\0${name}`);
      return known !== undefined && isSound(known.at) ? known : undefined;
    },
    lookup(path, name) {
      const value = ask(() => project.lookup(path, name));
      if (settle === null) return value;
      if (value !== undefined)
        ask(() => {
          settle(value, call);
        });
      lookups.set(`${path}\0${name}`, { value, at: clock });
      first = Math.min(first, clock);
      return value;
    },
    knownCall(func, args) {
      const known = args.length > 1 ? undefined : calls.get(args[0] ?? func);
      return known?.func === func && isSound(known.at) ? known : undefined;
    },
    call,
  };
}

function means(before: ModuleFacts | null, after: ModuleFacts | null): boolean {
  return before === null || after === null ? before === after : sameFacts(before, after);
}
