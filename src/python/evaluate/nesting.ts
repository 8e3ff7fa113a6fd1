import type { FunctionStmt, Stmt } from '../syntax.js';

/** The blocks of statements inside a statement. */
export function nestedBlocks(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.kind) {
    case 'class':
    case 'with':
      return [stmt.body];
    case 'function':
      return stmt.body === null ? [] : [stmt.body];
    case 'if':
    case 'for':
    case 'while':
      return [stmt.body, stmt.orelse];
    case 'try':
      return [stmt.body, ...stmt.handlers.map((handler) => handler.body), stmt.orelse, stmt.finalbody];
    case 'match':
      return stmt.cases.map((item) => item.body);
    default:
      return [];
  }
}

/** Every statement below `body`, outermost first; inside functions and classes only when asked to. */
export function statements(body: readonly Stmt[], definitions = true): readonly Stmt[] {
  const found: Stmt[] = [];
  collect(body, definitions, found);
  return found;
}

function collect(body: readonly Stmt[], definitions: boolean, found: Stmt[]): void {
  for (const stmt of body) {
    found.push(stmt);
    if (!definitions && (stmt.kind === 'function' || stmt.kind === 'class')) continue;
    for (const block of nestedBlocks(stmt)) collect(block, definitions, found);
  }
}

/** `sys.modules[__name__] = …` anywhere at module scope. */
export function replacesItself(body: readonly Stmt[]): boolean {
  return body.some((stmt) => {
    if (stmt.kind === 'class' || stmt.kind === 'function') return false;
    if (stmt.kind !== 'assign') return nestedBlocks(stmt).some(replacesItself);
    return stmt.targets.some(
      (target) =>
        target.kind === 'subscript' && target.value.kind === 'attribute' && target.value.attr === 'modules',
    );
  });
}

/**
 * The body of a function by the line and column that the function begins at. Offsets would not do: they are others
 * where the two sides were read before and after an edit that says nothing new. A function inside another one comes
 * with its body, so nobody asks for it here: no body is looked into before somebody asks for that very one.
 */
export function bodiesIn(
  body: readonly Stmt[],
): (declaration: Pick<FunctionStmt, 'line' | 'column'>) => readonly Stmt[] | null {
  const functions = new Map<string, FunctionStmt>();
  const at = ({ line, column }: Pick<FunctionStmt, 'line' | 'column'>): string => `${line}:${column}`;
  const add = (block: readonly Stmt[]): void => {
    for (const stmt of block) {
      if (stmt.kind === 'function') functions.set(at(stmt), stmt);
      else nestedBlocks(stmt).forEach(add);
    }
  };
  add(body);
  return (declaration) => functions.get(at(declaration))?.body ?? null;
}

/** Names that the statements of a block bind by themselves, those in blocks below it left out. */
export function boundNames(body: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const stmt of body) {
    if (stmt.kind === 'class' || stmt.kind === 'function') names.add(stmt.name);
    else if (stmt.kind === 'import-from')
      for (const { name, alias } of stmt.names ?? []) names.add(alias ?? name);
    else if (stmt.kind === 'assign')
      for (const target of stmt.targets) if (target.kind === 'name') names.add(target.id);
  }
  return names;
}
