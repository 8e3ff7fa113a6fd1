import type { Place } from '../../diagnostics.js';
import type { ModuleFacts } from '../facts.js';
import type { FunctionStmt, Span, Stmt } from '../syntax.js';
import { builtinValue } from './builtin-names.js';
import { ownCopy } from './foreign.js';
import { asMaker, changes, type Maker } from './makers.js';
import type { SkippedNames } from './relevance.js';
import { Signal } from './signal.js';
import {
  newScope,
  PythonError,
  text,
  undecidable,
  type ClassValue,
  type FunctionValue,
  type LazyImport,
  type Scope,
  type UndecidableValue,
  type Value,
} from './values.js';

/** What a module name refers to. */
export type ImportTarget = { readonly kind: 'module'; readonly path: string } | ExternalTarget;

export interface ExternalTarget {
  readonly kind: 'external';
  readonly dotted: string;
  /** It is not there, but where it would be modules of the sources may be: in one of the packages, or above one. */
  readonly mayHaveModules: boolean;
}

/** What the evaluator needs from the project around one module. */
export interface EvaluationHost {
  facts(path: string): ModuleFacts | null;
  /** The statements of a function whose facts were made without bodies. */
  functionBody(path: string, declaration: FunctionStmt): readonly Stmt[] | null;
  resolveImport(fromPath: string, level: number, dotted: string): ImportTarget;
  /** Whether a module that is not in the sources would have to be there: its package is. */
  isMissing(fromPath: string, level: number, dotted: string): boolean;
  /** The exception that importing a module certainly ends with; asked of modules beside the one that imports. */
  importFailure(path: string): PythonError | null;
  /** Whether a module may have a name, as far as its statements show without running them. */
  mayBind(path: string, name: string): boolean;
  /** The value of a module's name after the module ran; undefined when it certainly has none. */
  lookup(path: string, name: string): Value | undefined;
  /** What `module.name` gives: as `lookup`, but `__getattr__` of the module is asked too. */
  attribute(path: string, name: string): Value | undefined;
  /** Whether `from module import *` binds a name; null when that cannot be known. */
  starBinds(path: string, name: string): boolean | null;
  /** `a.b.c` for `a/b/c.py`. */
  dottedName(path: string): string;
  /** The result that the engine assumes for calling something, e.g. `is_torch_available()` or `os.getenv(name)`. */
  assumedCall(
    dotted: string,
    args: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
  ): Value | undefined;
  /** Told that a run changes what another one made; not there where nobody wants to know. */
  readonly changesForeign?: (() => void) | undefined;
}

/** A condition that the sources leave open, and the branch that a run took. */
export interface Decision {
  readonly place: Place;
  readonly condition: string;
  readonly taken: boolean;
}

/** A skipped statement turned out to matter: run again with this name. */
export class NeedName extends Signal {
  override readonly name = 'NeedName';
  constructor(readonly wanted: string) {
    super(wanted);
  }
}

/** A condition is open where no branch may be chosen: what depends on it is undecidable. */
export class OpenCondition extends Signal {
  override readonly name = 'OpenCondition';
  constructor(
    readonly condition: string,
    readonly place: Place,
  ) {
    super(condition);
  }
}

/** The evaluation would take too long or has too many open conditions. */
export class TooComplex extends Signal {
  override readonly name = 'TooComplex';
  constructor(
    readonly place: Place,
    message: string,
  ) {
    super(message);
  }
}

const MAX_STEPS = 2_000_000;
const MAX_DECISIONS = 12;
const MAX_CALL_DEPTH = 40;

export interface RunOptions {
  readonly path: string;
  /** The branches to take, in the order in which open conditions turn up. */
  readonly plan?: readonly Decision[];
  /** What `typing.TYPE_CHECKING` is: true only to see what a lazily loading package will give. */
  readonly typeChecking?: boolean;
  /** The name whose value the run is to find. */
  readonly query?: string;
  /** Top-level names whose statements this run skips. */
  readonly skipped?: SkippedNames | null;
  /** Names that this run was selected for: what `import *` binds is asked for these only. */
  readonly wanted?: ReadonlySet<string>;
  /** Whether importing a module beside this one fails where that module fails. */
  readonly followFailures?: boolean;
  /** Modules that are executed when this run imports them, because they share state. */
  readonly linked?: ReadonlySet<string>;
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** One execution of one module and of those linked to it, with one choice for every open condition. */
export class Run {
  readonly path: string;
  readonly module: Scope;
  readonly decisions: Decision[];
  readonly typeChecking: boolean;
  readonly query: string;
  readonly followFailures: boolean;
  readonly linked: ReadonlySet<string>;
  readonly wanted: ReadonlySet<string>;
  /** External modules whose names `import *` may have brought in. */
  readonly externalStars: string[] = [];
  /** Other modules that this run would change, if it executed them. */
  readonly touched = new Set<string>();
  /** Whether the program changed something that is not this run's to change: it is as it was. */
  refusedChange = false;
  /** Other modules in which it set a name. The run sees its own value from then on. */
  readonly rebound = new Set<string>();
  /** Other modules of which this run uses a list or the like: other imports may have changed it before. */
  readonly borrowed = new Set<string>();
  /** Attributes that the program set on something outside the sources, by dotted name. */
  readonly patched = new Map<string, Value>();
  /** Exceptions that are being handled, innermost last. */
  readonly handling: PythonError[] = [];
  /** Modules that this run executes, its own included. */
  readonly modules = new Map<string, Scope>();
  /** Where `exec` ran or a name was set that is computed: from there on any name may be anything. */
  tainted: Place | null = null;
  /** Whether a module of the sources was imported by `*`. */
  starImported = false;
  /** Inside how many `try` blocks with a handler for a failing import the run is. */
  importGuards = 0;
  /** Inside how many class bodies and functions of other files the run is: there an open condition makes what
   * depends on it undecidable instead of splitting the run. */
  unsplit = 0;
  /** The file whose code is running. */
  codePath: string;
  private readonly skipped: SkippedNames | null;
  private readonly foreignValues = new Map<string, Map<string, Value | undefined>>();
  private readonly created = new Set<Value>();
  private readonly evaluations = new Map<string, number>();
  private readonly maker: Maker | null;
  private callDepth = 0;
  private nextDecision = 0;
  private steps = 0;

  constructor(
    readonly host: EvaluationHost,
    options: RunOptions,
  ) {
    this.path = options.path;
    this.codePath = options.path;
    this.decisions = [...(options.plan ?? [])];
    this.typeChecking = options.typeChecking ?? false;
    this.followFailures = options.followFailures ?? false;
    this.query = options.query ?? '';
    this.skipped = options.skipped ?? null;
    this.wanted = options.wanted ?? new Set();
    this.linked = options.linked ?? new Set();
    const { changesForeign } = host;
    this.maker = changesForeign === undefined ? null : { changesForeign };
    this.module = this.work(() => this.openModule(options.path));
  }

  /** Does work of this run: what it makes is its own. */
  work<T>(body: () => T): T {
    return asMaker(this.maker, body);
  }

  /** The scope of a module that this run executes from here on. */
  openModule(path: string): Scope {
    const scope = newScope('module', null, path);
    scope.names.set('__name__', text(this.host.dottedName(path)));
    this.modules.set(path, scope);
    return scope;
  }

  /** Whether this run executes the module. */
  owns(path: string): boolean {
    return this.modules.has(path);
  }

  /** Whether every statement of the module is executed, so that what it holds is complete. */
  isComplete(path: string): boolean {
    return path === this.path ? this.skipped === null : this.owns(path);
  }

  place(span: Span, path = this.codePath): Place {
    return { file: path, line: span.line, column: span.column };
  }

  undecidable(reason: string, span: Span, path = this.codePath): UndecidableValue {
    return undecidable(reason, this.place(span, path));
  }

  raise(type: string, message: string, span: Span): never {
    throw new PythonError(type, message, this.place(span));
  }

  /** How many steps the run took so far. */
  get stepsTaken(): number {
    return this.steps;
  }

  step(span: Span): void {
    this.steps++;
    if (this.steps > MAX_STEPS)
      throw new TooComplex(this.place(span), 'evaluating this takes too many steps');
  }

  /** Runs the code of another scope: calls are counted, and places are those of its file. */
  enter(scope: Scope, span: Span, body: () => Value): Value {
    if (this.callDepth >= MAX_CALL_DEPTH)
      throw new TooComplex(this.place(span), 'calls are nested too deeply');
    const outer = this.codePath;
    this.callDepth++;
    this.codePath = scope.path;
    try {
      return body();
    } finally {
      this.codePath = outer;
      this.callDepth--;
    }
  }

  /** Names an evaluation of a statement so that another run names it alike, and a second evaluation differently. */
  identify(place: Place, name: string): string {
    const statement = `${place.file}:${place.line}:${place.column}:${name}`;
    const count = (this.evaluations.get(statement) ?? 0) + 1;
    this.evaluations.set(statement, count);
    return count === 1 ? statement : `${statement}#${count}`;
  }

  /** Notes that this run made a class or function, so that it may change it. */
  own<T extends ClassValue | FunctionValue>(made: T): T {
    this.created.add(made);
    return made;
  }

  /** Whether a class or function is this run's own; changing one of another module makes the two share state. */
  mayChange(value: ClassValue | FunctionValue): boolean {
    if (this.created.has(value)) return true;
    this.refuseChange(value.place.file);
    return false;
  }

  /** Notes that the program changes what is a module's that this run does not execute. */
  refuseChange(path: string): void {
    this.refusedChange = true;
    this.touched.add(path);
  }

  /** Notes that a module beside this one may share state with it. */
  noteSibling(path: string): void {
    if (folderOf(path) === folderOf(this.path)) this.touched.add(path);
  }

  /** Takes a branch of an open condition: the one the caller planned, or the first. */
  decide(condition: string, span: Span): boolean {
    if (this.unsplit > 0) throw new OpenCondition(condition, this.place(span));
    const planned = this.decisions[this.nextDecision];
    this.nextDecision++;
    if (planned !== undefined) return planned.taken;
    if (this.decisions.length >= MAX_DECISIONS) {
      throw new TooComplex(this.place(span), 'too many conditions are open here');
    }
    this.decisions.push({ place: this.place(span), condition, taken: true });
    return true;
  }

  /** The value of a name as code in `scope` sees it. */
  lookup(scope: Scope, name: string, span: Span): Value {
    const found = this.find(scope, name, span);
    if (found !== undefined) return found;
    const builtin = builtinValue(name);
    if (builtin !== null) return builtin;
    const [star] = this.externalStars;
    if (star !== undefined) return this.undecidable(`'${name}' may come from 'from ${star} import *'`, span);
    if (this.tainted !== null) return this.undecidable(`'${name}' may be set under a computed name`, span);
    throw new PythonError('NameError', `name '${name}' is not defined`, this.place(span, scope.path));
  }

  private find(start: Scope, name: string, span: Span): Value | undefined {
    const redirected = start.redirected?.get(name);
    for (let scope: Scope | null = redirected ?? start; scope !== null; scope = scope.parent) {
      // The body of a class is no enclosing scope for the functions in it.
      if (scope.kind === 'class' && scope !== start) continue;
      const binding = scope.names.get(name);
      if (binding !== undefined) return this.force(binding);
      if (scope.locals?.has(name) === true) {
        throw new PythonError('UnboundLocalError', `'${name}' is read before it is set`, this.place(span));
      }
      if (scope.kind === 'module') return this.findInModule(scope, name);
    }
    return undefined;
  }

  private findInModule(scope: Scope, name: string): Value | undefined {
    // A function that another run made reads what its own module holds.
    if (this.modules.get(scope.path) !== scope) return this.foreign(scope.path, name);
    if (scope !== this.module) return undefined;
    const unasked = this.starImported && !this.typeChecking && !this.wanted.has(name);
    if (unasked || this.skipped?.has(name) === true) throw new NeedName(name);
    return undefined;
  }

  /** The value that another module's name has, in a copy that this run may change. */
  foreign(path: string, name: string): Value | undefined {
    const values = this.foreignNames(path);
    const known = values.get(name);
    if (known !== undefined || values.has(name)) return known;
    const value = this.host.lookup(path, name);
    const copy = value === undefined ? undefined : ownCopy(value);
    if (copy !== value) this.borrowed.add(path);
    values.set(name, copy);
    return copy;
  }

  private foreignNames(path: string): Map<string, Value | undefined> {
    const known = this.foreignValues.get(path);
    if (known !== undefined) return known;
    const made = new Map<string, Value | undefined>();
    this.foreignValues.set(path, made);
    return made;
  }

  /** A binding's value; imports are followed now. */
  force(binding: Value | LazyImport): Value {
    if (binding.kind !== 'import') return binding;
    if (binding.name === null) return { kind: 'module', path: binding.path };
    const value = this.memberOf(binding.path, binding.name);
    if (value !== undefined) return value;
    const facts = this.host.facts(binding.path);
    if (facts === null)
      return undecidable(`${binding.name} comes from ${binding.path}, which is not read`, binding.place);
    if (facts.partial) return undecidable(`a syntax error may hide ${binding.name}`, binding.place);
    throw new PythonError(
      'ImportError',
      `cannot import name '${binding.name}' from '${this.host.dottedName(binding.path)}'`,
      binding.place,
    );
  }

  /** `module.name`: a name of the module, or a module inside the package; undefined for neither. */
  memberOf(path: string, name: string): Value | undefined {
    const own = this.modules.get(path)?.names.get(name);
    if (own !== undefined) return this.force(own);
    if (path === this.path && this.skipped?.has(name) === true) throw new NeedName(name);
    const value = this.owns(path) ? undefined : this.foreignAttribute(path, name);
    if (value !== undefined) return value;
    const target = this.host.resolveImport(path, 1, name);
    return target.kind === 'module' && path.endsWith('__init__.py')
      ? { kind: 'module', path: target.path }
      : undefined;
  }

  private foreignAttribute(path: string, name: string): Value | undefined {
    return this.foreign(path, name) ?? this.host.attribute(path, name);
  }

  bind(scope: Scope, name: string, value: Value | LazyImport): void {
    const target = scope.redirected?.get(name) ?? scope;
    if (target.kind !== 'module' || this.modules.get(target.path) === target) {
      changes(target);
      target.names.set(name, value);
      return;
    }
    // Another module's names are what its own run made them, for everyone but this run.
    this.rebound.add(target.path);
    this.foreignNames(target.path).set(name, this.force(value));
  }

  /** Removes a binding; false when there is none. */
  unbind(scope: Scope, name: string): boolean {
    const target = scope.redirected?.get(name) ?? scope;
    changes(target);
    return target.names.delete(name);
  }
}
