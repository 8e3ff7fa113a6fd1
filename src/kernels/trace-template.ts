import type { Evidence } from '../diagnostics.js';
import { nestedBlocks } from '../python/evaluate/index.js';
import type { PythonSources } from '../python/sources.js';
import type { AssignStmt, CallExpr, DictExpr, Expr, FunctionStmt, Stmt } from '../python/syntax.js';

/** What FlashInfer dumps for an API: a definition whose name it makes from constant axes. */
export interface TraceTemplate {
  /** The variable that holds it. */
  readonly name: string;
  /** Null when it is computed. */
  readonly opType: string | null;
  /** The name of a dump, with the axis in braces where its number stands; null when a part of it is computed. */
  readonly pattern: string | null;
  /** The statement that binds the variable. */
  readonly evidence: Evidence;
}

const TEMPLATE = 'TraceTemplate';

/** The statements of a module's scope that bind names. */
type Scope = ReadonlyMap<string, Stmt>;

/** What a name in an expression stands for; null: it is not known. */
type Names = (name: string) => Expr | null;

/** Every template that a module binds, in source order: literals, and calls of a function that returns one. */
export function traceTemplates(sources: PythonSources, path: string): readonly TraceTemplate[] {
  if (!sources.raw(path).text.includes(TEMPLATE)) return [];
  const body = moduleScope(sources, path);
  const scope = scopeOf(body);
  return body.flatMap((stmt) => {
    const assigned = asAssignment(stmt);
    return (assigned === null ? null : templateOf(assigned, path, scope)) ?? [];
  });
}

/**
 * The templates that the expression of a decorator's `trace=` may choose: the one that the name is bound to, or those
 * that a dispatch function lists in its `templates`, wherever they are imported from.
 */
export function templatesOf(sources: PythonSources, path: string, name: string): readonly TraceTemplate[] {
  return follow(sources, path, name, new Set());
}

function follow(
  sources: PythonSources,
  path: string,
  name: string,
  seen: Set<string>,
): readonly TraceTemplate[] {
  const key = `${path}\0${name}`;
  if (seen.has(key)) return [];
  seen.add(key);
  const body = moduleScope(sources, path);
  const scope = scopeOf(body);
  const own = scope.get(name);
  if (own?.kind === 'assign') {
    if (own.value.kind === 'name') return follow(sources, path, own.value.id, seen);
    const template = templateOf(own, path, scope);
    // `except ImportError: template = None` stands beside the import.
    if (template !== null) return [template];
  }
  if (own?.kind === 'function') {
    return dispatched(body, name, scope).flatMap((each) => follow(sources, path, each, seen));
  }
  for (const stmt of body.toReversed()) {
    if (stmt.kind !== 'import-from') continue;
    const wanted =
      stmt.names === null ? name : stmt.names.find((each) => (each.alias ?? each.name) === name)?.name;
    const target = wanted === undefined ? null : sources.project.resolveImport(path, stmt.level, stmt.module);
    if (wanted === undefined || target?.kind !== 'module') continue;
    const found = follow(sources, target.path, wanted, seen);
    if (found.length > 0) return found;
  }
  return [];
}

/** The names in `<dispatch>.templates = [...]`, also those that a dictionary of the module holds. */
function dispatched(body: readonly Stmt[], name: string, scope: Scope): readonly string[] {
  const listed = body.findLast(
    (stmt) =>
      stmt.kind === 'assign' &&
      stmt.targets.some(
        (target) =>
          target.kind === 'attribute' &&
          target.attr === 'templates' &&
          target.value.kind === 'name' &&
          target.value.id === name,
      ),
  );
  return listed?.kind === 'assign' ? [...new Set(namesIn(listed.value, scope, 0))] : [];
}

/** The variables that a list, its sums and copies, or the values of a dictionary name. */
function namesIn(expr: Expr, scope: Scope, depth: number): readonly string[] {
  if (depth > 8) return [];
  const inside = (each: Expr): readonly string[] => namesIn(each, scope, depth + 1);
  switch (expr.kind) {
    case 'name': {
      const bound = scope.get(expr.id);
      const isTemplate = bound?.kind !== 'assign' || bound.value.kind === 'call';
      return isTemplate ? [expr.id] : inside(bound.value);
    }
    case 'list':
    case 'tuple':
      return expr.items.flatMap(inside);
    case 'dict':
      return expr.entries.flatMap(({ value }) => inside(value));
    case 'starred':
      return inside(expr.value);
    case 'binary':
      return [expr.left, expr.right].flatMap(inside);
    case 'call':
      // `list(x)`, `x.values()`
      return expr.func.kind === 'attribute'
        ? inside(expr.func.value)
        : expr.args.flatMap(({ value }) => inside(value));
    default:
      return [];
  }
}

function moduleScope(sources: PythonSources, path: string): readonly Stmt[] {
  const flat = (body: readonly Stmt[]): readonly Stmt[] =>
    body.flatMap((stmt) => [
      stmt,
      ...(stmt.kind === 'class' || stmt.kind === 'function' ? [] : nestedBlocks(stmt).flatMap(flat)),
    ]);
  return flat(sources.project.bodies(path)?.body ?? []);
}

/** What is changed after it was bound is left out: its value is not the one that is written down. */
function scopeOf(body: readonly Stmt[]): Scope {
  const scope = new Map<string, Stmt>();
  for (const stmt of body) {
    if (stmt.kind === 'function') scope.set(stmt.name, stmt);
    const assigned = asAssignment(stmt);
    for (const target of assigned?.targets ?? []) {
      if (target.kind === 'name' && assigned !== null) scope.set(target.id, assigned);
    }
  }
  for (const name of body.flatMap(changedName)) scope.delete(name);
  return scope;
}

/** `axes["x"] = …`, `axes |= …`, `axes.update(…)` */
function changedName(stmt: Stmt): readonly string[] {
  const targets = [
    ...(stmt.kind === 'assign' ? stmt.targets : []),
    ...(stmt.kind === 'augmented' ? [stmt.target] : []),
    ...(stmt.kind === 'expression' && stmt.value.kind === 'call' ? [stmt.value.func] : []),
    ...(stmt.kind === 'delete' ? stmt.targets : []),
  ];
  return targets.flatMap((target) => {
    if (stmt.kind === 'augmented' && target.kind === 'name') return [target.id];
    const isPart = target.kind === 'subscript' || (stmt.kind === 'expression' && target.kind === 'attribute');
    return isPart && target.value.kind === 'name' ? [target.value.id] : [];
  });
}

/** `axes: dict[str, Const] = {}` binds like `axes = {}`. */
function asAssignment(stmt: Stmt): AssignStmt | null {
  if (stmt.kind === 'assign') return stmt;
  if (stmt.kind !== 'annotated' || stmt.value === null) return null;
  const { target, value, ...node } = stmt;
  return { ...node, kind: 'assign', targets: [target], value };
}

function templateOf(stmt: AssignStmt, path: string, scope: Scope): TraceTemplate | null {
  const [target] = stmt.targets;
  if (target?.kind !== 'name' || stmt.value.kind !== 'call') return null;
  const names: Names = (name) => {
    const bound = scope.get(name);
    return bound?.kind === 'assign' ? bound.value : null;
  };
  const made = literal(stmt.value, names) ?? returned(stmt.value, scope, names);
  if (made === null) return null;
  const { line, column } = stmt;
  return {
    name: target.id,
    ...made,
    evidence: { file: path, line, column, rule: 'flashinfer-trace-template' },
  };
}

type Made = Pick<TraceTemplate, 'opType' | 'pattern'>;

function literal(call: CallExpr, names: Names): Made | null {
  const callee =
    call.func.kind === 'attribute' ? call.func.attr : call.func.kind === 'name' ? call.func.id : '';
  if (callee !== TEMPLATE) return null;
  const opType = textOf(argument(call, 'op_type', 0), names);
  const given = argument(call, 'name_prefix', null);
  const prefix = given === null ? opType : textOf(given, names);
  const axes = axesOf(argument(call, 'axes', 1), names, 0);
  return { opType, pattern: prefix === null || axes === null ? null : [prefix, ...axes].join('_') };
}

/** What a function of the module that only chooses words returns for these arguments. */
function returned(call: CallExpr, scope: Scope, outer: Names): Made | null {
  const maker = call.func.kind === 'name' ? scope.get(call.func.id) : undefined;
  if (maker?.kind !== 'function') return null;
  const last = maker.body?.at(-1);
  if (last?.kind !== 'return' || last.value?.kind !== 'call') return null;
  const values = parameters(maker, call);
  const local = new Set(
    (maker.body ?? []).flatMap((stmt) => [stmt, ...nestedBlocks(stmt).flat()]).flatMap(boundNames),
  );
  return literal(last.value, (name) => {
    if (local.has(name)) return null;
    return values.has(name) ? (values.get(name) ?? null) : outer(name);
  });
}

function boundNames(stmt: Stmt): readonly string[] {
  return (asAssignment(stmt)?.targets ?? []).flatMap((target) => (target.kind === 'name' ? [target.id] : []));
}

function parameters(maker: FunctionStmt, call: CallExpr): ReadonlyMap<string, Expr | null> {
  const values = new Map<string, Expr | null>(
    maker.params.map((param) => [param.name, param.default ?? null] as const),
  );
  const names = [...values.keys()];
  call.args.forEach(({ form, name, value }, index) => {
    const parameter = form === 'keyword' ? name : form === 'positional' ? names[index] : undefined;
    if (parameter !== undefined && parameter !== null) values.set(parameter, value);
  });
  return values;
}

function argument(call: CallExpr, name: string, position: number | null): Expr | null {
  const named = call.args.find((arg) => arg.form === 'keyword' && arg.name === name);
  const placed = position === null ? undefined : call.args[position];
  return named?.value ?? (placed?.form === 'positional' ? placed.value : null);
}

function textOf(expr: Expr | null, names: Names, depth = 0): string | null {
  if (expr === null || depth > 8) return null;
  if (expr.kind === 'string') return expr.value;
  if (expr.kind === 'name') return textOf(names(expr.id), names, depth + 1);
  if (expr.kind !== 'conditional' || expr.test.kind !== 'name') return null;
  const test = names(expr.test.id);
  if (test?.kind !== 'constant') return null;
  return textOf(test.value === 'True' ? expr.then : expr.otherwise, names, depth + 1);
}

/** The parts that constant axes add to the name; null when the dictionary is not written down. */
function axesOf(expr: Expr | null, names: Names, depth: number): readonly string[] | null {
  const axes = dictionary(expr, names, depth);
  if (axes === null) return null;
  const parts: string[] = [];
  for (const [axis, value] of axes) {
    const marker = value.kind === 'name' ? names(value.id) : value;
    if (marker?.kind !== 'call' || marker.func.kind !== 'name') return null;
    if (marker.func.id === 'Var') continue;
    if (marker.func.id !== 'Const') return null;
    const short = argument(marker, 'abbrev', 1);
    const abbreviation =
      short === null || (short.kind === 'constant' && short.value === 'None') ? axis : textOf(short, names);
    if (abbreviation === null) return null;
    if (abbreviation !== '') parts.push(`${abbreviation}{${axis}}`);
  }
  return parts;
}

/** A dictionary with its spreads, copies and names resolved; a key that comes again keeps its place. */
function dictionary(expr: Expr | null, names: Names, depth: number): ReadonlyMap<string, Expr> | null {
  if (expr === null || depth > 8) return null;
  if (expr.kind === 'name') return dictionary(names(expr.id), names, depth + 1);
  if (expr.kind === 'call' && expr.func.kind === 'name' && expr.func.id === 'dict') {
    const [only] = expr.args;
    return only?.form === 'positional' && expr.args.length === 1
      ? dictionary(only.value, names, depth + 1)
      : null;
  }
  return expr.kind === 'dict' ? entriesOf(expr, names, depth) : null;
}

function entriesOf(expr: DictExpr, names: Names, depth: number): ReadonlyMap<string, Expr> | null {
  const found = new Map<string, Expr>();
  for (const { key, value } of expr.entries) {
    if (key === null) {
      const spread = dictionary(value, names, depth + 1);
      if (spread === null) return null;
      for (const [name, each] of spread) found.set(name, each);
    } else if (key.kind === 'string' && key.value !== null) found.set(key.value, value);
    else return null;
  }
  return found;
}
