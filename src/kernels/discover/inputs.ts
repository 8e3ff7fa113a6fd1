/** Opens the clones that discovery reads: working files of a checkout, the last commit of a bare repository. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { locatePackage } from '../../engines/types.js';
import { ArchscanError } from '../../errors.js';
import type { FactExtractor } from '../../python/extract.js';
import { createPythonSources, type PythonSources } from '../../python/sources.js';
import { folderTree, gitTree, type SourceTree } from '../../source/index.js';
import { readCookbook } from '../cookbook.js';
import { definitionFiles, listDefinitions, type DefinitionFiles } from '../definition-files.js';
import { cookbookFiles, documentedRecipes } from '../recipe-files.js';
import type { Cookbook } from '../recipe.js';
import { createApiResolver, type ApiResolver } from '../resolve-api.js';
import { readSglangUses, sglangFolders, type SglangUses } from '../sglang-use.js';
import { MODELS_FOLDER } from './day-zero.js';
import { openHistory, type History } from './history.js';

export interface ClonePaths {
  readonly sglang?: string | undefined;
  readonly flashinfer?: string | undefined;
  readonly cookbook?: string | undefined;
  readonly definitions?: string | undefined;
}

/** A folder with its history; null: it is no clone. */
export interface Clone {
  readonly path: string;
  readonly tree: SourceTree;
  readonly history: History | null;
}

export interface OpenCookbook extends Clone {
  readonly recipes: Cookbook;
}

/** What was opened; null for what was not given. */
export interface DiscoveryInputs {
  readonly sglang: Clone | null;
  readonly flashinfer: Clone | null;
  readonly cookbook: OpenCookbook | null;
  readonly definitions: (Clone & { readonly files: DefinitionFiles }) | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws ArchscanError `root-not-found` for a path that is no folder */
export async function openInputs(paths: ClonePaths): Promise<DiscoveryInputs> {
  const open = (path: string | undefined): Promise<Clone | null> =>
    path === undefined ? Promise.resolve(null) : openClone(path);
  const [sglang, flashinfer, given, definitions] = await Promise.all([
    open(paths.sglang),
    open(paths.flashinfer === undefined ? undefined : checkoutOf(paths.flashinfer, 'flashinfer')),
    open(paths.cookbook),
    open(paths.definitions),
  ]);
  const cookbook = await openRecipes(given, sglang);
  const files = definitions === null ? null : listDefinitions(definitions.tree);
  const missing = [
    ...(definitions !== null && files?.value.files.length === 0
      ? [nothingIn(definitions.path, 'no definitions')]
      : []),
  ];
  return {
    sglang,
    flashinfer,
    cookbook,
    definitions: definitions === null ? null : { ...definitions, files: files?.value ?? definitionFiles([]) },
    diagnostics: [...missing, ...(cookbook?.diagnostics ?? []), ...(files?.diagnostics ?? [])],
  };
}

/** Those of the cookbook that was given; else those of SGLang's documentation, which has some since June 2026. */
async function openRecipes(
  given: Clone | null,
  sglang: Clone | null,
): Promise<(OpenCookbook & { readonly diagnostics: readonly Diagnostic[] }) | null> {
  const clone = given ?? sglang;
  if (clone === null) return null;
  const { tree } = clone;
  const files = given === null ? documentedRecipes(tree) : cookbookFiles(tree);
  if (given === null && files.length === 0) return null;
  const { value: recipes, diagnostics } = await readRecipes(clone.path, tree, files);
  return { ...clone, recipes, diagnostics };
}

/** The recipes of a cookbook; a warning (`input-empty`) when it has none. */
export async function openCookbook(path: string): Promise<Outcome<Cookbook>> {
  const tree = await openTree(path);
  return readRecipes(path, tree, cookbookFiles(tree));
}

async function readRecipes(
  path: string,
  tree: SourceTree,
  files: readonly string[],
): Promise<Outcome<Cookbook>> {
  await tree.prepare(files);
  const { value, diagnostics } = readCookbook(tree, files);
  const empty = value.models.length === 0 ? [nothingIn(path, 'no recipes')] : [];
  return { value, diagnostics: [...empty, ...diagnostics] };
}

/** Whether a definition exists, by its name. */
export async function definitionLookup(path: string): Promise<(name: string) => boolean> {
  const { value } = listDefinitions((await openClone(path)).tree);
  return (name) => value.find(name) !== null;
}

async function openClone(path: string): Promise<Clone> {
  const tree = await openTree(path);
  return { path, tree, history: await openHistory(path) };
}

/** @throws ArchscanError `root-not-found` for a path that is no folder */
async function openTree(path: string): Promise<SourceTree> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return folderTree(path);
  // A bare repository, or the `.git` of a checkout.
  const isRepository = ['objects', 'HEAD'].every((name) => existsSync(join(path, name)));
  return isRepository ? await gitTree(path, 'HEAD') : folderTree(path);
}

/** A package folder stands for the folder it lies in: names are resolved from the package's own. */
function checkoutOf(path: string, packageName: string): string {
  const isPackage =
    basename(path) === packageName &&
    statSync(`${path}/__init__.py`, { throwIfNoEntry: false })?.isFile() === true;
  return isPackage ? dirname(path) : path;
}

/** Nothing that was looked for is in the folder, which is mostly another one than was meant. */
function nothingIn(path: string, what: string): Diagnostic {
  const message = `${path} holds ${what}; check the path.`;
  return { file: path, line: 1, column: 1, rule: 'input-empty', severity: 'warning', message };
}

/** SGLang as of the clone's last commit, for what its modules register. */
export async function committedModels(
  { head, repository }: History,
  extract: FactExtractor,
): Promise<PythonSources> {
  const tree = await gitTree(repository, head.commit);
  await tree.prepare(tree.list(MODELS_FOLDER).filter((path) => path.endsWith('.py')));
  return createPythonSources(tree, extract, { packages: [{ name: 'sglang', directory: 'python/sglang' }] });
}

/** @throws ArchscanError `root-not-found` when the folder does not have the package */
export async function openFlashinfer({ path, tree }: Clone, extract: FactExtractor): Promise<ApiResolver> {
  const at = locatePackage(tree, ['flashinfer'], '__init__.py');
  if (at === null) throw noPackage(path, 'flashinfer/__init__.py', 'FlashInfer');
  await tree.prepare(pythonFiles(tree, at.directory));
  const packages = [{ name: 'flashinfer', directory: at.directory }];
  return createApiResolver(createPythonSources(tree, extract, { packages }), at.directory);
}

/**
 * What SGLang takes from FlashInfer. Without the sources of its kernel package it is not known what it takes through
 * that one, which is a warning (`kernel-package-missing`).
 *
 * @throws ArchscanError `root-not-found` when the folder does not have the package
 */
export async function openSglangUses(
  { path, tree }: Clone,
  extract: FactExtractor,
): Promise<Outcome<SglangUses>> {
  const at = locatePackage(tree, ['python/sglang', 'sglang', ''], 'srt/models');
  if (at === null) throw noPackage(path, MODELS_FOLDER, 'SGLang');
  const folders = sglangFolders(tree, at.directory);
  const files = folders.runtime.flatMap((folder) => pythonFiles(tree, folder));
  const kernels = folders.kernelPackage === null ? [] : pythonFiles(tree, folders.kernelPackage);
  await tree.prepare([...files, ...kernels]);
  const packages = [{ name: 'sglang', directory: at.directory }];
  const sources = createPythonSources(tree, extract, { packages });
  const needed = files.some((file) => sources.raw(file).text.includes('sgl_kernel'));
  const diagnostics = needed && kernels.length === 0 ? [noKernelPackage(path)] : [];
  return { value: readSglangUses(sources, folders), diagnostics };
}

function noKernelPackage(path: string): Diagnostic {
  const message = `${path} has no sources of sgl_kernel (sgl-kernel/python, or kernels/aot/python in SGLang's package), so what SGLang takes from FlashInfer through it counts as missing; give a whole clone.`;
  return { file: path, line: 1, column: 1, rule: 'kernel-package-missing', severity: 'warning', message };
}

function pythonFiles(tree: SourceTree, directory: string): readonly string[] {
  return tree.list(directory).filter((path) => path.endsWith('.py'));
}

function noPackage(path: string, marker: string, title: string): ArchscanError {
  return new ArchscanError('root-not-found', `${path} is no ${title}: it has no ${marker}.`, {
    hint: 'Give a checkout, the package folder inside it, or a bare repository.',
  });
}
