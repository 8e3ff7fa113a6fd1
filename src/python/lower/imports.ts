import type { ImportFromStmt } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import {
  childByField,
  childByType,
  childrenByField,
  identifier,
  namedChildren,
  spanOf,
  textOf,
  type LowerContext,
} from './context.js';

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

export function lowerImportNames(
  ctx: LowerContext,
  node: SyntaxNode,
): readonly { module: string; alias: string | null }[] {
  return childrenByField(node, 'name').map((child) => {
    const { name, alias } = importName(ctx, child);
    return { module: name, alias };
  });
}

export function lowerImportFrom(ctx: LowerContext, node: SyntaxNode): ImportFromStmt {
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
