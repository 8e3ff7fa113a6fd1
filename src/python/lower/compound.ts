import type { ExceptHandler, Expr, Span, Stmt } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByField,
  childByType,
  childrenByField,
  errorStatement,
  fieldExpr,
  hasToken,
  identifier,
  isContent,
  MAX_DEPTH,
  namedChildren,
  spanBetween,
  spanOf,
  spanWithBodies,
  unknown,
  type LowerContext,
} from './context.js';
import { aliasInside } from './misreadings.js';
import { lowerCasePattern } from './patterns.js';

function elseOf(ctx: LowerContext, node: SyntaxNode): readonly Stmt[] {
  const clause = childByType(node, 'else_clause');
  return clause === undefined ? [] : ctx.block(childByField(clause, 'body'));
}

/** `elif` becomes an `if` alone in the else branch, built from the last clause to the first. */
export function lowerIf(ctx: LowerContext, node: SyntaxNode): Stmt {
  const clauses = node.children.filter((child) => child.type === 'elif_clause');
  // Lowered in source order (string mentions are in source order), nested afterwards.
  const test = fieldExpr(ctx, node, 'condition');
  const body = ctx.block(childByField(node, 'consequence'));
  const rest = clauses[MAX_DEPTH];
  const branches = clauses.slice(0, MAX_DEPTH).map((clause) => ({
    span: spanBetween(ctx, clause.start, node.end),
    test: fieldExpr(ctx, clause, 'condition'),
    body: ctx.block(childByField(clause, 'consequence')),
  }));
  let orelse =
    rest === undefined ? elseOf(ctx, node) : [errorStatement(ctx, rest, `more than ${MAX_DEPTH} branches`)];
  for (const branch of branches.reverse()) {
    const end = orelse.at(-1)?.end ?? branch.body.at(-1)?.end ?? branch.span.end;
    orelse = [{ kind: 'if', ...branch.span, end, test: branch.test, body: branch.body, orelse }];
  }
  return { kind: 'if', ...spanWithBodies(ctx, node, body, orelse), test, body, orelse };
}

export function lowerFor(ctx: LowerContext, node: SyntaxNode): Stmt {
  const async = hasToken(node, 'async');
  const target = fieldExpr(ctx, node, 'left');
  const iter = fieldExpr(ctx, node, 'right');
  const body = ctx.block(childByField(node, 'body'));
  const orelse = elseOf(ctx, node);
  return { kind: 'for', ...spanWithBodies(ctx, node, body, orelse), async, target, iter, body, orelse };
}

export function lowerWhile(ctx: LowerContext, node: SyntaxNode): Stmt {
  const test = fieldExpr(ctx, node, 'condition');
  const body = ctx.block(childByField(node, 'body'));
  const orelse = elseOf(ctx, node);
  return { kind: 'while', ...spanWithBodies(ctx, node, body, orelse), test, body, orelse };
}

export function lowerTry(ctx: LowerContext, node: SyntaxNode): Stmt {
  const body = ctx.block(childByField(node, 'body'));
  const handlers = node.children
    .filter((child) => child.type === 'except_clause')
    .map((clause) => lowerHandler(ctx, clause));
  const orelse = elseOf(ctx, node);
  const final = childByType(node, 'finally_clause');
  const finalbody = final === undefined ? [] : ctx.block(childByType(final, 'block'));
  // The grammar takes a `try` alone, and an `else` without `except`.
  if (handlers.length === 0 && (final === undefined || orelse.length > 0))
    ctx.onProblem(node, "'try' without 'except'");
  const span = spanWithBodies(ctx, node, ...handlers.map((each) => each.body), orelse, finalbody);
  return { kind: 'try', ...span, body, handlers, orelse, finalbody };
}

function lowerHandler(ctx: LowerContext, clause: SyntaxNode): ExceptHandler {
  const values = childrenByField(clause, 'value');
  const alias = childByField(clause, 'alias');
  const [first] = values;
  if (first !== undefined) aliasInside(first).forEach(ctx.onMisread);
  // `except E as e` also parses as one as_pattern.
  const wrapped = first?.type === 'as_pattern' ? namedChildren(first) : [];
  const name = alias ?? wrapped[1];
  const type = wrapped[0] ?? first;
  return {
    type: values.length > 1 ? exceptTuple(ctx, values) : type === undefined ? null : ctx.lower(type, 0),
    name: name === undefined ? null : identifier(ctx, name),
    group: hasToken(clause, '*'),
    body: ctx.block(childByType(clause, 'block')),
  };
}

/** `except A, B:` without brackets (Python 3.14). */
function exceptTuple(ctx: LowerContext, values: readonly SyntaxNode[]): Expr {
  const first = values[0];
  const last = values[values.length - 1];
  const span: Span = spanBetween(ctx, first?.start ?? 0, last?.end ?? 0);
  return { kind: 'tuple', ...span, items: values.map((value) => ctx.lower(value, 0)) };
}

export function lowerWith(ctx: LowerContext, node: SyntaxNode): Stmt {
  const clause = childByType(node, 'with_clause');
  const items = clause === undefined ? [] : lowerWithClause(ctx, clause);
  const body = ctx.block(childByField(node, 'body'));
  const async = hasToken(node, 'async');
  return { kind: 'with', ...spanWithBodies(ctx, node, body), async, items, body };
}

interface WithItem {
  readonly context: Expr;
  readonly target: Expr | null;
}

/**
 * Brackets around all of it hold items if they can: `with (a, b):` and `with (a,):` have items, `with (*a, b):`
 * has a tuple. The grammar does not always see it that way.
 */
function lowerWithClause(ctx: LowerContext, clause: SyntaxNode): readonly WithItem[] {
  const items = clause.children.filter((child) => child.type === 'with_item');
  const values = items.map((item) => childByField(item, 'value') ?? item);
  const [only] = values;
  if (hasToken(clause, '(')) {
    if (values.every(canBeItem)) return values.map((value) => lowerWithItem(ctx, value));
    const elements = values.map((value) => ctx.lower(value, 0));
    return [{ context: { kind: 'tuple', ...spanOf(ctx, clause), items: elements }, target: null }];
  }
  const bracketed = only?.type === 'tuple' || only?.type === 'parenthesized_expression';
  if (only === undefined || values.length > 1 || !bracketed || hasToken(clause, ',')) {
    return values.map((value) => lowerWithItem(ctx, value));
  }
  const inner = namedChildren(only);
  const split = inner.length > 0 && inner.every(canBeItem);
  return (split ? inner : [only]).map((value) => lowerWithItem(ctx, value));
}

const NO_WITH_ITEM: ReadonlySet<string> = new Set(['list_splat', 'named_expression', 'yield']);

function canBeItem(value: SyntaxNode): boolean {
  return !NO_WITH_ITEM.has(value.type);
}

function lowerWithItem(ctx: LowerContext, value: SyntaxNode): WithItem {
  aliasInside(value).forEach(ctx.onMisread);
  if (value.type !== 'as_pattern') return { context: ctx.lower(value, 0), target: null };
  const [context, target] = namedChildren(value);
  return {
    context: context === undefined ? unknown(ctx, value, 'no context manager') : ctx.lower(context, 0),
    target: target === undefined ? null : ctx.lower(target, 0),
  };
}

export function lowerMatch(ctx: LowerContext, node: SyntaxNode): Stmt {
  const body = childByField(node, 'body');
  const clauses = body === undefined ? [] : body.children.filter((child) => child.type === 'case_clause');
  const subject = lowerSubject(ctx, node);
  const cases = clauses.map((clause) => {
    const pattern = lowerCasePattern(ctx, clause);
    const test = childByField(clause, 'guard')?.children.find(isContent);
    const guard = test === undefined ? null : ctx.lower(test, 0);
    return { pattern, guard, body: ctx.block(childByField(clause, 'consequence')) };
  });
  return { kind: 'match', ...spanWithBodies(ctx, node, ...cases.map((each) => each.body)), subject, cases };
}

function lowerSubject(ctx: LowerContext, node: SyntaxNode): Expr {
  const subjects = childrenByField(node, 'subject');
  const [first] = subjects;
  if (first === undefined) return unknown(ctx, node, 'no subject');
  if (subjects.length === 1 && !hasToken(node, ',')) return ctx.lower(first, 0);
  const end = node.children.findLast((child) => child.field === 'subject' || child.type === ',')?.end;
  const items = subjects.map((subject) => ctx.lower(subject, 0));
  return { kind: 'tuple', ...spanBetween(ctx, first.start, end ?? first.end), items };
}
