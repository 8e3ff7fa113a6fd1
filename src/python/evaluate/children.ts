/** Walking expressions. */
import type { Expr, FormatField, Stmt } from '../syntax.js';

const NOTHING: readonly Expr[] = [];

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
      return expr.value === null ? NOTHING : [expr.value];
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
      return fieldsIn(expr.parts);
    default:
      return NOTHING;
  }
}

/** Values of replacement fields; a format specification may hold fields of its own. */
function fieldsIn(parts: readonly (string | FormatField | null)[]): readonly Expr[] {
  return parts.flatMap((part) =>
    part === null || typeof part === 'string' ? [] : [part.value, ...fieldsIn(part.spec ?? [])],
  );
}

/** The expressions that stand directly in a statement, those in its blocks and definitions left out. */
export function expressionsIn(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case 'assign':
      return [...stmt.targets, stmt.value];
    case 'annotated':
      return stmt.value === null ? [stmt.target] : [stmt.target, stmt.value];
    case 'augmented':
      return [stmt.target, stmt.value];
    case 'expression':
      return [stmt.value];
    case 'if':
    case 'while':
      return [stmt.test];
    case 'for':
      return [stmt.target, stmt.iter];
    case 'match':
      return [stmt.subject, ...stmt.cases.flatMap(({ guard }) => (guard === null ? [] : [guard]))];
    case 'return':
      return stmt.value === null ? [] : [stmt.value];
    case 'raise':
      return [stmt.value, stmt.cause].filter((part) => part !== null);
    case 'with':
      return stmt.items.flatMap(({ context, target }) => (target === null ? [context] : [context, target]));
    case 'assert':
      return stmt.message === null ? [stmt.test] : [stmt.test, stmt.message];
    case 'delete':
      return stmt.targets;
    default:
      return [];
  }
}
