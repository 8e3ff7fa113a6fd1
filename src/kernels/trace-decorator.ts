import type { Evidence } from '../diagnostics.js';
import { statements } from '../python/walk.js';
import type { PythonSources } from '../python/sources.js';
import type { CallExpr, ClassStmt, Expr, FunctionStmt, Stmt } from '../python/syntax.js';

/** A callable that carries FlashInfer's API decorator. `evidence` is the place of that decorator. */
export interface DecoratedApi {
  /** With its class: `BatchDecodeWithPagedKVCacheWrapper.run`. */
  readonly qualname: string;
  /** The template expression of `trace=`; null for the bare decorator. */
  readonly trace: string | null;
  readonly evidence: Evidence;
}

const DECORATOR = 'flashinfer_api';
/** The method that an API class is called by. */
const ENTRY_METHODS: readonly string[] = ['run', '__call__'];

/** The trace template of an API: of the function itself, or of the method that its class is called by. */
export function traceTemplateOf(stmt: ClassStmt | FunctionStmt): string | null {
  const callables =
    stmt.kind === 'function'
      ? [stmt]
      : ENTRY_METHODS.flatMap((name) => methods(stmt).filter((method) => method.name === name));
  for (const callable of callables) {
    const template = decoration(callable)?.trace ?? null;
    if (template !== null) return template;
  }
  return null;
}

function methods(stmt: ClassStmt): readonly FunctionStmt[] {
  return stmt.body.filter((each) => each.kind === 'function');
}

/** Every decorated callable of a file, in source order. A mention in a docstring is none. */
export function decoratedApis(sources: PythonSources, path: string): readonly DecoratedApi[] {
  if (!sources.raw(path).text.includes(DECORATOR)) return [];
  const found: DecoratedApi[] = [];
  const visit = (body: readonly Stmt[], prefix: string): void => {
    for (const stmt of statements(body, false)) {
      if (stmt.kind === 'class') visit(stmt.body, `${prefix}${stmt.name}.`);
      if (stmt.kind !== 'function') continue;
      const decorated = decoration(stmt);
      if (decorated !== null) {
        const { trace, line, column } = decorated;
        const evidence = { file: path, line, column, rule: 'flashinfer-api-decorator' };
        found.push({ qualname: prefix + stmt.name, trace, evidence });
      }
      if (stmt.body !== null) visit(stmt.body, `${prefix}${stmt.name}.`);
    }
  };
  visit(sources.project.bodies(path)?.body ?? [], '');
  return found;
}

interface Decoration {
  readonly trace: string | null;
  readonly line: number;
  readonly column: number;
}

/** Decorators may be stacked in any order, so each is looked at. */
function decoration(stmt: FunctionStmt): Decoration | null {
  for (const decorator of stmt.decorators) {
    const callee = decorator.kind === 'call' ? decorator.func : decorator;
    if (lastName(callee) !== DECORATOR) continue;
    const trace = decorator.kind === 'call' ? keyword(decorator, 'trace') : null;
    return { trace: trace === null ? null : shown(trace), line: decorator.line, column: decorator.column };
  }
  return null;
}

function keyword(call: CallExpr, name: string): Expr | null {
  const found = call.args.find((arg) => arg.form === 'keyword' && arg.name === name)?.value ?? null;
  return found?.kind === 'constant' && found.value === 'None' ? null : found;
}

function lastName(expr: Expr): string | null {
  if (expr.kind === 'name') return expr.id;
  return expr.kind === 'attribute' ? expr.attr : null;
}

/** A name or an attribute chain as written; anything else by what it is. */
function shown(expr: Expr): string {
  if (expr.kind === 'name') return expr.id;
  return expr.kind === 'attribute' ? `${shown(expr.value)}.${expr.attr}` : `<${expr.kind}>`;
}
