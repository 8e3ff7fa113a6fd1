/** Where recipes are: in a checkout of SGLang, or of sgl-cookbook. */
import { compareText } from '../diagnostics.js';
import type { SourceTree } from '../source/types.js';
import type { RecipeSource } from './recipe.js';

const FOLDERS = ['data/models/generated', 'models/generated', 'generated', ''];
const VERSION = /^v(\d+)\.(\d+)\.(\d+)(.*)$/;

/** SGLang's documentation, until August 2026 and since. */
const DOCUMENTATION = ['docs_new', 'docs'];
const DEPLOYMENTS = 'src/snippets/configs';

/**
 * The files with recipes: of a checkout of SGLang the modules of its documentation, of the cookbook (or its generated
 * folder) the YAML files of every version folder.
 */
export function cookbookFiles(tree: SourceTree): readonly string[] {
  const modules = documentedRecipes(tree);
  if (modules.length > 0) return modules;
  for (const folder of FOLDERS) {
    const files = tree.list(folder).filter((path) => /\.ya?ml$/.test(path) && versionOf(path) !== null);
    if (files.length > 0) return files;
  }
  return [];
}

/** The modules with recipes of SGLang's documentation; none in a checkout of anything else. */
export function documentedRecipes(tree: SourceTree): readonly string[] {
  return DOCUMENTATION.flatMap((docs) => deployments(tree, docs));
}

/** Modules of recipes, but those that pages of image and video models show. */
function deployments(tree: SourceTree, docs: string): readonly string[] {
  const modules = tree.list(`${docs}/${DEPLOYMENTS}`).filter((path) => path.endsWith('.jsx'));
  if (modules.length === 0) return [];
  const pages = tree.list(`${docs}/cookbook/diffusion`).filter((path) => path.endsWith('.mdx'));
  const texts = pages.map((path) => {
    const read = tree.read(path);
    return read.ok ? Buffer.from(read.bytes).toString('utf8') : '';
  });
  return modules.filter((path) => !texts.some((text) => text.includes(path.slice(docs.length))));
}

/** What a history calls the files with recipes: pathspecs of git. */
export const RECIPE_PATHS = [
  'data/models/generated/*.yaml',
  ...DOCUMENTATION.map((docs) => `${docs}/${DEPLOYMENTS}/*.jsx`),
];

/**
 * Whether a path of a history is that of a file as it is now: of the cookbook its generated folder may have been given,
 * and SGLang's documentation has moved.
 */
export function isRecipeFile(path: string, file: string): boolean {
  const inside = file.split(`/${DEPLOYMENTS}/`)[1];
  if (inside !== undefined) return path.endsWith(`/${DEPLOYMENTS}/${inside}`);
  return path === file || path.endsWith(`/${file}`);
}

/** By what is written there: the documentation's recipes are JavaScript modules. */
export function sourceOf(file: string): RecipeSource {
  return file.endsWith('.jsx') ? 'sglang-docs' : 'sgl-cookbook';
}

/** The version of SGLang that a folder of the cookbook is for. */
export function versionOf(path: string): string | null {
  const folder = path.split('/').at(-2);
  return folder !== undefined && VERSION.test(folder) ? folder : null;
}

/** Orders `v0.5.8` before `v0.5.10`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [VERSION.exec(a), VERSION.exec(b)];
  if (left === null || right === null) return compareText(a, b);
  for (const part of [1, 2, 3]) {
    const difference = Number(left[part]) - Number(right[part]);
    if (difference !== 0) return difference;
  }
  return compareText(left[4] ?? '', right[4] ?? '');
}
