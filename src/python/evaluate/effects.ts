/**
 * What a statement of module scope may do, seen without running it. A module is run only as far as a question needs
 * it, so every way in which a statement can bear on a name has to show here; too much is slow, too little is wrong.
 */
import { hasLiteralDefaults } from '../notes.js';
import type { ClassStmt, Expr, Stmt } from '../syntax.js';
import { addMutation, newCollector, note, read, type Collector, type Effects } from './effect-collector.js';
import {
  addRuns,
  collectCallee,
  collectExpr,
  collectPattern,
  collectTarget,
  collectWhole,
  isNamespaceCall,
  looksUpModule,
  namesIn,
} from './effect-expressions.js';

export type { Effects } from './effect-collector.js';

const known = new WeakMap<Stmt, Effects>();

/** Effects of one statement, its blocks included. */
export function effectsOf(stmt: Stmt): Effects {
  const cached = known.get(stmt);
  if (cached !== undefined) return cached;
  const collector = newCollector();
  collectStmt(collector, stmt);
  known.set(stmt, collector);
  return collector;
}

/** Effects of a block as a whole. */
export function effectsOfBlock(body: readonly Stmt[]): Effects {
  const collector = newCollector();
  collectBlock(collector, body);
  return collector;
}

// ------------------------------------------------------------------ statements

function collectBlock(c: Collector, body: readonly Stmt[]): void {
  for (const stmt of body) collectStmt(c, stmt);
}

function collectStmt(c: Collector, stmt: Stmt): void {
  switch (stmt.kind) {
    case 'assign':
      collectAssignment(c, stmt.targets, stmt.value);
      return;
    case 'annotated':
      if (stmt.value !== null) collectAssignment(c, [stmt.target], stmt.value);
      return;
    case 'augmented':
      collectAssignment(c, [stmt.target], stmt.value);
      collectExpr(c, stmt.target);
      for (const name of namesIn(stmt.target)) addMutation(c, name);
      return;
    case 'expression':
      collectExpr(c, stmt.value);
      // An expression that calls nothing is written for what it raises, or by mistake.
      if (!/^(?:call|string|constant|number|await|yield|fstring|walrus)$/.test(stmt.value.kind))
        c.raises = true;
      return;
    case 'class':
      collectClass(c, stmt);
      return;
    case 'function':
      note(c, 'writes', stmt.name);
      collectDecorators(c, stmt.name, stmt.decorators);
      if (hasLiteralDefaults(stmt)) return;
      for (const param of stmt.params) if (param.default !== null) collectExpr(c, param.default);
      return;
    case 'import':
      for (const { module, alias } of stmt.names) note(c, 'writes', alias ?? module.split('.')[0] ?? module);
      return;
    case 'import-from':
      if (stmt.names === null) c.anything = true;
      for (const { name, alias } of stmt.names ?? []) note(c, 'writes', alias ?? name);
      return;
    case 'delete':
      for (const target of stmt.targets) {
        collectTarget(c, target);
        collectExpr(c, target);
      }
      return;
    case 'type-alias':
      note(c, 'writes', stmt.name);
      return;
    case 'return':
      c.raises = true;
      if (stmt.value !== null) collectExpr(c, stmt.value);
      return;
    case 'raise':
      c.raises = true;
      if (stmt.value !== null) collectExpr(c, stmt.value);
      return;
    case 'assert':
      c.raises = true;
      collectExpr(c, stmt.test);
      return;
    case 'if':
    case 'while':
    case 'for':
    case 'try':
    case 'with':
    case 'match':
      collectCompound(c, stmt);
      return;
    default:
  }
}

type Compound = Stmt & { readonly kind: 'if' | 'while' | 'for' | 'try' | 'with' | 'match' };

function collectCompound(c: Collector, stmt: Compound): void {
  switch (stmt.kind) {
    case 'if':
    case 'while':
      collectExpr(c, stmt.test);
      collectBlock(c, stmt.body);
      collectBlock(c, stmt.orelse);
      return;
    case 'for':
      collectAssignment(c, [stmt.target], stmt.iter);
      collectWhole(c, stmt.iter);
      addRuns(c, stmt.iter);
      collectBlock(c, stmt.body);
      collectBlock(c, stmt.orelse);
      return;
    case 'try':
      for (const part of [stmt.body, stmt.orelse, stmt.finalbody]) collectBlock(c, part);
      for (const handler of stmt.handlers) {
        if (handler.type !== null) collectExpr(c, handler.type);
        if (handler.name !== null) note(c, 'writes', handler.name);
        collectBlock(c, handler.body);
      }
      return;
    case 'with':
      for (const { context, target } of stmt.items) {
        collectAssignment(c, target === null ? [] : [target], context);
        addRuns(c, context);
      }
      collectBlock(c, stmt.body);
      return;
    case 'match':
      collectExpr(c, stmt.subject);
      for (const item of stmt.cases) {
        const captured = newCollector();
        collectPattern(captured, item.pattern);
        for (const name of captured.writes) note(c, 'writes', name);
        for (const name of captured.reads) read(c, name);
        c.aliases.push(new Set([...captured.writes, ...namesIn(stmt.subject)]));
        if (item.guard !== null) collectExpr(c, item.guard);
        collectBlock(c, item.body);
      }
      return;
  }
}

function collectAssignment(c: Collector, targets: readonly Expr[], value: Expr): void {
  const written = newCollector();
  for (const target of targets) {
    collectTarget(written, target);
    collectTarget(c, target);
    if (target.kind !== 'name') collectExpr(c, target);
  }
  collectExpr(c, value);
  // `g = globals()` keeps the dictionary, through which any name can be written later.
  if (isNamespaceCall(value)) c.anything = true;
  if (looksUpModule(value)) for (const name of written.writes) note(c, 'modules', name);
  const group = new Set([...written.writes, ...written.mutates, ...namesIn(value)]);
  if (group.size > 1) c.aliases.push(group);
}

/** A decorator may keep what it is given, and change what it belongs to. */
function collectDecorators(c: Collector, name: string, decorators: readonly Expr[]): void {
  for (const expr of decorators) {
    collectCallee(c, expr);
    for (const each of namesIn(expr)) addMutation(c, each);
  }
  if (decorators.length > 0) note(c, 'runs', name);
}

/** A class body writes into its own namespace, but may still change an outer list. */
function collectClass(c: Collector, stmt: ClassStmt): void {
  note(c, 'writes', stmt.name);
  collectDecorators(c, stmt.name, stmt.decorators);
  for (const argument of stmt.args) {
    collectExpr(c, argument.value);
    for (const name of namesIn(argument.value)) note(c, argument.name === null ? 'derives' : 'runs', name);
  }
  const inner = newCollector();
  collectBlock(inner, stmt.body);
  for (const name of inner.reads) note(c, 'reads', name);
  for (const name of inner.needs) if (!inner.writes.has(name)) note(c, 'needs', name);
  for (const name of inner.runs) if (!inner.writes.has(name)) note(c, 'runs', name);
  for (const name of inner.mutates) if (!inner.writes.has(name)) note(c, 'mutates', name);
  for (const group of inner.aliases)
    c.aliases.push(new Set([stmt.name, ...group].filter((n) => !inner.writes.has(n))));
  for (const each of stmt.body)
    if (each.kind === 'global') for (const name of each.names) note(c, 'writes', name);
  c.anything ||= inner.anything;
  c.everything ||= inner.everything;
  c.raises ||= stmt.body.some((each) => each.kind === 'raise');
}
