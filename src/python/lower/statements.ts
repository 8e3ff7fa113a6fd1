import { SYNTAX_ERROR, type Expr, type Stmt } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import { lowerFor, lowerIf, lowerMatch, lowerTry, lowerWhile, lowerWith } from './compound.js';
import {
  childByField,
  childByType,
  childrenByField,
  errorStatement,
  fieldExpr,
  hasToken,
  identifier,
  MAX_BLOCKS,
  namedChildren,
  spanBetween,
  spanOf,
  textOf,
  unknown,
  type LowerContext,
} from './context.js';
import { hasError, unlessBroken } from './damage.js';
import { lowerClass, lowerDecorated, lowerFunction, lowerTypeParams } from './definitions.js';
import { checkLayout } from './indentation.js';
import { lowerImportFrom, lowerImportNames } from './imports.js';
import { aliasName, matchIsKeyword, printIsName, swallowedLineEnds, typeIsName } from './misreadings.js';

/** The statements of a module, a block, or of nothing at all. */
export function lowerBlock(ctx: LowerContext, block: SyntaxNode | undefined): readonly Stmt[] {
  if (block === undefined) return [];
  if (ctx.blockDepth > MAX_BLOCKS)
    return [errorStatement(ctx, block, `more than ${MAX_BLOCKS} nested blocks`)];
  // The grammar takes a block that is not there.
  if (block.start === block.end && ctx.blockDepth > 0) ctx.onProblem(block, 'an indented block is missing');
  const outer = ctx.indentation;
  ctx.blockDepth++;
  try {
    const statements = namedChildren(block);
    checkLayout(ctx, statements);
    return statements.flatMap((child) => lowerStatement(ctx, child));
  } finally {
    ctx.blockDepth--;
    ctx.indentation = outer;
  }
}

export function lowerStatement(ctx: LowerContext, node: SyntaxNode): readonly Stmt[] {
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
      return [lowerFor(ctx, node)];
    case 'while_statement':
      return [lowerWhile(ctx, node)];
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
      if (!ctx.inFunction) ctx.onProblem(node, "'return' outside of a function");
      const [value] = namedChildren(node);
      return [{ kind: 'return', ...span, value: value === undefined ? null : ctx.lower(value, 0) }];
    }
    case 'raise_statement':
      return [lowerRaise(ctx, node)];
    case 'assert_statement': {
      const [test, message] = namedChildren(node);
      return [
        {
          kind: 'assert',
          ...span,
          test: test === undefined ? unknown(ctx, node, 'nothing to assert') : ctx.lower(test, 0),
          message: message === undefined ? null : ctx.lower(message, 0),
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
      return [errorStatement(ctx, node, 'exec statement of Python 2')];
    default:
      return [errorStatement(ctx, node, node.type === 'ERROR' ? SYNTAX_ERROR : `unexpected ${node.type}`)];
  }
}

function lowerExpressionStatement(ctx: LowerContext, node: SyntaxNode): Stmt {
  const children = namedChildren(node);
  const [first] = children;
  if (first === undefined) return errorStatement(ctx, node, 'empty statement');
  if (first.type === 'assignment') return lowerAssignment(ctx, first);
  if (first.type === 'augmented_assignment') return lowerAugmented(ctx, first);
  if (children.length === 1 && !hasToken(node, ',')) {
    const value = ctx.lower(first, 0);
    return { kind: 'expression', ...spanOf(ctx, node), value };
  }
  const items = children.map((child) => ctx.lower(child, 0));
  return { kind: 'expression', ...spanOf(ctx, node), value: { kind: 'tuple', ...spanOf(ctx, node), items } };
}

/** `a = b = value` is nested in the grammar and flat in Python. */
function lowerAssignment(ctx: LowerContext, node: SyntaxNode): Stmt {
  const span = spanOf(ctx, node);
  const type = childByField(node, 'type');
  const right = childByField(node, 'right');
  const known = (value: SyntaxNode): Expr =>
    unlessBroken(ctx, value, ctx.lower(value, 0), hasError(node, value.start));
  if (type !== undefined) {
    matchIsKeyword(ctx, node).forEach(ctx.onMisread);
    const target = lowerTarget(ctx, node);
    const annotation = ctx.lower(type, 0);
    const value = right === undefined ? null : known(right);
    return { kind: 'annotated', ...span, target, annotation, value };
  }
  const targets = [lowerTarget(ctx, node)];
  let value = right;
  while (value?.type === 'assignment' && childByField(value, 'type') === undefined) {
    targets.push(lowerTarget(ctx, value));
    value = childByField(value, 'right');
  }
  return {
    kind: 'assign',
    ...span,
    targets,
    value: value === undefined ? unknown(ctx, node, 'no value') : known(value),
  };
}

function lowerAugmented(ctx: LowerContext, node: SyntaxNode): Stmt {
  const operator = childByField(node, 'operator');
  return {
    kind: 'augmented',
    ...spanOf(ctx, node),
    target: lowerTarget(ctx, node),
    op: operator === undefined ? '' : textOf(ctx, operator).slice(0, -1),
    value: fieldExpr(ctx, node, 'right'),
  };
}

function lowerTarget(ctx: LowerContext, node: SyntaxNode): Expr {
  const target = childByField(node, 'left');
  if (target?.type === 'pattern_list') swallowedLineEnds(ctx, target).forEach(ctx.onMisread);
  return fieldExpr(ctx, node, 'left');
}

function lowerDeleteTargets(ctx: LowerContext, node: SyntaxNode): readonly Expr[] {
  const [only] = namedChildren(node);
  if (only === undefined) return [];
  const targets = only.type === 'expression_list' ? namedChildren(only) : [only];
  return targets.map((target) => ctx.lower(target, 0));
}

function lowerRaise(ctx: LowerContext, node: SyntaxNode): Stmt {
  const cause = childByField(node, 'cause');
  const value = namedChildren(node).find((child) => child.field !== 'cause');
  return {
    kind: 'raise',
    ...spanOf(ctx, node),
    value: value === undefined ? null : ctx.lower(value, 0),
    cause: cause === undefined ? null : ctx.lower(cause, 0),
  };
}

function lowerTypeAlias(ctx: LowerContext, node: SyntaxNode): Stmt {
  const left = childByField(node, 'left');
  const [head] = left === undefined ? [] : namedChildren(left);
  if (head?.type !== 'identifier' && head?.type !== 'generic_type') {
    const base = head?.type === 'subscript' ? head.children[0] : undefined;
    ctx.onMisread(base?.type === 'identifier' ? aliasName(base) : typeIsName(node));
  }
  const generic = head?.type === 'generic_type' ? head : undefined;
  const name = generic?.children[0] ?? head ?? left;
  return {
    kind: 'type-alias',
    ...spanOf(ctx, node),
    name: name === undefined ? '' : identifier(ctx, name),
    typeParams: generic === undefined ? [] : lowerTypeParams(ctx, childByType(generic, 'type_parameter')),
    value: fieldExpr(ctx, node, 'right'),
  };
}

const BINDS_TIGHT: ReadonlySet<string> = new Set(['identifier', 'attribute', 'subscript', 'call']);

/** `print >>stream, x` is an expression in Python 3; any other print statement is Python 2. */
function lowerPrint(ctx: LowerContext, node: SyntaxNode): Stmt {
  const span = spanOf(ctx, node);
  const chevron = childByType(node, 'chevron');
  const [stream] = chevron === undefined ? [] : namedChildren(chevron);
  const isSubscript = ctx.text.charAt(childByField(node, 'argument')?.start ?? node.end) === '[';
  if (isSubscript || (stream !== undefined && !BINDS_TIGHT.has(stream.type)))
    printIsName(ctx, node).forEach(ctx.onMisread);
  if (stream === undefined) return errorStatement(ctx, node, 'print statement of Python 2');
  const print: Expr = { kind: 'name', ...spanBetween(ctx, node.start, node.start + 5), id: 'print' };
  const shift: Expr = {
    kind: 'binary',
    ...spanBetween(ctx, node.start, stream.end),
    op: '>>',
    left: print,
    right: ctx.lower(stream, 0),
  };
  const rest = childrenByField(node, 'argument').map((argument) => ctx.lower(argument, 0));
  if (rest.length === 0 && !hasToken(node, ',')) return { kind: 'expression', ...span, value: shift };
  return { kind: 'expression', ...span, value: { kind: 'tuple', ...span, items: [shift, ...rest] } };
}
