import { compareText } from '../diagnostics.js';
import type { CookbookModel } from './recipe.js';

/** Which checkpoint a short name means. */
export type SlugMatch =
  | {
      readonly kind: 'exact' | 'stripped';
      readonly model: CookbookModel;
      readonly candidates: readonly string[];
    }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'none' };

/** Formats, methods, and what GGUF and MLX files are called; `q4` alone may be a part of a name. */
const QUANTIZATION = [
  '(?:nv|mx)?fp[48](?:-dynamic|-kv)?',
  'int[48]',
  'w\\d{1,2}a\\d{1,2}(?:-g\\d+)?',
  'awq',
  'gptq',
  'gguf',
  '(?:ud-)?i?q[1-8]_?(?:[01]|k(?:_?(?:xs|s|m|l|xl))?|xxs|xs|s|m|nl)(?:-dynamic)?',
  '(?:q[2-8]-|gs\\d+-)?mlx',
  '(?:bnb-)?[2-8]bit(?:-dwq)?',
].join('|');
const OF_VERSION = 'v\\d+(?:\\.\\d+)*';
const SUFFIX = new RegExp(`-(instruct|it|chat|base|thinking|bf16|${QUANTIZATION}|hf|\\d{4}|${OF_VERSION})$`);
const VERSION = /^v\d/;
const QUANTIZED = new RegExp(`^(?:${QUANTIZATION})$`);
const QUANTIZED_ID = new RegExp(`(?:-(?:bf16|${QUANTIZATION}))+(?:-${OF_VERSION})?$`);
const BF16_ID = new RegExp(`-bf16(?:-${OF_VERSION})?$`);

/** A checkpoint's name in lower case, without organisation and without suffixes such as `-instruct` or `-fp8`. */
export interface NameParts {
  readonly stem: string;
  /** `v3`, `v0.1`; null for a name without one. The one behind a quantisation is not the model's. */
  readonly version: string | null;
}

interface Stripped extends NameParts {
  /** The last one first. */
  readonly suffixes: readonly string[];
}

/** Takes the suffixes off a lower-case name that do not change the architecture. */
function strip(name: string): Stripped {
  const suffixes: string[] = [];
  let stem = name;
  for (let found = SUFFIX.exec(stem); found !== null; found = SUFFIX.exec(stem)) {
    suffixes.push(found[1] ?? '');
    stem = stem.slice(0, found.index);
  }
  const version = suffixes.findLast(
    (each, index) => VERSION.test(each) && !QUANTIZED.test(suffixes[index + 1] ?? ''),
  );
  return { stem, suffixes, version: version ?? null };
}

/** A name and its version apart, by which checkpoints of one model are known. */
export function partsOf(modelPath: string): NameParts {
  return strip(lastPart(modelPath));
}

/** Both as one name: a version is a part of it. */
export function nameOf(modelPath: string): string {
  const { stem, version } = partsOf(modelPath);
  return version === null ? stem : `${stem}-${version}`;
}

/**
 * Finds the checkpoint of a slug such as `kimi-k2`, or of an id. A slug that equals the last part of an id means
 * that one. Otherwise both are compared without their suffixes, but for versions, and the unquantised, the answering
 * (not thinking), the undated one and the one with the fewest suffixes is preferred. What is still tied is ambiguous.
 */
export function findBySlug(models: readonly CookbookModel[], slug: string): SlugMatch {
  const wanted = slug.trim().toLowerCase();
  if (wanted.includes('/')) return choose('exact', withId(models, wanted), []);
  const exact = models.filter(({ modelPath }) => lastPart(modelPath) === wanted);
  if (exact.length > 0) return choose('exact', exact, []);
  const named = strip(wanted);
  return choose(
    'stripped',
    models.filter(({ modelPath }) => mayMean(named, strip(lastPart(modelPath)))),
    PREFERENCES,
  );
}

/** `-v2` is not `-v3`; what has no version may be either. */
function mayMean(name: Stripped, other: Stripped): boolean {
  const isOther = name.version !== null && other.version !== null && name.version !== other.version;
  return name.stem === other.stem && !isOther;
}

function withId(models: readonly CookbookModel[], id: string): readonly CookbookModel[] {
  return models.filter(({ modelPath }) => modelPath.toLowerCase() === id);
}

function lastPart(modelPath: string): string {
  return (modelPath.split('/').at(-1) ?? modelPath).toLowerCase();
}

/** Smaller is better; earlier ones count more. */
const PREFERENCES: readonly ((stripped: Stripped) => number)[] = [
  ({ suffixes }) => Number(suffixes.some((suffix) => QUANTIZED.test(suffix))),
  ({ suffixes }) => Number(suffixes.includes('thinking')),
  ({ suffixes }) => Number(suffixes.some((suffix) => /^\d{4}$/.test(suffix))),
  ({ suffixes }) => suffixes.length,
];

function choose(
  kind: 'exact' | 'stripped',
  models: readonly CookbookModel[],
  preferences: typeof PREFERENCES,
): SlugMatch {
  const compare = (a: CookbookModel, b: CookbookModel): number => {
    const [left, right] = [strip(lastPart(a.modelPath)), strip(lastPart(b.modelPath))];
    return preferences.map((prefer) => prefer(left) - prefer(right)).find((each) => each !== 0) ?? 0;
  };
  const sorted = [...models].sort((a, b) => compare(a, b) || compareText(a.modelPath, b.modelPath));
  const [first, second] = sorted;
  const candidates = sorted.map(({ modelPath }) => modelPath);
  if (first === undefined) return { kind: 'none' };
  if (second !== undefined && compare(first, second) === 0) return { kind: 'ambiguous', candidates };
  return { kind, model: first, candidates };
}

/**
 * The checkpoint itself and its quantised forms from the same organisation: they serve the same shapes. Another
 * organisation's quantisation is a checkpoint of its own, with recipes for other devices.
 */
export function quantizedSiblings(
  models: readonly CookbookModel[],
  modelPath: string,
): readonly CookbookModel[] {
  const stem = unquantized(modelPath);
  return models.filter((model) => unquantized(model.modelPath) === stem);
}

/** Whether an id ends as those of quantised forms do. */
export function isQuantized(modelPath: string): boolean {
  const id = modelPath.toLowerCase();
  return QUANTIZED_ID.test(id) && !BF16_ID.test(id);
}

function unquantized(modelPath: string): string {
  return modelPath.toLowerCase().replace(QUANTIZED_ID, '');
}
