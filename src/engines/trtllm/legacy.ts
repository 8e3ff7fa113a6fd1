/** The TensorRT backend: `MODEL_MAP`, from architectures (strings, or imported constants) to classes. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Stmt } from '../../python/syntax.js';
import { registration, type RegistryRead } from '../registrations.js';
import { readTable, reasonOf } from '../tables.js';
import { inDirectory, type Registration, type Undecidable } from '../types.js';

export const LEGACY = 'models/__init__.py';

export function readLegacy(sources: PythonSources, directory: string): RegistryRead {
  const file = inDirectory(directory, LEGACY);
  // The backend was taken out of newer releases.
  if (!sources.tree.has(file)) return { registrations: [], undecidable: [], diagnostics: [] };
  const table = readTable(sources, file, 'MODEL_MAP');
  const undecidable: Undecidable[] = [...table.undecidable];
  const registrations: Registration[] = [];
  for (const { key, value, line, status } of table.rows) {
    const type = classOf(value);
    if (type === null) {
      undecidable.push({ file, line, reason: `the class for ${key} is not known: ${reasonOf(value)}` });
      continue;
    }
    registrations.push(registration({ key, registry: 'legacy', status, file, line, ...type }));
  }
  return { registrations, undecidable, diagnostics: [...table.diagnostics, ...exportsOf(sources, file)] };
}

function classOf(value: Value): Pick<Registration, 'className' | 'classFile' | 'classLine'> | null {
  if (value.kind === 'class') {
    return { className: value.name, classFile: value.place.file, classLine: value.place.line };
  }
  if (value.kind !== 'external') return null;
  const { dotted } = value;
  return { className: dotted.slice(dotted.lastIndexOf('.') + 1), classFile: null, classLine: null };
}

/** Names in `__all__` that the module does not bind: a forgotten comma joins two names to one. */
function exportsOf(sources: PythonSources, file: string): readonly Diagnostic[] {
  const body = sources.facts(file)?.body ?? [];
  return body.flatMap(listed).flatMap(({ name, line, column }) => {
    if (sources.project.lookup(file, name) !== undefined) return [];
    const message = `__all__ names ${name}, which the module does not bind: a comma or an import is missing`;
    return [{ rule: 'export-not-bound', severity: 'info', message, file, line, column } as const];
  });
}

interface Listed {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

function listed(stmt: Stmt): readonly Listed[] {
  if (stmt.kind !== 'assign' || stmt.value.kind !== 'list') return [];
  const isAll = stmt.targets.some((target) => target.kind === 'name' && target.id === '__all__');
  if (!isAll) return [];
  return stmt.value.items.flatMap((item) =>
    item.kind === 'string' && item.value !== null
      ? [{ name: item.value, line: item.line, column: item.column }]
      : [],
  );
}
