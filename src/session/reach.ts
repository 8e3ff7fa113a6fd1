/** Which modules can reach a file when they are evaluated: by what they import, at any depth that was read. */
import type { ModuleFacts } from '../python/facts.js';
import type { Project } from '../python/evaluate/index.js';

/** Where one module can go. */
interface Exits {
  readonly paths: readonly string[];
  /** Packages that are bound as a whole: their submodules are attributes. */
  readonly packages: readonly string[];
  /** It imports by computed names. */
  readonly anywhere: boolean;
}

/**
 * The modules that can reach one of the targets, themselves included. More than those that do is no fault.
 * @param loaded facts by path; what nobody loaded nobody reached
 */
export function reaching(
  loaded: ReadonlyMap<string, ModuleFacts>,
  targets: ReadonlySet<string>,
  project: Project,
): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  const found = new Set(targets);
  const waiting = [...targets];
  const add = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    waiting.push(path);
  };
  for (const [path, facts] of loaded) {
    const { paths, packages, anywhere } = exitsOf(facts, project);
    if (anywhere && targets.size > 0) add(path);
    const inside = packages.flatMap((folder) => [...loaded.keys()].filter((each) => isIn(folder, each)));
    for (const target of [...paths, ...inside]) {
      const list = importers.get(target);
      if (list === undefined) importers.set(target, [path]);
      else list.push(path);
    }
  }
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop())
    for (const importer of importers.get(path) ?? []) add(importer);
  return found;
}

function isIn(initial: string, path: string): boolean {
  return path.startsWith(initial.slice(0, -'__init__.py'.length));
}

const known = new WeakMap<ModuleFacts, Exits>();

function exitsOf(facts: ModuleFacts, project: Project): Exits {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const paths = new Set<string>();
  const packages = new Set<string>();
  let anywhere = false;

  const reach = (level: number, dotted: string, isBound: boolean): void => {
    const target = project.resolveImport(facts.path, level, dotted);
    if (target.kind !== 'module') return;
    paths.add(target.path);
    if (isBound && target.path.endsWith('__init__.py')) packages.add(target.path);
  };

  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value) {
      anywhere ||= isDynamic(value);
      for (const { level, dotted, isBound } of importsOf(value)) reach(level, dotted, isBound);
    }
    for (const child of Object.values(value)) visit(child);
  }
  visit(facts.body);
  const made = { paths: [...paths], packages: [...packages], anywhere };
  known.set(facts, made);
  return made;
}

interface Imported {
  readonly level: number;
  readonly dotted: string;
  readonly isBound: boolean;
}

function importsOf(node: object): readonly Imported[] {
  if (!('kind' in node) || !('names' in node)) return [];
  const names = (Array.isArray(node.names) ? node.names : []) as readonly unknown[];
  if (node.kind === 'import') {
    return names.flatMap((each) => prefixesOf(textAt(each, 'module')).map((dotted) => bound(0, dotted)));
  }
  if (node.kind !== 'import-from' || !('level' in node) || typeof node.level !== 'number') return [];
  const { level } = node;
  const module = textAt(node, 'module');
  const inner = names.map((each) => bound(level, [module, textAt(each, 'name')].filter(Boolean).join('.')));
  return [{ level, dotted: module, isBound: false }, ...inner];
}

function bound(level: number, dotted: string): Imported {
  return { level, dotted, isBound: true };
}

/** `a`, `a.b` and `a.b.c`: importing the last runs them all. */
function prefixesOf(dotted: string): readonly string[] {
  const parts = dotted.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

function textAt(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return '';
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof found === 'string' ? found : '';
}

/** `importlib.import_module`, `__import__` and `sys.modules`. */
function isDynamic(node: object): boolean {
  const name = 'id' in node ? node.id : 'attr' in node ? node.attr : undefined;
  return name === 'import_module' || name === '__import__' || ('attr' in node && name === 'modules');
}
