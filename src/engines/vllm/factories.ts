/**
 * Classes made by a function: `class X(as_embedding_model(Y))`. A function whose return type is the type of its
 * argument (`def f(cls: _T) -> _T`, or `type[_T]` of both) returns a subclass of it or the class itself; what it adds is
 * not followed.
 */
import type { ClassValue, Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Expr, FunctionStmt } from '../../python/syntax.js';

export interface FollowedClass {
  /** The class with the arguments of factories in place of what they make. */
  readonly type: ClassValue;
  /** A factory stands in its hierarchy: it may have more than its argument has. */
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
    const argument = base.kind === 'undecidable' ? argumentOf(sources, type, index) : null;
    if (argument === null) return { type: base, made: false };
    return { ...follow(sources, argument, inside), made: true };
  });
  return bases.some(({ made }) => made)
    ? { type: { ...type, bases: bases.map((base) => base.type) }, made: true }
    : { type, made: false };
}

/** The class that a base was made from, when the base is written as a call of such a function. */
function argumentOf(sources: PythonSources, type: ClassValue, index: number): ClassValue | null {
  const header = type.statement?.args.filter(({ form }) => form === 'positional') ?? [];
  const call = header.length === type.bases.length ? header[index]?.value : undefined;
  if (call?.kind !== 'call') return null;
  const [first] = call.args;
  const made = named(sources, type.place.file, call.func);
  const isFactory =
    made?.kind === 'function' && made.declaration.kind === 'function' && returnsItsArgument(made.declaration);
  if (!isFactory || first?.form !== 'positional') return null;
  const argument = named(sources, type.place.file, first.value);
  return argument?.kind === 'class' ? argument : null;
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
