/** What the names of modules are worth: their values in every world, and what attributes and calls of these give. */
import { remembered, type ByPath } from '../../memo.js';
import { detached } from '../../text/detached.js';
import type { ModuleFacts } from '../facts.js';
import { getAttribute } from './attributes.js';
import { ByName } from './by-name.js';
import { callFunction, positionalArguments } from './calls.js';
import type { ModuleRuns } from './module-runs.js';
import { replacesItself } from './nesting.js';
import { Run, TooComplex, type EvaluationHost } from './run.js';
import { NONE, PythonError, text, undecidable, type FunctionValue, type Value } from './values.js';
import { agreedValue, startOf, worldOf, worldsOf, type World } from './worlds.js';

export interface Names {
  /** Every possible value of a module's name. */
  readonly worlds: (path: string, name: string) => readonly World[];
  /** The one value of a name: undecidable when the worlds differ, undefined when none binds it. */
  readonly lookup: (path: string, name: string) => Value | undefined;
  /** As `lookup`; for a module that certainly cannot be imported what the name meant until then. */
  readonly lookupForReaders: (path: string, name: string) => Value | undefined;
  /** PEP 562: a module may answer for names that it does not bind. */
  readonly dynamicAttribute: (path: string, name: string) => Value | undefined;
  /** As `worlds`, with what a module gives for names that it does not bind. */
  readonly attributeWorlds: (path: string, name: string) => readonly World[];
  /** `value.name`; undefined when there is certainly no such attribute. */
  readonly attribute: (value: Value, name: string) => Value | undefined;
  readonly call: (func: FunctionValue, args: readonly Value[]) => Value;
}

export interface NamesOptions {
  readonly factsOf: (path: string) => ModuleFacts | null;
  /** Whether a module may have a name, as far as its statements show; modules inside a package are none. */
  readonly mayBind: (path: string, name: string) => boolean;
  readonly runs: ModuleRuns;
  readonly hostOf: (path: string) => EvaluationHost;
  readonly known: ByPath;
  /** Told that what is said depends on who asked first. */
  readonly onOrder?: (() => void) | undefined;
}

/** What is known of the names of one module. */
interface Answers {
  readonly bound: ByName<readonly World[]>;
  readonly agreed: Map<string, Value | undefined>;
}

export function createNames({ factsOf, mayBind, runs, hostOf, known, onOrder }: NamesOptions): Names {
  const answersOf = known.memoised((path): Answers => ({
    bound: new ByName(
      (name) => computeWorlds(path, name),
      (name) => inCircle(path, `'${name}' is imported in a circle`),
    ),
    agreed: new Map(),
  }));

  /** What a module's `__getattr__` makes. */
  const madeBy = remembered(
    (hook: FunctionValue) =>
      new ByName(
        (name) =>
          callWorlds(hook, [text(name)], ({ type }) =>
            type === 'AttributeError' ? undefined : undecidable(`raises ${type}`, hook.place),
          ),
        (name) => inCircle(hook.scope.path, `'${name}' is made in a circle`),
      ),
  );

  function worlds(path: string, name: string): readonly World[] {
    return answersOf(path).bound.get(name);
  }

  function inCircle(path: string, reason: string): readonly World[] {
    onOrder?.();
    return [unknownWorld(path, reason)];
  }

  function computeWorlds(path: string, name: string): readonly World[] {
    const facts = factsOf(path);
    if (facts === null) return [];
    const found = worldsFor(facts, name, false);
    const absent = found.every((world) => world.value === undefined && world.failure === null);
    const open = found.some(({ value }) => value?.kind === 'undecidable');
    if (!(absent || open) || !replacesItself(facts.body)) return found;
    // A package that replaces itself in sys.modules loads lazily what it imports for type checkers, whatever names its
    // body may set besides.
    const lazy = worldsFor(facts, name, true);
    return absent || lazy.every(({ value }) => value !== undefined && value.kind !== 'undecidable')
      ? lazy
      : found;
  }

  function worldsFor(facts: ModuleFacts, name: string, typeChecking: boolean): readonly World[] {
    const endings = runs.forName(facts, name, typeChecking);
    if (endings === null) return [unknownWorld(facts.path, `'${name}' depends on too many open conditions`)];
    return endings.map((ending) => worldOf(ending, name));
  }

  function lookup(path: string, name: string): Value | undefined {
    const { agreed, bound } = answersOf(path);
    const before = agreed.get(name);
    if (before !== undefined || agreed.has(name)) return before;
    const isFinal = !bound.isOpen(name);
    const value = agreedValue(worlds(path, name), path);
    if (isFinal) agreed.set(detached(name), value);
    return value;
  }

  function lookupForReaders(path: string, name: string): Value | undefined {
    const all = worlds(path, name);
    const [first] = all;
    const failing = all.length > 0 && all.every(({ failure }) => failure !== null);
    return (failing && all.length === 1 ? first?.before : undefined) ?? lookup(path, name);
  }

  function dynamicAttribute(path: string, name: string): Value | undefined {
    return agreedValue(dynamicWorlds(path, name), path);
  }

  function dynamicWorlds(path: string, name: string): readonly World[] {
    if (name.startsWith('__')) return [];
    const hook = mayBind(path, '__getattr__') ? lookup(path, '__getattr__') : undefined;
    if (hook === undefined) return [];
    if (hook.kind !== 'function') return [unknownWorld(path, `'${name}' may come from __getattr__`)];
    return madeBy(hook).get(name);
  }

  function attributeWorlds(path: string, name: string): readonly World[] {
    const bound = worlds(path, name);
    const isBound = bound.some(({ value, failure }) => value !== undefined || failure !== null);
    return isBound ? bound : dynamicWorlds(path, name);
  }

  function attribute(value: Value, name: string): Value | undefined {
    if (value.kind === 'module') return lookup(value.path, name) ?? dynamicAttribute(value.path, name);
    const place = value.kind === 'class' || value.kind === 'function' ? value.place : startOf('');
    const run = new Run(hostOf(place.file), { path: place.file });
    const span = { start: 0, end: 0, ...place };
    return attempt(
      () => run.work(() => getAttribute(run, value, name, span)),
      ({ type }) => (type === 'AttributeError' ? undefined : undecidable(`raises ${type}`, place)),
    );
  }

  function callWorlds(func: FunctionValue, args: readonly Value[], onRaise: OnRaise): readonly World[] {
    const { path } = func.scope;
    const span = { start: 0, end: 0, line: func.place.line, column: func.place.column };
    const found = worldsOf(
      (plan) => new Run(hostOf(path), { path, plan }),
      (run) => {
        const give = (): Value => callFunction(run, func, positionalArguments(args), span);
        const value = attempt(() => run.work(give), onRaise);
        return run.refusedChange
          ? undecidable(`${func.name}() changes what it did not make`, func.place)
          : value;
      },
    );
    return found ?? [unknownWorld(path, `${func.name}() depends on too many open conditions`)];
  }

  function call(func: FunctionValue, args: readonly Value[]): Value {
    const all = callWorlds(func, args, ({ type, message, place }) =>
      undecidable(`raises ${type}: ${message}`, place),
    );
    return agreedValue(all, func.scope.path) ?? NONE;
  }

  return { worlds, lookup, lookupForReaders, dynamicAttribute, attributeWorlds, attribute, call };
}

function unknownWorld(path: string, reason: string): World {
  return { decisions: [], value: undecidable(reason, startOf(path)), failure: null };
}

/** What an exception of the program stands for; undefined for an attribute that is not there. */
type OnRaise = (error: PythonError) => Value | undefined;

function attempt(read: () => Value, onRaise: OnRaise): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PythonError) return onRaise(error);
    if (error instanceof TooComplex) return undecidable(error.message, error.place);
    throw error;
  }
}
