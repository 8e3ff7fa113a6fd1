import type {
  ClassStmt,
  ExceptHandler,
  Expr,
  FunctionStmt,
  ImportFromStmt,
  Span,
  Stmt,
  StringExpr,
  TypeParameter,
} from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByField,
  childByType,
  childrenByField,
  hasToken,
  identifier,
  isContent,
  namedChildren,
  spanBetween,
  spanOf,
  textOf,
  type LowerContext,
} from './context.js';
import { lowerArguments, lowerExpr, lowerParameters, unknown } from './expressions.js';
import { lowerCasePattern } from './patterns.js';

/** The statements of a module, a block, or of nothing at all. */
export function lowerBlock(ctx: LowerContext, block: SyntaxNode | undefined): readonly Stmt[] {
  return block === undefined ? [] : namedChildren(block).flatMap((child) => lowerStatement(ctx, child));
}

function lowerStatement(ctx: LowerContext, node: SyntaxNode): readonly Stmt[] {
  const span = spanOf(ctx, node);
  switch (node.type) {
    case 'expression_statement':
      return [lowerExpressionStatement(ctx, node)];
    case 'class_definition':
      return [lowerClass(ctx, node, [])];
    case 'function_definition':
      return [lowerFunction(ctx, node, [])];
    case 'decorated_definition':
      return lowerDecorated(ctx, node);
    case 'import_statement':
      return [{ kind: 'import', ...span, names: lowerImportNames(ctx, node) }];
    case 'import_from_statement':
    case 'future_import_statement':
      return [lowerImportFrom(ctx, node)];
    case 'if_statement':
      return [lowerIf(ctx, node)];
    case 'for_statement':
      return [
        {
          kind: 'for',
          ...span,
          async: hasToken(node, 'async'),
          target: field(ctx, node, 'left'),
          iter: field(ctx, node, 'right'),
          body: lowerBlock(ctx, childByField(node, 'body')),
          orelse: elseOf(ctx, node),
        },
      ];
    case 'while_statement':
      return [
        {
          kind: 'while',
          ...span,
          test: field(ctx, node, 'condition'),
          body: lowerBlock(ctx, childByField(node, 'body')),
          orelse: elseOf(ctx, node),
        },
      ];
    case 'try_statement':
      return [lowerTry(ctx, node)];
    case 'with_statement':
      return [lowerWith(ctx, node)];
    case 'match_statement':
      return [lowerMatch(ctx, node)];
    case 'delete_statement':
      return [{ kind: 'delete', ...span, targets: lowerDeleteTargets(ctx, node) }];
    case 'global_statement':
    case 'nonlocal_statement': {
      const kind = node.type === 'global_statement' ? 'global' : 'nonlocal';
      return [{ kind, ...span, names: namedChildren(node).map((name) => identifier(ctx, name)) }];
    }
    case 'return_statement': {
      const [value] = namedChildren(node);
      return [{ kind: 'return', ...span, value: value === undefined ? null : lowerExpr(ctx, value) }];
    }
    case 'raise_statement':
      return [lowerRaise(ctx, node)];
    case 'assert_statement': {
      const [test, message] = namedChildren(node);
      return [
        {
          kind: 'assert',
          ...span,
          test: test === undefined ? unknown(ctx, node, 'nothing to assert') : lowerExpr(ctx, test),
          message: message === undefined ? null : lowerExpr(ctx, message),
        },
      ];
    }
    case 'pass_statement':
      return [{ kind: 'pass', ...span }];
    case 'break_statement':
      return [{ kind: 'break', ...span }];
    case 'continue_statement':
      return [{ kind: 'continue', ...span }];
    case 'type_alias_statement':
      return [lowerTypeAlias(ctx, node)];
    case 'print_statement':
      return [lowerPrint(ctx, node)];
    case 'exec_statement':
      return [{ kind: 'error', ...span, reason: 'exec statement of Python 2' }];
    default:
      return [
        {
          kind: 'error',
          ...span,
          reason: node.type === 'ERROR' ? 'syntax error' : `unexpected ${node.type}`,
        },
      ];
  }
}

function field(ctx: LowerContext, node: SyntaxNode, name: SyntaxNode['field']): Expr {
  const child = childByField(node, name);
  return child === undefined ? unknown(ctx, node, `no ${name ?? 'child'}`) : lowerExpr(ctx, child);
}

// ---------------------------------------------------------------- simple ones

function lowerExpressionStatement(ctx: LowerContext, node: SyntaxNode): Stmt {
  const children = namedChildren(node);
  const [first] = children;
  if (first === undefined) return { kind: 'error', ...spanOf(ctx, node), reason: 'empty statement' };
  if (first.type === 'assignment') return lowerAssignment(ctx, first);
  if (first.type === 'augmented_assignment') return lowerAugmented(ctx, first);
  if (children.length === 1 && !hasToken(node, ',')) {
    const value = lowerExpr(ctx, first);
    return { kind: 'expression', ...spanOf(ctx, node), value };
  }
  const items = children.map((child) => lowerExpr(ctx, child));
  return { kind: 'expression', ...spanOf(ctx, node), value: { kind: 'tuple', ...spanOf(ctx, node), items } };
}

/** `a = b = value` is nested in the grammar and flat in Python. */
function lowerAssignment(ctx: LowerContext, node: SyntaxNode): Stmt {
  const span = spanOf(ctx, node);
  const type = childByField(node, 'type');
  const right = childByField(node, 'right');
  if (type !== undefined) {
    const value = right === undefined ? null : lowerExpr(ctx, right);
    return {
      kind: 'annotated',
      ...span,
      target: field(ctx, node, 'left'),
      annotation: lowerExpr(ctx, type),
      value,
    };
  }
  const targets = [field(ctx, node, 'left')];
  let value = right;
  while (value?.type === 'assignment' && childByField(value, 'type') === undefined) {
    targets.push(field(ctx, value, 'left'));
    value = childByField(value, 'right');
  }
  return {
    kind: 'assign',
    ...span,
    targets,
    value: value === undefined ? unknown(ctx, node, 'no value') : lowerExpr(ctx, value),
  };
}

function lowerAugmented(ctx: LowerContext, node: SyntaxNode): Stmt {
  const operator = childByField(node, 'operator');
  return {
    kind: 'augmented',
    ...spanOf(ctx, node),
    target: field(ctx, node, 'left'),
    op: operator === undefined ? '' : textOf(ctx, operator).slice(0, -1),
    value: field(ctx, node, 'right'),
  };
}

function lowerDeleteTargets(ctx: LowerContext, node: SyntaxNode): readonly Expr[] {
  const [only] = namedChildren(node);
  if (only === undefined) return [];
  const targets = only.type === 'expression_list' ? namedChildren(only) : [only];
  return targets.map((target) => lowerExpr(ctx, target));
}

function lowerRaise(ctx: LowerContext, node: SyntaxNode): Stmt {
  const cause = childByField(node, 'cause');
  const value = namedChildren(node).find((child) => child.field !== 'cause');
  return {
    kind: 'raise',
    ...spanOf(ctx, node),
    value: value === undefined ? null : lowerExpr(ctx, value),
    cause: cause === undefined ? null : lowerExpr(ctx, cause),
  };
}

function lowerTypeAlias(ctx: LowerContext, node: SyntaxNode): Stmt {
  const left = childByField(node, 'left');
  const [head] = left === undefined ? [] : namedChildren(left);
  const generic = head?.type === 'generic_type' ? head : undefined;
  const name = generic?.children[0] ?? head ?? left;
  return {
    kind: 'type-alias',
    ...spanOf(ctx, node),
    name: name === undefined ? '' : identifier(ctx, name),
    typeParams: generic === undefined ? [] : lowerTypeParams(ctx, childByType(generic, 'type_parameter')),
    value: field(ctx, node, 'right'),
  };
}

/** `print >>stream, x` is an expression in Python 3; any other print statement is Python 2. */
function lowerPrint(ctx: LowerContext, node: SyntaxNode): Stmt {
  const span = spanOf(ctx, node);
  const chevron = childByType(node, 'chevron');
  const [stream] = chevron === undefined ? [] : namedChildren(chevron);
  if (stream === undefined) return { kind: 'error', ...span, reason: 'print statement of Python 2' };
  const print: Expr = { kind: 'name', ...spanBetween(ctx, node.start, node.start + 5), id: 'print' };
  const shift: Expr = {
    kind: 'binary',
    ...spanBetween(ctx, node.start, stream.end),
    op: '>>',
    left: print,
    right: lowerExpr(ctx, stream),
  };
  const rest = childrenByField(node, 'argument').map((argument) => lowerExpr(ctx, argument));
  if (rest.length === 0 && !hasToken(node, ',')) return { kind: 'expression', ...span, value: shift };
  return { kind: 'expression', ...span, value: { kind: 'tuple', ...span, items: [shift, ...rest] } };
}

// -------------------------------------------------------------------- imports

function dotted(ctx: LowerContext, node: SyntaxNode): string {
  return namedChildren(node)
    .map((part) => identifier(ctx, part))
    .join('.');
}

function importName(ctx: LowerContext, node: SyntaxNode): { name: string; alias: string | null } {
  if (node.type !== 'aliased_import') return { name: dotted(ctx, node), alias: null };
  const name = childByField(node, 'name');
  const alias = childByField(node, 'alias');
  return {
    name: name === undefined ? '' : dotted(ctx, name),
    alias: alias === undefined ? null : identifier(ctx, alias),
  };
}

function lowerImportNames(
  ctx: LowerContext,
  node: SyntaxNode,
): readonly { module: string; alias: string | null }[] {
  return childrenByField(node, 'name').map((child) => {
    const { name, alias } = importName(ctx, child);
    return { module: name, alias };
  });
}

function lowerImportFrom(ctx: LowerContext, node: SyntaxNode): ImportFromStmt {
  const names = childByType(node, 'wildcard_import')
    ? null
    : childrenByField(node, 'name').map((child) => importName(ctx, child));
  const span = spanOf(ctx, node);
  if (node.type === 'future_import_statement')
    return { kind: 'import-from', ...span, level: 0, module: '__future__', names };
  const source = childByField(node, 'module_name');
  if (source?.type !== 'relative_import') {
    return {
      kind: 'import-from',
      ...span,
      level: 0,
      module: source === undefined ? '' : dotted(ctx, source),
      names,
    };
  }
  const prefix = childByType(source, 'import_prefix');
  const name = childByType(source, 'dotted_name');
  const level = prefix === undefined ? 0 : textOf(ctx, prefix).replace(/[^.]/g, '').length;
  return { kind: 'import-from', ...span, level, module: name === undefined ? '' : dotted(ctx, name), names };
}

// ---------------------------------------------------------------- definitions

function lowerDecorated(ctx: LowerContext, node: SyntaxNode): readonly Stmt[] {
  const decorators = node.children
    .filter((child) => child.type === 'decorator')
    .map((child) => {
      const [value] = namedChildren(child);
      return value === undefined ? unknown(ctx, child, 'empty decorator') : lowerExpr(ctx, value);
    });
  const definition = childByField(node, 'definition');
  if (definition?.type === 'class_definition') return [lowerClass(ctx, definition, decorators)];
  if (definition?.type === 'function_definition') return [lowerFunction(ctx, definition, decorators)];
  return [{ kind: 'error', ...spanOf(ctx, node), reason: 'decorator without a definition' }];
}

/** Lowers with `name` added to the scope path that string mentions carry. */
function inScope<T>(ctx: LowerContext, name: string, lower: () => T): T {
  const outer = ctx.scope;
  ctx.scope = outer === '' ? name : `${outer}.${name}`;
  try {
    return lower();
  } finally {
    ctx.scope = outer;
  }
}

function nameOf(ctx: LowerContext, node: SyntaxNode): string {
  const name = childByField(node, 'name');
  return name === undefined ? '' : identifier(ctx, name);
}

function lowerClass(ctx: LowerContext, node: SyntaxNode, decorators: readonly Expr[]): ClassStmt {
  const name = nameOf(ctx, node);
  const superclasses = childByField(node, 'superclasses');
  const args = superclasses === undefined ? [] : lowerArguments(ctx, superclasses, 0);
  const typeParams = lowerTypeParams(ctx, childByField(node, 'type_parameters'));
  const body = inScope(ctx, name, () => lowerBlock(ctx, childByField(node, 'body')));
  return {
    kind: 'class',
    ...spanOf(ctx, node),
    name,
    decorators,
    typeParams,
    args,
    docstring: docstringOf(body),
    body,
  };
}

function lowerFunction(ctx: LowerContext, node: SyntaxNode, decorators: readonly Expr[]): FunctionStmt {
  const name = nameOf(ctx, node);
  const parameters = childByField(node, 'parameters');
  const returns = childByField(node, 'return_type');
  // Without bodies the copy holds at most the first statement, for the docstring.
  const body = inScope(ctx, name, () => lowerBlock(ctx, childByField(node, 'body')));
  return {
    kind: 'function',
    ...spanOf(ctx, node),
    name,
    async: hasToken(node, 'async'),
    decorators,
    typeParams: lowerTypeParams(ctx, childByField(node, 'type_parameters')),
    params: parameters === undefined ? [] : lowerParameters(ctx, parameters, 0),
    returns: returns === undefined ? null : lowerExpr(ctx, returns),
    docstring: docstringOf(body),
    body: ctx.functionBodies ? body : null,
  };
}

function docstringOf(body: readonly Stmt[]): StringExpr | null {
  const [first] = body;
  return first?.kind === 'expression' && first.value.kind === 'string' ? first.value : null;
}

function lowerTypeParams(ctx: LowerContext, list: SyntaxNode | undefined): readonly TypeParameter[] {
  if (list === undefined) return [];
  return namedChildren(list).map((type): TypeParameter => {
    const [inner] = namedChildren(type);
    if (inner?.type === 'splat_type' || inner?.type === 'list_splat') {
      const name = childByType(inner, 'identifier');
      const form = hasToken(inner, '**') ? 'double-star' : 'star';
      return { name: name === undefined ? '' : identifier(ctx, name), form, bound: null };
    }
    if (inner?.type === 'constrained_type') {
      const [name, bound] = namedChildren(inner);
      return {
        name: name === undefined ? '' : identifier(ctx, name),
        form: 'plain',
        bound: bound === undefined ? null : lowerExpr(ctx, bound),
      };
    }
    return { name: identifier(ctx, type), form: 'plain', bound: null };
  });
}

// ------------------------------------------------------------------- compound

function elseOf(ctx: LowerContext, node: SyntaxNode): readonly Stmt[] {
  const clause = childByType(node, 'else_clause');
  return clause === undefined ? [] : lowerBlock(ctx, childByField(clause, 'body'));
}

/** `elif` becomes an `if` alone in the else branch, built from the last clause to the first. */
function lowerIf(ctx: LowerContext, node: SyntaxNode): Stmt {
  const clauses = node.children.filter((child) => child.type === 'elif_clause');
  // Lowered in source order (string mentions are in source order), nested afterwards.
  const test = field(ctx, node, 'condition');
  const body = lowerBlock(ctx, childByField(node, 'consequence'));
  const branches = clauses.map((clause) => ({
    span: spanBetween(ctx, clause.start, node.end),
    test: field(ctx, clause, 'condition'),
    body: lowerBlock(ctx, childByField(clause, 'consequence')),
  }));
  let orelse = elseOf(ctx, node);
  for (const branch of branches.reverse()) {
    orelse = [{ kind: 'if', ...branch.span, test: branch.test, body: branch.body, orelse }];
  }
  return { kind: 'if', ...spanOf(ctx, node), test, body, orelse };
}

function lowerTry(ctx: LowerContext, node: SyntaxNode): Stmt {
  const body = lowerBlock(ctx, childByField(node, 'body'));
  const handlers = node.children
    .filter((child) => child.type === 'except_clause')
    .map((clause) => lowerHandler(ctx, clause));
  const orelse = elseOf(ctx, node);
  const final = childByType(node, 'finally_clause');
  const finalbody = final === undefined ? [] : lowerBlock(ctx, childByType(final, 'block'));
  return { kind: 'try', ...spanOf(ctx, node), body, handlers, orelse, finalbody };
}

function lowerHandler(ctx: LowerContext, clause: SyntaxNode): ExceptHandler {
  const values = childrenByField(clause, 'value');
  const alias = childByField(clause, 'alias');
  const [first] = values;
  // `except E as e` also parses as one as_pattern.
  const wrapped = first?.type === 'as_pattern' ? namedChildren(first) : [];
  const name = alias ?? wrapped[1];
  const type = wrapped[0] ?? first;
  return {
    type: values.length > 1 ? exceptTuple(ctx, values) : type === undefined ? null : lowerExpr(ctx, type),
    name: name === undefined ? null : identifier(ctx, name),
    group: hasToken(clause, '*'),
    body: lowerBlock(ctx, childByType(clause, 'block')),
  };
}

/** `except A, B:` without brackets (Python 3.14). */
function exceptTuple(ctx: LowerContext, values: readonly SyntaxNode[]): Expr {
  const first = values[0];
  const last = values[values.length - 1];
  const span: Span = spanBetween(ctx, first?.start ?? 0, last?.end ?? 0);
  return { kind: 'tuple', ...span, items: values.map((value) => lowerExpr(ctx, value)) };
}

function lowerWith(ctx: LowerContext, node: SyntaxNode): Stmt {
  const clause = childByType(node, 'with_clause');
  const nodes = clause === undefined ? [] : clause.children.filter((child) => child.type === 'with_item');
  const items = nodes.flatMap((item) => lowerWithItem(ctx, childByField(item, 'value') ?? item));
  return {
    kind: 'with',
    ...spanOf(ctx, node),
    async: hasToken(node, 'async'),
    items,
    body: lowerBlock(ctx, childByField(node, 'body')),
  };
}

interface WithItem {
  readonly context: Expr;
  readonly target: Expr | null;
}

/** `with (a as b, c as d):` may arrive as one tuple of as-patterns. */
function lowerWithItem(ctx: LowerContext, value: SyntaxNode): readonly WithItem[] {
  const inner =
    value.type === 'tuple' || value.type === 'parenthesized_expression' ? namedChildren(value) : [];
  if (inner.some((child) => child.type === 'as_pattern'))
    return inner.flatMap((child) => lowerWithItem(ctx, child));
  if (value.type !== 'as_pattern') return [{ context: lowerExpr(ctx, value), target: null }];
  const [context, target] = namedChildren(value);
  return [
    {
      context: context === undefined ? unknown(ctx, value, 'no context manager') : lowerExpr(ctx, context),
      target: target === undefined ? null : lowerExpr(ctx, target),
    },
  ];
}

function lowerMatch(ctx: LowerContext, node: SyntaxNode): Stmt {
  const subjects = childrenByField(node, 'subject');
  const first = subjects[0];
  const last = subjects[subjects.length - 1];
  const body = childByField(node, 'body');
  const clauses = body === undefined ? [] : body.children.filter((child) => child.type === 'case_clause');
  const open = subjects.length > 1 || hasToken(node, ',');
  const subject: Expr =
    first === undefined || last === undefined
      ? unknown(ctx, node, 'no subject')
      : open
        ? {
            kind: 'tuple',
            ...spanBetween(ctx, first.start, last.end),
            items: subjects.map((s) => lowerExpr(ctx, s)),
          }
        : lowerExpr(ctx, first);
  const cases = clauses.map((clause) => {
    const guard = childByField(clause, 'guard');
    const test = guard?.children.find(isContent);
    return {
      pattern: lowerCasePattern(ctx, clause),
      guard: test === undefined ? null : lowerExpr(ctx, test),
      body: lowerBlock(ctx, childByField(clause, 'consequence')),
    };
  });
  return { kind: 'match', ...spanOf(ctx, node), subject, cases };
}
