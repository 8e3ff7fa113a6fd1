/**
 * The recipes of SGLang's own documentation, which sgl-cookbook became in June 2026: one JavaScript module for each
 * model, with the command of every cell of its table.
 */
import type { Place } from '../diagnostics.js';
import type { CookbookReport, Entry, Recipe } from './cookbook.js';
import { parseExportedObject, type JavascriptObject } from './javascript-node.js';
import { parallelismOf, type ServingDegrees } from './parallelism.js';

/** @returns nothing for a module that has no `config`: benchmarks, the list of popular models */
export function readDeployments(source: string, file: string, report: CookbookReport): readonly Entry[] {
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
  const names = new Map(modelNames?.members().filter(([, name]) => name !== ''));
  const recipes = new Map<string, Recipe[]>();
  for (const cell of cells) {
    const found = readCell(cell, names, report);
    if (found === null) continue;
    recipes.set(found.modelPath, [...(recipes.get(found.modelPath) ?? []), found.recipe]);
  }
  const about = { name: null, vendor: file.split('/').at(-2) ?? null, family: config.text('modelName') };
  return [...recipes].map(([modelPath, own]) => ({ ...about, modelPath, version: '', file, recipes: own }));
}

interface Cell {
  readonly modelPath: string;
  readonly recipe: Recipe;
}

/** Null for a cell that only leads to another one, or whose command is not known. */
function readCell(
  cell: JavascriptObject,
  names: ReadonlyMap<string, string>,
  report: CookbookReport,
): Cell | null {
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
  const options = optionsOf(flags);
  const modelPath = modelPathOf(options, match, names);
  if (modelPath === null) {
    report(cell.place, 'recipe-incomplete', 'The cell has no checkpoint.');
    return null;
  }
  const degrees = degreesOf(options, cell.place, report);
  if (degrees === null) return null;
  const { parallelism, diagnostics } = parallelismOf(degrees, cell.place);
  for (const { rule, message } of diagnostics) report(cell.place, rule, message);
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
      degrees,
      parallelism,
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

const MODEL_NAME = '{{MODEL_NAME}}';

/** Of the names, the placeholder stands for the one that says most about the cell. */
function modelPathOf(
  options: ReadonlyMap<string, string>,
  match: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): string | null {
  const said = options.get('--model-path') ?? MODEL_NAME;
  const [hw = '', variant = '', quant = ''] = ['hw', 'variant', 'quant'].map((key) => match.get(key));
  const keys = [`${hw}|${variant}|${quant}`, `${variant}|${quant}`, hw, 'default'];
  const name = keys.map((key) => names.get(key)).find((each) => each !== undefined);
  const path = name === undefined ? said : said.replace(MODEL_NAME, name);
  return path === '' || path.includes('{{') ? null : path;
}

/**
 * A server without the option has a tensor-parallel degree of 1. With a backend for the exchange between experts SGLang
 * spreads them over all ranks, whatever the expert-parallel degree says (`server_args.py`).
 */
function degreesOf(
  options: ReadonlyMap<string, string>,
  place: Place,
  report: CookbookReport,
): ServingDegrees | null {
  const degree = (name: string): number | null => {
    const said = options.get(name);
    if (said === undefined) return null;
    return /^\d+$/.test(said) ? Number(said) : NaN;
  };
  const [tp, dp] = [degree('--tp-size') ?? 1, degree('--dp-size')];
  const spreads = (options.get('--moe-a2a-backend') ?? 'none') !== 'none';
  const ep = spreads ? tp : degree('--ep-size');
  if ([tp, ep, dp].some((each) => each !== null && !(Number.isSafeInteger(each) && each >= 1))) {
    report(place, 'recipe-invalid', 'tp, ep and dp must be whole numbers from 1 on.');
    return null;
  }
  return { tp, ep, dp, dpAttention: options.has('--enable-dp-attention') };
}
