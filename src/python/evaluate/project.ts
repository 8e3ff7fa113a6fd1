/** Many modules together: what is loaded of them, who imports whom, and what they ask of each other. */
import { ByPath } from '../../memo.js';
import type { FactsDepth, ModuleFacts } from '../facts.js';
import type { FunctionStmt, Stmt } from '../syntax.js';
import { createImportResolver, type PackageRoot } from './import-resolver.js';
import { namespaceNames } from './iteration.js';
import { importsOf, type ModuleGraph } from './linking.js';
import { createModuleRuns } from './module-runs.js';
import { createNames } from './names.js';
import { bodiesIn, boundNames } from './nesting.js';
import { createOutlines } from './outlines.js';
import { folderOf, type EvaluationHost, type ImportTarget } from './run.js';
import { asItems, asText, type FunctionValue, type PythonError, type Value } from './values.js';
import type { World } from './worlds.js';

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

  const runs = createModuleRuns((path) => hostOf(path), graph, outlines, known, onRest);
  const values = createNames({
    factsOf: (path) => load(path, 'module'),
    mayBind: (path, name) => mayBind(path, name, false),
    runs,
    hostOf: (path) => hostOf(path),
    known,
    onOrder,
  });
  const { lookup } = values;

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
      const found = facts === null ? null : runs.failure(facts);
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

  function namesOf(path: string): readonly string[] | null {
    const facts = load(path, 'module');
    if (facts === null) return null;
    const endings = runs.alone(facts);
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
    attribute: values.dynamicAttribute,
    starBinds,
    dottedName,
    assumedCall: options.assumedCall ?? (() => undefined),
    changesForeign: onOrder,
  };

  const hostOf =
    onRest === undefined ? () => host : known.memoised((path) => restingHost(host, path, onRest));

  return {
    facts: (path) => load(path, 'module'),
    bodies: (path) => load(path, 'bodies'),
    worlds: values.worlds,
    lookup: values.lookupForReaders,
    attribute: values.attribute,
    attributeWorlds: values.attributeWorlds,
    importFailure,
    names: namesOf,
    call: values.call,
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
