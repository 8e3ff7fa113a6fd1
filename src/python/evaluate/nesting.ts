import type { Stmt } from '../syntax.js';

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

/** The body of the function that begins at an offset. */
export function findFunction(body: readonly Stmt[], start: number): readonly Stmt[] | null {
  for (const stmt of body) {
    if (start < stmt.start || start >= stmt.end) continue;
    if (stmt.kind === 'function' && stmt.start === start) return stmt.body;
    for (const inner of nestedBlocks(stmt)) {
      const found = findFunction(inner, start);
      if (found !== null) return found;
    }
  }
  return null;
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
