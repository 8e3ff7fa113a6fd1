/** Many modules together: who imports whom, and the value of any module's name. */
import type { FactsDepth, ModuleFacts } from '../facts.js';
import type { FunctionStmt, Stmt } from '../syntax.js';
import { callFunction, positionalArguments } from './calls.js';
import { getAttribute } from './attributes.js';
import { createImportResolver, type PackageRoot } from './import-resolver.js';
import { namespaceNames } from './iteration.js';
import { importsOf, type ModuleGraph } from './linking.js';
import { ByPath } from '../../memo.js';
import { ByName } from './by-name.js';
import { detached } from '../../text/detached.js';
import { createModuleRuns } from './module-runs.js';
import { bodiesIn, boundNames, replacesItself } from './nesting.js';
import { createOutlines } from './outlines.js';
import { folderOf, Run, TooComplex, type EvaluationHost, type ImportTarget } from './run.js';
import {
  asItems,
  asText,
  NONE,
  PythonError,
  text,
  undecidable,
  type FunctionValue,
  type Value,
} from './values.js';
import { agreedValue, startOf, worldOf, worldsOf, type World } from './worlds.js';

export type { PackageRoot } from './import-resolver.js';
export type { World } from './worlds.js';

/** What calling `dotted` (a dotted name outside the sources, or a function's own name) is taken to give. */
export type AssumedCall = (
  dotted: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
) => Value | undefined;

export interface ProjectOptions {
  /**
   * Facts of a file, null when there is no such file. Called once per file and depth, and again when the file was
   * forgotten.
   */
  readonly load: (path: string, depth: FactsDepth) => ModuleFacts | null;
  readonly exists: (path: string) => boolean;
  /** Where the packages of the tree lie, e.g. `{ name: 'acorn', directory: 'python/acorn' }`. */
  readonly packages: readonly PackageRoot[];
  /** What calling a function outside the sources, or one whose answer depends on the machine, is taken to give. */
  readonly assumedCall?: AssumedCall;
  /** Told what the answers about each module rest on, beside the module itself. */
  readonly onRest?: OnRest;
  /**
   * Told that what is said depends on who asked first: something was asked for while it was being found out, or a
   * module changes what another one made.
   */
  readonly onOrder?: () => void;
}

/**
 * What `from` says rests on facts of `to`, which may be the same file with function bodies. Whatever it rests on
 * further is told of `to`.
 */
export type OnRest = (from: string, to: string, depth: FactsDepth) => void;

export interface Project {
  facts(path: string): ModuleFacts | null;
  /** Facts with function bodies. */
  bodies(path: string): ModuleFacts | null;
  /** Every possible value of a module's name. */
  worlds(path: string, name: string): readonly World[];
  /**
   * The one value of a name: undecidable when the worlds differ, undefined when none binds it. Where the module
   * certainly raises (see `importFailure`), what the name meant until then.
   */
  lookup(path: string, name: string): Value | undefined;
  /** `value.name`; undefined when there is certainly no such attribute. */
  attribute(value: Value, name: string): Value | undefined;
  /** As `worlds`, with what a module gives for names that it does not bind. */
  attributeWorlds(path: string, name: string): readonly World[];
  /**
   * The exception that importing a module certainly ends with, as far as it, the modules beside it and the names that
   * it takes from others show.
   */
  importFailure(path: string): PythonError | null;
  /** The names that a module binds in any world; null when they are not all known. */
  names(path: string): readonly string[] | null;
  /** Calls a class method or function with values, e.g. `Model.is_backend_compatible()`. */
  call(func: FunctionValue, args: readonly Value[]): Value;
  resolveImport(fromPath: string, level: number, dotted: string): ImportTarget;
  dottedName(path: string): string;
}

export interface ForgetfulProject extends Project {
  /**
   * Lets go of the facts of the files right in a folder, and of all that was computed of them. Asked again, it is
   * computed anew, and what was given out before stays as it is. Does nothing where a module elsewhere imports from the
   * folder and is not forgotten itself: of modules that import each other it would matter who is asked first.
   *
   * @returns the facts that were let go of
   */
  forget(directory: string): readonly ModuleFacts[];
}

/** What is known of the names of one module. */
interface Answers {
  readonly bound: ByName<readonly World[]>;
  readonly agreed: Map<string, Value | undefined>;
  /** Of names that the module makes on demand. */
  readonly dynamic: ByName<readonly World[]>;
}

/** Creates a project over facts that `load` makes on demand; everything is computed once, unless it is forgotten. */
export function createProject(options: ProjectOptions): ForgetfulProject {
  const known = new ByPath();
  const resolver = createImportResolver(options.packages, options.exists, known);
  const { resolve, isMissing, dottedName } = resolver;
  const { onRest, onOrder } = options;
  const loadedIn = known.memoised(() => new Map<string, ModuleFacts | null>());
  const loadedAs = {
    module: known.memoised((path) => {
      const facts = options.load(path, 'module');
      loadedIn(folderOf(path)).set(path, facts);
      return facts;
    }),
    bodies: known.memoised((path) => options.load(path, 'bodies')),
  };
  const answersOf = known.memoised((): Answers => ({
    bound: new ByName(),
    agreed: new Map(),
    dynamic: new ByName(),
  }));
  const failures = known.table<PythonError | null>();
  /** Modules of which it is being found out whether they fail. */
  const failing = new Set<string>();

  function load(path: string, depth: FactsDepth): ModuleFacts | null {
    return loadedAs[depth](path);
  }

  const bodiesOf = known.memoised((path) => bodiesIn(load(path, 'bodies')?.body ?? []));

  function functionBody(path: string, declaration: FunctionStmt): readonly Stmt[] | null {
    return bodiesOf(path)(declaration);
  }

  const graph: ModuleGraph = {
    facts: (path) => load(path, 'module'),
    imports: known.memoised((path) => importsOf(graph, path)),
    someEffect: (path, test) => {
      const facts = load(path, 'module');
      return facts !== null && outlines.some(facts, test);
    },
    resolveImport: resolve,
    isMissing,
  };

  const outlines = createOutlines(graph, known, (path, declaration) => {
    onRest?.(path, path, 'bodies');
    return functionBody(path, declaration);
  });

  // -------------------------------------------------------------------- values

  function worlds(path: string, name: string): readonly World[] {
    const { bound } = answersOf(path);
    return (
      bound.get(name) ??
      bound.find(
        name,
        (own) => computeWorlds(path, own),
        () => inCircle(path, `'${name}' is imported in a circle`),
      )
    );
  }

  function inCircle(path: string, reason: string): readonly World[] {
    onOrder?.();
    return [unknownWorld(path, reason)];
  }

  function computeWorlds(path: string, name: string): readonly World[] {
    const facts = load(path, 'module');
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
    const endings = moduleRuns.forName(facts, name, typeChecking);
    if (endings === null) return [unknownWorld(facts.path, `'${name}' depends on too many open conditions`)];
    return endings.map((ending) => worldOf(ending, name));
  }

  function lookup(path: string, name: string): Value | undefined {
    const { agreed, bound } = answersOf(path);
    const known = agreed.get(name);
    if (known !== undefined || agreed.has(name)) return known;
    const isFinal = !bound.isOpen(name);
    const value = agreedValue(worlds(path, name), path);
    if (isFinal) agreed.set(detached(name), value);
    return value;
  }

  /** As `lookup`; for a module that certainly cannot be imported what the name meant until then. */
  function lookupForReaders(path: string, name: string): Value | undefined {
    const all = worlds(path, name);
    const [first] = all;
    const failing = all.length > 0 && all.every(({ failure }) => failure !== null);
    return (failing && all.length === 1 ? first?.before : undefined) ?? lookup(path, name);
  }

  /** PEP 562: a module may answer for names that it does not bind. */
  function dynamicAttribute(path: string, name: string): Value | undefined {
    return agreedValue(dynamicWorlds(path, name), path);
  }

  function dynamicWorlds(path: string, name: string): readonly World[] {
    if (name.startsWith('__')) return [];
    const { dynamic } = answersOf(path);
    const known = dynamic.get(name);
    if (known !== undefined) return known;
    const hook = mayBind(path, '__getattr__', false) ? lookup(path, '__getattr__') : undefined;
    if (hook === undefined) return [];
    if (hook.kind !== 'function') return [unknownWorld(path, `'${name}' may come from __getattr__`)];
    return dynamic.find(
      name,
      (own) =>
        callWorlds(hook, [text(own)], ({ type }) =>
          type === 'AttributeError' ? undefined : undecidable(`raises ${type}`, hook.place),
        ),
      () => inCircle(path, `'${name}' is made in a circle`),
    );
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

  // -------------------------------------------------------------------- imports

  function mayBind(path: string, name: string, submodules = true): boolean {
    const facts = load(path, 'module');
    if (facts === null) return true;
    if (submodules && path.endsWith('__init__.py') && resolve(path, 1, name).kind === 'module') return true;
    // Nearly always a statement just binds the name, and no other effect needs to be known.
    if (plainlyBound(path).has(name)) return true;
    return outlines.some(
      facts,
      ({ anything, writes }) => anything || writes.has(name) || (submodules && writes.has('__getattr__')),
    );
  }

  const plainlyBound = known.memoised((path) => boundNames(load(path, 'module')?.body ?? []));

  function importFailure(path: string): PythonError | null {
    const cached = failures.get(path);
    if (cached !== undefined) {
      if (failing.has(path)) onOrder?.();
      return cached;
    }
    // Who imports its importer fails with it, if at all.
    failures.set(path, null);
    failing.add(path);
    try {
      const facts = load(path, 'module');
      const found = facts === null ? null : moduleRuns.failure(facts);
      failures.set(path, found);
      return found;
    } finally {
      failing.delete(path);
    }
  }

  /** `__all__` decides; without one, every public name that the module binds is exported. */
  function starBinds(path: string, name: string): boolean | null {
    if (name === ALL) return false;
    if (load(path, 'module') === null) return null;
    const declared = lookup(path, ALL);
    if (declared === undefined) return !name.startsWith('_') && lookup(path, name) !== undefined;
    const names = asItems(declared)?.map(asText);
    if (names?.includes(name) ?? false) return true;
    return names === undefined || names.includes(null) ? null : false;
  }

  function names(path: string): readonly string[] | null {
    const facts = load(path, 'module');
    if (facts === null) return null;
    const endings = moduleRuns.alone(facts);
    const found = new Set<string>();
    for (const { run, unknown, failure } of endings ?? []) {
      const bound = unknown === null ? namespaceNames(run, run.module) : null;
      if (bound === null) return null;
      if (failure === null) for (const name of bound) found.add(name);
    }
    return endings === null ? null : [...found].filter((name) => !/^__\w+__$/.test(name));
  }

  const host: EvaluationHost = {
    facts: (path) => load(path, 'module'),
    functionBody,
    resolveImport: resolve,
    isMissing,
    importFailure,
    mayBind: (path, name) => mayBind(path, name),
    lookup,
    attribute: dynamicAttribute,
    starBinds,
    dottedName,
    assumedCall: options.assumedCall ?? (() => undefined),
    changesForeign: onOrder,
  };

  const hostOf =
    onRest === undefined ? () => host : known.memoised((path) => restingHost(host, path, onRest));

  const moduleRuns = createModuleRuns(hostOf, graph, outlines, known, onRest);

  return {
    facts: (path) => load(path, 'module'),
    bodies: (path) => load(path, 'bodies'),
    worlds,
    lookup: lookupForReaders,
    attribute,
    attributeWorlds,
    importFailure,
    names,
    call,
    resolveImport: resolve,
    dottedName,
    forget(directory) {
      const folder = directory === '' ? '' : `${directory}/`;
      if (resolver.isImportedElsewhere(folder)) return [];
      const files = [...loadedIn(folder)];
      for (const path of [...files.map(([file]) => file), folder]) known.forget(path);
      resolver.leave(folder);
      return files.flatMap(([, facts]) => facts ?? []);
    },
  };
}

/** The host of one module's runs, which tells what they ask of others. */
function restingHost(host: EvaluationHost, from: string, onRest: OnRest): EvaluationHost {
  const rest = (path: string): void => {
    onRest(from, path, 'module');
  };
  return {
    ...host,
    facts(path) {
      rest(path);
      return host.facts(path);
    },
    functionBody(path, declaration) {
      onRest(from, path, 'bodies');
      return host.functionBody(path, declaration);
    },
    importFailure(path) {
      rest(path);
      return host.importFailure(path);
    },
    mayBind(path, name) {
      rest(path);
      return host.mayBind(path, name);
    },
    lookup(path, name) {
      rest(path);
      return host.lookup(path, name);
    },
    attribute(path, name) {
      rest(path);
      return host.attribute(path, name);
    },
    starBinds(path, name) {
      if (name !== ALL) rest(path);
      return host.starBinds(path, name);
    },
  };
}

/** What `import *` goes by. */
const ALL = '__all__';

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
