/** What recipes say, whichever way they are written down. */
import type { Place } from '../diagnostics.js';
import { parallelismOf, type Parallelism, type ServingDegrees } from './parallelism.js';

/** sgl-cookbook became a part of SGLang's documentation in June 2026. */
export const RECIPE_SOURCES = ['sgl-cookbook', 'sglang-docs'] as const;
export type RecipeSource = (typeof RECIPE_SOURCES)[number];

interface SourceWords {
  /** What texts call the source. */
  readonly name: string;
  /** How a page says that it has something from there. */
  readonly claim: RegExp;
}

export const RECIPE_WORDS: Readonly<Record<RecipeSource, SourceWords>> = {
  'sgl-cookbook': { name: 'sgl-cookbook', claim: /sgl-cookbook/ },
  'sglang-docs': {
    name: "SGLang's documentation",
    claim: /\bfrom\s+SGLang['’]s\s+documentation\b/,
  },
};

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

/** Recipes of one source. */
export interface Cookbook {
  readonly source: RecipeSource;
  /** By model path. */
  readonly models: readonly CookbookModel[];
}

/** One checkpoint of one family of one file. */
export interface ServedModel {
  readonly modelPath: string;
  readonly name: string | null;
  readonly vendor: string | null;
  readonly family: string | null;
  readonly version: string;
  readonly file: string;
  readonly recipes: readonly Recipe[];
}

/** Told what is wrong, as a warning. */
export type RecipeReport = (place: Place, rule: string, message: string) => void;

/** As a recipe gives them: null is not given, undefined is no whole number from 1 on. */
export interface GivenDegrees {
  readonly tp: number | null | undefined;
  readonly ep: number | null | undefined;
  readonly dp: number | null | undefined;
  readonly dpAttention: boolean;
}

/** What a server's degrees mean for the kernels; null, with a warning, where the recipe cannot be used. */
export function readServing(
  { tp, ep, dp, dpAttention }: GivenDegrees,
  place: Place,
  report: RecipeReport,
): Pick<Recipe, 'degrees' | 'parallelism'> | null {
  if (tp === undefined || ep === undefined || dp === undefined) {
    report(place, 'recipe-invalid', 'tp, ep and dp must be whole numbers from 1 on.');
    return null;
  }
  if (tp === null) {
    report(place, 'recipe-incomplete', 'The server has no tensor-parallel degree (tp).');
    return null;
  }
  const degrees = { tp, ep, dp, dpAttention };
  const { parallelism, diagnostics } = parallelismOf(degrees, place);
  for (const { rule, message } of diagnostics) report(place, rule, message);
  return { degrees, parallelism };
}
