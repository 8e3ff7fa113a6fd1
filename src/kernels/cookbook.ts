import {
  compareDiagnostics,
  compareText,
  type Diagnostic,
  type Outcome,
  type Place,
} from '../diagnostics.js';
import type { SourceTree } from '../source/types.js';
import { readDeployments } from './deployments.js';
import { parallelismOf, SINGLE, type Parallelism, type ServingDegrees } from './parallelism.js';
import { parseYamlMapping, type YamlMapping } from './yaml-node.js';

/** One recommended way to serve a model. `place` is that of its YAML entry, or of its cell in SGLang's documentation. */
export interface Recipe {
  /** Empty in SGLang's documentation, which has no versions. */
  readonly version: string;
  readonly hardware: string;
  readonly name: string;
  /** Prefill and decode are given apart when they run on servers of their own. */
  readonly phase: 'engine' | 'prefill' | 'decode';
  readonly quantization: string | null;
  readonly nodes: string | null;
  readonly quantizedModelPath: string | null;
  readonly degrees: ServingDegrees;
  /** Null when the degrees contradict each other, which is then a diagnostic. */
  readonly parallelism: Parallelism | null;
  readonly place: Place;
}

/** A checkpoint that the cookbook serves. */
export interface CookbookModel {
  /** The checkpoint's id. */
  readonly modelPath: string;
  readonly names: readonly string[];
  readonly vendor: string | null;
  readonly family: string | null;
  readonly files: readonly string[];
  /** Files of older versions that list it too; what they say does not count. */
  readonly olderFiles: readonly string[];
  readonly recipes: readonly Recipe[];
}

/** By model path. */
export type Cookbook = readonly CookbookModel[];

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

function versionOf(path: string): string | null {
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

/**
 * Reads every recipe. A file that cannot be read, or an entry that cannot be understood, is a diagnostic and the
 * rest goes on. A checkpoint that several versions list is taken from the newest.
 */
export function readCookbook(tree: SourceTree): Outcome<Cookbook> {
  const diagnostics: Diagnostic[] = [];
  const entries = cookbookFiles(tree).flatMap((path) => readFile(tree, path, diagnostics));
  const models = new Map<string, Entry[]>();
  for (const entry of entries) {
    models.set(entry.modelPath, [...(models.get(entry.modelPath) ?? []), entry]);
  }
  const value = [...models.values()].flatMap((group) => joined(group) ?? []);
  value.sort((a, b) => compareText(a.modelPath, b.modelPath));
  return { value, diagnostics: diagnostics.sort(compareDiagnostics) };
}

/** One model of one family of one file. */
export interface Entry {
  readonly modelPath: string;
  readonly name: string | null;
  readonly vendor: string | null;
  readonly family: string | null;
  readonly version: string;
  readonly file: string;
  readonly recipes: readonly Recipe[];
}

function joined(group: readonly Entry[]): CookbookModel | undefined {
  const newest = group
    .map(({ version }) => version)
    .sort(compareVersions)
    .at(-1);
  const entries = group.filter(({ version }) => version === newest);
  const [first] = entries;
  if (first === undefined) return undefined;
  return {
    modelPath: first.modelPath,
    names: [...new Set(entries.flatMap(({ name }) => name ?? []))],
    vendor: first.vendor,
    family: first.family,
    files: [...new Set(entries.map(({ file }) => file))],
    olderFiles: [...new Set(group.flatMap(({ file, version }) => (version === newest ? [] : [file])))],
    recipes: entries.flatMap(({ recipes }) => recipes),
  };
}

function readFile(tree: SourceTree, path: string, diagnostics: Diagnostic[]): readonly Entry[] {
  const report = (place: Place, rule: string, message: string): void => {
    diagnostics.push({ ...place, rule, severity: 'warning', message });
  };
  const read = tree.read(path);
  if (!read.ok) {
    report(
      { file: path, line: 1, column: 1 },
      'recipe-unreadable',
      `Not read (${read.reason}): ${read.detail}`,
    );
    return [];
  }
  const text = Buffer.from(read.bytes).toString('utf8');
  if (path.endsWith('.jsx')) return readDeployments(text, path, report);
  const parsed = parseYamlMapping(text, path);
  if (!parsed.ok) {
    report(parsed.place, 'recipe-unreadable', `This is not a recipe: ${parsed.message}`);
    return [];
  }
  const version = versionOf(path) ?? '';
  const vendor = parsed.root.text('vendor');
  return parsed.root.list('families').flatMap((family) =>
    family.list('models').flatMap((model): readonly Entry[] => {
      const modelPath = model.text('model_path');
      if (modelPath === null) {
        report(model.place, 'recipe-incomplete', 'The model has no model_path.');
        return [];
      }
      const recipes = readRecipes(model, version, report);
      const names = { modelPath, name: model.text('name'), vendor, family: family.text('name') };
      return [{ ...names, version, file: path, recipes }];
    }),
  );
}

/** Told what is wrong, as a warning. */
export type CookbookReport = (place: Place, rule: string, message: string) => void;

const PHASES = ['engine', 'prefill', 'decode'] as const;

function readRecipes(model: YamlMapping, version: string, report: CookbookReport): readonly Recipe[] {
  const hardware = model.mapping('hardware')?.members() ?? [];
  return hardware.flatMap(([device, entry]) =>
    entry.list('configurations').flatMap((configuration) => {
      const attributes = configuration.mapping('attributes');
      return PHASES.flatMap((phase): readonly Recipe[] => {
        const server = configuration.mapping(phase);
        const degrees = server === null ? null : readDegrees(server, report);
        if (degrees === null) return [];
        const { parallelism, diagnostics } = parallelismOf(degrees, configuration.place);
        for (const { rule, message } of diagnostics) report(configuration.place, rule, message);
        return [
          {
            version,
            hardware: device,
            name: configuration.text('name') ?? '',
            phase,
            quantization: attributes?.text('quantization') ?? null,
            nodes: attributes?.text('nodes') ?? null,
            quantizedModelPath: configuration.text('quantized_model_path'),
            degrees,
            parallelism,
            place: configuration.place,
          },
        ];
      });
    }),
  );
}

function readDegrees(server: YamlMapping, report: CookbookReport): ServingDegrees | null {
  const [tp, ep, dp] = [server.count('tp'), server.count('ep'), server.count('dp')];
  if (tp === undefined || ep === undefined || dp === undefined) {
    report(server.place, 'recipe-invalid', 'tp, ep and dp must be whole numbers from 1 on.');
    return null;
  }
  if (tp === null) {
    report(server.place, 'recipe-incomplete', 'The server has no tensor-parallel degree (tp).');
    return null;
  }
  return { tp, ep, dp, dpAttention: server.flag('enable_dp_attention') };
}

/** Every parallelism that the recipes of these models use, once; one device when there is none. */
export function parallelismsOf(models: readonly CookbookModel[]): readonly Parallelism[] {
  const found = new Map<string, Parallelism>();
  for (const { parallelism } of models.flatMap(({ recipes }) => recipes)) {
    if (parallelism !== null) found.set(`${parallelism.tp}/${parallelism.ep}`, parallelism);
  }
  const sorted = [...found.values()].sort((a, b) => a.tp - b.tp || a.ep - b.ep);
  return sorted.length === 0 ? [SINGLE] : sorted;
}
