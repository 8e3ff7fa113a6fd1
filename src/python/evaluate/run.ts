import type { Place } from '../../diagnostics.js';
import type { ModuleFacts } from '../facts.js';
import type { FunctionStmt, Span, Stmt } from '../syntax.js';
import { builtinValue } from './builtin-names.js';
import {
  PythonError,
  text,
  undecidable,
  type LazyImport,
  type Scope,
  type UndecidableValue,
  type Value,
} from './values.js';

/** What a module name refers to. */
export type ImportTarget =
  { readonly kind: 'module'; readonly path: string } | { readonly kind: 'external'; readonly dotted: string };

/** What the evaluator needs from the project around one module. */
export interface EvaluationHost {
  facts(path: string): ModuleFacts | null;
  /** The statements of a function whose facts were made without bodies. */
  functionBody(path: string, declaration: FunctionStmt): readonly Stmt[] | null;
  resolveImport(fromPath: string, level: number, dotted: string): ImportTarget;
  /** The value of a module's name after the module ran; undefined when it certainly has none. */
  lookup(path: string, name: string): Value | undefined;
  /** Whether `from module import *` binds a name; null when that cannot be known. */
  starBinds(path: string, name: string): boolean | null;
  /** `a.b.c` for `a/b/c.py`. */
  dottedName(path: string): string;
  /** The result that the engine assumes for calling something, e.g. `is_torch_available()` or `os.getenv(name)`. */
  assumedCall(dotted: string, args: readonly Value[]): Value | undefined;
}

/** A condition that the sources leave open, and the branch that a run took. */
export interface Decision {
  readonly place: Place;
  readonly condition: string;
  readonly taken: boolean;
}

/** A skipped statement turned out to matter: run again with this name. */
export class NeedName extends Error {
  override readonly name = 'NeedName';
  constructor(readonly wanted: string) {
    super(wanted);
  }
}

/** A condition is open where no branch may be chosen: what depends on it is undecidable. */
export class OpenCondition extends Error {
  override readonly name = 'OpenCondition';
  constructor(
    readonly condition: string,
    readonly place: Place,
  ) {
    super(condition);
  }
}

/** The evaluation would take too long or has too many open conditions. */
export class TooComplex extends Error {
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

/** One execution of one module, with one choice for every open condition. */
export class Run {
  readonly module: Scope;
  readonly decisions: Decision[];
  /** External modules whose names `import *` may have brought in. */
  readonly externalStars: string[] = [];
  /** Where `exec` ran or a name was set that is computed: from there on any name may be anything. */
  tainted: Place | null = null;
  /** Top-level names whose statements this run skipped. */
  skipped: ReadonlySet<string> = new Set();
  /** The name whose value the run is to find. */
  query = '';
  /** Names that this run was selected for: what `import *` binds is asked for these only. */
  wanted: ReadonlySet<string> = new Set();
  /** Whether a module of the sources was imported by `*`. */
  starImported = false;
  /** Inside how many `try` blocks with a handler for a failing import the run is. */
  importGuards = 0;
  callDepth = 0;
  /** Inside how many class bodies and functions of other files the run is: there an open condition makes what
   * depends on it undecidable instead of splitting the run. */
  unsplit = 0;
  /** The file whose code is running. */
  codePath: string;
  private nextDecision = 0;
  private steps = 0;

  constructor(
    readonly host: EvaluationHost,
    readonly path: string,
    decisions: readonly Decision[],
    /** What `typing.TYPE_CHECKING` is: true only to see what a lazily loading package will give. */
    readonly typeChecking = false,
  ) {
    this.decisions = [...decisions];
    this.codePath = path;
    this.module = { kind: 'module', names: new Map(), parent: null, path, redirected: new Map() };
    this.module.names.set('__name__', text(host.dottedName(path)));
  }

  place(span: Span, path = this.codePath): Place {
    return { file: path, line: span.line, column: span.column };
  }

  undecidable(reason: string, span: Span, path = this.codePath): UndecidableValue {
    return undecidable(reason, this.place(span, path));
  }

  step(span: Span): void {
    this.steps++;
    if (this.steps > MAX_STEPS)
      throw new TooComplex(this.place(span), 'evaluating this takes too many steps');
  }

  enterCall(span: Span): void {
    this.callDepth++;
    if (this.callDepth > MAX_CALL_DEPTH)
      throw new TooComplex(this.place(span), 'calls are nested too deeply');
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
    const found = this.find(scope, name);
    if (found !== undefined) return found;
    const builtin = builtinValue(name);
    if (builtin !== null) return builtin;
    const [star] = this.externalStars;
    if (star !== undefined) return this.undecidable(`'${name}' may come from 'from ${star} import *'`, span);
    if (this.tainted !== null) return this.undecidable(`'${name}' may be set under a computed name`, span);
    throw new PythonError('NameError', `name '${name}' is not defined`, this.place(span, scope.path));
  }

  private find(start: Scope, name: string): Value | undefined {
    const redirected = start.redirected.get(name);
    for (let scope: Scope | null = redirected ?? start; scope !== null; scope = scope.parent) {
      // The body of a class is no enclosing scope for the functions in it.
      if (scope.kind === 'class' && scope !== start) continue;
      const binding = scope.names.get(name);
      if (binding !== undefined) return this.force(binding);
      if (scope.kind === 'module') return this.findSkipped(scope, name);
    }
    return undefined;
  }

  private findSkipped(scope: Scope, name: string): Value | undefined {
    if (scope !== this.module) return this.host.lookup(scope.path, name);
    const unasked = this.starImported && !this.typeChecking && !this.wanted.has(name);
    if (unasked || this.skipped.has(name)) throw new NeedName(name);
    return undefined;
  }

  /** A binding's value; imports are followed now. */
  force(binding: Value | LazyImport): Value {
    if (binding.kind !== 'import') return binding;
    if (binding.name === null) return { kind: 'module', path: binding.path };
    const value = this.host.lookup(binding.path, binding.name);
    if (value !== undefined) return value;
    const target = this.host.resolveImport(binding.path, 1, binding.name);
    if (target.kind === 'module') return { kind: 'module', path: target.path };
    throw new PythonError(
      'ImportError',
      `cannot import name '${binding.name}' from '${this.host.dottedName(binding.path)}'`,
      binding.place,
    );
  }

  bind(scope: Scope, name: string, value: Value | LazyImport): void {
    const target = scope.redirected.get(name) ?? scope;
    // Another module's names are what its own run made them.
    if (target.kind !== 'module' || target === this.module) target.names.set(name, value);
  }
}
