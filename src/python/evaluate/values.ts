import type { Place } from '../../diagnostics.js';
import type { ClassStmt, FunctionStmt, LambdaExpr } from '../syntax.js';

/**
 * Values of the evaluator. Lists, dicts, sets, classes and instances have identity and may be changed by the
 * program, as in Python; everything else is immutable.
 */
export type Value =
  | ConstantValue
  | BytesValue
  | ListValue
  | TupleValue
  | SetValue
  | DictValue
  | ClassValue
  | FunctionValue
  | BoundValue
  | BuiltinValue
  | ModuleValue
  | InstanceValue
  | GenericValue
  | NamespaceValue
  | ExternalValue
  | UndecidableValue;

export interface ConstantValue {
  readonly kind: 'constant';
  /** `undefined` is `Ellipsis`. Integers are bigint, floats number. */
  readonly value: string | bigint | number | boolean | null | undefined;
}

export interface BytesValue {
  readonly kind: 'bytes';
  readonly value: string;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: Value[];
}

export interface TupleValue {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}

export interface SetValue {
  readonly kind: 'set';
  readonly frozen: boolean;
  readonly items: Value[];
}

export interface DictValue {
  readonly kind: 'dict';
  readonly entries: [Value, Value][];
}

/** Attributes of a class. An imported name that the body only passes on is followed when it is asked for. */
export class Namespace {
  private readonly names: Map<string, Value | LazyImport>;

  constructor(
    names: Iterable<readonly [string, Value | LazyImport]>,
    private readonly force: (binding: Value | LazyImport) => Value,
  ) {
    this.names = new Map(names);
  }

  get(name: string): Value | undefined {
    const binding = this.names.get(name);
    return binding === undefined ? undefined : this.force(binding);
  }

  set(name: string, value: Value): void {
    this.names.set(name, value);
  }

  delete(name: string): void {
    this.names.delete(name);
  }

  entries(): readonly (readonly [string, Value])[] {
    return [...this.names].map(([name, binding]) => [name, this.force(binding)] as const);
  }
}

/** A class that the sources define, by a `class` statement or by `type(…)`. */
export interface ClassValue {
  readonly kind: 'class';
  /** `__name__`; a program may assign it. */
  name: string;
  readonly bases: readonly Value[];
  readonly namespace: Namespace;
  readonly place: Place;
  /** File and position: equal for two evaluations of the same statement. */
  readonly identity: string;
  /** Null for `type('Name', …)`. */
  readonly statement: ClassStmt | null;
}

/** A function or lambda with the scope it was made in. */
export interface FunctionValue {
  readonly kind: 'function';
  name: string;
  readonly declaration: FunctionStmt | LambdaExpr;
  readonly scope: Scope;
  readonly defaults: ReadonlyMap<string, Value>;
  readonly place: Place;
  readonly attributes: Map<string, Value>;
  /** How it behaves as an attribute of a class. */
  readonly binding: 'method' | 'class-method' | 'static-method' | 'property';
}

/** A function or builtin method with its first argument. */
export interface BoundValue {
  readonly kind: 'bound';
  readonly self: Value;
  readonly func: FunctionValue | BuiltinValue;
}

export interface BuiltinValue {
  readonly kind: 'builtin';
  /** `len`, or `list.append` for a method. */
  readonly name: string;
}

/** A module of the sources. */
export interface ModuleValue {
  readonly kind: 'module';
  readonly path: string;
}

export interface InstanceValue {
  readonly kind: 'instance';
  readonly type: ClassValue;
  readonly attributes: Map<string, Value>;
}

/** `List[int]` of a class `List`. */
export interface GenericValue {
  readonly kind: 'generic';
  readonly origin: Value;
}

/** The live dictionary of a scope: `globals()`, `locals()`, `vars()`. */
export interface NamespaceValue {
  readonly kind: 'namespace';
  readonly scope: Scope;
}

/** Something outside the sources, known by its dotted name only. */
export interface ExternalValue {
  readonly kind: 'external';
  readonly dotted: string;
}

/** What the sources do not allow to be known, with place and reason. */
export interface UndecidableValue {
  readonly kind: 'undecidable';
  readonly reason: string;
  readonly place: Place;
}

/** A name that was imported and is looked up in its module only when it is needed. */
export interface LazyImport {
  readonly kind: 'import';
  readonly path: string;
  /** Null for the module itself. */
  readonly name: string | null;
  readonly place: Place;
}

/** Names of one module, class body, function call or comprehension. */
export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly names: Map<string, Value | LazyImport>;
  readonly parent: Scope | null;
  /** The module that the code stands in. */
  readonly path: string;
  /** Names that `global` (module scope) or `nonlocal` (enclosing scope) redirect. */
  readonly redirected: Map<string, Scope>;
}

export const NONE: ConstantValue = { kind: 'constant', value: null };
export const TRUE: ConstantValue = { kind: 'constant', value: true };
export const FALSE: ConstantValue = { kind: 'constant', value: false };

export function text(value: string): ConstantValue {
  return { kind: 'constant', value };
}

export function integer(value: number | bigint): ConstantValue {
  return { kind: 'constant', value: BigInt(value) };
}

export function boolean(value: boolean): ConstantValue {
  return value ? TRUE : FALSE;
}

export function list(items: readonly Value[]): ListValue {
  return { kind: 'list', items: [...items] };
}

export function tuple(items: readonly Value[]): TupleValue {
  return { kind: 'tuple', items };
}

export function undecidable(reason: string, place: Place): UndecidableValue {
  return { kind: 'undecidable', reason, place };
}

/** The string in a value, or null. */
export function asText(value: Value | undefined): string | null {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : null;
}

/** Items of a list, tuple or set; null for anything else. */
export function asItems(value: Value | undefined): readonly Value[] | null {
  if (value?.kind === 'list' || value?.kind === 'tuple' || value?.kind === 'set') return value.items;
  return null;
}

/** An exception that the program certainly raises. */
export class PythonError extends Error {
  override readonly name = 'PythonError';

  constructor(
    readonly type: string,
    message: string,
    readonly place: Place,
    readonly value: Value | null = null,
  ) {
    super(message);
  }
}
