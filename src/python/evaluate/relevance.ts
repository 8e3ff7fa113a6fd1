/**
 * Which top-level statements can change a name. A module is run only as far as a question needs it: the value of
 * `EntryClass` does not depend on the hundred statements that never touch it.
 */
import type { Expr, Pattern, Stmt } from '../syntax.js';

export interface Effects {
  /** Names that the statement may bind or delete. */
  readonly writes: ReadonlySet<string>;
  /** Names whose value it may change in place: `x.append(…)`, `x[0] = …`, `f(x)`. */
  readonly mutates: ReadonlySet<string>;
  /** Names that it may read, outside of function bodies. */
  readonly reads: ReadonlySet<string>;
  /** It may change any name: `exec`, `globals()[…] = …`, `from x import *`. */
  readonly anything: boolean;
}

interface Collector {
  readonly writes: Set<string>;
  readonly mutates: Set<string>;
  readonly reads: Set<string>;
  anything: boolean;
  /** Names of functions that the statement calls for their effect. */
  readonly calls: Set<string>;
}

function newCollector(): Collector {
  return { writes: new Set(), mutates: new Set(), reads: new Set(), anything: false, calls: new Set() };
}

/** Effects of a top-level statement; `functionBody` gives the body of a function it calls by name. */
export function effectsOf(stmt: Stmt, functionBody: (name: string) => readonly Stmt[] | null): Effects {
  const collector = newCollector();
  collectStmt(collector, stmt);
  for (const name of collector.calls) {
    const body = functionBody(name);
    if (body !== null) collectGlobalEffects(collector, body);
  }
  return collector;
}

/** A called function may assign what it declares global and change what it did not create. */
function collectGlobalEffects(collector: Collector, body: readonly Stmt[]): void {
  const inner = newCollector();
  const declared = new Set<string>();
  for (const stmt of body) {
    if (stmt.kind === 'global') for (const name of stmt.names) declared.add(name);
    collectStmt(inner, stmt);
  }
  for (const name of inner.writes) if (declared.has(name)) collector.writes.add(name);
  // A name that the function binds itself is its own; any other is the module's.
  for (const name of inner.mutates)
    if (declared.has(name) || !inner.writes.has(name)) collector.mutates.add(name);
  for (const name of inner.reads) collector.reads.add(name);
  collector.anything ||= inner.anything;
}

function collectBlock(c: Collector, body: readonly Stmt[]): void {
  for (const stmt of body) collectStmt(c, stmt);
}

function collectStmt(c: Collector, stmt: Stmt): void {
  switch (stmt.kind) {
    case 'assign':
      for (const target of stmt.targets) collectTarget(c, target);
      collectExpr(c, stmt.value);
      return;
    case 'annotated':
      if (stmt.value === null) return;
      collectTarget(c, stmt.target);
      collectExpr(c, stmt.value);
      return;
    case 'augmented':
      collectTarget(c, stmt.target);
      collectExpr(c, stmt.target);
      collectExpr(c, stmt.value);
      return;
    case 'expression':
      collectEffect(c, stmt.value);
      return;
    case 'class':
      c.writes.add(stmt.name);
      for (const expr of stmt.decorators) collectExpr(c, expr);
      for (const argument of stmt.args) collectExpr(c, argument.value);
      collectClassBody(c, stmt.body);
      return;
    case 'function':
      c.writes.add(stmt.name);
      for (const expr of stmt.decorators) collectExpr(c, expr);
      for (const param of stmt.params) if (param.default !== null) collectExpr(c, param.default);
      return;
    case 'import':
      for (const { module, alias } of stmt.names) c.writes.add(alias ?? module.split('.')[0] ?? module);
      return;
    case 'import-from':
      if (stmt.names === null) c.anything = true;
      for (const { name, alias } of stmt.names ?? []) c.writes.add(alias ?? name);
      return;
    case 'if':
    case 'while':
      collectExpr(c, stmt.test);
      collectBlock(c, stmt.body);
      collectBlock(c, stmt.orelse);
      return;
    case 'for':
      collectTarget(c, stmt.target);
      collectExpr(c, stmt.iter);
      collectBlock(c, stmt.body);
      collectBlock(c, stmt.orelse);
      return;
    case 'try':
      for (const part of [stmt.body, stmt.orelse, stmt.finalbody]) collectBlock(c, part);
      for (const handler of stmt.handlers) {
        if (handler.type !== null) collectExpr(c, handler.type);
        if (handler.name !== null) c.writes.add(handler.name);
        collectBlock(c, handler.body);
      }
      return;
    case 'with':
      for (const { context, target } of stmt.items) {
        collectExpr(c, context);
        if (target !== null) collectTarget(c, target);
      }
      collectBlock(c, stmt.body);
      return;
    case 'match':
      collectExpr(c, stmt.subject);
      for (const item of stmt.cases) {
        collectPattern(c, item.pattern);
        if (item.guard !== null) collectExpr(c, item.guard);
        collectBlock(c, item.body);
      }
      return;
    case 'delete':
      for (const target of stmt.targets) collectTarget(c, target);
      return;
    case 'type-alias':
      c.writes.add(stmt.name);
      return;
    case 'return':
    case 'raise':
      if (stmt.value !== null) collectExpr(c, stmt.value);
      return;
    default:
  }
}

/** A class body writes into its own namespace, but may still change an outer list. */
function collectClassBody(c: Collector, body: readonly Stmt[]): void {
  const inner = newCollector();
  collectBlock(inner, body);
  for (const name of inner.reads) c.reads.add(name);
  for (const name of inner.mutates) if (!inner.writes.has(name)) c.mutates.add(name);
}

function rootOf(expr: Expr): string | null {
  if (expr.kind === 'name') return expr.id;
  if (expr.kind === 'attribute' || expr.kind === 'subscript' || expr.kind === 'starred')
    return rootOf(expr.value);
  return expr.kind === 'call' ? rootOf(expr.func) : null;
}

const NAMESPACE_FUNCTIONS = new Set([
  'globals',
  'locals',
  'vars',
  'exec',
  'eval',
  'setattr',
  'delattr',
  '__import__',
]);

function collectTarget(c: Collector, target: Expr): void {
  if (target.kind === 'tuple' || target.kind === 'list') {
    for (const item of target.items) collectTarget(c, item);
    return;
  }
  const root = rootOf(target);
  if (root !== null) (target.kind === 'name' || target.kind === 'starred' ? c.writes : c.mutates).add(root);
  if (root !== null && NAMESPACE_FUNCTIONS.has(root)) c.anything = true;
  // `sys.modules[__name__].x = …` binds a name here; replacing the entry itself binds none.
  if (root === 'sys' && target.kind === 'attribute') c.anything = true;
  if (target.kind !== 'name') collectExpr(c, target);
}

/** An expression evaluated for its effect: a method may change its object, a function its arguments. */
function collectEffect(c: Collector, expr: Expr): void {
  collectExpr(c, expr);
  if (expr.kind === 'walrus') collectTarget(c, expr.target);
  if (expr.kind === 'await') collectEffect(c, expr.value);
  if (expr.kind !== 'call') return;
  const root = rootOf(expr.func);
  if (root !== null && NAMESPACE_FUNCTIONS.has(root)) c.anything = true;
  if (root !== null && expr.func.kind === 'name') c.calls.add(root);
  if (root !== null && expr.func.kind === 'attribute') c.mutates.add(root);
  for (const argument of expr.args) {
    const name = rootOf(argument.value);
    if (name !== null) c.mutates.add(name);
  }
}

function collectPattern(c: Collector, pattern: Pattern): void {
  switch (pattern.kind) {
    case 'capture':
      c.writes.add(pattern.name);
      return;
    case 'as':
      c.writes.add(pattern.name);
      collectPattern(c, pattern.pattern);
      return;
    case 'star':
      if (pattern.name !== null) c.writes.add(pattern.name);
      return;
    case 'or':
    case 'sequence':
      for (const inner of pattern.patterns) collectPattern(c, inner);
      return;
    case 'mapping':
      for (const entry of pattern.entries) collectPattern(c, entry.pattern);
      return;
    case 'value':
      collectExpr(c, pattern.value);
      return;
    default:
  }
}

/** Names that an expression reads; a walrus in it writes. */
function collectExpr(c: Collector, expr: Expr): void {
  const stack: Expr[] = [expr];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'name') c.reads.add(node.id);
    if (node.kind === 'walrus') collectTarget(c, node.target);
    stack.push(...childrenOf(node));
  }
}

/** Direct subexpressions, defaults of lambdas and parts of format strings included. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'attribute':
    case 'starred':
    case 'await':
      return [expr.value];
    case 'walrus':
      return [expr.value];
    case 'yield':
      return expr.value === null ? [] : [expr.value];
    case 'list':
    case 'tuple':
    case 'set':
      return expr.items;
    case 'dict':
      return expr.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value]));
    case 'call':
      return [expr.func, ...expr.args.map((argument) => argument.value)];
    case 'subscript':
      return [expr.value, expr.index];
    case 'slice':
      return [expr.lower, expr.upper, expr.step].filter((part) => part !== null);
    case 'binary':
      return [expr.left, expr.right];
    case 'unary':
      return [expr.operand];
    case 'boolean':
      return expr.values;
    case 'compare':
      return [expr.left, ...expr.rest.map((part) => part.value)];
    case 'conditional':
      return [expr.test, expr.then, expr.otherwise];
    case 'lambda':
      return [expr.body, ...expr.params.map((param) => param.default).filter((value) => value !== null)];
    case 'comprehension':
      return [
        expr.element,
        ...(expr.value === null ? [] : [expr.value]),
        ...expr.clauses.flatMap((clause) => [clause.iter, ...clause.ifs]),
      ];
    case 'fstring':
      return expr.parts.flatMap((part) => (part === null || typeof part === 'string' ? [] : [part.value]));
    default:
      return [];
  }
}
