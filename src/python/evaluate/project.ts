/** Many modules together: who imports whom, and the value of any module's name. */
import { compareText } from '../../diagnostics.js';
import type { FactsDepth, ModuleFacts } from '../facts.js';
import type { FunctionStmt, Stmt } from '../syntax.js';
import { callFunction } from './calls.js';
import { nestedBlocks } from './nesting.js';
import { effectsOf, type Effects } from './relevance.js';
import { NeedName, Run, TooComplex, type Decision, type EvaluationHost, type ImportTarget } from './run.js';
import { execute } from './statements.js';
import { asItems, asText, PythonError, undecidable, type FunctionValue, type Value } from './values.js';

/** One possible outcome of running a module, for the conditions that the sources leave open. */
export interface World {
  readonly decisions: readonly Decision[];
  /** The value of the name; undefined when this world does not bind it. */
  readonly value: Value | undefined;
  /** The exception that ended the module, if one certainly does. */
  readonly failure: PythonError | null;
}

export interface PackageRoot {
  /** Dotted name of the package. */
  readonly name: string;
  /** Its folder in the tree, '' for the root. */
  readonly directory: string;
}

/** What calling `dotted` (a dotted name outside the sources, or a function's own name) is taken to give. */
export type AssumedCall = (dotted: string, args: readonly Value[]) => Value | undefined;

export interface ProjectOptions {
  /** Facts of a file, null when there is no such file. Called at most once per file and depth. */
  readonly load: (path: string, depth: FactsDepth) => ModuleFacts | null;
  readonly exists: (path: string) => boolean;
  /** Where the packages of the tree lie, e.g. `{ name: 'sglang', directory: 'python/sglang' }`. */
  readonly packages: readonly PackageRoot[];
  /** What calling a function outside the sources, or one whose answer depends on the machine, is taken to give. */
  readonly assumedCall?: AssumedCall;
}

export interface Project {
  facts(path: string): ModuleFacts | null;
  /** Facts with function bodies. */
  bodies(path: string): ModuleFacts | null;
  /** Every possible value of a module's name. */
  worlds(path: string, name: string): readonly World[];
  /** The one value of a name: undecidable when the worlds differ, undefined when none binds it. */
  lookup(path: string, name: string): Value | undefined;
  /** Calls a class method or function with values, e.g. `Model.is_backend_compatible()`. */
  call(func: FunctionValue, args: readonly Value[]): Value;
  resolveImport(fromPath: string, level: number, dotted: string): ImportTarget;
  dottedName(path: string): string;
}

const MAX_WORLDS = 64;
const MAX_RESTARTS = 2000;

/** Creates a project over facts that `load` makes on demand; everything is computed once. */
export function createProject(options: ProjectOptions): Project {
  const loaded = new Map<string, ModuleFacts | null>();
  const analysed = new Map<string, readonly Effects[]>();
  const values = new Map<string, readonly World[]>();
  const open = new Set<string>();

  function load(path: string, depth: FactsDepth): ModuleFacts | null {
    const key = `${depth}:${path}`;
    const cached = loaded.get(key);
    if (cached !== undefined) return cached;
    const facts = options.load(path, depth);
    loaded.set(key, facts);
    return facts;
  }

  function functionBody(path: string, declaration: FunctionStmt): readonly Stmt[] | null {
    const facts = load(path, 'bodies');
    return facts === null ? null : findFunction(facts.body, declaration.start);
  }

  function effects(path: string, facts: ModuleFacts): readonly Effects[] {
    const cached = analysed.get(path);
    if (cached !== undefined) return cached;
    const functions = new Map(
      facts.body.flatMap((stmt) => (stmt.kind === 'function' ? [[stmt.name, stmt] as const] : [])),
    );
    const result = facts.body.map((stmt) =>
      effectsOf(stmt, (name) => {
        const declaration = functions.get(name);
        return declaration === undefined ? null : functionBody(path, declaration);
      }),
    );
    analysed.set(path, result);
    return result;
  }

  function worlds(path: string, name: string): readonly World[] {
    const key = `${path}\0${name}`;
    const cached = values.get(key);
    if (cached !== undefined) return cached;
    if (open.has(key)) return [cycle(path, name)];
    open.add(key);
    try {
      const result = computeWorlds(path, name);
      values.set(key, result);
      return result;
    } finally {
      open.delete(key);
    }
  }

  function computeWorlds(path: string, name: string): readonly World[] {
    const facts = load(path, 'module');
    if (facts === null) return [];
    const found = enumerate(facts, name, false);
    const absent = found.every((world) => world.value === undefined && world.failure === null);
    // A package that replaces itself in sys.modules loads lazily what it imports for type checkers.
    return absent && replacesItself(facts.body) ? enumerate(facts, name, true) : found;
  }

  function enumerate(facts: ModuleFacts, name: string, typeChecking: boolean): readonly World[] {
    const found: World[] = [];
    const relevant = new Set([name]);
    let plan: readonly Decision[] | null = [];
    while (plan !== null) {
      const world: World & { taken: readonly Decision[] } = runOnce(
        facts,
        name,
        relevant,
        plan,
        typeChecking,
      );
      found.push(world);
      if (found.length >= MAX_WORLDS) return [tooMany(facts.path, name)];
      plan = nextPlan(world.taken);
    }
    return found;
  }

  function runOnce(
    facts: ModuleFacts,
    name: string,
    relevant: Set<string>,
    plan: readonly Decision[],
    typeChecking: boolean,
  ): World & { taken: readonly Decision[] } {
    for (let restart = 0; restart < MAX_RESTARTS; restart++) {
      const selected = select(effects(facts.path, facts), relevant, importedNames(facts));
      const run = new Run(host, facts.path, plan, typeChecking);
      run.skipped = selected.skipped;
      run.wanted = relevant;
      run.query = name;
      try {
        const failure = executeSelected(run, facts.body, selected.indexes);
        const bound = run.module.names.get(name);
        const raw = bound === undefined ? undefined : run.force(bound);
        const value =
          run.tainted === null
            ? raw
            : undecidable('exec, or an assignment to a computed name, may change any name', run.tainted);
        return { decisions: run.decisions, taken: run.decisions, value, failure };
      } catch (error) {
        if (error instanceof NeedName && !relevant.has(error.wanted)) relevant.add(error.wanted);
        else if (error instanceof TooComplex) {
          return { decisions: [], taken: [], value: undecidable(error.message, error.place), failure: null };
        } else if (error instanceof PythonError) {
          return { decisions: run.decisions, taken: run.decisions, value: undefined, failure: error };
        } else throw error;
      }
    }
    const place = { file: facts.path, line: 1, column: 1 };
    return {
      decisions: [],
      taken: [],
      value: undecidable('too many names depend on each other', place),
      failure: null,
    };
  }

  function lookup(path: string, name: string): Value | undefined {
    const all = worlds(path, name);
    const [first] = all;
    if (first === undefined) return undefined;
    // A world in which the module cannot be imported has no values to compare.
    const bound = all.filter((world) => world.failure === null);
    const shown = new Set(bound.map((world) => fingerprint(world.value)));
    if (bound.length > 0 && shown.size <= 1) return bound[0]?.value;
    if (bound.length === 0 && first.failure !== null) {
      return undecidable(`its module raises ${first.failure.type}`, first.failure.place);
    }
    const conditions = new Set(
      bound.flatMap((world) => world.decisions.map((decision) => decision.condition)),
    );
    const place = first.decisions[0]?.place ?? { file: path, line: 1, column: 1 };
    return undecidable(`depends on ${[...conditions].sort(compareText).join(', ')}`, place);
  }

  function call(func: FunctionValue, args: readonly Value[]): Value {
    const run = new Run(host, func.scope.path, []);
    const span = { start: 0, end: 0, line: func.place.line, column: func.place.column };
    try {
      const result = callFunction(run, func, { positional: args, keywords: new Map(), complete: true }, span);
      return run.decisions.length === 0
        ? result
        : undecidable(`depends on ${run.decisions[0]?.condition ?? ''}`, func.place);
    } catch (error) {
      if (error instanceof PythonError)
        return undecidable(`raises ${error.type}: ${error.message}`, error.place);
      if (error instanceof TooComplex) return undecidable(error.message, error.place);
      throw error;
    }
  }

  const resolver = createImportResolver(options);
  const host: EvaluationHost = {
    facts: (path) => load(path, 'module'),
    functionBody,
    resolveImport: resolver.resolve,
    lookup,
    starBinds,
    dottedName: resolver.dottedName,
    assumedCall: options.assumedCall ?? (() => undefined),
  };

  /** `__all__` decides; without one, every public name that the module binds is exported. */
  function starBinds(path: string, name: string): boolean | null {
    if (name === '__all__' || load(path, 'module') === null) return false;
    const declared = lookup(path, '__all__');
    if (declared === undefined) return !name.startsWith('_') && lookup(path, name) !== undefined;
    const names = asItems(declared)?.map(asText);
    if (names?.includes(name) ?? false) return true;
    return names === undefined || names.includes(null) ? null : false;
  }

  return {
    facts: (path) => load(path, 'module'),
    bodies: (path) => load(path, 'bodies'),
    worlds,
    lookup,
    call,
    resolveImport: resolver.resolve,
    dottedName: resolver.dottedName,
  };
}

/** Runs the selected statements; returns the exception that ended the module, if any. */
function executeSelected(run: Run, body: readonly Stmt[], indexes: readonly number[]): PythonError | null {
  for (const index of indexes) {
    const stmt = body[index];
    if (stmt === undefined) continue;
    try {
      execute(run, run.module, [stmt]);
    } catch (error) {
      if (error instanceof PythonError) return error;
      throw error;
    }
  }
  return null;
}

/** `sys.modules[__name__] = …` anywhere at module scope. */
function replacesItself(body: readonly Stmt[]): boolean {
  return body.some((stmt) => {
    if (stmt.kind === 'class' || stmt.kind === 'function') return false;
    if (stmt.kind !== 'assign') return nestedBlocks(stmt).some(replacesItself);
    return stmt.targets.some(
      (target) =>
        target.kind === 'subscript' && target.value.kind === 'attribute' && target.value.attr === 'modules',
    );
  });
}

/** Names that only imports bind: changing what they name (`os.environ[…] = …`) changes nothing of this module. */
function importedNames(facts: ModuleFacts): ReadonlySet<string> {
  const names = facts.body.flatMap((stmt) => {
    if (stmt.kind === 'import')
      return stmt.names.map(({ module, alias }) => alias ?? module.split('.')[0] ?? module);
    return stmt.kind === 'import-from' ? (stmt.names ?? []).map(({ name, alias }) => alias ?? name) : [];
  });
  return new Set(names);
}

/** The statements that a set of names needs, and the names that the others would bind. Grows `relevant`. */
function select(
  effects: readonly Effects[],
  relevant: Set<string>,
  imported: ReadonlySet<string>,
): { indexes: readonly number[]; skipped: ReadonlySet<string> } {
  const chosen = new Set<number>();
  const matters = (effect: Effects): boolean =>
    effect.anything ||
    [...effect.writes].some((name) => relevant.has(name)) ||
    [...effect.mutates].some((name) => relevant.has(name) && !imported.has(name));
  for (let grown = true; grown;) {
    grown = false;
    for (const [index, effect] of effects.entries()) {
      if (chosen.has(index) || !matters(effect)) continue;
      chosen.add(index);
      grown = true;
      for (const name of effect.reads) relevant.add(name);
    }
  }
  const skipped = new Set<string>();
  for (const [index, effect] of effects.entries()) {
    if (!chosen.has(index)) for (const name of effect.writes) skipped.add(name);
  }
  return { indexes: [...chosen].sort((a, b) => a - b), skipped };
}

/** The next combination of branches, depth first; null when all were taken. */
function nextPlan(taken: readonly Decision[]): readonly Decision[] | null {
  const last = taken.findLastIndex((decision) => decision.taken);
  const turned = taken[last];
  return turned === undefined ? null : [...taken.slice(0, last), { ...turned, taken: false }];
}

function cycle(path: string, name: string): World {
  const place = { file: path, line: 1, column: 1 };
  return { decisions: [], value: undecidable(`'${name}' is imported in a circle`, place), failure: null };
}

function tooMany(path: string, name: string): World {
  const place = { file: path, line: 1, column: 1 };
  return {
    decisions: [],
    value: undecidable(`'${name}' depends on too many open conditions`, place),
    failure: null,
  };
}

/** Equal for values that mean the same, so that worlds can be compared. */
function fingerprint(value: Value | undefined): string {
  if (value === undefined) return 'unbound';
  switch (value.kind) {
    case 'constant':
      return `${typeof value.value}:${String(value.value)}`;
    case 'list':
    case 'tuple':
    case 'set':
      return `${value.kind}[${value.items.map(fingerprint).join()}]`;
    case 'dict':
      return `{${value.entries.map((entry) => entry.map(fingerprint).join(':')).join()}}`;
    case 'class':
      return `class ${value.identity} ${value.name}`;
    case 'function':
      return `function ${value.place.file}:${value.place.line}:${value.place.column}`;
    case 'bound':
      return `bound ${fingerprint(value.self)}.${fingerprint(value.func)}`;
    case 'builtin':
      return `builtin ${value.name}`;
    case 'module':
      return `module ${value.path}`;
    case 'generic':
      return `generic ${fingerprint(value.origin)}`;
    case 'external':
      return `external ${value.dotted}`;
    case 'bytes':
      return `bytes ${value.value}`;
    case 'instance':
      return `instance ${value.type.identity}`;
    case 'namespace':
      return `namespace ${value.scope.path}`;
    case 'undecidable':
      return `undecidable ${value.place.file}:${value.place.line}:${value.reason}`;
  }
}

function findFunction(body: readonly Stmt[], start: number): readonly Stmt[] | null {
  for (const stmt of body) {
    if (start < stmt.start || start >= stmt.end) continue;
    if (stmt.kind === 'function' && stmt.start === start) return stmt.body;
    for (const inner of nestedBlocks(stmt)) {
      const found = findFunction(inner, start);
      if (found !== null) return found;
    }
  }
  return null;
}

// ------------------------------------------------------------- module names

function createImportResolver(options: ProjectOptions): {
  resolve: (fromPath: string, level: number, dotted: string) => ImportTarget;
  dottedName: (path: string) => string;
} {
  const { packages } = options;
  const inside = (directory: string, rest: string): string => [directory, rest].filter(Boolean).join('/');

  function moduleFile(base: string): string | null {
    const initial = inside(base, '__init__.py');
    if (options.exists(initial)) return initial;
    return base !== '' && options.exists(`${base}.py`) ? `${base}.py` : null;
  }

  function dottedName(path: string): string {
    const bare = path.replace(/\.py$/, '').replace(/(?:^|\/)__init__$/, '');
    const owner = packages.find(
      ({ directory }) => directory === '' || bare === directory || bare.startsWith(`${directory}/`),
    );
    if (owner === undefined) return bare.replaceAll('/', '.');
    const rest = bare.slice(owner.directory.length).replace(/^\//, '');
    return [owner.name, ...(rest === '' ? [] : rest.split('/'))].join('.');
  }

  function resolve(fromPath: string, level: number, dotted: string): ImportTarget {
    const tail = dotted.replaceAll('.', '/');
    if (level > 0) {
      const parts = fromPath.split('/').slice(0, -1);
      const base = parts.slice(0, parts.length - (level - 1));
      const path = moduleFile([...base, ...(tail === '' ? [] : [tail])].join('/'));
      if (path !== null) return { kind: 'module', path };
      return {
        kind: 'external',
        dotted: [dottedName(inside(base.join('/'), '__init__.py')), dotted].filter(Boolean).join('.'),
      };
    }
    for (const { name, directory } of packages) {
      if (dotted !== name && !dotted.startsWith(`${name}.`)) continue;
      const path = moduleFile(inside(directory, dotted.slice(name.length + 1).replaceAll('.', '/')));
      if (path !== null) return { kind: 'module', path };
    }
    return { kind: 'external', dotted };
  }

  return { resolve, dottedName };
}
