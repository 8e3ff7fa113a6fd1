/**
 * The recipes of SGLang's own documentation, which sgl-cookbook became in June 2026: one JavaScript module for each
 * model, with the command of every cell of its table.
 */
import { parseRepositoryId } from '../hub/repository-id.js';
import { parseExportedObject, type JavascriptObject } from './javascript-node.js';
import {
  readServing,
  type GivenDegrees,
  type Recipe,
  type RecipeReport,
  type ServedModel,
} from './recipe.js';

/** @returns nothing for a module that has no `config`: benchmarks, the list of popular models */
export function readDeployments(source: string, file: string, report: RecipeReport): readonly ServedModel[] {
  const parsed = parseExportedObject(source, file, 'config');
  if (!parsed.ok) {
    report(parsed.place, 'recipe-unreadable', `This is not a recipe: ${parsed.message}`);
    return [];
  }
  const config = parsed.value;
  if (config === undefined) return [];
  const cells = config?.objects('cells') ?? null;
  const modelNames = config?.object('modelNames') ?? null;
  if (config?.isWhole !== true || cells === null || modelNames?.isWhole === false) {
    const place = config?.place ?? { file, line: 1, column: 1 };
    report(
      place,
      'recipe-incomplete',
      'The model has no list of cells and names that is written down whole.',
    );
    return [];
  }
  const placeholders = config.object('placeholders');
  const page = {
    names: modelNames,
    placeholder: (name: string) => {
      const about = placeholders?.isWhole === true ? placeholders.object(name) : null;
      return about?.isWhole === true ? about.text('default') : null;
    },
  };
  const recipes = new Map<string, Recipe[]>();
  for (const cell of cells) {
    const found = readCell(cell, page, report);
    if (found === null) continue;
    recipes.set(found.modelPath, [...(recipes.get(found.modelPath) ?? []), found.recipe]);
  }
  const about = { name: null, vendor: file.split('/').at(-2) ?? null, family: config.text('modelName') };
  return [...recipes].map(([modelPath, own]) => ({ ...about, modelPath, version: '', file, recipes: own }));
}

/** What the commands of all cells are filled in with. */
interface Page {
  /** Checkpoints, by what they are for. */
  readonly names: JavascriptObject | null;
  /** What stands for `{{NAME}}` unless the reader says something else. */
  readonly placeholder: (name: string) => string | null;
}

interface Cell {
  readonly modelPath: string;
  readonly recipe: Recipe;
}

/** Null for a cell that only leads to another one, or whose command is not known. */
function readCell(cell: JavascriptObject, page: Page, report: RecipeReport): Cell | null {
  if (cell.flag('redirect')) return null;
  const flags = cell.texts('flags');
  const labels = cell.object('match');
  const isLabelled = labels?.isWhole ?? !cell.has('match');
  if (flags === null || !cell.isWhole || !isLabelled) {
    report(
      cell.place,
      'recipe-invalid',
      'The cell is not written down whole: its flags are a list of texts.',
    );
    return null;
  }
  const match = new Map(labels?.members());
  const name = nameOf(match, page.names);
  const fill = (text: string): string => filledIn(text, name, page);
  const options = optionsOf(flags.map(fill));
  const modelPath = repositoryOf(options.get('--model-path') ?? name ?? '');
  if (modelPath === '' || modelPath.includes('{{')) {
    report(cell.place, 'recipe-incomplete', 'The cell has no checkpoint.');
    return null;
  }
  const serving = readServing(degreesOf(options), cell.place, report);
  if (serving === null) return null;
  const mode = match.get('pdMode');
  return {
    modelPath,
    recipe: {
      version: '',
      hardware: (match.get('hw') ?? '').toUpperCase(),
      name: match.get('strategy') ?? match.get('profile') ?? '',
      phase: mode === 'prefill' || mode === 'decode' ? mode : 'engine',
      quantization: match.get('quant') ?? null,
      nodes: match.get('nodes') ?? null,
      quantizedModelPath: null,
      ...serving,
      place: cell.place,
    },
  };
}

/** Other spellings of options. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['--model', '--model-path'],
  ['--tp', '--tp-size'],
  ['--tensor-parallel-size', '--tp-size'],
  ['--dp', '--dp-size'],
  ['--data-parallel-size', '--dp-size'],
  ['--ep', '--ep-size'],
  ['--expert-parallel-size', '--ep-size'],
]);

/** By name, each with the word behind it; empty for a switch. As on a command line, the last one counts. */
function optionsOf(flags: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  const words = flags.flatMap((flag) => flag.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []);
  for (const [index, word] of words.entries()) {
    const [, name, value] = /^(--[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) continue;
    const next = words[index + 1] ?? '';
    const said = value ?? (next.startsWith('--') ? '' : next);
    options.set(SPELLINGS.get(name) ?? name, said.replace(/['"]/g, ''));
  }
  return options;
}

/** The name that says most about a cell, in the order in which the documentation's own page looks; null: not known. */
function nameOf(match: ReadonlyMap<string, string>, names: JavascriptObject | null): string | null {
  const [hw = '', variant = '', quant = ''] = ['hw', 'variant', 'quant'].map((key) => match.get(key));
  const keys = [`${hw}|${variant}|${quant}`, `${variant}|${quant}`, `${hw}|${quant}`, quant, hw, 'default'];
  // An empty name counts as none.
  const key = keys.find((each) => names?.has(each) === true && names.text(each) !== '');
  return key === undefined ? null : (names?.text(key) ?? null);
}

/** What stands for nothing stays as it is. */
function filledIn(text: string, name: string | null, { placeholder }: Page): string {
  return text.replace(
    /\{\{(\w+)\}\}/g,
    (all, key: string) => (key === 'MODEL_NAME' ? name : placeholder(key)) ?? all,
  );
}

/** One of the GGUF files of a repository stands for the repository. */
function repositoryOf(path: string): string {
  if (!path.toLowerCase().endsWith('.gguf')) return path;
  const repository = path.split('/').slice(0, 2).join('/');
  return parseRepositoryId(repository) === null ? path : repository;
}

/**
 * A server without the option has a tensor-parallel degree of 1. With a backend for the exchange between experts SGLang
 * spreads them over all ranks, whatever the expert-parallel degree says (`server_args.py`).
 */
function degreesOf(options: ReadonlyMap<string, string>): GivenDegrees {
  const degree = (name: string): number | null | undefined => {
    const said = options.get(name);
    if (said === undefined) return null;
    const number = /^\d+$/.test(said) ? Number(said) : 0;
    return Number.isSafeInteger(number) && number >= 1 ? number : undefined;
  };
  const tp = options.has('--tp-size') ? degree('--tp-size') : 1;
  const spreads = (options.get('--moe-a2a-backend') ?? 'none') !== 'none';
  const ep = spreads ? tp : degree('--ep-size');
  return { tp, ep, dp: degree('--dp-size'), dpAttention: options.has('--enable-dp-attention') };
}
