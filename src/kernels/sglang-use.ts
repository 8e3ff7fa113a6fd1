import { compareText, type Evidence } from '../diagnostics.js';
import { inDirectory } from '../engines/types.js';
import { nestedBlocks } from '../python/evaluate/index.js';
import type { PythonSources } from '../python/sources.js';
import type { Expr, ImportFromStmt, ImportStmt, Stmt } from '../python/syntax.js';
import { expressions, expressionsOf } from '../python/walk.js';
import type { SourceTree } from '../source/index.js';

/** How SGLang reaches an API of FlashInfer. */
export interface SglangUse {
  readonly status: 'sgl_integrated' | 'sgl_missing';
  /** `sgl_kernel`: SGLang imports a function of that name from its kernel package, which calls FlashInfer's. */
  readonly via: 'flashinfer' | 'sgl_kernel' | null;
  readonly evidence: readonly Evidence[];
}

export interface SglangUses {
  /** @param name the API's own name, without its module. */
  use(name: string): SglangUse;
}

/** Where a checkout of SGLang has what may call FlashInfer; folders that are not there are left out. */
export interface SglangFolders {
  /** Its runtime, and the kernels that it took out of its runtime in July 2026. */
  readonly runtime: readonly string[];
  /** The sources of its package `sgl_kernel`; null: not there. */
  readonly kernelPackage: string | null;
}

/** @param directory folder of the package `sglang`, e.g. `python/sglang` */
export function sglangFolders(tree: SourceTree, directory: string): SglangFolders {
  const kernelPackages = ['sgl-kernel/python', inDirectory(directory, 'kernels/aot/python')];
  return {
    runtime: ['srt', 'kernels/ops']
      .map((each) => inDirectory(directory, each))
      .filter((each) => tree.has(each)),
    kernelPackage: kernelPackages.find((each) => tree.has(`${each}/sgl_kernel`)) ?? null,
  };
}

type Uses = ReadonlyMap<string, readonly Evidence[]>;

/**
 * Finds what SGLang takes from FlashInfer: names imported from the package and attribute chains on it, also inside
 * functions and branches. A definition of the same name, or an import from elsewhere, is none.
 *
 * The Python files of the folders are read; prepare them first when the tree is a git revision.
 */
export function readSglangUses(
  sources: PythonSources,
  { runtime, kernelPackage }: SglangFolders,
): SglangUses {
  const direct = collect(sources, runtime, 'flashinfer');
  const throughKernels = collect(sources, runtime, 'sgl_kernel');
  const inKernels = collect(sources, kernelPackage === null ? [] : [kernelPackage], 'flashinfer');
  return {
    use: (name) => {
      const own = direct.get(name) ?? [];
      if (own.length > 0) return { status: 'sgl_integrated', via: 'flashinfer', evidence: own };
      const [outer, inner] = [throughKernels.get(name) ?? [], inKernels.get(name) ?? []];
      if (outer.length > 0 && inner.length > 0) {
        return { status: 'sgl_integrated', via: 'sgl_kernel', evidence: [...outer, ...inner] };
      }
      return { status: 'sgl_missing', via: null, evidence: [] };
    },
  };
}

function filesNaming(sources: PythonSources, folders: readonly string[], word: string): readonly string[] {
  return folders
    .flatMap((folder) => sources.tree.list(folder))
    .filter((path) => path.endsWith('.py') && sources.raw(path).text.includes(word));
}

function collect(sources: PythonSources, folders: readonly string[], packageName: string): Uses {
  const found = new Map<string, Evidence[]>();
  for (const path of [...filesNaming(sources, folders, packageName)].sort(compareText)) {
    for (const [name, evidence] of usesIn(sources.project.bodies(path)?.body ?? [], path, packageName)) {
      found.set(name, [...(found.get(name) ?? []), evidence]);
    }
  }
  return found;
}

function* usesIn(
  body: readonly Stmt[],
  path: string,
  packageName: string,
): Generator<readonly [string, Evidence]> {
  const all = [...executed(body)];
  const modules = new Set<string>();
  const rule = `sglang-uses-${packageName.replaceAll('_', '-')}`;
  for (const stmt of all) {
    if (stmt.kind === 'import') for (const name of importedModules(stmt, packageName)) modules.add(name);
    if (stmt.kind !== 'import-from' || !isFrom(stmt, packageName)) continue;
    for (const { name, alias } of stmt.names ?? []) {
      // It may be a submodule, whose attributes are then uses as well.
      if (stmt.module === packageName && /^[a-z0-9_]+$/.test(name)) modules.add(alias ?? name);
      yield [name, { file: path, line: stmt.line, column: stmt.column, rule }];
    }
  }
  if (modules.size === 0) return;
  for (const stmt of all) {
    for (const expr of evaluated(stmt).flatMap((each) => [...expressions(each)])) {
      if (expr.kind !== 'attribute' || !modules.has(rootOf(expr.value) ?? '')) continue;
      yield [expr.attr, { file: path, line: expr.line, column: expr.column, rule }];
    }
  }
}

/** The expressions that a statement evaluates itself; of a definition, those of its header. */
function evaluated(stmt: Stmt): readonly Expr[] {
  if (stmt.kind === 'class') return [...stmt.decorators, ...stmt.args.map(({ value }) => value)];
  if (stmt.kind !== 'function') return expressionsOf(stmt);
  return [...stmt.decorators, ...stmt.params.flatMap((param) => param.default ?? [])];
}

/** Every statement that can run: not what stands there for type checkers only. */
function* executed(body: readonly Stmt[]): Generator<Stmt> {
  for (const stmt of body) {
    yield stmt;
    const blocks = stmt.kind === 'if' && isTypeChecking(stmt.test) ? [stmt.orelse] : nestedBlocks(stmt);
    for (const block of blocks) yield* executed(block);
  }
}

function isTypeChecking(test: Expr): boolean {
  const name = test.kind === 'name' ? test.id : test.kind === 'attribute' ? test.attr : '';
  return name === 'TYPE_CHECKING';
}

/** The names that `import flashinfer.x` or `import flashinfer.x as y` binds to (a part of) the package. */
function importedModules(stmt: ImportStmt, packageName: string): readonly string[] {
  return stmt.names
    .filter(({ module }) => module === packageName || module.startsWith(`${packageName}.`))
    .map(({ alias }) => alias ?? packageName);
}

function isFrom(stmt: ImportFromStmt, packageName: string): boolean {
  return stmt.level === 0 && (stmt.module === packageName || stmt.module.startsWith(`${packageName}.`));
}

function rootOf(expr: Expr): string | null {
  let node = expr;
  while (node.kind === 'attribute') node = node.value;
  return node.kind === 'name' ? node.id : null;
}
