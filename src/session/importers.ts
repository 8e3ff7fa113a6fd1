/** Which modules import one, directly or through each other; packages do not pass on what they import. */
import type { Project } from '../python/evaluate/index.js';
import type { ModuleFacts } from '../python/facts.js';
import { statements } from '../python/walk.js';

const known = new WeakMap<ModuleFacts, readonly string[]>();

export function importersOf(
  path: string,
  modules: readonly ModuleFacts[],
  project: Pick<Project, 'resolveImport'>,
): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const facts of modules) {
    if (facts.path.endsWith('__init__.py')) continue;
    for (const target of importedBy(facts, project))
      importers.set(target, [...(importers.get(target) ?? []), facts.path]);
  }
  const found = new Set<string>();
  const waiting = [path];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const importer of importers.get(next) ?? []) {
      if (found.has(importer)) continue;
      found.add(importer);
      waiting.push(importer);
    }
  }
  return found;
}

function importedBy(facts: ModuleFacts, project: Pick<Project, 'resolveImport'>): readonly string[] {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const targets = statements(facts.body, false).flatMap((stmt): readonly string[] => {
    if (stmt.kind !== 'import-from') return [];
    const names = (stmt.names ?? []).map(({ name }) => [stmt.module, name].filter(Boolean).join('.'));
    return [stmt.module, ...names].flatMap((dotted) => {
      const target = project.resolveImport(facts.path, stmt.level, dotted);
      return target.kind === 'module' ? [target.path] : [];
    });
  });
  const made = [...new Set(targets)];
  known.set(facts, made);
  return made;
}
