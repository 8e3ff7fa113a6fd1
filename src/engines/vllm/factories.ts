/**
 * Classes made by a function: `class X(as_embedding_model(Y))`. A function whose return type is the type of its
 * argument (`def f(cls: _T) -> _T`, or `type[_T]` of both) returns a subclass of it or the class itself: that stands for
 * what it makes where calling it gives no answer.
 */
import type { ClassValue, FunctionValue, Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Expr, FunctionStmt } from '../../python/syntax.js';
import { seenAlone } from './class-attributes.js';

export interface FollowedClass {
  /** The class with what factories make of their arguments, or with the arguments themselves. */
  readonly type: ClassValue;
  /** The argument of a factory stands in its hierarchy: the class may have more than that. */
  readonly made: boolean;
}

export function followFactories(sources: PythonSources, type: ClassValue): FollowedClass {
  return follow(sources, type, new Set());
}

function follow(sources: PythonSources, type: ClassValue, open: ReadonlySet<string>): FollowedClass {
  if (open.has(type.identity)) return { type, made: false };
  const inside = new Set(open).add(type.identity);
  const bases = type.bases.map((base, index): { readonly type: Value; readonly made: boolean } => {
    if (base.kind === 'class') return follow(sources, base, inside);
    const call = base.kind === 'undecidable' ? factoryCall(sources, type, index) : null;
    if (call === null) return { type: base, made: false };
    const argument = follow(sources, call.argument, inside);
    const result = sources.project.call(call.factory, [seenAlone(argument.type)]);
    return result.kind === 'class' ? { type: result, made: argument.made } : { ...argument, made: true };
  });
  const isOther = bases.some((base, index) => base.type !== type.bases[index]);
  return {
    type: isOther ? { ...type, bases: bases.map((base) => base.type) } : type,
    made: bases.some(({ made }) => made),
  };
}

interface FactoryCall {
  readonly factory: FunctionValue;
  readonly argument: ClassValue;
}

/** How a base is made, when it is written as a call of such a function with a class. */
function factoryCall(sources: PythonSources, type: ClassValue, index: number): FactoryCall | null {
  const header = type.statement?.args.filter(({ form }) => form === 'positional') ?? [];
  const call = header.length === type.bases.length ? header[index]?.value : undefined;
  if (call?.kind !== 'call') return null;
  const [first] = call.args;
  const factory = named(sources, type.place.file, call.func);
  if (factory?.kind !== 'function' || first?.form !== 'positional') return null;
  const { declaration } = factory;
  if (declaration.kind !== 'function' || !returnsItsArgument(declaration)) return null;
  const argument = named(sources, type.place.file, first.value);
  return argument?.kind === 'class' ? { factory, argument } : null;
}

function named(sources: PythonSources, file: string, expr: Expr): Value | undefined {
  return expr.kind === 'name' ? sources.project.lookup(file, expr.id) : undefined;
}

function returnsItsArgument({ params, returns }: FunctionStmt): boolean {
  const given = typeName(params[0]?.annotation);
  return given !== null && given === typeName(returns);
}

/** `_T`, or `type[_T]` as newer releases write it. */
function typeName(annotation: Expr | null | undefined): string | null {
  if (annotation?.kind === 'name') return annotation.id;
  if (annotation?.kind !== 'subscript') return null;
  const { value, index } = annotation;
  return value.kind === 'name' && index.kind === 'name' ? `${value.id}[${index.id}]` : null;
}
