import type { Diagnostic, Outcome } from '../../diagnostics.js';
import type { FactExtractor } from '../../python/extract.js';
import { RECIPE_PATHS } from '../recipe-files.js';
import type { RecipeSource } from '../recipe.js';
import { findCandidates, type Candidates } from './candidates.js';
import { addedModules, MODELS_FOLDER, type AddedModule } from './day-zero.js';
import { windowOf, withoutHistory, type Addition, type Head, type Window } from './history.js';
import { committedModels, type Clone, type DiscoveryInputs } from './inputs.js';
import type { PopularitySignal } from './popularity.js';

/** What part of which history was looked at. */
export interface LookedAt {
  readonly repository: string;
  readonly head: Head;
  readonly window: Window;
}

export interface Discovery extends Candidates {
  /** Null: not given, or no clone. */
  readonly sglang: LookedAt | null;
  readonly cookbook: (LookedAt & { readonly source: RecipeSource }) | null;
  /** Modules that were added but are no models to serve. */
  readonly dropped: readonly AddedModule[];
}

export interface DiscoverOptions {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly titles: readonly string[];
  readonly examples: Readonly<Record<string, string>>;
  readonly signals: readonly PopularitySignal[];
}

/**
 * Finds the models that SGLang and its cookbook gained within a window of their histories. A folder without history
 * is a warning (`history-missing`), and so is one that ends inside the window (`history-cut`).
 *
 * @throws ArchscanError `usage` for a window that is none
 */
export async function discoverModels(
  inputs: DiscoveryInputs,
  extract: FactExtractor,
  options: DiscoverOptions,
): Promise<Outcome<Discovery>> {
  const diagnostics: Diagnostic[] = [];
  const models = await look(inputs.sglang, [`${MODELS_FOLDER}/*.py`], options, diagnostics);
  const recipes = await look(inputs.cookbook, RECIPE_PATHS, options, diagnostics);
  const history = inputs.sglang?.history ?? null;
  const modules =
    history === null || models === null
      ? []
      : addedModules(models.added, await committedModels(history, extract));
  for (const { place, problem, dropped } of modules) {
    if (problem === null || dropped !== null) continue;
    diagnostics.push({ ...place, rule: 'entry-class-unclear', severity: 'warning', message: problem });
  }
  const found = findCandidates({
    modules,
    recipes: recipes?.added ?? [],
    cookbook: inputs.cookbook?.recipes.models ?? [],
    titles: options.titles,
    examples: options.examples,
    signals: options.signals,
  });
  const value = {
    ...found,
    sglang: models?.at ?? null,
    cookbook:
      recipes === null || inputs.cookbook === null
        ? null
        : { ...recipes.at, source: inputs.cookbook.recipes.source },
    dropped: modules.filter(({ dropped }) => dropped !== null),
  };
  return { value, diagnostics };
}

async function look(
  clone: Clone | null,
  pathspecs: readonly string[],
  options: DiscoverOptions,
  diagnostics: Diagnostic[],
): Promise<{ readonly at: LookedAt; readonly added: readonly Addition[] } | null> {
  if (clone === null) return null;
  const { history, path } = clone;
  const warn = (rule: string, message: string): void => {
    diagnostics.push({ file: path, line: 1, column: 1, rule, severity: 'warning', message });
  };
  if (history === null) {
    const { message, hint } = await withoutHistory(path);
    warn('history-missing', `${message}. ${hint}`);
    return null;
  }
  const window = windowOf(history.head, options);
  const [cut] = history.cutAt.filter((date) => date >= window.since);
  if (cut !== undefined) {
    warn(
      'history-cut',
      `The clone is shallow: what was added before ${cut} is not known. Fetch more of its history.`,
    );
  }
  const at = { repository: path, head: history.head, window };
  return { at, added: await history.added(pathspecs, window) };
}
