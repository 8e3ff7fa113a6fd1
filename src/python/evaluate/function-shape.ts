/** What the statements of a function say about it before it runs. */
import type { Expr, FunctionStmt, Stmt } from '../syntax.js';
import { effectsOf } from './effects.js';
import { statements } from './nesting.js';
import { childrenOf, expressionsIn } from './children.js';

export interface FunctionShape {
  readonly generator: boolean;
  /** Whether running the body may change something that is not the generator's own. */
  readonly interleaves: boolean;
  readonly locals: ReadonlySet<string>;
  /** The parameter that it gives back on every path, as registering and documenting functions do. */
  readonly returned: string | null;
}

const shapes = new WeakMap<readonly Stmt[], FunctionShape>();

export function functionShape(declaration: FunctionStmt, body: readonly Stmt[]): FunctionShape {
  const known = shapes.get(body);
  if (known !== undefined) return known;
  const own = statements(body, false);
  const generator = own.some((stmt) => expressionsIn(stmt).some(containsYield));
  const shape = {
    generator,
    interleaves: generator && own.some(reachesOut),
    locals: localNames(declaration, body),
    returned: returnedParameter(declaration, body, own),
  };
  shapes.set(body, shape);
  return shape;
}

function containsYield(expr: Expr): boolean {
  if (expr.kind === 'yield') return true;
  return expr.kind !== 'lambda' && childrenOf(expr).some(containsYield);
}

/** A statement that may change something outside of the function, or wait for something outside to change. */
function reachesOut(stmt: Stmt): boolean {
  switch (stmt.kind) {
    case 'expression':
      return stmt.value.kind !== 'yield' && stmt.value.kind !== 'string';
    case 'assign':
      return stmt.targets.some((target) => target.kind !== 'name' && target.kind !== 'tuple');
    case 'augmented':
      return stmt.target.kind !== 'name';
    case 'global':
    case 'nonlocal':
    case 'while':
    case 'with':
    case 'delete':
      return true;
    default:
      return false;
  }
}

/** Names that the function binds; all others come from around it. */
export function localNames(declaration: FunctionStmt, body: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set(declaration.params.map(({ name }) => name));
  for (const stmt of body) for (const name of effectsOf(stmt).writes) names.add(name);
  for (const stmt of statements(body, false))
    if (stmt.kind === 'global' || stmt.kind === 'nonlocal') for (const name of stmt.names) names.delete(name);
  return names;
}

function returnedParameter(
  declaration: FunctionStmt,
  body: readonly Stmt[],
  own: readonly Stmt[],
): string | null {
  if (body[body.length - 1]?.kind !== 'return') return null;
  const returned = new Set(
    own.flatMap((stmt) => (stmt.kind === 'return' ? [stmt.value?.kind === 'name' ? stmt.value.id : ''] : [])),
  );
  const [name] = returned;
  if (name === undefined || returned.size > 1 || !declaration.params.some((param) => param.name === name))
    return null;
  return own.some((stmt) => effectsOf(stmt).writes.has(name)) ? null : name;
}
