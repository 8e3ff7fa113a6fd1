import type { Place } from '../../diagnostics.js';
import type { ClassStmt, FunctionStmt, LambdaExpr } from '../syntax.js';
import type { Namespace } from './namespace.js';
import { made } from './makers.js';
import { Signal } from './signal.js';

/**
 * Values of the evaluator. Lists, dicts, sets, classes, functions and instances have identity and may be changed by
 * the program, as in Python; everything else is immutable.
 */
export type Value =
  | ConstantValue
  | BytesValue
  | ListValue
  | TupleValue
  | SetValue
  | DictValue
  | ViewValue
  | IteratorValue
  | ClassValue
  | FunctionValue
  | BoundValue
  | PartialValue
  | BuiltinValue
  | ModuleValue
  | InstanceValue
  | ExceptionValue
  | SuperValue
  | GenericValue
  | NamedValue
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

/** Items stand in the order in which they were added; the program sees them in an order that is not known. */
export interface SetValue {
  readonly kind: 'set';
  readonly frozen: boolean;
  readonly items: Value[];
}

/** Entries of a dict, in order. They are changed through `dicts.ts` only, which finds constant keys by index. */
export interface DictEntries extends Array<[Value, Value]> {
  /** By their keys, where those are constants: for `dicts.ts` alone. */
  index?: Map<string, [Value, Value]> | undefined;
}

export interface DictValue {
  readonly kind: 'dict';
  readonly entries: DictEntries;
  /** What `defaultdict` calls for an absent key. */
  readonly factory?: Value;
}

/** What can be read again and again without being a list: views of a dict, and ranges. */
export interface ViewValue {
  readonly kind: 'view';
  readonly type: 'dict_keys' | 'dict_values' | 'dict_items' | 'range';
  readonly items: () => readonly Value[];
  readonly source: DictValue | NamespaceValue | null;
}

/** A generator, or what `map()`, `zip()` and the like give: its items can be read once. */
export interface IteratorValue {
  readonly kind: 'iterator';
  /** `generator`, `map`, `zip`, … */
  readonly type: string;
  /** `__name__` of a generator, null for any other iterator. */
  readonly name: string | null;
  /** The next item, undefined at the end. Throws `UnknownItems` where the rest is not known. */
  readonly next: () => Value | undefined;
  /** Whether reading an item may change something else: then only reading all at once is like Python's. */
  readonly interleaves: boolean;
  /** Why the rest is not known, once somebody asked for it. */
  problem: UndecidableValue | null;
}

/** The key of the method resolution order: for `linearise` alone. */
export const ORDER = Symbol('order');

/** One entry of a method resolution order. */
export type Ancestor = ClassValue | OpaqueAncestor;

/** A base that is outside the sources or undecidable; its own bases are unknown. */
export interface OpaqueAncestor {
  readonly kind: 'opaque';
  readonly name: string;
  readonly reason: string;
  /** As that of an external value. */
  readonly isBare?: true | undefined;
}

/** A class that the sources define, by a `class` statement or by `type(…)`. */
export interface ClassValue {
  readonly kind: 'class';
  /** `__name__`; a program may assign it. */
  name: string;
  readonly bases: readonly Value[];
  readonly namespace: Namespace;
  readonly place: Place;
  /** File, position and number of the evaluation: equal for the same class in two runs. */
  readonly identity: string;
  /** Null for `type('Name', …)`. */
  readonly statement: ClassStmt | null;
  /** A class (or what the sources do not show) that makes this one; null for `type`. */
  readonly metaclass: Value | null;
  /** The classes that derive from it directly and were made in the same run. */
  readonly subclasses: ClassValue[];
  /** Once it was asked for. */
  [ORDER]?: readonly Ancestor[] | null;
  /** What a named tuple or a dataclass is built from. */
  fields: readonly Field[] | null;
  /** Members of an enumeration by name, aliases included; null for other classes. */
  members: ReadonlyMap<string, InstanceValue> | null;
}

export interface Field {
  readonly name: string;
  readonly default: Value | undefined;
  /** Called for the default of each instance. */
  readonly factory: Value | undefined;
}

/** A function or lambda with the scope it was made in. */
export interface FunctionValue {
  readonly kind: 'function';
  name: string;
  readonly declaration: FunctionStmt | LambdaExpr;
  readonly scope: Scope;
  /** Default values of parameters, without those that are constants. */
  readonly defaults: ReadonlyMap<string, Value>;
  readonly place: Place;
  /** Changed by `setFunctionAttribute` and its like only: nearly all functions share an empty one. */
  attributes: ReadonlyMap<string, Value>;
  /** How it behaves as an attribute of a class. */
  readonly binding: 'method' | 'class-method' | 'static-method' | 'property';
}

/** A function or builtin method with its first argument. */
export interface BoundValue {
  readonly kind: 'bound';
  readonly self: Value;
  readonly func: FunctionValue | BuiltinValue;
}

/** `functools.partial(func, …)`. */
export interface PartialValue {
  readonly kind: 'partial';
  readonly func: Value;
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
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
  /** What the part that a builtin base makes holds: the list of a subclass of `list`. */
  readonly payload: Value | null;
  /** Equal for the same member of an enumeration in two runs; null where only the object itself is equal. */
  readonly identity: string | null;
}

/** An instance of a builtin exception. */
export interface ExceptionValue {
  readonly kind: 'exception';
  readonly type: string;
  readonly args: Value[];
}

/** `super()`: attributes of the classes after `start` in the order of `self`'s type. */
export interface SuperValue {
  readonly kind: 'super';
  readonly start: ClassValue;
  readonly self: InstanceValue | ClassValue;
}

/** `List[int]` of a class `List`. */
export interface GenericValue {
  readonly kind: 'generic';
  readonly origin: Value;
}

/** An object of which only its `__name__` is known: a type alias, a type variable, a `NewType`. */
export interface NamedValue {
  readonly kind: 'named';
  readonly name: string;
  readonly what: string;
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
  /** Taken to be a class that has no names which anybody asks for, and no bases of the sources. */
  readonly isBare?: true;
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
  readonly kind: 'module' | 'class' | 'function' | 'comprehension';
  readonly names: Map<string, Value | LazyImport>;
  readonly parent: Scope | null;
  /** The module that the code stands in. */
  readonly path: string;
  /** Names that `global` (module scope) or `nonlocal` (enclosing scope) redirect; null for none, as nearly always. */
  redirected: Map<string, Scope> | null;
  /** Names that the function binds somewhere: reading one before that is an error. */
  readonly locals: ReadonlySet<string> | null;
  /** What a generator function has given so far. */
  readonly yields: Value[] | null;
  /** The class that a class body made, for `super()` and `__class__`. */
  made?: ClassValue;
  /** Whether the program got hold of the names as a dictionary, through which it may change them at any time. */
  isHeld: boolean;
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

export function float(value: number): ConstantValue {
  return { kind: 'constant', value };
}

export function boolean(value: boolean): ConstantValue {
  return value ? TRUE : FALSE;
}

export function list(items: readonly Value[]): ListValue {
  return made({ kind: 'list', items: [...items] });
}

export function tuple(items: readonly Value[]): TupleValue {
  return { kind: 'tuple', items };
}

export function builtin(name: string): BuiltinValue {
  return { kind: 'builtin', name };
}

export function external(dotted: string): ExternalValue {
  return { kind: 'external', dotted };
}

export function undecidable(reason: string, place: Place): UndecidableValue {
  return { kind: 'undecidable', reason, place };
}

export function newScope(
  kind: Scope['kind'],
  parent: Scope | null,
  path: string,
  { locals = null, yields = null }: Partial<Pick<Scope, 'locals' | 'yields'>> = {},
): Scope {
  return made({ kind, names: new Map(), parent, path, redirected: null, locals, yields, isHeld: false });
}

/** Binds a name of `scope` in another one from now on. */
export function redirect(scope: Scope, name: string, target: Scope): void {
  scope.redirected ??= new Map();
  scope.redirected.set(name, target);
}

/** `globals()`, `locals()`: the dictionary of a scope. */
export function namespaceOf(scope: Scope): NamespaceValue {
  scope.isHeld = true;
  return { kind: 'namespace', scope };
}

export const NO_VALUES: ReadonlyMap<string, Value> = new Map();

export function setFunctionAttribute(func: FunctionValue, name: string, value: Value): void {
  func.attributes = new Map(func.attributes).set(name, value);
}

export function removeFunctionAttribute(func: FunctionValue, name: string): void {
  const attributes = new Map(func.attributes);
  if (attributes.delete(name)) func.attributes = attributes;
}

export function isNone(value: Value): boolean {
  return value.kind === 'constant' && value.value === null;
}

/** The string in a value, or null. */
export function asText(value: Value | undefined): string | null {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : null;
}

/** The integer in a value (booleans are integers), or null. */
export function asInteger(value: Value | undefined): bigint | null {
  if (value?.kind !== 'constant') return null;
  if (typeof value.value === 'boolean') return value.value ? 1n : 0n;
  return typeof value.value === 'bigint' ? value.value : null;
}

/** Items of a list, tuple or set; null for anything else. */
export function asItems(value: Value | undefined): readonly Value[] | null {
  if (value?.kind === 'list' || value?.kind === 'tuple' || value?.kind === 'set') return value.items;
  return null;
}

/** The last part of a dotted name. */
export function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** An exception that the program certainly raises. */
export class PythonError extends Signal {
  override readonly name = 'PythonError';

  constructor(
    /** Name of the exception's class. */
    readonly type: string,
    message: string,
    readonly place: Place,
    /** The exception object, where the program made it. */
    readonly value: Value | null = null,
  ) {
    super(message);
  }
}

/** The items of something are not known from here on. */
export class UnknownItems extends Signal {
  override readonly name = 'UnknownItems';
  constructor(readonly value: UndecidableValue) {
    super(value.reason);
  }
}
