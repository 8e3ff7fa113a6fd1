/**
 * Modules are run apart, each by its own run, as long as none changes what another holds. Where one does (a registry
 * beside the module, a module that imports its importer), the modules beside it that are involved are linked:
 * executed within one run, in the order in which Python would.
 */
import type { ModuleFacts } from '../facts.js';
import type { Stmt } from '../syntax.js';
import type { Effects } from './effects.js';
import { moduleWithoutPackage } from './import-resolver.js';
import { nestedBlocks } from './nesting.js';
import { folderOf, type ImportTarget } from './run.js';

export interface ModuleGraph {
  facts(path: string): ModuleFacts | null;
  /** As `importsOf`, computed once. */
  imports(path: string): readonly Import[];
  /** Whether some statement of the module has such an effect. */
  someEffect(path: string, test: (effects: Effects) => boolean): boolean;
  resolveImport(fromPath: string, level: number, dotted: string): ImportTarget;
  isMissing(fromPath: string, level: number, dotted: string): boolean;
}

export interface Import {
  readonly path: string;
  /** The names that it binds in the importing module; a star binds none that is known here. */
  readonly names: readonly string[];
}

/** Imports of module scope that mean modules of the sources; those for type checkers are left out. */
export function importsOf(graph: ModuleGraph, path: string): readonly Import[] {
  const facts = graph.facts(path);
  return facts === null ? [] : importsIn(graph, path, facts.body);
}

function importsIn(graph: ModuleGraph, path: string, body: readonly Stmt[]): readonly Import[] {
  return body.flatMap((stmt): readonly Import[] => {
    switch (stmt.kind) {
      case 'import':
        return stmt.names.flatMap(({ module, alias }) => {
          const target = graph.resolveImport(path, 0, module);
          const name = alias ?? module.split('.')[0] ?? module;
          return target.kind === 'module' ? [{ path: target.path, names: [name] }] : [];
        });
      case 'import-from': {
        const target = graph.resolveImport(path, stmt.level, stmt.module);
        if (target.kind === 'external')
          return (stmt.names ?? []).flatMap(({ name, alias }) => {
            const member = moduleWithoutPackage(graph, path, stmt, target, name);
            return member === null ? [] : [{ path: member, names: [alias ?? name] }];
          });
        const names = (stmt.names ?? []).map(({ name, alias }) => alias ?? name);
        return [{ path: target.path, names }, ...submodules(graph, target.path, stmt.names ?? [])];
      }
      case 'if':
        return isForTypeCheckers(stmt)
          ? importsIn(graph, path, stmt.orelse)
          : importsIn(graph, path, [...stmt.body, ...stmt.orelse]);
      case 'try':
        return importsIn(graph, path, [
          ...stmt.body,
          ...stmt.handlers.flatMap((handler) => handler.body),
          ...stmt.orelse,
          ...stmt.finalbody,
        ]);
      case 'with':
        return importsIn(graph, path, stmt.body);
      default:
        return [];
    }
  });
}

function submodules(
  graph: ModuleGraph,
  packagePath: string,
  names: readonly { readonly name: string; readonly alias: string | null }[],
): readonly Import[] {
  if (!packagePath.endsWith('__init__.py')) return [];
  return names.flatMap(({ name, alias }) => {
    const target = graph.resolveImport(packagePath, 1, name);
    return target.kind === 'module' ? [{ path: target.path, names: [alias ?? name] }] : [];
  });
}

function isForTypeCheckers({ test }: Stmt & { kind: 'if' }): boolean {
  return (
    (test.kind === 'name' && test.id === 'TYPE_CHECKING') ||
    (test.kind === 'attribute' && test.attr === 'TYPE_CHECKING')
  );
}

/** Modules beside `path`, itself left out, that importing it imports. The package's own file is none of them. */
export function siblingsOf(graph: ModuleGraph, path: string): ReadonlySet<string> {
  const found = new Set<string>();
  if (path.endsWith('__init__.py')) return found;
  const queue = [path];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const { path: target } of graph.imports(next)) {
      const isSibling = folderOf(target) === folderOf(path) && !target.endsWith('__init__.py');
      if (!isSibling || found.has(target)) continue;
      found.add(target);
      queue.push(target);
    }
  }
  return found;
}

/** What a run has to do with other modules. */
export interface Shared {
  /** Modules that it would change. */
  readonly changed: ReadonlySet<string>;
  /** Modules of which it uses what can be changed: it does not see what another import changed before. */
  readonly borrowed: ReadonlySet<string>;
}

export const NOTHING_SHARED: Shared = { changed: new Set(), borrowed: new Set() };

const NO_MODULES: ReadonlySet<string> = new Set();

/** The modules that must be executed together with `path`, itself left out; none for nearly all modules. */
export function linkedModules(
  graph: ModuleGraph,
  path: string,
  siblings: ReadonlySet<string>,
  { changed, borrowed }: Shared,
): ReadonlySet<string> {
  const candidates = new Set([...siblings, ...changed].filter((each) => each !== path));
  // Who imports its importer sees it half done.
  if (siblings.has(path)) return candidates;
  const near = new Set([...borrowed].filter((each) => candidates.has(each)));
  const shares = (touched: ReadonlySet<string>): boolean =>
    touched.size > 0 && [path, ...candidates].some((each) => reachesInto(graph, each, touched));
  return (changed.size > 0 && shares(candidates)) || shares(near) ? candidates : NO_MODULES;
}

/** Whether a module changes or calls what it imported from one of the candidates. */
function reachesInto(graph: ModuleGraph, path: string, candidates: ReadonlySet<string>): boolean {
  const names = new Set(
    graph
      .imports(path)
      .filter((each) => each.path !== path && candidates.has(each.path))
      .flatMap((each) => each.names),
  );
  if (names.size === 0) return false;
  return graph.someEffect(path, (effect) =>
    [effect.mutates, effect.runs, effect.derives].some((set) => [...set].some((name) => names.has(name))),
  );
}

/**
 * Whether a statement imports a module beside `path`, one that is not there, or a name that its module does not have.
 */
export function mayFailToImport(
  graph: ModuleGraph,
  path: string,
  stmt: Stmt,
  near: ReadonlySet<string>,
  mayBind: (path: string, name: string) => boolean,
): boolean {
  switch (stmt.kind) {
    case 'import':
      return stmt.names.some(({ module }) => graph.isMissing(path, 0, module));
    case 'import-from': {
      const target = graph.resolveImport(path, stmt.level, stmt.module);
      if (target.kind === 'external') return graph.isMissing(path, stmt.level, stmt.module);
      if (near.has(target.path) || (stmt.module === '' && stmt.level > 0)) return true;
      return stmt.names?.some(({ name }) => !mayBind(target.path, name)) ?? false;
    }
    case 'function':
    case 'class':
      return false;
    default:
      return nestedBlocks(stmt).some((block) =>
        block.some((inner) => mayFailToImport(graph, path, inner, near, mayBind)),
      );
  }
}
