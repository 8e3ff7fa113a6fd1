import { compareText, type Evidence } from '../diagnostics.js';
import { asItems, asText, nestedBlocks } from '../python/evaluate/index.js';
import type { PythonSources } from '../python/sources.js';
import type { ClassStmt, FunctionStmt, Stmt } from '../python/syntax.js';
import { traceTemplateOf } from './trace-decorator.js';
import { templatesOf, type TraceTemplate } from './trace-template.js';

/** Where an API of FlashInfer is defined. */
export interface ResolvedApi {
  /** The id that was asked for. */
  readonly api: string;
  /** `moved`: its module is gone or does not have it, and another module of the package defines the name. */
  readonly how: 'as-named' | 're-exported' | 'moved';
  /** Dotted name of the defining module. */
  readonly module: string;
  readonly evidence: Evidence;
  /** The template that its decorator names; null: the API carries none. */
  readonly trace: string | null;
  /** The templates that it stands for; several when a function chooses among them by the arguments. */
  readonly templates: readonly TraceTemplate[];
}

export interface ApiResolver {
  /** Null when the package neither has nor re-exports the API, nor defines its name anywhere. */
  resolve(api: string): ResolvedApi | null;
}

interface Found {
  readonly path: string;
  readonly stmt: ClassStmt | FunctionStmt;
}

/**
 * Resolves ids such as `flashinfer.mla.BatchMLAPagedAttentionWrapper` (a final `.run` is ignored) as Python does:
 * a definition at the module's top level, else the module's own imports, explicit before star, else what the module
 * makes on demand.
 *
 * @param packageDirectory folder of the package in the tree; its last part is the package's name.
 */
export function createApiResolver(sources: PythonSources, packageDirectory: string): ApiResolver {
  const { project, tree } = sources;
  const cache = new Map<string, ResolvedApi | null>();
  const packageName = packageDirectory.split('/').at(-1) ?? packageDirectory;

  function find(path: string, name: string, seen: Set<string>): Found | null {
    const key = `${path}\0${name}`;
    // Modules may import each other.
    const facts = seen.has(key) ? null : project.facts(path);
    seen.add(key);
    if (facts === null) return null;
    const body = topLevel(facts.body);
    const own = body.findLast((stmt) => definesName(stmt, name));
    if (own !== undefined && (own.kind === 'class' || own.kind === 'function')) return { path, stmt: own };
    for (const stmt of [...body].reverse()) {
      if (stmt.kind !== 'import-from') continue;
      const entry = stmt.names?.find((each) => (each.alias ?? each.name) === name);
      const wanted = stmt.names === null ? name : entry?.name;
      const target = wanted === undefined ? null : project.resolveImport(path, stmt.level, stmt.module);
      if (wanted === undefined || target?.kind !== 'module') continue;
      if (stmt.names === null && !exports(target.path, name)) continue;
      const found = find(target.path, wanted, seen);
      if (found !== null) return found;
    }
    return null;
  }

  /** What `__getattr__` of the module gives. */
  function onDemand(path: string, name: string): Found | null {
    const value = project.attribute({ kind: 'module', path }, name);
    if (value?.kind !== 'class' && value?.kind !== 'function') return null;
    const { file } = value.place;
    const stmt = topLevel(project.facts(file)?.body ?? []).findLast((each) => definesName(each, value.name));
    return stmt?.kind === 'class' || stmt?.kind === 'function' ? { path: file, stmt } : null;
  }

  /** Whether a star import takes the name: `__all__` decides, without one every public name. */
  function exports(path: string, name: string): boolean {
    const listed = asItems(project.lookup(path, '__all__') ?? { kind: 'tuple', items: [] });
    const names = listed?.map(asText) ?? [];
    return names.length === 0 ? !name.startsWith('_') : names.includes(name) || names.includes(null);
  }

  function search(name: string): Found | null {
    for (const path of [...tree.list(packageDirectory)].sort(compareText)) {
      if (!path.endsWith('.py') || !sources.raw(path).text.includes(name)) continue;
      const stmt = topLevel(project.facts(path)?.body ?? []).findLast((each) => definesName(each, name));
      if (stmt?.kind === 'class' || stmt?.kind === 'function') return { path, stmt };
    }
    return null;
  }

  function resolveFresh(api: string): ResolvedApi | null {
    const parts = api.replace(/\.(?:run|__call__)$/, '').split('.');
    const name = parts.at(-1) ?? '';
    if (parts[0] !== packageName || parts.length < 2) return null;
    const target = project.resolveImport(`${packageDirectory}/__init__.py`, 0, parts.slice(0, -1).join('.'));
    const found =
      target.kind === 'module' ? (find(target.path, name, new Set()) ?? onDemand(target.path, name)) : null;
    if (found !== null && target.kind === 'module') {
      return described(api, found.path === target.path ? 'as-named' : 're-exported', found);
    }
    const elsewhere = search(name);
    return elsewhere === null ? null : described(api, 'moved', elsewhere);
  }

  function described(api: string, how: ResolvedApi['how'], { path, stmt }: Found): ResolvedApi {
    const evidence = { file: path, line: stmt.line, column: stmt.column, rule: 'flashinfer-api' };
    const trace = traceTemplateOf(stmt);
    const templates = trace === null ? [] : templatesOf(sources, path, trace);
    return { api, how, module: project.dottedName(path), evidence, trace, templates };
  }

  return {
    resolve: (api) => {
      const cached = cache.get(api);
      if (cached !== undefined) return cached;
      const result = resolveFresh(api);
      cache.set(api, result);
      return result;
    },
  };
}

function definesName(stmt: Stmt, name: string): boolean {
  return (stmt.kind === 'class' || stmt.kind === 'function') && stmt.name === name;
}

/** Statements of module scope, also under `if`, `try` and `with`. */
function topLevel(body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((stmt) => {
    if (stmt.kind === 'class' || stmt.kind === 'function') return [stmt];
    return [stmt, ...nestedBlocks(stmt).flatMap(topLevel)];
  });
}
