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
  if (config === null) return [];
  const cells = config.objects('cells');
  if (cells === null) {
    report(config.place, 'recipe-incomplete', 'The model has no list of cells.');
    return [];
  }
  const names = new Map(config.object('modelNames')?.members());
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
  if (flags === null) {
    report(cell.place, 'recipe-invalid', 'The flags of the cell are not a list of texts.');
    return null;
  }
  const match = new Map(cell.object('match')?.members());
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

/** By name, each with what stands behind it; empty for a switch. As for a command line, the last one counts. */
function optionsOf(flags: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    flags.map((flag) => {
      const [, name = '', value = ''] = /^\s*(\S+?)(?:[\s=]+(.*))?$/s.exec(flag) ?? [];
      return [name, value.trim()] as const;
    }),
  );
}

/** The placeholder for it stands for the entry of the names that says most about the cell. */
function modelPathOf(
  options: ReadonlyMap<string, string>,
  match: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): string | null {
  const said = options.get('--model-path') ?? options.get('--model');
  if (said !== undefined && said !== '' && !said.includes('{{')) return said;
  const [hw = '', variant = '', quant = ''] = ['hw', 'variant', 'quant'].map((key) => match.get(key));
  const keys = [`${hw}|${variant}|${quant}`, `${variant}|${quant}`, hw, 'default'];
  return keys.map((key) => names.get(key)).find((name) => name !== undefined) ?? null;
}

const DEGREES = {
  tp: ['--tp', '--tp-size', '--tensor-parallel-size'],
  dp: ['--dp', '--dp-size', '--data-parallel-size'],
  ep: ['--ep', '--ep-size', '--expert-parallel-size'],
} as const;

/**
 * A server without the option has a tensor-parallel degree of 1. With a backend for the exchange between experts SGLang
 * spreads them over all ranks, whatever the expert-parallel degree says (`server_args.py`).
 */
function degreesOf(
  options: ReadonlyMap<string, string>,
  place: Place,
  report: CookbookReport,
): ServingDegrees | null {
  const degree = (which: keyof typeof DEGREES): number | null => {
    const said = DEGREES[which].map((name) => options.get(name)).find((value) => value !== undefined);
    return said === undefined ? null : Number(said);
  };
  const [tp, dp] = [degree('tp') ?? 1, degree('dp')];
  const spreads = (options.get('--moe-a2a-backend') ?? 'none') !== 'none';
  const ep = spreads ? tp : degree('ep');
  if ([tp, ep, dp].some((each) => each !== null && !(Number.isSafeInteger(each) && each >= 1))) {
    report(place, 'recipe-invalid', 'tp, ep and dp must be whole numbers from 1 on.');
    return null;
  }
  return { tp, ep, dp, dpAttention: options.has('--enable-dp-attention') };
}
