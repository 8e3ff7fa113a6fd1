/** Module names: which file an import means, and the dotted name of a file. */
import { memoised, type ByPath } from '../../memo.js';
import { detached } from '../../text/detached.js';
import type { ImportFromStmt } from '../syntax.js';
import { folderOf, type EvaluationHost, type ExternalTarget, type ImportTarget } from './run.js';

export interface PackageRoot {
  /** Dotted name of the package. */
  readonly name: string;
  /** Its folder in the tree, '' for the root. */
  readonly directory: string;
}

export interface ImportResolver {
  readonly resolve: (fromPath: string, level: number, dotted: string) => ImportTarget;
  /** Whether the module would lie in a package that is there, but does not. */
  readonly isMissing: (fromPath: string, level: number, dotted: string) => boolean;
  readonly dottedName: (path: string) => string;
  /** Whether a file of another folder imports from this one. */
  readonly isImportedElsewhere: (folder: string) => boolean;
  /** The files of a folder import nothing any more. */
  readonly leave: (folder: string) => void;
}

export function createImportResolver(
  packages: readonly PackageRoot[],
  exists: (path: string) => boolean,
  known: ByPath,
): ImportResolver {
  const inside = (directory: string, rest: string): string => [directory, rest].filter(Boolean).join('/');

  function moduleFile(base: string): string | null {
    const initial = inside(base, '__init__.py');
    if (exists(initial)) return initial;
    return base !== '' && exists(`${base}.py`) ? `${base}.py` : null;
  }

  const dottedName = memoised((path: string): string => {
    const bare = path.replace(/\.py$/, '').replace(/(?:^|\/)__init__$/, '');
    const owner = packages.find(
      ({ directory }) => directory === '' || bare === directory || bare.startsWith(`${directory}/`),
    );
    if (owner === undefined) return bare.replaceAll('/', '.');
    const rest = bare.slice(owner.directory.length).replace(/^\//, '');
    return [owner.name, ...(rest === '' ? [] : rest.split('/'))].join('.');
  });

  /** Files without suffix that the name may mean; empty for a name outside the packages. */
  function candidates(fromPath: string, level: number, dotted: string): readonly string[] {
    const tail = dotted.replaceAll('.', '/');
    if (level > 0) {
      const parts = fromPath.split('/').slice(0, -1);
      return [inside(parts.slice(0, parts.length - (level - 1)).join('/'), tail)];
    }
    return packages
      .filter(({ name }) => isSameOrBelow(dotted, name))
      .map(({ name, directory }) => inside(directory, dotted.slice(name.length + 1).replaceAll('.', '/')));
  }

  // The same name means the same in all files of a folder, and without dots everywhere.
  const absolute = new Map<string, ImportTarget>();
  const byFolder = known.memoised((): Map<string, ImportTarget>[] => []);
  const byFile = known.memoised((path) => byFolder(folderOf(path)));
  /** The other folders with files that import from a folder. */
  const importers = new Map<string, Set<string>>();

  function targetsFrom(path: string, level: number): Map<string, ImportTarget> {
    if (level === 0) return absolute;
    const tables = byFile(path);
    return (tables[level] ??= new Map());
  }

  function resolve(fromPath: string, level: number, dotted: string): ImportTarget {
    const targets = targetsFrom(fromPath, level);
    let target = targets.get(dotted);
    const isNew = target === undefined;
    if (target === undefined) {
      const own = detached(dotted);
      target = findTarget(fromPath, level, own);
      targets.set(own, target);
    }
    // What a folder's table has was noted when it came there; the other one is everybody's.
    if (target.kind === 'module' && (isNew || level === 0)) noteImport(fromPath, target.path);
    return target;
  }

  function importersOf(folder: string): Set<string> {
    const found = importers.get(folder) ?? new Set();
    importers.set(folder, found);
    return found;
  }

  function noteImport(fromPath: string, path: string): void {
    const [from, folder] = [folderOf(fromPath), folderOf(path)];
    if (from !== folder) importersOf(folder).add(from);
  }

  function findTarget(fromPath: string, level: number, dotted: string): ImportTarget {
    for (const base of candidates(fromPath, level, dotted)) {
      const path = moduleFile(base);
      if (path !== null) return { kind: 'module', path };
    }
    if (level === 0) {
      const mayHaveModules = packages.some(
        ({ name }) => isSameOrBelow(dotted, name) || isSameOrBelow(name, dotted),
      );
      return { kind: 'external', dotted, mayHaveModules };
    }
    const parts = fromPath.split('/').slice(0, -1);
    const base = parts.slice(0, parts.length - (level - 1)).join('/');
    return {
      kind: 'external',
      mayHaveModules: true,
      dotted: [dottedName(inside(base, '__init__.py')), dotted].filter(Boolean).join('.'),
    };
  }

  function isMissing(fromPath: string, level: number, dotted: string): boolean {
    const folder = fromPath.slice(0, Math.max(0, fromPath.lastIndexOf('/')));
    const bases = candidates(fromPath, level, dotted);
    return (
      dotted !== '' &&
      bases.length > 0 &&
      bases.every((base) => {
        const parent = base.slice(0, Math.max(0, base.lastIndexOf('/')));
        // A folder without `__init__.py` is a package, too.
        const isThere = moduleFile(base) !== null || exists(base);
        return parent === folder && exists(inside(parent, '__init__.py')) && !isThere;
      })
    );
  }

  return {
    resolve,
    isMissing,
    dottedName,
    isImportedElsewhere: (folder) => (importers.get(folder)?.size ?? 0) > 0,
    leave(folder) {
      for (const folders of importers.values()) folders.delete(folder);
    },
  };
}

function isSameOrBelow(dotted: string, name: string): boolean {
  return dotted === name || dotted.startsWith(`${name}.`);
}

/** The file of `name` in a package without `__init__.py`, from which a statement imports it; null where none is. */
export function moduleWithoutPackage(
  host: Pick<EvaluationHost, 'resolveImport'>,
  fromPath: string,
  { level, module }: Pick<ImportFromStmt, 'level' | 'module'>,
  { mayHaveModules }: ExternalTarget,
  name: string,
): string | null {
  if (!mayHaveModules) return null;
  const target = host.resolveImport(fromPath, level, [module, name].filter(Boolean).join('.'));
  return target.kind === 'module' ? target.path : null;
}
