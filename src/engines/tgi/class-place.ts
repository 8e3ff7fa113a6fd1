/** Where the classes are that `get_model` returns. */
import type { Place } from '../../diagnostics.js';
import type { PythonSources } from '../../python/sources.js';
import type { Stmt } from '../../python/syntax.js';
import { moduleClasses, statements } from '../../python/walk.js';
import { classPlace } from '../tables.js';

/**
 * Most are imported under conditions: of the machine, the environment, what is installed. Whatever these say, a name
 * that is only imported means the class that its imports lead to, if they lead to one that stands there.
 */
export function modelPlace(sources: PythonSources, file: string, className: string): Place | null {
  return classPlace(sources, file, className) ?? importedPlace(sources, file, className);
}

function importedPlace(sources: PythonSources, file: string, className: string): Place | null {
  const body = [...statements(sources.facts(file)?.body ?? [], false)];
  if (body.some((stmt) => makes(stmt, className))) return null;
  const places = body.flatMap((stmt) => {
    if (stmt.kind !== 'import-from') return [];
    const imported = stmt.names?.find(({ name, alias }) => (alias ?? name) === className);
    if (imported === undefined) return [];
    const target = sources.project.resolveImport(file, stmt.level, stmt.module);
    return target.kind === 'module' ? [ownClass(sources, target.path, imported.name)] : [null];
  });
  const [first = null, ...others] = places;
  return others.every((each) => each?.file === first?.file && each?.line === first?.line) ? first : null;
}

/** Whether the statement gives the name another meaning than an import does. */
function makes(stmt: Stmt, name: string): boolean {
  if (stmt.kind === 'class' || stmt.kind === 'function') return stmt.name === name;
  return stmt.kind === 'assign' && stmt.targets.some((each) => each.kind === 'name' && each.id === name);
}

function ownClass(sources: PythonSources, file: string, name: string): Place | null {
  const own = moduleClasses(sources.facts(file)?.body ?? []).findLast((each) => each.name === name);
  return own === undefined ? null : { file, line: own.line, column: own.column };
}
