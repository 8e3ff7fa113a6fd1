/** What expressions, targets and patterns do to names. */
import type { Argument, ComprehensionExpr, Expr, LambdaExpr, Pattern } from '../syntax.js';
import { childrenOf } from './children.js';
import {
  addMutation,
  isHidden,
  newCollector,
  note,
  read,
  within,
  type Collector,
} from './effect-collector.js';
import { isChangingMethod, isReadingBuiltin, isReadingMethod, NAMESPACE_FUNCTIONS } from './known-effects.js';

export function collectTarget(c: Collector, target: Expr): void {
  switch (target.kind) {
    case 'name':
      note(c, 'writes', target.id);
      return;
    case 'starred':
      collectTarget(c, target.value);
      return;
    case 'tuple':
    case 'list':
      for (const item of target.items) collectTarget(c, item);
      return;
    case 'attribute':
      for (const name of namesIn(target.value)) addMutation(c, name);
      addMember(c, target);
      addMember(c, target.value);
      // `sys.modules[__name__].x = …` binds a name here.
      if (looksUpModule(target.value) || isNamespaceCall(target.value)) c.anything = true;
      return;
    case 'subscript':
      for (const name of namesIn(target.value)) addMutation(c, name);
      if (
        containsNamespaceCall(target.value) ||
        (target.value.kind === 'attribute' && target.value.attr === '__dict__')
      )
        c.anything = true;
      return;
    default:
  }
}

/** `m.x = …` and `m.x.y = …` change what `m.x` is. */
function addMember(c: Collector, expr: Expr): void {
  if (expr.kind === 'attribute' && expr.value.kind === 'name')
    note(c, 'mutates', `${expr.value.id}.${expr.attr}`);
}

export function collectPattern(c: Collector, pattern: Pattern): void {
  switch (pattern.kind) {
    case 'capture':
      note(c, 'writes', pattern.name);
      return;
    case 'as':
      note(c, 'writes', pattern.name);
      collectPattern(c, pattern.pattern);
      return;
    case 'star':
      if (pattern.name !== null) note(c, 'writes', pattern.name);
      return;
    case 'or':
    case 'sequence':
      for (const inner of pattern.patterns) collectPattern(c, inner);
      return;
    case 'mapping':
      if (pattern.rest !== null) note(c, 'writes', pattern.rest);
      for (const entry of pattern.entries) {
        collectExpr(c, entry.key);
        collectPattern(c, entry.pattern);
      }
      return;
    case 'class':
      collectExpr(c, pattern.type);
      for (const inner of pattern.patterns) collectPattern(c, inner);
      for (const { pattern: inner } of pattern.keywords) collectPattern(c, inner);
      return;
    case 'value':
      collectExpr(c, pattern.value);
      return;
    default:
  }
}

export function collectExpr(c: Collector, expr: Expr): void {
  switch (expr.kind) {
    case 'name':
      read(c, expr.id);
      return;
    case 'attribute':
      if (expr.value.kind === 'name') note(c, 'reads', `${expr.value.id}.${expr.attr}`);
      if (expr.attr === '__subclasses__') c.everything = true;
      // A method that changes its object may be called later, under another name.
      if (isChangingMethod(expr.attr)) for (const name of namesIn(expr.value)) addMutation(c, name);
      break;
    case 'walrus': {
      const target = expr.target.kind === 'name' ? expr.target.id : null;
      if (target !== null) {
        note(c, 'writes', target);
        c.aliases.push(new Set([target, ...namesIn(expr.value)]));
      }
      break;
    }
    case 'call':
      collectCall(c, expr);
      return;
    case 'starred':
      collectWhole(c, expr.value);
      break;
    case 'comprehension':
      collectComprehension(c, expr);
      return;
    case 'lambda':
      collectLambda(c, expr);
      return;
    case 'subscript':
      addRuns(c, expr.value);
      break;
    case 'binary':
    case 'compare':
    case 'unary':
      // The operators of an instance are methods of its class.
      addRuns(c, expr);
      break;
    default:
  }
  for (const child of childrenOf(expr)) collectExpr(c, child);
}

function collectCall(c: Collector, { func, args }: Expr & { readonly kind: 'call' }): void {
  collectCallee(c, func);
  for (const argument of args) collectArgument(c, argument);
  const reading =
    func.kind === 'name'
      ? isReadingBuiltin(func.id)
      : func.kind === 'attribute' && isReadingMethod(func.attr);
  if (func.kind === 'name' && NAMESPACE_FUNCTIONS.has(func.id)) c.anything = true;
  if (func.kind === 'name' && func.id === 'exec') c.everything = true;
  if (isExit(func)) c.raises = true;
  if (reading) return;
  if (func.kind === 'name') addMutation(c, func.id);
  for (const argument of args) {
    if (containsNamespaceCall(argument.value)) c.anything = true;
    for (const name of namesIn(argument.value)) addMutation(c, name);
  }
  if (func.kind !== 'attribute') return;
  for (const name of namesIn(func.value)) addMutation(c, name);
  if (containsNamespaceCall(func.value) || looksUpModule(func.value)) c.anything = true;
}

function isExit(func: Expr): boolean {
  if (func.kind === 'name') return func.id === 'exit' || func.id === 'quit';
  return func.kind === 'attribute' && func.attr === 'exit';
}

function collectArgument(c: Collector, { value }: Argument): void {
  collectExpr(c, value);
  collectWhole(c, value);
  addRuns(c, value);
}

export function collectCallee(c: Collector, func: Expr): void {
  collectExpr(c, func);
  addRuns(c, func);
  if (func.kind === 'attribute' && /^(?:items|keys|values|copy)$/.test(func.attr))
    collectWhole(c, func.value);
}

/** `globals()` where all of it is read. */
export function collectWhole(c: Collector, expr: Expr): void {
  if (isNamespaceCall(expr)) c.everything = true;
}

export function addRuns(c: Collector, expr: Expr): void {
  for (const name of namesIn(expr)) if (!isHidden(c, name)) note(c, 'runs', name);
}

function collectComprehension(c: Collector, expr: ComprehensionExpr): void {
  const own = newCollector();
  for (const clause of expr.clauses) collectTarget(own, clause.target);
  for (const [index, clause] of expr.clauses.entries()) {
    collectWhole(c, clause.iter);
    addRuns(c, clause.iter);
    // The targets of the clauses before stand around an iterable.
    if (index === 0) collectExpr(c, clause.iter);
    else
      within(c, own.writes, () => {
        collectExpr(c, clause.iter);
      });
  }
  // A change of a target changes what is iterated over.
  const inner = newCollector();
  collectExpr(inner, expr.element);
  if ([...inner.mutates].some((name) => own.writes.has(name)))
    for (const clause of expr.clauses) for (const name of namesIn(clause.iter)) addMutation(c, name);
  within(c, own.writes, () => {
    collectExpr(c, expr.element);
    if (expr.value !== null) collectExpr(c, expr.value);
    for (const clause of expr.clauses) for (const test of clause.ifs) collectExpr(c, test);
  });
}

function collectLambda(c: Collector, expr: LambdaExpr): void {
  for (const param of expr.params) if (param.default !== null) collectExpr(c, param.default);
  c.deferred++;
  within(c, new Set(expr.params.map(({ name }) => name)), () => {
    collectExpr(c, expr.body);
  });
  c.deferred--;
}

/** Every name in an expression. */
export function namesIn(expr: Expr): readonly string[] {
  const names: string[] = [];
  collectNames(expr, names);
  return names;
}

function collectNames(expr: Expr, names: string[]): void {
  if (expr.kind === 'name') names.push(expr.id);
  else for (const child of childrenOf(expr)) collectNames(child, names);
}

export function isNamespaceCall(expr: Expr): boolean {
  if (expr.kind === 'attribute' && expr.attr === '__dict__') return looksUpModule(expr.value);
  return (
    expr.kind === 'call' && expr.func.kind === 'name' && /^(?:globals|locals|vars|dir)$/.test(expr.func.id)
  );
}

function containsNamespaceCall(expr: Expr): boolean {
  return isNamespaceCall(expr) || childrenOf(expr).some(containsNamespaceCall);
}

/** `sys.modules[…]`, `import_module(…)`: an expression for a module object. */
export function looksUpModule(expr: Expr): boolean {
  if (expr.kind === 'subscript') return expr.value.kind === 'attribute' && expr.value.attr === 'modules';
  if (expr.kind !== 'call') return false;
  const { func } = expr;
  return (
    (func.kind === 'name' && (func.id === '__import__' || func.id === 'import_module')) ||
    (func.kind === 'attribute' && func.attr === 'import_module')
  );
}
