import { compareText, type Place } from '../../diagnostics.js';
import type { CookbookModel } from '../recipe.js';
import { isRecipeFile } from '../recipe-files.js';
import { findBySlug, isQuantized, nameOf, quantizedSiblings } from '../slug.js';
import type { AddedModule } from './day-zero.js';
import type { Addition } from './history.js';
import { signalKey, type PopularitySignal } from './popularity.js';
import { titleIndex } from './titles.js';

/** A model that may be worth onboarding. */
export interface Candidate {
  readonly slug: string;
  /** Null: the checkpoint is not known and has to be given. */
  readonly hfRepoId: string | null;
  /** Where the id comes from. */
  readonly idSource: 'configuration' | 'cookbook' | 'popularity' | null;
  /** Checkpoints of the cookbook whose names begin like the module's; one of them may be meant. */
  readonly possibleIds: readonly string[];
  readonly sources: readonly CandidateSource[];
  /** What SGLang's module registers; empty for a model that only the cookbook has. */
  readonly architectures: readonly string[];
  /** Reads or hears rather than only writes: by its architecture's suffix. */
  readonly conditionalGeneration: boolean;
  /** SGLang's module registers drafts for speculative decoding only. */
  readonly draft: boolean;
  /** Who serves it and what the Hub says; null: nothing, or nobody was asked. */
  readonly popularity: PopularitySignal | null;
  /** Where it was found; empty for a model that is only popular. */
  readonly evidence: readonly CandidateEvidence[];
}

export type CandidateSource = 'sglang' | 'cookbook' | 'popularity';

export interface CandidateEvidence extends Place {
  readonly source: 'sglang' | 'cookbook';
  /** When it was added, in UTC. */
  readonly date: string;
}

export interface Candidates {
  /** Those with a module of SGLang first, by slug; then those of the cookbook alone; then those only popular. */
  readonly candidates: readonly Candidate[];
  /** What the page lists already, with its title there. */
  readonly tracked: readonly (Candidate & { readonly title: string })[];
}

export interface CandidateInput {
  readonly modules: readonly AddedModule[];
  readonly recipes: readonly Addition[];
  readonly cookbook: readonly CookbookModel[];
  /** Titles of the models that the page lists. */
  readonly titles: readonly string[];
  /** Architecture to checkpoint, from the user's configuration. */
  readonly examples: Readonly<Record<string, string>>;
  /** What the Hub and inference providers say, the most wanted first. */
  readonly signals: readonly PopularitySignal[];
}

/** Joins what SGLang and the cookbook added and what is popular, one candidate per model, and sets aside what the page lists. */
export function findCandidates(input: CandidateInput): Candidates {
  const added = input.modules.filter(({ dropped }) => dropped === null);
  const fromModules = added.map((module) => moduleCandidate(module, input));
  const fromRecipes = recipeCandidates(input);
  const merged = fromModules.map((candidate) => {
    const same = fromRecipes.filter(({ hfRepoId }) => hfRepoId === candidate.hfRepoId);
    return same.reduce(join, candidate);
  });
  const ids = new Set(fromModules.map(({ hfRepoId }) => hfRepoId));
  const listed = [...merged, ...fromRecipes.filter(({ hfRepoId }) => !ids.has(hfRepoId))];
  const all = withPopularity(listed, input);
  const titleOf = titleIndex(input.titles);
  const titled = all.map((each) => ({ each, title: titleOf(namesOf(each, input.cookbook)) }));
  return {
    candidates: titled.flatMap(({ each, title }) => (title === null ? [each] : [])),
    tracked: titled.flatMap(({ each, title }) => (title === null ? [] : [{ ...each, title }])),
  };
}

/** Every candidate with what is said about it; a model that is only popular becomes one when it is wanted enough. */
function withPopularity(
  listed: readonly Candidate[],
  { signals, cookbook }: CandidateInput,
): readonly Candidate[] {
  const byKey = new Map(signals.map((signal) => [signal.key, signal]));
  const known = listed.map((candidate) => {
    const names = [candidate.slug, ...(candidate.hfRepoId === null ? [] : [candidate.hfRepoId])];
    const popularity = names.map((name) => byKey.get(signalKey(name))).find((signal) => signal !== undefined);
    return { ...candidate, popularity: popularity ?? null };
  });
  const taken = new Set(known.map(({ popularity }) => popularity?.key));
  const others = signals.filter(({ key, priority }) => priority !== null && !taken.has(key));
  return [...known, ...others.map((signal) => popularCandidate(signal, cookbook))];
}

function popularCandidate(signal: PopularitySignal, cookbook: readonly CookbookModel[]): Candidate {
  const match = signal.hfRepoId === null ? findBySlug(cookbook, signal.name) : null;
  const listed = match !== null && 'model' in match ? match.model.modelPath : null;
  return {
    slug: (signal.name.split('/').at(-1) ?? signal.name).toLowerCase(),
    hfRepoId: signal.hfRepoId ?? listed,
    idSource: signal.hfRepoId !== null ? 'popularity' : listed === null ? null : 'cookbook',
    possibleIds: [],
    sources: ['popularity'],
    architectures: [],
    conditionalGeneration: false,
    draft: false,
    popularity: signal,
    evidence: [],
  };
}

function join(candidate: Candidate, other: Candidate): Candidate {
  return {
    ...candidate,
    sources: [...candidate.sources, ...other.sources],
    evidence: [...candidate.evidence, ...other.evidence],
  };
}

function namesOf({ slug, hfRepoId }: Candidate, cookbook: readonly CookbookModel[]): readonly string[] {
  const listed = cookbook.find(({ modelPath }) => modelPath === hfRepoId);
  return [slug, ...(hfRepoId === null ? [] : [hfRepoId]), ...(listed?.names ?? [])];
}

function moduleCandidate(module: AddedModule, { cookbook, examples }: CandidateInput): Candidate {
  const slug = (module.path.split('/').at(-1) ?? '').replace(/\.py$/, '').replaceAll('_', '-');
  const architectures = module.architectures ?? [];
  const configured = architectures
    .map((name) => (Object.hasOwn(examples, name) ? examples[name] : undefined))
    .find((id) => id !== undefined);
  const found = configured === undefined ? checkpointOf(cookbook, slug) : null;
  return {
    slug,
    hfRepoId: configured ?? found?.modelPath ?? null,
    idSource: configured !== undefined ? 'configuration' : found === null ? null : 'cookbook',
    possibleIds: configured === undefined && found === null ? beginningLike(cookbook, slug) : [],
    sources: ['sglang'],
    architectures,
    conditionalGeneration:
      architectures.length > 0 && architectures.every((name) => name.endsWith('ForConditionalGeneration')),
    draft: module.draft,
    popularity: null,
    evidence: [{ ...module.place, source: 'sglang', date: module.date }],
  };
}

/** The one checkpoint whose name is the module's; dots and hyphens do not count, a module cannot have them. */
function checkpointOf(cookbook: readonly CookbookModel[], slug: string): CookbookModel | null {
  const match = findBySlug(cookbook, slug);
  if (match.kind === 'exact' || match.kind === 'stripped')
    return isMadeFromAnother(cookbook, match.model) ? null : match.model;
  const same = cookbook.filter(({ modelPath }) => compact(nameOf(modelPath)) === compact(slug));
  const bases = same.filter((model) => standsForAll(cookbook, model));
  return bases.length === 1 ? (bases[0] ?? null) : null;
}

function compact(name: string): string {
  return name.replace(/[^a-z0-9]/g, '');
}

function standsForAll(cookbook: readonly CookbookModel[], model: CookbookModel): boolean {
  return baseOf(cookbook, model) === model && !isMadeFromAnother(cookbook, model);
}

/** Whether a checkpoint is a quantised one of a family that has one of that name that is not. */
function isMadeFromAnother(
  cookbook: readonly CookbookModel[],
  { modelPath, family, files }: CookbookModel,
): boolean {
  if (!isQuantized(modelPath) || family === null) return false;
  return cookbook.some(
    (other) =>
      !isQuantized(other.modelPath) &&
      other.family === family &&
      beginAlike(nameOf(other.modelPath), nameOf(modelPath)) &&
      other.files.some((file) => files.includes(file)),
  );
}

/** `elm` and `elm-8b`: who quantises a model may leave its size out. */
function beginAlike(name: string, other: string): boolean {
  return `${name}-`.startsWith(`${other}-`) || `${other}-`.startsWith(`${name}-`);
}

/** `qwen3-5` begins `Qwen3.5-397B-A17B`, `kimi-k2` does not begin `Kimi-K25`: words must end together. */
function beginningLike(cookbook: readonly CookbookModel[], slug: string): readonly string[] {
  const wanted = compact(slug);
  const ids = cookbook.flatMap((model) => (standsForAll(cookbook, model) ? [model.modelPath] : []));
  return ids.filter((id) => {
    const words = nameOf(id).split(/[^a-z0-9]+/);
    return words.some((_, index) => words.slice(0, index + 1).join('') === wanted);
  });
}

/** Of a checkpoint and its quantised forms, the one that stands for all: unquantised, else with the shortest id. */
function baseOf(cookbook: readonly CookbookModel[], { modelPath }: CookbookModel): CookbookModel | undefined {
  return [...quantizedSiblings(cookbook, modelPath)].sort(
    (a, b) =>
      Number(isQuantized(a.modelPath)) - Number(isQuantized(b.modelPath)) ||
      a.modelPath.length - b.modelPath.length ||
      compareText(a.modelPath, b.modelPath),
  )[0];
}

function recipeCandidates({ recipes, cookbook }: CandidateInput): readonly Candidate[] {
  const newest = new Map<string, Addition>();
  for (const addition of [...recipes].reverse()) newest.set(addition.path, addition);
  return cookbook.flatMap((model) => {
    if (!standsForAll(cookbook, model)) return [];
    const siblings = quantizedSiblings(cookbook, model.modelPath);
    const additionOf = (file: string): Addition | undefined =>
      [...newest.values()].find(({ path }) => isRecipeFile(path, file));
    // A model that another file had before only moved to a newer version, or got another form.
    const files = siblings.flatMap((each) => [...each.files, ...each.olderFiles]);
    if (!files.every((file) => additionOf(file) !== undefined)) return [];
    const evidence = siblings.flatMap(({ files: own, recipes: served }) =>
      own.flatMap((file): readonly CandidateEvidence[] => {
        const place = served.find((recipe) => recipe.place.file === file)?.place;
        const date = additionOf(file)?.date ?? '';
        return [{ ...(place ?? { file, line: 1, column: 1 }), source: 'cookbook', date }];
      }),
    );
    const [first] = evidence;
    if (first === undefined) return [];
    return [
      {
        slug: (model.modelPath.split('/').at(-1) ?? '').toLowerCase(),
        hfRepoId: model.modelPath,
        idSource: 'cookbook',
        possibleIds: [],
        sources: ['cookbook'],
        architectures: [],
        conditionalGeneration: false,
        draft: false,
        popularity: null,
        evidence: [first],
      },
    ];
  });
}
